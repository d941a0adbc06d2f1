"""A series is founded by an administrator, changed by its organizers, and its empty year planned at once (S1, S4)."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import select

from seminars.core import audit, clock
from seminars.core.db import db
from seminars.schedule import queries
from seminars.schedule.models import Series
from tests.builders.schedule import make_city, make_district, make_seminar, make_series
from tests.conftest import StaffClient

NEW = {
    "name_zh": "江门系列",
    "name_en": "Jiangmen series",
    "slug": "jiangmen",
    "city_slug": "jiangmen",
    "policy": "nearest",
    "max_shift_days": "2",
    "avoid_make_up_days": "y",
    "starts": "09:30",
    "ends": "11:30",
    "capacity": "80",
    "enterprise_limit": "2",
}


def stored() -> Series:
    db.session.rollback()
    return queries.series_by_slug("jiangmen")


def test_a_new_series_is_founded_and_its_empty_year_planned(app: Flask, staff_client: StaffClient) -> None:
    make_city("jiangmen", name_zh="江门市", name_en="Jiangmen City")
    make_district("jm-pengjiang", city_slug="jiangmen", name_zh="蓬江区")
    administrator = staff_client("administrator")
    assert administrator.get("/staff/plan").location == "/staff/series", "an empty house begins with a series"
    assert "还没有系列" in administrator.get("/staff/series").get_data(as_text=True)
    made = administrator.post("/staff/series/new", data=NEW)
    assert made.location == f"/staff/plan/jiangmen/{clock.today().year + 1}"
    assert administrator.post(made.location).status_code == 303
    january = queries.plan("jiangmen", clock.today().year + 1).months[0].seminar
    assert january is not None and january.district is not None
    assert (january.district.slug, january.capacity, january.enterprise_limit) == ("jm-pengjiang", 80, 2)
    assert clock.local(january.starts_at).strftime("%H:%M") == "09:30"
    assert january.nominal_date == date(clock.today().year + 1, 1, 15)


def test_each_field_says_what_is_wrong_and_keeps_what_was_typed(
    app: Flask, staff_client: StaffClient
) -> None:
    make_city("jiangmen")
    make_series("jiangmen-2")
    administrator = staff_client("administrator")
    wrong = {
        **NEW,
        "slug": "江门",
        "ends": "09:00",
        "name_en": "",
        "max_shift_days": "40",
        "city_slug": "paris",
    }
    page = administrator.post("/staff/series/new", data=wrong)
    assert page.status_code == 422
    for words in ("请填写英文名称。", "要在0到15之间。", "小写字母", 'value="江门系列"'):
        assert words in page.get_data(as_text=True)
    page = administrator.post("/staff/series/new", data={**NEW, "slug": "江门", "ends": "09:00"})
    assert "小写字母" in page.get_data(as_text=True) and "结束时间要晚于开始时间。" in page.get_data(
        as_text=True
    )
    taken = administrator.post("/staff/series/new", data={**NEW, "slug": "jiangmen-2"})
    assert "已有这个代号的系列。" in taken.get_data(as_text=True)
    assert db.session.scalars(select(Series.slug)).all() == ["jiangmen-2"]


def test_organizers_change_their_own_series_and_the_second_is_told(
    app: Flask, staff_client: StaffClient
) -> None:
    """A10."""
    make_city("jiangmen")
    make_series("jiangmen")
    make_series("zhuhai")
    organizer = staff_client("organizer", "jiangmen")
    page = organizer.get("/staff/series/jiangmen").get_data(as_text=True)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    form = {**NEW, "version": version[1] if version else ""}
    assert organizer.post("/staff/series/jiangmen", data=form).location == "/staff/series"
    assert (stored().policy, stored().max_shift_days, stored().avoid_make_up_days) == ("nearest", 2, True)
    late = organizer.post("/staff/series/jiangmen", data={**form, "capacity": "90"})
    assert late.status_code == 422
    assert "有人改过这个系列" in late.get_data(as_text=True) and "名额" in late.get_data(as_text=True)
    assert stored().capacity == 80
    assert organizer.get("/staff/series/zhuhai").status_code == 403
    assert organizer.get("/staff/series/new").status_code == 403
    entry = db.session.scalars(
        select(audit.AuditEntry).where(audit.AuditEntry.deed == "series.changed")
    ).one()
    assert entry.details["changes"]["policy"] == ["next", "nearest"]


def test_a_series_that_has_seminars_stays_in_its_city(app: Flask, staff_client: StaffClient) -> None:
    """S3: its plan would offer the townships of another city."""
    make_city("jiangmen")
    make_city("zhuhai")
    make_series("jiangmen")
    organizer = staff_client("organizer", "jiangmen")
    assert organizer.post("/staff/series/jiangmen", data={**NEW, "city_slug": "zhuhai"}).status_code == 303
    assert stored().city_slug == "zhuhai", "one without seminars may"
    make_seminar(state="draft", series=stored())
    page = organizer.post("/staff/series/jiangmen", data={**NEW, "city_slug": "jiangmen"})
    assert page.status_code == 422 and "这个系列已有场次，不能换城市" in page.text
    assert stored().city_slug == "zhuhai"
