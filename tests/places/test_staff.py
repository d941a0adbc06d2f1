"""The pages of the venues."""

import html
import re
from datetime import timedelta

import icalendar
from flask import Flask

from seminars.calendars import service as calendars
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.places.models import Venue
from tests.builders.schedule import make_city, make_district, make_seminar, make_series, make_venue
from tests.conftest import StaffClient
from tests.pages import Client


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
    organizer.post(f"/staff/venues/{key}", data={**form, "name_en": "Culture Centre"})
    assert "<h1>Culture Centre</h1>" in organizer.get(f"/staff/venues/{key}?lang=en").text
    organizer.get("/staff?lang=zh")
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
        ({"district_slug": "zs-shiqi", "name_zh": " \u3000\u200b", "capacity": "9"}, "请填写会场名称。"),
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


def test_an_organizer_changes_the_halls_of_cities_they_plan_in(app: Flask, staff_client: StaffClient) -> None:
    """T2: of the others they see the list, and cannot put a hall of their own there."""
    here, there = make_district("zh-jinwan", city_slug="zhuhai"), make_district("zs-shiqi")
    for slug in ("zhuhai", "zhongshan"):
        make_series(slug)
        make_city(slug)
    mine, foreign = make_venue(here, name_zh="金湾礼堂").id, make_venue(there, name_zh="石岐礼堂").id
    organizer = staff_client("organizer", series="zhuhai")
    page = organizer.get("/staff/venues").text
    assert f'href="/staff/venues/{mine}"' in page and f'href="/staff/venues/{foreign}"' not in page
    assert "石岐礼堂" in page
    facts = {"name_zh": "改了", "capacity": "300", "active": "y"}
    for method in (organizer.get, organizer.post):
        assert method(f"/staff/venues/{foreign}").status_code == 403
    moved = organizer.post(f"/staff/venues/{mine}", data={**facts, "district_slug": "zs-shiqi"})
    added = organizer.post("/staff/venues/new", data={**facts, "district_slug": "zs-shiqi"})
    assert (moved.status_code, added.status_code) == (422, 422)
    saved = organizer.post(f"/staff/venues/{mine}", data={**facts, "district_slug": "zh-jinwan"})
    assert saved.status_code == 303
    administrator = staff_client("administrator")
    saved = administrator.post(f"/staff/venues/{foreign}", data={**facts, "district_slug": "zs-shiqi"})
    assert saved.status_code == 303


def place_of(client: Client, seminar_id: int) -> tuple[str, int, str]:
    """Where a calendar has the seminar, with SEQUENCE, and how one gets there."""
    event = icalendar.Calendar.from_ical(client.get(f"/seminars/{seminar_id}.ics").data).events[0]
    transport = re.search("公交[^，\n]*", str(event["DESCRIPTION"]))
    return str(event["LOCATION"]), int(event["SEQUENCE"]), transport[0] if transport else ""


def test_a_hall_that_changes_reaches_the_calendars_of_what_is_to_come(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    """N3, S7: a new name or address is another place for a calendar, a new bus is not; what was keeps what it said."""
    make_city("zhuhai")
    hall = make_venue(
        make_district("zh-jinwan", city_slug="zhuhai", name_zh="金湾区"),
        name_zh="金湾礼堂",
        address="金湾区机场东路1号",
        transport_note_zh="公交5路",
    )
    coming, path = make_seminar(venue=hall, issue_no=301, capacity=200).id, f"/staff/venues/{hall.id}"
    past = make_seminar(venue=hall, starts_at=clock.now() - timedelta(days=30)).id
    with transaction():
        calendars.rebuild_all()
    was = ("金湾礼堂，珠海市金湾区机场东路1号", 0, "公交5路")
    assert place_of(client, coming) == place_of(client, past) == was
    organizer = staff_client("organizer")
    shown = organizer.get(path).text
    assert "1期已发布的场次在这里办" in shown
    assert f"/staff/seminars/{coming}/move" in shown and f"/staff/seminars/{past}/move" not in shown
    facts = {"district_slug": "zh-jinwan", "name_zh": "金湾大礼堂", "capacity": "200", "active": "y"}
    facts |= {"address": "机场东路1号", "transport_note_zh": "公交5路"}
    assert organizer.post(path, data=facts).status_code == 303
    assert "第301期" in organizer.get("/staff/venues").text, "saving says which ones it was"
    assert place_of(client, coming) == ("金湾大礼堂，珠海市金湾区机场东路1号", 1, "公交5路")
    organizer.post(path, data={**facts, "transport_note_zh": "公交6路"})
    assert place_of(client, coming) == ("金湾大礼堂，珠海市金湾区机场东路1号", 1, "公交6路")
    assert "已是现在的资料：第301期" in organizer.get("/staff/venues").text
    organizer.post(path, data={**facts, "transport_note_zh": "公交6路", "capacity": "180", "active": ""})
    listed = organizer.get("/staff/venues").text
    assert "会场坐180人" in listed and "（200座）" in listed, "seats that are offered stay, and that is said"
    assert "还在这里办：第301期" in listed and "已是现在的资料" not in listed, (
        "no page and no calendar tells of these"
    )
    assert place_of(client, coming) == ("金湾大礼堂，珠海市金湾区机场东路1号", 1, "公交6路")
    assert place_of(client, past) == was
    log = staff_client("administrator").get("/staff/log?subject=venue").text
    for words in ("名称 金湾礼堂 → 金湾大礼堂", "可坐人数 200 → 180", "还在用 是 → 否"):
        assert words in log


def test_the_name_of_a_township_put_right_reaches_the_calendars(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    town = make_district("zs-shiqi", name_zh="石歧街道", city_slug=make_city().slug)
    coming = make_seminar(venue=make_venue(town, name_zh="礼堂", address="兴文路1号")).id
    with transaction():
        calendars.rebuild_all()
    facts = {"name_zh": "石岐街道", "name_en": "Shiqi Subdistrict", "in_picker": "y"}
    administrator = staff_client("administrator")
    assert administrator.post(f"/staff/districts/{town.id}", data=facts).status_code == 303
    assert place_of(client, coming)[:2] == ("礼堂，中山市石岐街道兴文路1号", 1)


def test_a_hall_that_a_published_seminar_needs_stays_in_its_township(
    app: Flask, staff_client: StaffClient
) -> None:
    """S3: the seminar would not go along, and its page and its calendar would name two townships."""
    make_city()
    make_district("zs-shiqi")
    hall = make_venue(make_district("zs-xiaolan"), name_zh="文化中心")
    seminar = make_seminar(venue=hall, issue_no=301)
    make_seminar(venue=hall, issue_no=300, starts_at=clock.now() - timedelta(days=30))
    organizer, path = staff_client("organizer"), f"/staff/venues/{hall.id}"
    there = {"district_slug": "zs-shiqi", "name_zh": "文化中心", "capacity": "200", "active": "y"}
    refused = organizer.post(path, data=there)
    assert refused.status_code == 422
    assert "第301期" in refused.text and "镇街不能改" in refused.text
    assert refused.text.count("还要在这里办") == 2, "in the summary, and beside its field"
    assert "第300期" not in refused.text
    db.session.rollback()
    assert hall.district.slug == "zs-xiaolan"
    seminar.state = "cancelled"
    db.session.commit()
    assert organizer.post(path, data=there).status_code == 303
