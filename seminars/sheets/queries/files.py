"""Whose files are where; everybody sees only their own."""

from collections.abc import Sequence

from sqlalchemy import select

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.sheets.models import ExportFile

MOST_SHOWN = 30


def my_exports(staff_id: int) -> Sequence[ExportFile]:
    """The newest files somebody asked for."""
    return db.session.scalars(
        select(ExportFile)
        .where(ExportFile.staff_id == staff_id)
        .order_by(ExportFile.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def my_export(export_id: int, staff_id: int) -> ExportFile:
    """One file of one's own. Raises Missing, also for anybody else's (F10)."""
    found = db.session.scalars(
        select(ExportFile).where(ExportFile.id == export_id, ExportFile.staff_id == staff_id)
    ).one_or_none()
    if found is None:
        raise Missing
    return found
