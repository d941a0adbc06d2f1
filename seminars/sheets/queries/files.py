"""Whose files are where; everybody sees only their own."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.paging import Page, page_of
from seminars.sheets.models import ExportFile, ImportFile, ImportFinding, ImportRows
from seminars.sheets.queries.packing import unpacked
from seminars.sheets.rules import Cell

MOST_SHOWN = 30
PER_PAGE = 100
_REMARK = (ImportFinding.row == 0) & (ImportFinding.tone == "note")


def my_exports(staff_id: int) -> Sequence[ExportFile]:
    """The newest files somebody asked for."""
    return db.session.scalars(
        select(ExportFile)
        .where(ExportFile.staff_id == staff_id)
        .order_by(ExportFile.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def my_imports(staff_id: int) -> Sequence[ImportFile]:
    """The newest files somebody uploaded."""
    return db.session.scalars(
        select(ImportFile)
        .where(ImportFile.staff_id == staff_id)
        .order_by(ImportFile.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def my_import(import_id: int, staff_id: int) -> ImportFile:
    """One file of one's own. Raises Missing, also for anybody else's (F10)."""
    found = db.session.scalars(
        select(ImportFile).where(ImportFile.id == import_id, ImportFile.staff_id == staff_id)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def findings(import_id: int, page: int) -> Page[ImportFinding]:
    """What is wrong with which cell, errors before notes, from the top of the file down; two statements.

    Without what `remarks` tells.
    """
    mine = (ImportFinding.import_id == import_id) & ~_REMARK
    total = db.session.scalar(select(func.count()).select_from(ImportFinding).where(mine)) or 0
    rows = select(ImportFinding).where(mine).order_by(ImportFinding.tone, ImportFinding.id)
    return page_of(rows, page, total, PER_PAGE)


def remarks(import_id: int) -> Sequence[str]:
    """What one should know of the file as a whole before saying yes."""
    mine = select(ImportFinding.text).where(ImportFinding.import_id == import_id, _REMARK)
    return db.session.scalars(mine.order_by(ImportFinding.id)).all()


def first_rows(import_id: int, most: int = 8) -> list[tuple[int, list[Cell], str]]:
    """The top of the file, below its headings, and what each row was found to be, once that is known."""
    content = db.session.scalar(
        select(ImportRows.rows).where(ImportRows.import_id == import_id, ImportRows.place == 0)
    )
    top = [] if content is None else unpacked(content)[:most]
    return [(number, cells, verdict[0] if verdict else "") for number, cells, *verdict in top]


def matched(cells: Sequence[Cell], columns: Mapping[str, int]) -> dict[str, Cell]:
    """A row by column."""
    return {key: cells[place] for key, place in columns.items() if place < len(cells)}
