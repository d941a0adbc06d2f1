"""Files handed out: asked for, written by a worker, taken once by the one who asked, and then forgotten (F10)."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import delete, insert, select

from seminars.core import audit, clock
from seminars.core.db import db, locked, transaction
from seminars.core.errors import Missing
from seminars.core.i18n import _, _l, force_language
from seminars.sheets import rules
from seminars.sheets.models import ExportFile, ExportPiece
from seminars.sheets.rules import READY, TAKEN, WRITING, ExportKind, SheetRefusal, Value, Wishes
from seminars.sheets.service.leasing import finish, ours, renew
from seminars.sheets.writing import write_csv, write_xlsx

KEPT = timedelta(hours=24)
PIECE = 256 * 1024
EVERY = 1000
"""rows between two words of progress"""


def ask_export(
    *,
    kind: str,
    title: str,
    wishes: Wishes,
    file_format: str,
    reason: str,
    needs_reason: bool,
    staff_id: int,
    series: str | None,
    language: str,
) -> ExportFile:
    """Ask for a file; a worker writes it. Raises SheetRefusal `reason` when persons are in it and nothing says why."""
    if needs_reason and not reason:
        raise SheetRefusal("reason", _l("请写明用途，会写进日志。"), "reason")
    now = clock.now()
    made = ExportFile(
        kind=kind,
        target=wishes.target,
        series=series,
        language=language,
        state=WRITING,
        staff_id=staff_id,
        format=file_format,
        filters=dict(wishes.filters),
        scope=sorted(wishes.series) if wishes.series is not None else None,
        full=wishes.full,
        reason=reason,
        file_name=rules.file_name(title, clock.local(now), file_format),
        created_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(made)
    db.session.flush()
    audit.note(
        "export.asked",
        subject=made,
        series=series,
        kind=kind,
        target=wishes.target or None,
        full=wishes.full,
        reason=reason,
        filters=dict(wishes.filters),
    )
    return made


def write(*, export_id: int, kind: ExportKind, worker: str, by: str) -> None:
    """Write the file from fresh rows, in constant memory, and keep it in pieces. Raises LeaseLost, Missing."""
    asked = db.session.get_one(ExportFile, export_id)
    wishes = Wishes(asked.target, asked.filters, asked.full, asked.scope)
    file_format = asked.format
    with tempfile.TemporaryDirectory() as folder, force_language(asked.language):
        note = _facts(asked, by)
        path = Path(folder) / "file"
        headings = [str(column.label) for column in kind.columns]
        rows = _told(kind.rows(wishes), export_id, worker)
        if file_format == "csv":
            number = write_csv(path, headings, rows)
        else:
            number = write_xlsx(
                path, headings, rows, title=str(kind.title), note_title=_("导出说明"), note=note
            )
        db.session.rollback()
        with transaction():
            _keep(export_id, worker, path, number)


def take(*, export_id: int, staff_id: int) -> tuple[ExportFile, IO[bytes]]:
    """The file, once, for the one who asked for it, before it expires; then it is forgotten (F10).

    Raises Missing for anybody else's, SheetRefusal when there is no file any more, or not yet.
    """
    found = locked(ExportFile, export_id)
    if found.staff_id != staff_id:
        raise Missing
    rules.ensure_there(found.state, found.expires_at, clock.now())
    content = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    for piece in db.session.scalars(
        select(ExportPiece.content)
        .where(ExportPiece.export_id == export_id)
        .order_by(ExportPiece.place)
        .execution_options(yield_per=4)
    ):
        content.write(piece)
    content.seek(0)
    found.state, found.taken_at = TAKEN, clock.now()
    forget_export(export_id)
    audit.note("export.taken", subject=found, series=found.series, kind=found.kind, rows=found.number)
    return found, content


def discard_export(*, export_id: int, staff_id: int) -> None:
    """Forget a file that is not wanted any more. Raises Missing for anybody else's."""
    found = locked(ExportFile, export_id)
    if found.staff_id != staff_id:
        raise Missing
    audit.note("export.discarded", subject=found, series=found.series, kind=found.kind)
    db.session.delete(found)


def forget_export(export_id: int) -> None:
    """Its bytes; the line that says it was there stays."""
    db.session.execute(delete(ExportPiece).where(ExportPiece.export_id == export_id))


def _told(rows: Iterator[Sequence[Value]], export_id: int, worker: str) -> Iterator[Sequence[Value]]:
    """The same rows; says every now and then how many have gone by."""
    for number, row in enumerate(rows, start=1):
        if number % EVERY == 0:
            with transaction():
                renew(ExportFile, export_id, worker, number)
        yield row


def _keep(export_id: int, worker: str, path: Path, number: int) -> None:
    made = ours(ExportFile, export_id, worker)
    assert isinstance(made, ExportFile)
    forget_export(export_id)
    with path.open("rb") as file:
        for place, content in enumerate(iter(lambda: file.read(PIECE), b"")):
            db.session.execute(
                insert(ExportPiece), {"export_id": export_id, "place": place, "content": content}
            )
    finish(made, READY)
    made.number, made.dealt_with, made.size = number, number, path.stat().st_size


def _facts(asked: ExportFile, by: str) -> list[tuple[str, str]]:
    """Who took it out, when and what for: whoever finds the file later can tell (domain.md 6)."""
    return [
        (_("文件"), asked.file_name),
        (_("导出人"), by),
        (_("导出时间"), f"{clock.local(asked.created_at):%Y-%m-%d %H:%M}"),
        (_("用途"), asked.reason or "—"),
        (_("手机号码"), _("完整") if asked.full else _("打码")),
    ]
