"""The worker for files: checks, takes in and writes, one after the other; may be killed at any moment."""

from collections.abc import Mapping

from flask import Flask
from sqlalchemy.exc import DBAPIError

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER, Staff
from seminars.core import audit, clock, workers
from seminars.core.db import db, transaction
from seminars.core.errors import Missing
from seminars.core.i18n import _, force_language
from seminars.sheets.models import CHECKING, SAVING, UNDOING, ExportFile, ImportFile
from seminars.sheets.rules import EXPORTS, IMPORTS, ExportKind, ImportKind
from seminars.sheets.service import exporting, leasing, working
from seminars.sheets.service.leasing import File, FileTable, LeaseLost

STEPS = {CHECKING: working.check, SAVING: working.save, UNDOING: working.undo}


class Worker(workers.Worker):
    """Checks, takes in and writes files, one after the other."""

    kind = "files"
    first_pause = longest_pause = 5.0

    def __init__(self, app: Flask, name: str | None = None) -> None:
        super().__init__(app, name)
        self.exports: Mapping[str, ExportKind] = app.extensions[EXPORTS]
        self.imports: Mapping[str, ImportKind] = app.extensions[IMPORTS]

    def step(self) -> bool:
        """Do at most one piece of work; True if there was one."""
        self.pause = 0.0
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
        member = db.session.get_one(Staff, staff_id)
        with audit.acting_as(audit.Actor(member.name, staff_id)):
            try:
                self._deal_with(table, key, member)
            except (LeaseLost, Missing):
                db.session.rollback()
                self.log.info("file taken over or gone", file=key, worker=self.name)
            except DBAPIError:
                raise
            except Exception as fault:
                self.log.error("file failed", table=table.__tablename__, file=key, exc_info=fault)
                self._fail(table, key)

    def _deal_with(self, table: FileTable, key: int, member: Staff) -> None:
        if table is ExportFile:
            asked = db.session.get_one(ExportFile, key)
            exporting.write(export_id=key, kind=self.exports[asked.kind], worker=self.name, by=member.name)
        else:
            brought = db.session.get_one(ImportFile, key)
            step = STEPS[brought.state]
            step(
                import_id=key,
                kind=self.imports[brought.kind],
                worker=self.name,
                by=member.name,
                series=guards.series_allowed(member, ORGANIZER),
            )

    def _fail(self, table: FileTable, key: int) -> None:
        with transaction():
            one: File = leasing.ours(table, key, self.name)
            with force_language(one.language):
                leasing.give_up(
                    one, _("系统出错，没有做完，什么都没有变。请再试一次；还不行，请找系统管理员。")
                )
