"""A year that plans itself: two cities from an empty house to a full hall, each step through the page that offers it.

The visitor checks every page that it is given (tests/pages.py); letters are written out and read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.places import service as places
from seminars.places.models import District
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from seminars.workdays import service as workdays
from tests.builders.outbox import delivered, send_all
from tests.builders.registration import next_phone, typed
from tests.builders.schedule import make_venue
from tests.conftest import StaffClient, new_client
from tests.journeys.people import words
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, now, read

CITIES = ("zhongshan", "zhuhai")
DECREE = (
    "劳动节：5月1日至5日放假。5月15日（周六）上班。\n中秋节：9月15日至17日放假。\n国庆节：10月1日至7日放假。"
)
"""a make-up day on one 15th; a holiday on another that lasts longer than was known"""


@pytest.fixture(autouse=True)
def autumn() -> Iterator[None]:
    """Nobody has decreed anything for 2027 yet."""
    with time_machine.travel(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def house(app: Flask) -> None:
    """Townships, one hall, the working days that are known; no series, no seminar."""
    with transaction():
        places.load_starting_set()
        workdays.load_starting_set()
        schedule.load_categories()
        schedule.continue_after(issue_no=117)
    township = db.session.scalars(select(District).where(District.slug == "zs-shiqi")).one()
    make_venue(township, name_zh="石岐文化活动中心")


def found_two_series(administrator: Client) -> None:
    """The year of each can be planned at once; the plan is a preview before it is written."""
    for slug, name in zip(CITIES, ("中山系列", "珠海系列"), strict=True):
        form = filled_in(read(administrator, "/staff/series/new")) | {"max_shift_days": "6"}
        del form["avoid_make_up_days"]
        facts = {"name_zh": name, "name_en": slug.title(), "slug": slug, "city_slug": slug, "policy": "next"}
        plan = administrator.post("/staff/series/new", data={**form, **facts}).location
        assert plan == f"/staff/plan/{slug}/2027"
        assert "全年日期都是暂定" in read(administrator, plan)
        assert administrator.post(plan).status_code == 303
        assert "已写入12期草稿" in read(administrator, plan)


def days(slug: str) -> list[date]:
    """The twelve days of a city, in order."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Seminar).where(Seminar.series.has(slug=slug)).order_by(Seminar.nominal_date)
    )
    return [clock.local(one.starts_at).date() for one in rows]


def enter_the_decree(administrator: Client) -> str:
    """Shown first with what it touches; entering it moves nothing; returns the page of what waits."""
    page = "/staff/workdays/2027/decree"
    form = {**filled_in(read(administrator, page)), "text": DECREE, "source": "国办发明电〔2026〕9号"}
    before = [days(slug) for slug in CITIES]
    assert "影响4期" in read(administrator, page, **form, act="look")
    assert administrator.post(page, data={**form, "act": "enter"}).location == "/staff/workdays/2027"
    assert [days(slug) for slug in CITIES] == before
    waiting = read(administrator, "/staff/workdays/2027")
    assert "4期要重新定日期" in waiting
    return waiting


def follow_what_it_affects(administrator: Client, waiting: str) -> None:
    """All ticked, decided as proposed: the worked Saturday is a 15th again, September waits longer."""
    ticked = re.findall(r'name="seminar" value="(\d+)"', waiting)
    versions = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', waiting))
    sent = {"act": "follow", "seminar": ticked, **versions}
    assert administrator.post("/staff/workdays/2027/redecide", data=sent).status_code == 303
    assert "没有要重新定日期的场次" in read(administrator, "/staff/workdays/2027")
    for slug in CITIES:
        assert (days(slug)[4], days(slug)[8]) == (date(2027, 5, 15), date(2027, 9, 20))


def move_march(organizer: Client) -> int:
    """In its row of the plan; returns the seminar."""
    plan = "/staff/plan/zhongshan/2027"
    march = re.findall(r'data-month="(\d+)"', read(organizer, plan))[2]
    row = {**filled_in(read(organizer, f"{plan}?row={march}")), "day": "2027-03-17"}
    assert organizer.post(f"{plan}/{march}", data=row).status_code == 303
    assert days("zhongshan")[2] == date(2027, 3, 17)
    assert days("zhuhai")[2] == date(2027, 3, 15), "the other city stays"
    return int(march)


