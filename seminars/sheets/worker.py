"""The worker for files: checks, takes in and writes, one after the other; may be killed at any moment."""

import os
import secrets
import socket
import threading
from collections.abc import Mapping

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from seminars.accounts.models import Staff
from seminars.core import audit, clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.core.errors import Missing
from seminars.core.i18n import _, force_language
from seminars.sheets.models import CHECKING, SAVING, UNDOING, ExportFile, ImportFile
from seminars.sheets.rules import EXPORTS, IMPORTS, ExportKind, ImportKind
from seminars.sheets.service import exporting, leasing, working
from seminars.sheets.service.leasing import File, FileTable, LeaseLost

STEPS = {CHECKING: working.check, SAVING: working.save, UNDOING: working.undo}
PAUSE_AFTER_FAULT = 5.0
log = structlog.get_logger("seminars.files")


class Worker:
    """One worker. Any number may run, on any number of machines."""

    def __init__(self, app: Flask, name: str | None = None) -> None:
        self.app = app
        settings: Settings = app.extensions["seminars.settings"]
        self.poll = settings.letter_poll
        self.name = name or f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.exports: Mapping[str, ExportKind] = app.extensions[EXPORTS]
        self.imports: Mapping[str, ImportKind] = app.extensions[IMPORTS]

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. A fault of the database is waited out, never the end of the worker."""
        while not stop.is_set():
            pause = self.poll
            try:
                busy = self.step()
            except DBAPIError as fault:
                log.error("the database does not answer", worker=self.name, fault=type(fault.orig).__name__)
                busy, pause = False, PAUSE_AFTER_FAULT
            if not busy:
                stop.wait(pause)

    def run_dry(self) -> int:
        """Do everything that waits now; returns how much there was (commands and tests)."""
        done = 0
        while self.step():
            done += 1
        return done

    def step(self) -> bool:
        """Do at most one piece of work; True if there was one."""
        with self.app.app_context():
            waits = leasing.anything_waits(clock.now())
            db.session.rollback()
            if not waits:
                return False
            with transaction():
                taken = leasing.claim(worker=self.name)
                work = (type(taken), taken.id, taken.staff_id) if taken else None
            if work:
                self._do(*work)
            return work is not None

    def _do(self, table: FileTable, key: int, staff_id: int) -> None:
        by = db.session.get_one(Staff, staff_id).name
        with audit.acting_as(audit.Actor(by, staff_id)):
            try:
                self._deal_with(table, key, by)
            except (LeaseLost, Missing):
                db.session.rollback()
                log.info("file taken over or gone", file=key, worker=self.name)
            except DBAPIError:
                raise
            except Exception as fault:
                log.error("file failed", table=table.__tablename__, file=key, exc_info=fault)
                self._fail(table, key)

    def _deal_with(self, table: FileTable, key: int, by: str) -> None:
        if table is ExportFile:
            asked = db.session.get_one(ExportFile, key)
            exporting.write(export_id=key, kind=self.exports[asked.kind], worker=self.name, by=by)
        else:
            brought = db.session.get_one(ImportFile, key)
            step = STEPS[brought.state]
            step(import_id=key, kind=self.imports[brought.kind], worker=self.name, by=by)

    def _fail(self, table: FileTable, key: int) -> None:
        with transaction():
            one: File = leasing.ours(table, key, self.name)
            with force_language(one.language):
                leasing.give_up(
                    one, _("系统出错，没有做完，什么都没有保存。请再试一次；还不行，请找系统管理员。")
                )


def start_thread(app: Flask) -> tuple[threading.Thread, threading.Event]:
    """A worker inside the web process (SQLite, development): a thread and the event that stops it."""
    stop = threading.Event()
    thread = threading.Thread(target=Worker(app).run, args=(stop,), name="files", daemon=True)
    thread.start()
    return thread, stop
