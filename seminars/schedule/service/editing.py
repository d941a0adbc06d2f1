"""Writing down what a seminar is: its facts and its agenda."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.enterprises.rules import MOST_RESERVED
from seminars.schedule.models import DRAFT, PUBLISHED, Segment, Seminar, Series, Speaker
from seminars.schedule.rules import (
    Finding,
    agenda_refusals,
    chosen_day_refusals,
    priority_refusals,
    release_refusals,
    times_refusals,
)
from seminars.schedule.rules.choosing import new_seminar_refusals
from seminars.schedule.rules.clashing import Booking
from seminars.schedule.service.doubting import (
    clash_warnings,
    ensure_seen,
    month_warnings,
    same_15th_warnings,
    warnings_of,
)
from seminars.schedule.service.planning import settle_day
from seminars.schedule.service.publication import WINDOW, whole_window
from seminars.schedule.service.refusals import (
    changed,
    ensure_none,
    ensure_own_day,
    refuse,
    to_change,
    to_edit,
)
from seminars.workdays import queries as workdays

PLACE_AND_TIME = ("starts_at", "ends_at", "district_id", "venue_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What organizers write about a seminar; moments are aware."""

    starts_at: datetime
    ends_at: datetime
    title_zh: str = ""
    title_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    audience: str = ""
    district_id: int | None = None
    venue_id: int | None = None
    category_id: int | None = None
    officer_id: int | None = None
    capacity: int = 150
    enterprise_limit: int = 3
    needs_approval: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    edits_close_at: datetime | None = None
    questions_close_at: datetime | None = None
    promotes_until: datetime | None = None
    priority_opens_at: datetime | None = None
    reserve_percent: int | None = None
    reserve_until: datetime | None = None
    date_settled: bool = False
    """the organizer says that this date is decided; changing it says so too"""

    def columns(self) -> dict[str, Any]:
        """What is kept on the seminar under the same name."""
        return {name: value for name, value in asdict(self).items() if name != "date_settled"}


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """Who speaks; the public reads the office, and the name only if it may."""

    name: str
    office: str = ""
    show_name: bool = False
    name_en: str = ""
    office_en: str = ""


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """A part of the agenda; `id` names the stored one it replaces, so that questions stay with their segment."""

    kind: str
    title_zh: str
    minutes: int
    title_en: str = ""
    need_note: str = ""
    speakers: tuple[SpeakerFacts, ...] = ()
    id: int | None = None


def create(
    *, series: str, facts: Facts, nominal_date: date | None = None, seen: str | None = None
) -> Seminar:
    """Write down a seminar outside the plan of a year, as a draft. Without `nominal_date` it stands for its own day.

    `seen` as `ensure_seen` takes it. Raises ScheduleRefusal, Missing.
    """
    found = db.session.scalars(select(Series).where(Series.slug == series)).one_or_none()
    if found is None:
        raise Missing
    locked(Series, found.id)
    seminar = Seminar(
        series=found,
        nominal_date=nominal_date or clock.local(facts.starts_at).date(),
        created_at=clock.now(),
        changed_at=clock.now(),
        state=DRAFT,
        version=0,
        seats_taken=0,
        people_waiting=0,
        seats_kept=0,
        sequence=0,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
    )
    ensure_none(new_seminar_refusals(facts.starts_at, clock.now()))
    with db.session.no_autoflush:
        _ensure_good(seminar, facts)
        ensure_seen(seen, _warnings(facts) + same_15th_warnings(seminar))
        _put(seminar, facts)
        settle_day(seminar, facts.starts_at, facts.ends_at)
    db.session.add(seminar)
    changed(seminar, "seminar.created", title=facts.title_zh)
    return seminar


def save(*, seminar_id: int, facts: Facts, version: int | None = None, seen: str | None = None) -> Seminar:
    """Change a draft, or of a published seminar all but time and place, which `move` changes.

    Deadlines left blank after publication are filled as at publication. Another day, township, hall or officer may be doubted:
    `seen` as `ensure_seen` takes it. Raises ScheduleRefusal with every reason beside its field, Missing.
    """
    seminar = to_edit(seminar_id, version)
    if seminar.state == PUBLISHED and _differ(seminar, facts, PLACE_AND_TIME):
        raise refuse("move_instead", _l("这一期已发布，请用“改期或换会场”。"), "day")
    if seminar.state == PUBLISHED:
        facts = _with_whole_window(facts)
    _ensure_good(seminar, facts)
    ensure_seen(seen, _doubts(seminar, facts))
    new = facts.columns()
    was = {name: getattr(seminar, name) for name in new}
    if facts.date_settled or clock.local(was["starts_at"]).date() != clock.local(facts.starts_at).date():
        settle_day(seminar, facts.starts_at, facts.ends_at)
    _put(seminar, facts)
    differing = {name: [str(old), str(new[name])] for name, old in was.items() if old != new[name]}
    changed(seminar, "seminar.edited", changes=differing)
    return seminar


