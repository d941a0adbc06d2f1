"""A month without a seminar: said in public with its reason, without a number, and taken back as easily (S1, S5)."""

from seminars.core.db import locked
from seminars.core.i18n import _l
from seminars.schedule.models import DRAFT, SKIPPED, Seminar
from seminars.schedule.queries.redeciding import stays_provisional
from seminars.schedule.service.refusals import changed, refuse, to_change, to_replan
from seminars.schedule.service.undoing import just_done, remembered
from seminars.workdays import queries as workdays


def skip(*, seminar_id: int, reason: str, reason_en: str = "", version: int | None = None) -> Seminar:
    """No seminar in this month; everybody reads why. The same form sent twice skips once. Raises ScheduleRefusal, Missing."""
    seminar = locked(Seminar, seminar_id)
    if seminar.cancel_reason == reason and just_done("skip", {seminar_id: version}):
        return seminar
    seminar = to_replan(seminar_id, version)
    if not reason:
        raise refuse("reason", _l("请写明原因，大家会在场次页看到。"), "reason")
    with remembered("skip", seminar.series, seminar):
        seminar.state, seminar.cancel_reason, seminar.cancel_reason_en = SKIPPED, reason, reason_en
        changed(seminar, "seminar.skipped", reason=reason)
    return seminar


def resume(*, seminar_id: int, version: int | None = None) -> Seminar:
    """A skipped month takes place after all: the draft is back, certain where a decree has made it so meanwhile.

    Raises ScheduleRefusal, Missing.
    """
    seminar = to_change(seminar_id, version)
    if seminar.state != SKIPPED:
        raise refuse("not_skipped", _l("这个月并没有定为不办。"))
    with remembered("resume", seminar.series, seminar):
        seminar.state, seminar.cancel_reason, seminar.cancel_reason_en = DRAFT, "", ""
        seminar.provisional = stays_provisional(seminar, workdays.calendar())
        changed(seminar, "seminar.resumed")
    return seminar
