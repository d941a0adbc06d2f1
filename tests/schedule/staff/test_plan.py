"""The plan of a year for staff: seen, written, decided row by row."""

from datetime import date

import pytest
from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule import service
from seminars.schedule.models import Seminar
from seminars.workdays import service as workdays
from tests.builders.schedule import make_staff, make_venue
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, now, read


def test_a_plan_is_seen_before_it_is_written(organizer: Client) -> None:
    with transaction():
        workdays.load_starting_set()
    page = read(organizer, "/staff/plan/zhongshan/2027")
    for words in ("2027年度计划", "这是预览，还有12期没有写入", "写入12期草稿", "待国务院放假安排公布后确认"):
        assert words in page
    assert "3期建议改期（5月、8月、9月），没有一期被自动改动。" in page
    assert "中秋节" in page and "顺延2天" in page
    assert db.session.query(Seminar).count() == 0, "looking writes nothing"
    assert organizer.post("/staff/plan/zhongshan/2027").status_code == 303
    db.session.rollback()
    assert db.session.query(Seminar).count() == 12
    page = read(organizer, "/staff/plan/zhongshan/2027")
    assert "已写入12期草稿" in page
    assert "这是预览" not in page
    assert page.count("暂定</span>") == 3
    organizer.post("/staff/plan/zhongshan/2027")
    assert "能写入的都已经在了" in read(organizer, "/staff/plan/zhongshan/2027")


def test_a_row_is_decided_on_the_page(organizer: Client) -> None:
    with transaction():
        workdays.load_starting_set()
        drafts = service.plan_year(series="zhongshan", year=2027)
    may = drafts[4].id
    page = read(organizer, f"/staff/plan/zhongshan/2027?row={may}")
    form = filled_in(page)
    assert form["day"] == "2027-05-17"
    wrong = read(organizer, f"/staff/plan/zhongshan/2027/{may}", 422, **{**form, "day": "2027-05-32"})
    assert "没有这一天" in wrong
    answer = organizer.post(f"/staff/plan/zhongshan/2027/{may}", data={**form, "day": "2027年5月18日"})
    assert answer.status_code == 303
    assert clock.local(now(may).starts_at).date() == date(2027, 5, 18)
    assert now(may).fixed_by_hand
    late = read(organizer, f"/staff/plan/zhongshan/2027/{may}", 422, **form)
    assert "您打开之后，有人改过这一期" in late


def test_who_decides_a_row_second_sees_what_the_first_decided(organizer: Client) -> None:
    """A10: saving once more is a decision for what one typed, made in sight of what is stored."""
    with transaction():
        july = service.plan_year(series="zhongshan", year=2027)[6].id
    officer = make_staff(name="何雨桐").id
    path = f"/staff/plan/zhongshan/2027/{july}"
    older = filled_in(read(organizer, f"/staff/plan/zhongshan/2027?row={july}"))
    assert organizer.post(path, data={**older, "officer": officer}).status_code == 303
    page = read(organizer, path, 422, **{**older, "day": "2027-07-16"})
    assert page.count("现在存着的是“何雨桐”。") == page.count("现在存着的是“2027-07-15”。") == 2
    assert page.count("现在存着") == 4, "township and hall are as they were"
    assert (filled_in(page)["day"], filled_in(page)["officer"]) == ("2027-07-16", "")
    assert now(july).officer_id == officer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2027-05-15"}, ["5月15日不上班（周六）。"]),
        ({"district": "zs-xiaolan", "venue": "hall"}, ["会场在石岐街道，不在小榄镇。"]),
        (
            {"day": "2027-05-15", "district": "zs-xiaolan", "venue": "hall"},
            ["5月15日不上班（周六）。", "会场在石岐街道，不在小榄镇。"],
        ),
    ],
    ids=["day off", "hall elsewhere", "both"],
)
@pytest.mark.parametrize("door", ["plan", "edit"])
def test_a_day_off_and_a_hall_elsewhere_are_named_before_they_are_decided(
    organizer: Client, door: str, changes: dict[str, str], words: list[str]
) -> None:
    with transaction():
        may = service.plan_year(series="zhongshan", year=2027)[4].id
    ids = {one.slug: str(one.id) for one in db.session.scalars(select(District))}
    ids["hall"] = str(make_venue(places.district("zs-shiqi")).id)
    paths = {
        "plan": (f"/staff/plan/zhongshan/2027?row={may}", f"/staff/plan/zhongshan/2027/{may}"),
        "edit": (f"/staff/seminars/{may}/edit",) * 2,
    }
    shown, sent = paths[door]
    chosen = {name: ids.get(value, value) for name, value in changes.items()}
    form = {**filled_in(read(organizer, shown)), **chosen}
    asked = read(organizer, sent, 422, **form)
    for text in ("还没有保存，请再看一眼：", *words):
        assert asked.count(text) == 1
    assert not now(may).fixed_by_hand and now(may).venue_id is None, "nothing is decided yet"
    again = filled_in(asked)
    other = {**again, "day": "2027-05-16"}
    assert "5月16日不上班（周日）。" in read(organizer, sent, 422, **other), (
        "another wish is asked about anew"
    )
    assert organizer.post(sent, data=again).status_code == 303, "wanted all the same"
    assert clock.local(now(may).starts_at).date().isoformat() == chosen.get("day", "2027-05-17")


