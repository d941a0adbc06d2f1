"""The times of a seminar, in their order: opens, closes, begins, ends (R3, S6)."""

from datetime import datetime, timedelta

from seminars.core.clock import SHANGHAI
from seminars.core.i18n import _l
from seminars.schedule.rules.findings import Finding

LONGEST = timedelta(hours=8)


def times_refusals(
    starts_at: datetime,
    ends_at: datetime,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    edits_close_at: datetime | None = None,
    questions_close_at: datetime | None = None,
    promotes_until: datetime | None = None,
) -> list[Finding]:
    """What is wrong with these times, each beside its own field; a time left out is never wrong."""
    found = _of_the_day(starts_at, ends_at)
    if closes_at and closes_at > starts_at:
        found.append(Finding("closes_at", "closes_after_start", _l("报名截止不能晚于开始时间。")))
    if opens_at and opens_at >= (closes_at or starts_at):
        found.append(Finding("opens_at", "opens_after_close", _l("报名开始要早于报名截止。")))
    if edits_close_at and edits_close_at > starts_at:
        found.append(Finding("edits_close_at", "edits_after_start", _l("修改报名的截止不能晚于开始时间。")))
    if questions_close_at and questions_close_at > starts_at:
        text = _l("提前提问的截止不能晚于开始时间。")
        found.append(Finding("questions_close_at", "questions_after_start", text))
    if promotes_until and promotes_until > starts_at:
        text = _l("递补截止不能晚于开始时间。")
        found.append(Finding("promotes_until", "promotes_after_start", text))
    return found


def priority_refusals(
    starts_at: datetime,
    opens_at: datetime | None,
    *,
    priority_opens_at: datetime | None,
    reserve_percent: int | None,
    reserve_until: datetime | None,
    most: int,
) -> list[Finding]:
    """What is wrong with the window of the priority tier (R5); at most so many percent of the seats may be kept."""
    found = []
    if priority_opens_at and opens_at and priority_opens_at >= opens_at:
        text = _l("优先报名开始要早于报名开始。")
        found.append(Finding("priority_opens_at", "priority_opens_late", text))
    if reserve_percent is not None and not 0 <= reserve_percent <= most:
        text = _l("预留的座位最多占%(n)s%%。", n=most)
        found.append(Finding("reserve_percent", "reserve", text))
    if reserve_until and reserve_until > starts_at:
        text = _l("预留放开的时间不能晚于开始时间。")
        found.append(Finding("reserve_until", "released_after_start", text))
    opening = priority_opens_at or opens_at
    if reserve_until and opening and reserve_until <= opening:
        text = _l("预留放开的时间要晚于报名开始。")
        found.append(Finding("reserve_until", "released_before_opening", text))
    return found


def release_refusals(chosen: datetime | None, stood: datetime | None, now: datetime) -> list[Finding]:
    """A new time at which kept seats are released lies ahead; one that `stood` may have passed."""
    if chosen is None or chosen == stood or chosen > now:
        return []
    text = _l("预留放开的时间已经过去，请选以后的时间。")
    return [Finding("reserve_until", "released_in_the_past", text)]


def _of_the_day(starts_at: datetime, ends_at: datetime) -> list[Finding]:
    if ends_at <= starts_at:
        return [Finding("ends_at", "ends_before_start", _l("结束时间要晚于开始时间。"))]
    if ends_at.astimezone(SHANGHAI).date() != starts_at.astimezone(SHANGHAI).date():
        return [Finding("ends_at", "another_day", _l("开始和结束要在同一天。"))]
    if ends_at - starts_at > LONGEST:
        text = _l("一场最长%(n)s小时。", n=LONGEST // timedelta(hours=1))
        return [Finding("ends_at", "too_long", text)]
    return []
