"""Enterprises from a file: who is new, who is known, what is learnt of those; taken in at once, and taken back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from seminars.core import clock
from seminars.core.db import db, insert_all_new
from seminars.core.i18n import _, _l, _n
from seminars.enterprises import queries
from seminars.enterprises.models import Enterprise
from seminars.enterprises.queries.known import Known, KnownFirm
from seminars.enterprises.rules import FILE_COLUMNS, EnterpriseRefusal, core_name
from seminars.enterprises.rules.importing import FirmRow, FirmsSeen, read_firm
from seminars.places import queries as places
from seminars.sheets.rules import CHANGED, NEW, REPEATED, SAME, Finding, ImportKind, Row, Saved, Task, Undo

LEARNT = ("uscc", "customs_code", "district_id", "industry")
"""what a file may add to a known enterprise where nothing is known; it never changes what is"""
MOST_NAMED = 3
"""of those that keep an import from being taken back"""


class _Judge:
    """Judges the rows of one file."""

    def __init__(self, task: Task) -> None:
        self.townships = places.ids_by_name()
        self.seen = FirmsSeen()

    def rows(self, rows: Sequence[Row]) -> None:
        """Each is new, known, or tells something new of a known one."""
        read = [(row, firm) for row in rows if (firm := read_firm(row, self.townships)) is not None]
        known = queries.known(
            {firm.name.folded for _row, firm in read}, {firm.uscc for _row, firm in read if firm.uscc}
        )
        for row, firm in read:
            if self.seen.repeats(row, firm):
                row.settle(REPEATED)
            else:
                _compare(row, firm, known)

    def end(self) -> Sequence[Finding]:
        """Nothing is wrong with the file as a whole."""
        return ()


def _compare(row: Row, firm: FirmRow, known: Known) -> None:
    stands = known.find(firm.name.folded, firm.uscc)
    if stands is None:
        row.settle(NEW, _as_new(firm))
        return
    if firm.uscc == stands.uscc and firm.name.folded != stands.folded_name:
        row.remark("name", _l("系统里这家企业叫“%(name)s”，名称不改。", name=stands.name))
    learnt = _learnt(firm, stands)
    row.settle(CHANGED, {"id": stands.id, "learnt": learnt}) if learnt else row.settle(SAME)


def _as_new(firm: FirmRow) -> dict[str, Any]:
    return {
        "name": firm.name.shown,
        "folded_name": firm.name.folded,
        "core_name": core_name(firm.name.shown),
        "uscc": firm.uscc,
        "customs_code": firm.customs_code,
        "district_id": firm.district_id,
        "industry": firm.industry,
    }


def _learnt(firm: FirmRow, stands: KnownFirm) -> dict[str, Any]:
    return {name: getattr(firm, name) for name in LEARNT if getattr(firm, name) and not getattr(stands, name)}


def _save(task: Task, batches: Iterator[Sequence[Any]]) -> Saved:
    """New ones in bulk: one that has come in by itself meanwhile stays as it is. Gaps are filled where they still are."""
    now = clock.now()
    filled: list[tuple[int, str, Any]] = []
    for batch in batches:
        insert_all_new(Enterprise, [one | {"created_at": now} for one in batch if "id" not in one])
        filled += _fill({one["id"]: one["learnt"] for one in batch if "id" in one})
    touched = len({key for key, _name, _value in filled})
    return Saved(_number(now) + touched, {"at": now.isoformat(), "filled": filled})


def _fill(learnt: Mapping[int, Mapping[str, Any]]) -> list[tuple[int, str, Any]]:
    """Write what is still not known; returns what was written. Raises EnterpriseRefusal when a code is another's by now."""
    written: list[tuple[int, str, Any]] = []
    firms = db.session.scalars(
        select(Enterprise).where(Enterprise.id.in_(learnt)).order_by(Enterprise.id)
    ).all()
    for firm in firms:
        for name, value in learnt[firm.id].items():
            if not getattr(firm, name):
                setattr(firm, name, value)
                written.append((firm.id, name, value))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EnterpriseRefusal("code_taken", _l("有一个代码刚刚被另一家企业用了，请重新检查。")) from error
    for firm in firms:  # a hundred thousand of them need not stay in memory
        db.session.expunge(firm)
    return written


def _consequences(task: Task, trace: Any) -> list[str]:
    """Which go and which gaps are empty again. Raises EnterpriseRefusal as the deed would."""
    brought, filled = datetime.fromisoformat(trace["at"]), len(trace["filled"])
    _ensure_loose(brought)
    made = _number(brought)
    lines = []
    if made:
        lines.append(_n("删除导入时新建的%(n)s家企业", "删除导入时新建的%(n)s家企业", made, n=made))
    if filled:
        lines.append(
            _n(
                "导入时补上的%(n)s处重新留空；后来有人改过的不动",
                "导入时补上的%(n)s处重新留空；后来有人改过的不动",
                filled,
                n=filled,
            )
        )
    return [*lines, _("原有的企业都留着；不发信")]


def _undo(task: Task, trace: Any) -> None:
    """Take the new ones away and empty the gaps again. Raises EnterpriseRefusal once something hangs on one of them."""
    brought = datetime.fromisoformat(trace["at"])
    _ensure_loose(brought)
    for key, name, value in trace["filled"]:
        column = getattr(Enterprise, name)
        db.session.execute(
            update(Enterprise)
            .where(Enterprise.id == key, column == value)
            .values({name: "" if name == "industry" else None}),
            execution_options={"synchronize_session": False},
        )
    try:
        db.session.execute(
            delete(Enterprise).where(_of(brought)),
            execution_options={"synchronize_session": False},
        )
    except IntegrityError as error:
        raise EnterpriseRefusal("in_use", _l("有一家企业刚刚有了记录，请再看一次。")) from error


def _ensure_loose(brought: datetime) -> None:
    """History is not deleted, and what it names stays with it. Raises EnterpriseRefusal."""
    names = queries.named_elsewhere(_of(brought))
    if not names:
        return
    some = [_("“%(name)s”", name=name) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        some.append("…")
    words = _n(
        "有%(n)s家企业名下已有报名、问题等记录（取消的报名也算）：%(names)s。删了历史就不全，所以不能整批撤销。",
        "有%(n)s家企业名下已有报名、问题等记录（取消的报名也算）：%(names)s。删了历史就不全，所以不能整批撤销。",
        len(names),
        n=len(names),
        names=_("、").join(some),
    )
    raise EnterpriseRefusal("in_use", words)


def _number(brought: datetime) -> int:
    return db.session.scalar(select(func.count()).select_from(Enterprise).where(_of(brought))) or 0


def _of(moment: datetime) -> ColumnElement[bool]:
    """Those of one import: they came in at the same microsecond."""
    return Enterprise.created_at == moment


ENTERPRISES_IN = ImportKind(
    title=_l("企业名录"),
    columns=FILE_COLUMNS,
    judge=_Judge,
    save=_save,
    undo=Undo(_consequences, _undo),
    effect=_l("系统里没有的企业会新建；已有的企业只补上空着的项，写好的不改。"),
)