def save_agenda(*, seminar_id: int, segments: Sequence[SegmentFacts], version: int | None = None) -> Seminar:
    """Replace the agenda. A draft may still lack segments; a published one may not. Raises ScheduleRefusal, Missing."""
    seminar = to_edit(seminar_id, version)
    found = agenda_refusals(segments, seminar.starts_at, seminar.ends_at)
    if seminar.state == DRAFT:
        found = [finding for finding in found if not finding.code.startswith("missing_")]
    ensure_none(found)
    known = {segment.id: segment for segment in seminar.segments}
    seminar.segments = [
        _segment(known.get(facts.id or 0), place, facts) for place, facts in enumerate(segments)
    ]
    changed(seminar, "seminar.agenda", titles=[facts.title_zh for facts in segments])
    return seminar


def delete(*, seminar_id: int, version: int | None = None) -> None:
    """Take back a draft. What was published stays for ever; it can be cancelled (B8). Raises ScheduleRefusal, Missing."""
    seminar = to_change(seminar_id, version)
    if seminar.state != DRAFT:
        raise refuse("not_a_draft", _l("已发布的一期不能删除，可以取消。"))
    audit.note(
        "seminar.deleted",
        subject=seminar,
        series=seminar.series.slug,
        nominal=seminar.nominal_date.isoformat(),
    )
    db.session.delete(seminar)
    db.session.flush()


def _ensure_good(seminar: Seminar, facts: Facts) -> None:
    found = times_refusals(
        facts.starts_at,
        facts.ends_at,
        opens_at=facts.opens_at,
        closes_at=facts.closes_at,
        edits_close_at=facts.edits_close_at,
        questions_close_at=facts.questions_close_at,
        promotes_until=facts.promotes_until,
    )
    found += priority_refusals(
        facts.starts_at,
        facts.opens_at,
        priority_opens_at=facts.priority_opens_at,
        reserve_percent=facts.reserve_percent,
        reserve_until=facts.reserve_until,
        most=MOST_RESERVED,
    )
    found += release_refusals(facts.reserve_until, seminar.reserve_until, clock.now())
    day = clock.local(facts.starts_at).date()
    if seminar.state == DRAFT and day != clock.local(seminar.starts_at).date():
        found += chosen_day_refusals(seminar.nominal_date, day)
    if facts.capacity < 1:
        found.append(Finding("capacity", "capacity", _l("名额至少1个。")))
    if facts.enterprise_limit < 1:
        found.append(Finding("enterprise_limit", "limit", _l("每家至少1人。")))
    if seminar.state == PUBLISHED and not facts.title_zh:
        found.append(Finding("title_zh", "title", _l("请填写题目。")))
    ensure_none(found)
    ensure_own_day(seminar, seminar.nominal_date, facts.district_id)


def _doubts(seminar: Seminar, facts: Facts) -> list[Finding]:
    """What speaks against what is new in these facts."""
    found = month_warnings(seminar, clock.local(facts.starts_at).date())
    found += _warnings(facts) if _differ(seminar, facts, PLACE_AND_TIME) else []
    if _differ(seminar, facts, (*PLACE_AND_TIME, "officer_id")):
        wish = Booking(facts.starts_at, facts.ends_at, facts.venue_id, facts.officer_id)
        found += clash_warnings(seminar, wish)
    return found


def _warnings(facts: Facts) -> list[Finding]:
    return warnings_of(clock.local(facts.starts_at).date(), facts.district_id, facts.venue_id)


def _differ(seminar: Seminar, facts: Facts, names: Sequence[str]) -> bool:
    return any(getattr(seminar, name) != getattr(facts, name) for name in names)


def _with_whole_window(facts: Facts) -> Facts:
    window = whole_window(
        facts.starts_at, {name: getattr(facts, name) for name in WINDOW}, workdays.calendar()
    )
    return replace(facts, **asdict(window))


def _put(seminar: Seminar, facts: Facts) -> None:
    for name, value in facts.columns().items():
        setattr(seminar, name, value)


def _segment(stored: Segment | None, place: int, facts: SegmentFacts) -> Segment:
    segment = stored or Segment()
    segment.position = place
    for name in ("kind", "title_zh", "title_en", "minutes", "need_note"):
        setattr(segment, name, getattr(facts, name))
    segment.speakers = [Speaker(**asdict(one)) for one in facts.speakers]
    return segment
