"""Seminars for a file, and what a seminar is called in the name of one."""

from collections.abc import Collection, Iterator

from sqlalchemy.orm import joinedload

from seminars.core.db import in_batches
from seminars.core.i18n import _
from seminars.schedule.models import Seminar
from seminars.schedule.queries.seminars import WITH_PLACE, Wanted, chosen_by, get


def for_file(allowed: Collection[str] | None, wanted: Wanted) -> Iterator[Seminar]:
    """Each with series, place and officer, as they were written down; one statement a batch."""
    return in_batches(
        chosen_by(allowed, wanted).options(
            *WITH_PLACE, joinedload(Seminar.venue), joinedload(Seminar.officer)
        ),
        Seminar,
    )


def short_name(seminar_id: int) -> str:
    """第118期, or the title while there is no number. Raises Missing."""
    seminar = get(seminar_id)
    return _("第%(n)s期", n=seminar.issue_no) if seminar.issue_no else seminar.title_zh or _("草稿")
