"""Workers: what takes one piece of work after the other until it is told to stop, and may be killed at any moment."""

import os
import secrets
import socket
import threading
from abc import ABC, abstractmethod

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from seminars.core.config import Settings


class Worker(ABC):
    """One worker. Any number may run, on any number of machines."""

    kind = "worker"
    """names its thread and its lines of the log"""
    first_pause, longest_pause = 1.0, 60.0
    """seconds to wait for a database that does not answer: the first time, and at most"""

    def __init__(self, app: Flask, name: str | None = None) -> None:
        self.app = app
        self.settings: Settings = app.extensions["seminars.settings"]
        self.name = name or f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.pause = 0.0
        """seconds to wait before the next step; 0: as often as the settings say"""
        self.log = structlog.get_logger(f"seminars.{self.kind}")

    @abstractmethod
    def step(self) -> bool:
        """Do at most one piece of work; True if there was one and the way is clear for the next."""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. A fault of the database is waited out, never the end of the worker."""
        self.log.info("worker started", worker=self.name)
        while not stop.is_set():
            try:
                busy = self.step()
            except DBAPIError as fault:
                what = type(fault.orig).__name__
                self.log.error("the database does not answer", worker=self.name, fault=what)
                busy, self.pause = False, min(max(self.first_pause, self.pause * 2), self.longest_pause)
            if not busy:
                stop.wait(self.pause or self.settings.letter_poll)
        self.log.info("worker stopped", worker=self.name)

    def run_dry(self) -> int:
        """Do everything that is due now; returns how much there was (commands and tests)."""
        done = 0
        while self.step():
            done += 1
        return done

    def start(self) -> tuple[threading.Thread, threading.Event]:
        """Work beside the web process (SQLite, development): a thread, and the event that stops it."""
        stop = threading.Event()
        thread = threading.Thread(target=self.run, args=(stop,), name=self.kind, daemon=True)
        thread.start()
        return thread, stop