@pytest.mark.parametrize("day", ["9999-12-31", "2027-09-01", "2027-05-31"])
def test_a_day_by_hand_lies_at_most_one_month_off(organizer: Client, day: str) -> None:
    """S1: a seminar stands for its 15th; further off it would stand for another."""
    with transaction():
        workdays.load_starting_set()
        july = service.plan_year(series="zhongshan", year=2027)[6].id
    form = filled_in(read(organizer, f"/staff/plan/zhongshan/2027?row={july}"))
    page = read(organizer, f"/staff/plan/zhongshan/2027/{july}", 422, **{**form, "day": day})
    words = (
        "年份要在1900年到2100年之间。" if day.startswith("9") else "请选2027-06-01到2027-08-31之间的一天。"
    )
    assert page.count(words) == 2, "in the summary and beside the field"
    assert not now(july).fixed_by_hand


def test_a_day_in_another_month_is_asked_about_first_and_its_row_shows_its_month(organizer: Client) -> None:
    with transaction():
        workdays.load_starting_set()
        july = service.plan_year(series="zhongshan", year=2027)[6].id
    path = f"/staff/plan/zhongshan/2027?row={july}"
    for day, shown in (("2027-08-20", "8月20日 周五"), ("2027-06-01", "6月1日 周二")):
        form = {**filled_in(read(organizer, path)), "day": day}
        asked = read(organizer, f"/staff/plan/zhongshan/2027/{july}", 422, **form)
        assert asked.count("不在它代表的7月。") == 1
        assert organizer.post(f"/staff/plan/zhongshan/2027/{july}", data=filled_in(asked)).status_code == 303
        assert f"<b>{shown}</b>" in read(organizer, "/staff/plan/zhongshan/2027")


def test_the_plan_knows_no_other_years_and_series(organizer: Client) -> None:
    for path in ("/staff/plan/atlantis/2027", "/staff/plan/zhongshan/1999", "/staff/plan/zhongshan/2101"):
        assert organizer.get(path).status_code == 404
    assert organizer.get("/staff/plan").location.endswith("/staff/plan/zhongshan/2027")


def test_a_day_in_another_month_is_asked_about_among_the_facts_too(organizer: Client) -> None:
    with transaction():
        workdays.load_starting_set()
        march = service.plan_year(series="zhongshan", year=2027)[2].id
    path = f"/staff/seminars/{march}/edit"
    asked = read(organizer, path, 422, **{**filled_in(read(organizer, path)), "day": "2027-04-20"})
    assert asked.count("2027年4月20日不在它代表的3月。") == 1
    assert organizer.post(path, data=filled_in(asked)).status_code == 303
    assert clock.local(now(march).starts_at).date().isoformat() == "2027-04-20"
