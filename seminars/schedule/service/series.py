"""A series: the seminars of one city, by which rule of the 15th, with which defaults."""

import re
from dataclasses import asdict, dataclass
from datetime import time

from sqlalchemy import select

from seminars.core import audit
from seminars.core.db import db, locked
from seminars.core.i18n import _l
from seminars.schedule import queries
from seminars.schedule.models import Seminar, Series
from seminars.schedule.rules import Finding
from seminars.schedule.service.refusals import ScheduleRefusal, ensure_none

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFacts:
    """What organizers decide about a series; hours are Shanghai's."""

    name_zh: str
    name_en: str
    city_slug: str
    policy: str
    max_shift_days: int
    avoid_make_up_days: bool
    starts: time
    ends: time
    capacity: int
    enterprise_limit: int


def slug_refusals(slug: str) -> list[Finding]:
    """What is wrong with the short name of a new series as it is written."""
    if _SLUG.fullmatch(slug):
        return []
    return [Finding("slug", "slug", _l("请用3到40个小写字母、数字或短横，以字母开头。"))]


def hours_refusals(starts: time, ends: time) -> list[Finding]:
    """A seminar ends after it began."""
    return [] if starts < ends else [Finding("ends", "ends", _l("结束时间要晚于开始时间。"))]


def create_series(*, slug: str, facts: SeriesFacts) -> Series:
    """A new series; its short name stands in addresses for ever. Raises ScheduleRefusal beside each field."""
    found = hours_refusals(facts.starts, facts.ends) + slug_refusals(slug)
    if db.session.scalars(select(Series.id).where(Series.slug == slug)).first() is not None:
        found.append(Finding("slug", "taken", _l("已有这个代号的系列。")))
    ensure_none(found)
    series = Series(slug=slug, **asdict(facts))
    db.session.add(series)
    db.session.flush()
    audit.note("series.created", subject=series, series=slug, name=facts.name_zh)
    return series


def save_series(*, series: str, facts: SeriesFacts, version: int | None = None) -> Series:
    """Change a series; drafts already written keep what they have. One that has seminars stays in its city.

    Raises ScheduleRefusal beside each field, Missing.
    """
    found = locked(Series, queries.series_by_slug(series).id)
    if version is not None and version != found.version:
        text = _l("您打开之后，有人改过这个系列。您填的内容还在，请核对后再保存。")
        raise ScheduleRefusal([Finding("", "changed_meanwhile", text)])
    refusals = hours_refusals(facts.starts, facts.ends)
    if facts.city_slug != found.city_slug and _has_seminars(found):
        text = _l("这个系列已有场次，不能换城市；别的城市请另建一个系列。")
        refusals.append(Finding("city_slug", "city", text))
    ensure_none(refusals)
    new = asdict(facts)
    changes = {
        name: [str(getattr(found, name)), str(value)]
        for name, value in new.items()
        if getattr(found, name) != value
    }
    for name, value in new.items():
        setattr(found, name, value)
    found.version += 1
    db.session.flush()
    audit.note("series.changed", subject=found, series=series, changes=changes)
    return found


def _has_seminars(series: Series) -> bool:
    return db.session.scalars(select(Seminar.id).where(Seminar.series_id == series.id)).first() is not None
