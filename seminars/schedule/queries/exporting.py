"""Seminars for a file, and what a seminar is called in the name of one."""

from collections.abc import Collection, Iterator

from sqlalchemy.orm import joinedload

from seminars.core.db import db
from seminars.core.i18n import _
from seminars.schedule.models import Seminar
from seminars.schedule.queries.seminars import WITH_PLACE, Wanted, chosen_by, get

BATCH = 200


def for_file(allowed: Collection[str] | None, wanted: Wanted) -> Iterator[Seminar]:
    """Each with series, place and officer, as they were written down; one statement a batch."""
    last = 0
    while True:
        batch = db.session.scalars(
            chosen_by(allowed, wanted)
            .where(Seminar.id > last)
            .options(*WITH_PLACE, joinedload(Seminar.venue), joinedload(Seminar.officer))
            .order_by(Seminar.id)
            .limit(BATCH)
        ).all()
        db.session.expunge_all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].id


def short_name(seminar_id: int) -> str:
    """第118期, or the title while there is no number. Raises Missing."""
    seminar = get(seminar_id)
    return _("第%(n)s期", n=seminar.issue_no) if seminar.issue_no else seminar.title_zh or _("草稿")
