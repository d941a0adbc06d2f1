"""The pages of the venues."""

import html

from flask import Flask

from seminars.core.db import db
from seminars.places.models import Venue
from tests.builders.schedule import make_city, make_district, make_venue
from tests.conftest import StaffClient


def test_a_venue_is_added_found_and_changed(app: Flask, staff_client: StaffClient) -> None:
    make_city()
    make_district("zs-shiqi", name_zh="石岐街道")
    organizer = staff_client("organizer")
    form = {"district_slug": "zs-shiqi", "name_zh": "文化中心报告厅", "capacity": "220", "active": "y"}
    assert organizer.post("/staff/venues/new", data=form).status_code == 303
    page = organizer.get("/staff/venues?city=zhongshan&text=文化").get_data(as_text=True)
    assert "文化中心报告厅" in page and "已保存会场" in page
    assert "没有找到会场" in organizer.get("/staff/venues?text=不存在").get_data(as_text=True)
    key = db.session.query(Venue).one().id
    assert 'value="文化中心报告厅"' in organizer.get(f"/staff/venues/{key}").get_data(as_text=True)
    assert (
        organizer.post(
            f"/staff/venues/{key}", data={**form, "capacity": "180", "weak_signal": "y"}
        ).status_code
        == 303
    )
    db.session.rollback()
    assert (db.session.query(Venue).one().capacity, db.session.query(Venue).one().weak_signal) == (180, True)


def test_a_wrong_venue_is_refused_beside_its_field(app: Flask, staff_client: StaffClient) -> None:
    district = make_district("zs-shiqi")
    make_venue(district, name_zh="文化中心")
    organizer = staff_client("organizer")
    for form, words in (
        ({"district_slug": "", "name_zh": "新", "capacity": "9"}, "请选择镇街。"),
        ({"district_slug": "zs-shiqi", "name_zh": "", "capacity": "9"}, "请填写会场名称。"),
        ({"district_slug": "zs-shiqi", "name_zh": "新", "capacity": "0"}, "人数要在1到20000之间。"),
        ({"district_slug": "zs-shiqi", "name_zh": "文化中心", "capacity": "9"}, "这个镇街已有同名会场。"),
    ):
        answer = organizer.post("/staff/venues/new", data=form)
        assert answer.status_code == 422
        assert html.unescape(answer.get_data(as_text=True)).count(words) == 2, words


def test_auditors_look_and_helpers_do_not(app: Flask, staff_client: StaffClient) -> None:
    venue = make_venue(make_district(city_slug=make_city().slug))
    auditor, helper = staff_client("auditor"), staff_client("helper")
    assert auditor.get("/staff/venues").status_code == 200
    assert auditor.get(f"/staff/venues/{venue.id}").status_code == 403
    assert helper.get("/staff/venues").status_code == 403
