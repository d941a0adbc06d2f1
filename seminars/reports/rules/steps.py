"""The one next step of a seminar, from its facts and the present moment (mockups/staff.md 2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DOOR_OPENS = timedelta(minutes=90)
"""So long before the start the desks are manned."""


class Step(StrEnum):
    """What an organizer does next, in the order of a seminar's life."""

    COMPLETE = "complete"
    """补齐发布条件"""
    MISSED = "missed"
    """a draft whose day has come: another day, or nothing"""
    PUBLISH = "publish"
    DECIDE = "decide"
    """由人定日期"""
    GATHER = "gather"
    """归集问题"""
    PREPARE = "prepare"
    """准备签到"""
    CHECK_IN = "check_in"
    SETTLE = "settle"
    """逐项处理"""
    CLOSE = "close"
    FOLLOW_UP = "follow_up"
    """closed, and something is still open"""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides. `lacking`: conditions for publication not met; `unfiled`: questions nobody has gathered or assigned;
    `undecided`: questions without an answer or a case; `open_matters`: cases that are not closed;
    `date_waits`: the decree of its year is out, and a person must decide its date."""

    state: str
    starts_at: datetime
    ends_at: datetime
    questions_close_at: datetime | None = None
    lacking: int = 0
    unfiled: int = 0
    undecided: int = 0
    open_matters: int = 0
    date_waits: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The step, how many things it is about, and until when it is best done (None: no such moment)."""

    step: Step
    count: int = 0
    until: datetime | None = None

    @property
    def is_due(self) -> bool:
        """Whether somebody has to act; nothing is asked of anybody while a gathered list only waits for its deadline."""
        return self.step is not Step.NONE and not (self.step is Step.GATHER and not self.count)


def next_step(facts: Facts, now: datetime) -> Next:
    """补齐发布条件 → 发布 → 归集问题 → 准备签到 → 开始签到 → 逐项处理 → 结束本期; a date to be decided comes before the day's."""
    if facts.state == "draft":
        return _before_publication(facts, now)
    if facts.state == "closed":
        return Next(Step.FOLLOW_UP, facts.open_matters) if facts.open_matters else Next(Step.NONE)
    if facts.state != "published":
        return Next(Step.NONE)
    if now >= facts.ends_at:
        return Next(Step.SETTLE, facts.undecided) if facts.undecided else Next(Step.CLOSE)
    if now >= facts.starts_at - DOOR_OPENS:
        return Next(Step.CHECK_IN, until=facts.ends_at)
    return Next(Step.DECIDE) if facts.date_waits else _before_the_day(facts, now)


def _before_publication(facts: Facts, now: datetime) -> Next:
    if now >= facts.starts_at:
        return Next(Step.MISSED)
    if facts.date_waits:
        return Next(Step.DECIDE)
    return Next(Step.COMPLETE, facts.lacking) if facts.lacking else Next(Step.PUBLISH)


def _before_the_day(facts: Facts, now: datetime) -> Next:
    deadline = facts.questions_close_at or facts.starts_at
    if facts.unfiled or now < deadline:
        return Next(Step.GATHER, facts.unfiled, deadline)
    return Next(Step.PREPARE, until=facts.starts_at - DOOR_OPENS)