def publish(organizer: Client, seminar_id: int) -> None:
    """Not before everything is there; then with the next number."""
    base = f"/staff/seminars/{seminar_id}"
    assert "还不能发布" in read(organizer, f"{base}/publish")
    page = read(organizer, f"{base}/edit")
    chosen = {
        label: re.findall(rf'<option value="(\d+)">[^<]*{label}', page)[0]
        for label in ("加工贸易", "石岐街道", "石岐文化活动中心")
    }
    facts = {
        "title_zh": "不停产转型",
        "category": chosen["加工贸易"],
        "district": chosen["石岐街道"],
        "venue": chosen["石岐文化活动中心"],
        "capacity": "3",
    }
    form = {name: value for name, value in filled_in(page).items() if name != "needs_approval"}
    assert organizer.post(f"{base}/edit", data={**form, **facts}).status_code == 303
    rows = filled_in(read(organizer, f"{base}/agenda"))
    for place, minutes in enumerate((50, 35, 55)):
        rows |= {
            f"segments-{place}-title_zh": f"第{place + 1}部分",
            f"segments-{place}-minutes": str(minutes),
        }
    assert organizer.post(f"{base}/agenda", data={**rows, "act": "save"}).status_code == 303
    form = filled_in(read(organizer, f"{base}/publish"))
    assert organizer.post(f"{base}/publish", data=form).status_code == 303
    assert now(seminar_id).issue_no == 118


def register(app: Flask, seminar_id: int, firm: str, people: int, **wish: str) -> str:
    """On the public form, with an address of the firm's own; returns the link."""
    visitor, page = new_client(app), f"/seminars/{seminar_id}/register"
    sent = {**typed(enterprise_name=firm), "email": f"{firm[-3:-1].encode().hex()}@firm.example", **wish}
    for place in range(people):
        sent |= {f"people-{place}-name": "李晓雯", f"people-{place}-phone": next_phone()}
    answer = visitor.post(page, data=sent)
    assert answer.status_code == 303, answer.text[-2000:]
    read(visitor, answer.location)
    return answer.location.partition("?")[0]


def fill_the_hall(app: Flask, organizer: Client, seminar_id: int) -> tuple[str, str]:
    """Two firms take three seats; a team of two waits, and organizers see it; returns who will leave, and who waits."""
    leaving = register(app, seminar_id, "中山市示例五金厂", 2)
    register(app, seminar_id, "中山市示例灯饰厂", 1)
    assert "加入候补" in read(new_client(app), f"/seminars/{seminar_id}")
    waiting = register(app, seminar_id, "珠海市示例水产厂", 2, wait="1", come="together")
    assert "您排第一" in read(new_client(app), waiting)
    assert "候补2人" in read(organizer, "/staff/plan/zhongshan/2027")
    return leaving, waiting


def told(app: Flask, settings: Settings) -> dict[str, list[str]]:
    """What the letters so far say, by how their subjects begin."""
    send_all(app)
    found: dict[str, list[str]] = {}
    for letter in delivered(settings):
        found.setdefault(str(letter["Subject"]).partition("：")[0], []).append(words(letter))
    return found


def test_two_cities_plan_their_year_and_a_waiting_team_gets_its_seats(
    app: Flask, settings: Settings, staff_client: StaffClient, house: None
) -> None:
    """S1, S2, S4, S5, R4: from no series at all to the letter that says that seats became free."""
    administrator = staff_client("administrator")
    found_two_series(administrator)
    follow_what_it_affects(administrator, enter_the_decree(administrator))
    organizer = staff_client("organizer", "zhongshan")
    march = move_march(organizer)
    publish(organizer, march)
    leaving, waiting = fill_the_hall(app, organizer, march)
    assert set(told(app, settings)) == {"报名成功", "已加入候补"}
    visitor = new_client(app)
    sent = filled_in(read(visitor, f"{leaving}/cancel"))
    assert visitor.post(f"{leaving}/cancel", data=sent).status_code == 303
    assert "一人一张入场码" in read(new_client(app), waiting)
    assert (now(march).seats_taken, now(march).people_waiting) == (3, 0)
    letters = told(app, settings)
    assert {begin: len(texts) for begin, texts in letters.items()} == {
        "报名成功": 2,
        "已加入候补": 1,
        "报名已取消": 1,
        "候补成功": 1,
    }
    assert "3月17日" in letters["候补成功"][0] and "/d/" in letters["候补成功"][0]
