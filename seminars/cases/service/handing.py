"""First-inquiry responsibility (首问责任, D-18): a hand-over leaves no gap without an owner, and no new clock."""

from seminars.accounts.models import Staff
from seminars.cases import queries
from seminars.cases.models import OPEN, Case
from seminars.cases.service import log
from seminars.cases.service.refusals import CaseRefusal
from seminars.core.db import locked
from seminars.core.i18n import _l
from seminars.outbox import service as outbox


def hand_over(*, case_id: int, staff_id: int, to_id: int, reason: str) -> Case:
    """Offer the case to another officer of its series, by letter; until acceptance the first one stays responsible.

    Raises CaseRefusal closed, pending, same_officer, no_officer.
    """
    case = locked(Case, case_id)
    if case.state != OPEN:
        raise CaseRefusal("closed", _l("已答复或办结的事项不用转办。"), "to")
    if case.handed_to_id is not None:
        raise CaseRefusal("pending", _l("已转给同事，等对方接手或退回后再转。"), "to")
    if to_id == case.officer_id:
        raise CaseRefusal("same_officer", _l("这件事本来就由这位同事负责。"), "to")
    takers = {member.id: member for member in queries.takers(case)}
    if to_id not in takers:
        raise CaseRefusal("no_officer", _l("这位同事不办理本系列的事项。"), "to")
    case.handed_to_id, case.hand_over_reason = to_id, reason
    entry = log.write(case, "handed", staff_id=staff_id, other_id=to_id, text=reason)
    _write_to(takers[to_id], case, entry.id)
    return case


def accept(*, case_id: int, staff_id: int) -> Case:
    """Take the case over; the deadline stays as it was. Raises CaseRefusal not_pending."""
    case = _offered(case_id, staff_id)
    before = case.officer_id
    case.officer_id, case.handed_to_id, case.hand_over_reason = staff_id, None, ""
    log.write(case, "accepted", staff_id=staff_id, other_id=before)
    return case


def give_back(*, case_id: int, staff_id: int, reason: str) -> Case:
    """Decline the case; it was the first officer's all the time. Raises CaseRefusal not_pending."""
    case = _offered(case_id, staff_id)
    case.handed_to_id, case.hand_over_reason = None, ""
    log.write(case, "returned", staff_id=staff_id, other_id=case.officer_id, text=reason)
    return case


def _write_to(member: Staff, case: Case, entry_id: int) -> None:
    outbox.post(
        kind="cases/handed",
        key=f"cases/handed:{case.id}:{entry_id}",
        to=member.email,
        name=member.name,
        locale="zh",
        about=case.about or f"case:{case.id}",
        series=case.series or "",
        facts={
            "case": case.id,
            "by": case.officer.name if case.officer else "—",
            "reason": case.hand_over_reason,
        },
    )


def _offered(case_id: int, staff_id: int) -> Case:
    case = locked(Case, case_id)
    if case.handed_to_id != staff_id:
        raise CaseRefusal("not_pending", _l("这件事没有在等您接手。"))
    return case
