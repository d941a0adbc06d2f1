"""Rows on their way in, as their owner decides: matched, checked, taken in, taken back, thrown away."""

from collections.abc import Mapping

from sqlalchemy import delete

from seminars.core import audit
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.sheets.models import (
    CHECKED,
    CHECKING,
    DONE,
    FAILED,
    MATCHING,
    SAVING,
    UNDOING,
    UNDONE,
    ImportFile,
    ImportFinding,
    ImportRows,
)
from seminars.sheets.rules import ImportKind, SheetRefusal, missing


def match(*, import_id: int, staff_id: int, kind: ImportKind, places: Mapping[str, int]) -> ImportFile:
    """Say which column is which; the rows are checked next. Raises SheetRefusal, Missing."""
    found = _own(import_id, staff_id, (MATCHING, CHECKED, FAILED))
    chosen = {key: place for key, place in places.items() if 0 <= place < len(found.headings)}
    lacking = missing(chosen, kind.columns)
    if lacking:
        raise SheetRefusal("column", _l("请选出“%(name)s”是哪一列。", name=lacking[0].label), lacking[0].key)
    if len(set(chosen.values())) < len(chosen):
        twice = next(key for key in chosen if list(chosen.values()).count(chosen[key]) > 1)
        raise SheetRefusal("column_twice", _l("同一列选了两次。"), twice)
    found.columns = chosen
    _check_anew(found)
    return found


def check_again(*, import_id: int, staff_id: int) -> ImportFile:
    """Check once more, against what the house knows now. Raises SheetRefusal, Missing."""
    found = _own(import_id, staff_id, (CHECKED, FAILED))
    _check_anew(found)
    return found


def confirm(*, import_id: int, staff_id: int, shown: str, needs_promise: bool, agreed: bool) -> ImportFile:
    """Take everything in as it was `shown`, or nothing (F9); saying yes twice is saying it once. Raises SheetRefusal, Missing."""
    found = _own(import_id, staff_id, (CHECKED, SAVING, DONE))
    if shown != found.mark:
        raise SheetRefusal(
            "not_shown", _l("这不是您刚才看的那份文件或那次检查，请看下面的最新情况，再决定。")
        )
    if found.state != CHECKED:
        return found
    if found.counts.get("wrong") or found.counts.get("errors"):
        raise SheetRefusal("wrong", _l("还有要改的行，请改好文件再上传。"))
    if not found.counts.get("new") and not found.counts.get("changed"):
        raise SheetRefusal("nothing_new", _l("文件里的内容系统里都有了，不用再导入。"))
    if needs_promise and not agreed:
        raise SheetRefusal("promise", _l("请先勾选确认。"), "agreed")
    found.agreed, found.state, found.dealt_with, found.trouble = agreed, SAVING, 0, ""
    audit.note(
        "import.confirmed",
        subject=found,
        series=found.series,
        kind=found.kind,
        target=found.target or None,
    )
    return found


def take_back(*, import_id: int, staff_id: int) -> ImportFile:
    """Undo everything this file brought in; asking twice is asking once. Raises SheetRefusal, Missing."""
    found = _own(import_id, staff_id, (DONE, UNDOING, UNDONE))
    if found.state != DONE:
        return found
    found.state, found.trouble = UNDOING, ""
    audit.note("import.taken_back", subject=found, series=found.series, kind=found.kind)
    return found


def discard_import(*, import_id: int, staff_id: int) -> None:
    """Throw the rows away; what was taken in stays. Raises SheetRefusal while a worker is at it, Missing."""
    found = _own(import_id, staff_id, ())
    if found.state in (CHECKING, SAVING, UNDOING) and found.leased_by:
        raise SheetRefusal("busy", _l("正在处理，请等它做完。"))
    audit.note("import.discarded", subject=found, series=found.series, kind=found.kind, file=found.file_name)
    db.session.delete(found)


def forget_rows(import_id: int) -> None:
    """What is taken in lives elsewhere now; the file's own rows hold people's data and are not kept."""
    db.session.execute(delete(ImportRows).where(ImportRows.import_id == import_id))


def forget_findings(import_id: int) -> None:
    """Before rows are checked again."""
    db.session.execute(delete(ImportFinding).where(ImportFinding.import_id == import_id))


def _check_anew(found: ImportFile) -> None:
    found.state, found.dealt_with, found.counts, found.trouble = CHECKING, 0, {}, ""


def _own(import_id: int, staff_id: int, states: tuple[str, ...]) -> ImportFile:
    found = locked(ImportFile, import_id)
    if found.staff_id != staff_id:
        raise Missing
    if states and found.state not in states:
        raise SheetRefusal("moved_on", _l("这份文件的状态已经变了，请看最新情况。"))
    return found
