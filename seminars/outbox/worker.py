"""The worker: does what is due by the clock and takes letters one by one; may be killed at any moment."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import DBAPIError

from seminars.core import chores, clock, workers
from seminars.core.db import db, transaction
from seminars.outbox import compose, queries, service
from seminars.outbox.courier import Courier, Report, courier_for
from seminars.outbox.rules import Outcome

BEAT_EVERY = timedelta(seconds=20)


class Worker(workers.Worker):
    """Does what is due by the clock, and takes letters one by one."""

    kind = "worker"

    def __init__(self, app: Flask, courier: Courier | None = None, name: str | None = None) -> None:
        super().__init__(app, name)
        self.courier = courier or courier_for(self.settings)
        self.lease = timedelta(seconds=self.settings.letter_lease)
        self.beaten: datetime | None = None

    def step(self) -> bool:
        """When it is time, beat and do the chores; then at most one letter; True if there was one and the way is clear."""
        with self.app.app_context():
            self._beat()
            letter_id = self._claim()
            if letter_id is None:
                self.pause = 0.0
                return False
            report = self._deal_with(letter_id)
        self._watch_the_server(report)
        return report is None or report.outcome is not Outcome.AWAY

    def _beat(self) -> None:
        now = clock.now()
        if self.beaten is None or abs(now - self.beaten) >= BEAT_EVERY:
            with transaction():
                service.beat(worker=self.name)
            self.beaten = now
            chores.do_due(self.app.extensions[chores.CHORES])

    def _claim(self) -> int | None:
        due = queries.anything_due(clock.now())
        db.session.rollback()
        if not due:
            return None
        with transaction():
            letter = service.claim(worker=self.name, lease=self.lease)
            return letter.id if letter else None

    def _deal_with(self, letter_id: int) -> Report | None:
        """Write the letter, send it outside of any transaction, write down what happened."""
        letter = queries.get(letter_id)
        try:
            written = compose.write(letter)
            if written is None:
                with transaction():
                    service.drop(letter_id=letter_id, worker=self.name)
                return None
            message = compose.envelope(letter, written)
        except DBAPIError:
            raise
        except Exception as fault:  # a poison letter is parked, the queue goes on (D4)
            self.log.error("letter cannot be written", letter=letter_id, fault=type(fault).__name__)
            return self._settle(letter_id, Report(Outcome.REFUSED, f"{type(fault).__name__}: {fault}"[:500]))
        db.session.rollback()
        report = self.courier.deliver(message, compose.sender(self.settings), written.to.address)
        return self._settle(letter_id, report, written.subject)

    def _settle(self, letter_id: int, report: Report, subject: str = "") -> Report:
        with transaction():
            ours = service.settle(
                letter_id=letter_id,
                worker=self.name,
                outcome=report.outcome,
                error=report.words,
                subject=subject,
            )
        self.log.info("letter", letter=letter_id, outcome=report.outcome.value, ours=ours)
        return report

    def _watch_the_server(self, report: Report | None) -> None:
        """While there is no mail server, wait longer and longer instead of trying every letter."""
        if report is not None and report.outcome is Outcome.AWAY:
            self.pause = min(max(self.settings.letter_poll, self.pause * 2), self.longest_pause)
        else:
            self.pause = 0.0
