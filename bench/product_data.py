"""The product's rows between rounds: taken back before each, counted after it."""

from flask import Flask
from sqlalchemy import Select, delete, func, select, text, update

from bench.seeding import Seeded
from seminars.checkin.models import Attendance, Scan
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.registration.models import Attendee, Registration, Ticket
from seminars.schedule.models import Seminar


class ProductData:
    """What the two written cells leave behind."""

    def __init__(self, app: Flask, seeded: Seeded) -> None:
        self.app = app
        self.seeded = seeded

    def nobody_in(self) -> None:
        """As before the doors of the full seminar open."""
        with self.app.app_context():
            with transaction():
                for table in (Attendance, Scan):
                    db.session.execute(delete(table).where(table.seminar_id == self.seeded.full))
            self._tidy("attendance", "scan")

    def nobody_registered(self) -> None:
        """As when registration opened."""
        mine = self.seeded.empty
        people = select(Attendee.id).where(Attendee.seminar_id == mine)
        with self.app.app_context():
            with transaction():
                db.session.execute(delete(Ticket).where(Ticket.attendee_id.in_(people)))
                for table in (Attendee, Registration):
                    db.session.execute(delete(table).where(table.seminar_id == mine))
                db.session.execute(delete(Letter))
                db.session.execute(update(Seminar).where(Seminar.id == mine).values(seats_taken=0))
            self._tidy("ticket", "attendee", "registration", "letter", "seminar")

    def arrived(self) -> int:
        """People who are in."""
        return self._count(select(func.count()).where(Attendance.seminar_id == self.seeded.full))

    def wrong_with_arrivals(self, answered: int) -> str:
        """What does not fit: answers and rows, or a ticket that was accepted twice."""
        arrived = self.arrived()
        full = Scan.seminar_id == self.seeded.full
        accepted = self._count(select(func.count()).where(full, Scan.outcome == "ok"))
        return (
            "" if arrived == accepted == answered else f"{answered} answers, {accepted} scans, {arrived} in"
        )

    def wrong_with_registrations(self, answered: int) -> str:
        """What does not fit: answers, registrations, people, tickets, letters and seats; or seats beyond capacity."""
        mine = self.seeded.empty
        counts = [
            self._count(select(func.count()).where(table.seminar_id == mine))
            for table in (Registration, Attendee, Ticket)
        ]
        counts.append(self._count(select(func.count()).select_from(Letter)))
        counts.append(self._count(select(Seminar.seats_taken).where(Seminar.id == mine)))
        capacity = self._count(select(Seminar.capacity).where(Seminar.id == mine))
        fits = set(counts) == {answered} and counts[-1] <= capacity
        return "" if fits else f"{answered} answers; registrations, people, tickets, letters, seats {counts}"

    def _count(self, statement: Select[int]) -> int:
        with self.app.app_context():
            found = db.session.scalar(statement) or 0
            db.session.rollback()
            return int(found)

    def _tidy(self, *tables: str) -> None:
        if db.engine.dialect.name != "postgresql":
            return
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM ANALYZE {', '.join(tables)}"))
