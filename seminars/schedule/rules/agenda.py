"""The agenda: three fixed segments in any order, flexible ones by need, minutes that fit (S6, D-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from seminars.core.i18n import _l
from seminars.schedule.rules.findings import Finding

POLICY, CASE, QA, FLEXIBLE = "policy", "case", "qa", "flexible"
FIXED_KINDS = {POLICY: _l("最新政策解读"), CASE: _l("以案说法"), QA: _l("面对面答疑")}
KINDS = {**FIXED_KINDS, FLEXIBLE: _l("灵活版块")}
FREE_MINUTES = 15
"""More minutes than these without a segment are worth a word; welcome and hand-over need ten."""


class SegmentLike(Protocol):
    """A segment, from the table or from a form. Columns are descriptors, which a checker sees as `Any` here."""

    @property
    def kind(self) -> Any:
        """One of `KINDS`."""

    @property
    def title_zh(self) -> Any:
        """Its title, a text; must not be empty."""

    @property
    def minutes(self) -> Any:
        """Its length, a whole number; above zero."""


Part = TypeVar("Part", bound=SegmentLike)


@dataclass(frozen=True, slots=True)
class Slot(Generic[Part]):
    """A segment with its place on the clock."""

    segment: Part
    starts_at: datetime
    ends_at: datetime


def agenda_refusals(segments: Sequence[SegmentLike], starts_at: datetime, ends_at: datetime) -> list[Finding]:
    """What keeps this agenda from being published, and warnings; empty when all is well."""
    found = [finding for place, segment in enumerate(segments) for finding in _of_segment(place, segment)]
    present = {segment.kind for segment in segments}
    for kind, name in FIXED_KINDS.items():
        if kind not in present:
            found.append(Finding("segments", f"missing_{kind}", _l("议程里还缺“%(name)s”版块。", name=name)))
    return found + _of_minutes(unplanned_minutes(segments, starts_at, ends_at))


def unplanned_minutes(segments: Sequence[SegmentLike], starts_at: datetime, ends_at: datetime) -> int:
    """Minutes left for welcome and hand-over; negative when the segments are too long."""
    planned: int = sum(segment.minutes for segment in segments)
    return int((ends_at - starts_at).total_seconds() // 60) - planned


def timetable(starts_at: datetime, segments: Sequence[Part]) -> list[Slot[Part]]:
    """Each segment with its start and end, one after the other from `starts_at`."""
    slots: list[Slot[Part]] = []
    moment = starts_at
    for segment in segments:
        end = moment + timedelta(minutes=segment.minutes)
        slots.append(Slot(segment, moment, end))
        moment = end
    return slots


def _of_segment(place: int, segment: SegmentLike) -> list[Finding]:
    found = []
    if segment.kind not in KINDS:
        found.append(Finding(f"segments-{place}-kind", "kind", _l("请选择版块类型。")))
    if not segment.title_zh.strip():
        found.append(Finding(f"segments-{place}-title_zh", "title", _l("请填写这个版块的题目。")))
    if segment.minutes <= 0:
        found.append(Finding(f"segments-{place}-minutes", "minutes", _l("时长至少1分钟。")))
    return found


def _of_minutes(unplanned: int) -> list[Finding]:
    if unplanned < 0:
        return [Finding("segments", "too_long", _l("各版块合计比整场多%(n)s分钟。", n=-unplanned))]
    if unplanned > FREE_MINUTES:
        text = _l("还有%(n)s分钟没有安排版块。", n=unplanned)
        return [Finding("segments", "unplanned", text, is_warning=True)]
    return []
