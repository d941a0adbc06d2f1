"""Places, series, seminars and staff for tests.

Every argument has a usual value; each call commits and makes rows of its own, so that two seminars never collide.
"""

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import func, select

from seminars.accounts.models import Grant, Staff
from seminars.core import clock
from seminars.core.db import Base, db, transaction
from seminars.places.models import District, Venue
from seminars.schedule.models import (
    CLOSED,
    DRAFT,
    PUBLISHED,
    SKIPPED,
    Category,
    Handout,
    Programme,
    Segment,
    Seminar,
    Series,
    Speaker,
)
from seminars.schedule.service import Facts

Row = TypeVar("Row", bound=Base)
_numbers = itertools.count(1)

AGENDA: Sequence[tuple[str, str, int]] = (
    ("policy", "加工贸易监管新要求", 40),
    ("case", "以案说法：边角料擅自内销被处罚案", 30),
    ("flexible", "电子化手册系统上机演示", 25),
    ("qa", "面对面答疑", 45),
)
"""Publish-ready: the three fixed kinds and a flexible one, 140 of 150 minutes."""


def at(text: str) -> datetime:
    """The moment at which a clock in Shanghai reads this: "2026-12-15 14:30"."""
    moment = datetime.fromisoformat(text)
    return clock.at(moment.date(), moment.time())


def make_district(slug: str | None = None, **details: Any) -> District:
    """A township of Zhongshan: `make_district("zh-doumen", city_slug="zhuhai", name_zh="斗门区")`."""
    n = next(_numbers)
    usual = {
        "slug": slug or f"zs-town-{n}",
        "sort": n,
        "name_zh": f"第{n}镇",
        "name_en": f"Town {n}",
        "level": "township",
        "city_slug": "zhongshan",
        "in_picker": True,
        "phone_area": "0760",
        "customs_office": "石岐办",
    }
    return _save(District(**{**usual, **details}))


def make_city(slug: str = "zhongshan", **details: Any) -> District:
    """A city; it names itself."""
    names = {"zhongshan": ("中山市", "Zhongshan City"), "zhuhai": ("珠海市", "Zhuhai City")}
    zh, en = names.get(slug, (slug, slug))
    usual = {"city_slug": slug, "level": "city", "name_zh": zh, "name_en": en, "in_picker": False}
    return make_district(slug, **{**usual, **details})


def make_venue(district: District | None = None, **details: Any) -> Venue:
    """A hall for 200 in `district` (default: a township of its own)."""
    n = next(_numbers)
    usual = {
        "district_id": (district or make_district()).id,
        "name_zh": f"第{n}报告厅",
        "name_en": f"Hall {n}",
        "address": f"兴文路{n}号",
        "capacity": 200,
        "access_note_zh": "一层平进，有无障碍卫生间",
        "transport_note_zh": "公交5路“会堂”站下车",
    }
    return _save(Venue(**{**usual, **details}))


def make_category(slug: str = "processing_trade", **details: Any) -> Category:
    """The subject of this slug, made on first use."""
    found = db.session.scalars(select(Category).where(Category.slug == slug)).one_or_none()
    usual = {"slug": slug, "sort": next(_numbers), "name_zh": "加工贸易", "name_en": "Processing trade"}
    return found or _save(Category(**{**usual, **details}))


def make_series(slug: str = "zhongshan", **details: Any) -> Series:
    """The series of this slug, made on first use."""
    found = db.session.scalars(select(Series).where(Series.slug == slug)).one_or_none()
    usual = {"slug": slug, "name_zh": "中山系列", "name_en": "Zhongshan", "city_slug": slug, "policy": "next"}
    return found or _save(Series(**{**usual, **details}))


def make_seminar(
    *,
    state: str = PUBLISHED,
    starts_at: datetime | None = None,
    capacity: int = 150,
    series: Series | None = None,
    venue: Venue | None = None,
    agenda: Sequence[tuple[str, str, int]] = AGENDA,
    **details: Any,
) -> Seminar:
    """A seminar ready for what its state says: in three weeks at 14:30, open since yesterday, with agenda and hall.

    It lies in the township of `venue` (default: one of its own). A draft has no number and no window.
    """
    starts = starts_at or clock.at(clock.today() + timedelta(days=21), time(14, 30))
    hall = venue or make_venue()
    usual = {
        "series_id": (series or make_series()).id,
        "district_id": hall.district_id,
        "venue_id": hall.id,
        "category_id": make_category().id,
        "title_zh": "加工贸易手册设立与外发加工备案",
        "state": state,
        "nominal_date": clock.local(starts).date(),
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=150),
        "capacity": capacity,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    if state not in (DRAFT, SKIPPED):
        usual |= _window(starts) | {
            "issue_no": _next_issue_no(),
            "published_at": clock.now() - timedelta(days=1),
        }
    if state == CLOSED:
        usual["closed_at"] = starts + timedelta(minutes=180)
    seminar = Seminar(**{**usual, **details})
    seminar.segments = segments(agenda)
    return _save(seminar)


def facts_of(seminar: Seminar, **changes: Any) -> Facts:
    """What an organizer would save: everything as it is, with some of it changed."""
    names = [name for name in Facts.__dataclass_fields__ if name != "date_settled"]
    return replace(Facts(**{name: getattr(seminar, name) for name in names}), **changes)


def segments(agenda: Sequence[tuple[str, str, int]] = AGENDA) -> list[Segment]:
    """Segments in this order, each with one speaker whose name is not shown."""
    return [
        Segment(
            position=place,
            kind=kind,
            title_zh=title,
            minutes=minutes,
            speakers=[Speaker(name="陈柏霖", office="中山海关加工贸易科")],
        )
        for place, (kind, title, minutes) in enumerate(agenda)
    ]


def make_handout(seminar: Seminar, **details: Any) -> Handout:
    """A link; give `stored_as`, `file_name` and `size` for a file."""
    usual = {
        "seminar_id": seminar.id,
        "title": "操作指引",
        "dated": date(2026, 11, 20),
        "url": "https://customs.example/guide",
    }
    return _save(Handout(**{**usual, **details}))


def make_staff(role: str | None = "organizer", series: str | None = None, **details: Any) -> Staff:
    """A member of staff with one grant; to sign in as one, use the fixture `staff_client`."""
    mark = secrets.token_hex(4)
    usual = {
        "email": f"{role or 'nobody'}.{mark}@customs.example",
        "name": "李明",
        "office": "加工贸易科",
        "fs_uniquifier": secrets.token_hex(16),
        "created_at": clock.now(),
        "active": True,
    }
    member = Staff(**{**usual, **details})
    member.grants = [Grant(role=role, series=series)] if role else []
    return _save(member)


def _window(starts: datetime) -> dict[str, Any]:
    return {
        "opens_at": min(clock.now(), starts) - timedelta(days=1),
        "closes_at": starts - timedelta(days=1),
        "edits_close_at": starts - timedelta(hours=2),
        "questions_close_at": starts - timedelta(days=3),
    }


def _next_issue_no() -> int:
    """As publication gives it, so that a seminar published in the same test gets another."""
    given = (db.session.scalar(select(func.max(Seminar.issue_no))) or 0) + 1
    with transaction():
        programme = db.session.get(Programme, 1) or Programme(id=1, last_issue_no=0)
        programme.last_issue_no = max(given, programme.last_issue_no)
        db.session.add(programme)
    return given


def _save(row: Row) -> Row:
    with transaction():
        db.session.add(row)
    return row
