"""What a worker does with rows on their way in: check them piece by piece, take them in at once, take them back at once."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import insert, update

from seminars.core import audit, clock
from seminars.core.db import db, refresh_statistics, transaction
from seminars.core.errors import Refusal
from seminars.core.i18n import _l, force_language
from seminars.sheets.models import CHECKED, DONE, UNDONE, ImportFile, ImportFinding, ImportRows
from seminars.sheets.queries import matched
from seminars.sheets.queries.packing import packed, pieces_of, unpacked, values_of
from seminars.sheets.rules import CHANGED, NEW, Finding, ImportKind, Row, Saved, SheetRefusal, Task
from seminars.sheets.service.importing import forget_findings, forget_rows
from seminars.sheets.service.leasing import finish, give_up, ours, renew

MOST_FINDINGS = 10_000
"""kept and shown; beyond that only counted"""
LARGE = 1000
"""rows after which the database looks anew at how its tables are filled"""


def check(*, import_id: int, kind: ImportKind, worker: str, by: str, series: Collection[str] | None) -> None:
    """Judge every row and keep what was found; nothing is taken in. `series`: where they may plan, none for all.

    Raises LeaseLost, Missing.
    """
    one = db.session.get_one(ImportFile, import_id)
    places, language, task = dict(one.columns), one.language, Task(import_id, one.target, by, series)
    keys = pieces_of(import_id)
    with transaction():
        ours(ImportFile, import_id, worker)
        forget_findings(import_id)
    counts: Counter[str] = Counter()
    done = 0
    with force_language(language):
        judge = kind.judge(task)
        for key in keys:
            told = unpacked(db.session.get_one(ImportRows, key).rows)
            rows = [Row(number, matched(cells, places), places) for number, cells, *_verdict in told]
            judge.rows(rows)
            db.session.rollback()
            done += len(rows)
            counts.update(row.verdict for row in rows)
            with transaction():
                renew(ImportFile, import_id, worker, done)
                _keep(import_id, key, rows, counts)
                if key == keys[0]:
                    _keep_verdicts(key, told, rows)
        whole = judge.end()
        db.session.rollback()
        with transaction():
            one = _ours(import_id, worker)
            _keep_findings(import_id, whole, counts)
            one.counts, one.dealt_with = dict(counts), done
            finish(one, CHECKED)


def save(*, import_id: int, kind: ImportKind, worker: str, by: str, series: Collection[str] | None) -> None:
    """Take all rows in, in one transaction: when anything refuses, nothing was (F9). Raises LeaseLost, Missing."""
    try:
        with transaction():
            one = _ours(import_id, worker)
            with force_language(one.language):
                saved = kind.save(_task(one, by, series), values_of(import_id))
            _saved(one, saved)
    except Refusal as refusal:
        _refused(import_id, worker, refusal)
        return
    if saved.number > LARGE:
        refresh_statistics()


def undo(*, import_id: int, kind: ImportKind, worker: str, by: str, series: Collection[str] | None) -> None:
    """Take everything back in one transaction, or nothing. Raises LeaseLost, Missing."""
    try:
        with transaction():
            one = _ours(import_id, worker)
            kind.undo.deed(_task(one, by, series), one.trace)
            finish(one, UNDONE)
            audit.note("import.undone", subject=one, series=one.series, kind=one.kind, rows=one.saved)
    except Refusal as refusal:
        _refused(import_id, worker, refusal)


def _task(one: ImportFile, by: str, series: Collection[str] | None) -> Task:
    """What is to be done, unless the role for its series was taken away meanwhile. Raises SheetRefusal."""
    task = Task(one.id, one.target, by, series)
    if one.series is not None and not task.is_allowed([one.series]):
        raise SheetRefusal("series", _l("您已没有这个系列的权限。"))
    return task


def _saved(one: ImportFile, saved: Saved) -> None:
    finish(one, DONE)
    one.saved, one.saved_at, one.trace = saved.number, clock.now(), saved.trace
    one.dealt_with = one.number
    forget_rows(one.id)
    audit.note(
        "import.saved",
        subject=one,
        series=one.series,
        kind=one.kind,
        target=one.target or None,
        rows=saved.number,
    )


def _refused(import_id: int, worker: str, refusal: Refusal) -> None:
    with transaction():
        one = _ours(import_id, worker)
        with force_language(one.language):
            give_up(one, refusal.text)


def _ours(import_id: int, worker: str) -> ImportFile:
    one = ours(ImportFile, import_id, worker)
    assert isinstance(one, ImportFile)
    return one


def _keep(import_id: int, key: int, rows: list[Row], counts: Counter[str]) -> None:
    """The values that will be taken in, and the findings."""
    _write(key, values=[row.value for row in rows if row.verdict in (NEW, CHANGED)])
    _keep_findings(import_id, [finding for row in rows for finding in row.findings], counts)


def _keep_verdicts(key: int, told: Sequence[Any], rows: list[Row]) -> None:
    """Each row of the first piece with what it was found to be: of no other piece are rows shown."""
    judged = [(number, cells, row.verdict) for (number, cells, *_), row in zip(told, rows, strict=True)]
    _write(key, rows=judged)


def _write(key: int, **lists: Sequence[Any]) -> None:
    db.session.execute(
        update(ImportRows)
        .where(ImportRows.id == key)
        .values({name: packed(told) for name, told in lists.items()}),
        execution_options={"synchronize_session": False},
    )


def _keep_findings(import_id: int, found: Sequence[Finding], counts: Counter[str]) -> None:
    room = max(MOST_FINDINGS - counts["errors"] - counts["notes"], 0)
    counts.update("errors" if one.tone == "error" else "notes" for one in found)
    kept = [
        {"import_id": import_id, "row": one.row, "cell": one.cell, "tone": one.tone, "text": one.text[:300]}
        for one in found[:room]
    ]
    if kept:
        db.session.execute(insert(ImportFinding), kept)
