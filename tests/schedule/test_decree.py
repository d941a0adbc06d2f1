"""The decree of a year arrives: exactly the seminars it touches are decided again, and nothing moves by itself (S2)."""

import html
import re
from datetime import date, time

import pytest
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from seminars.workdays import queries as workdays
from seminars.workdays import service as workdays_service
from seminars.workdays.rules import Decree, read_decree
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient
from tests.schedule.staff.pages import filled_in, read

MAY_15_WORKED = Decree(2027, {date(2027, 10, 1): "国庆节"}, (date(2027, 5, 15),))
TEXT = "国庆节：10月1日放假。5月15日（周六）上班。"

pytestmark = pytest.mark.usefixtures("calendar_of_the_house")


@pytest.fixture
def calendar_of_the_house(app: Flask) -> None:
    with transaction():
        workdays_service.load_starting_set()


def planned() -> dict[int, Seminar]:
    """The twelve drafts of 2027, by month; 2027 is provisional."""
    with transaction():
        drafts = service.plan_year(series=make_series().slug, year=2027)
        keys = [one.id for one in drafts]
    return {one.nominal_date.month: one for one in (db.session.get_one(Seminar, key) for key in keys)}


def day_of(seminar: Seminar) -> date:
    return clock.local(db.session.get_one(Seminar, seminar.id, populate_existing=True).starts_at).date()


def enter(decree: Decree = MAY_15_WORKED) -> list[int]:
    """The months that must be decided again."""
    with transaction():
        found = service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")
        return [one.seminar.nominal_date.month for one in found.touched]


def test_a_make_up_15th_lists_exactly_its_seminar_and_moves_nothing() -> None:
    """domain.md 3, test (b); B6."""
    drafts = planned()
    days = {month: day_of(one) for month, one in drafts.items()}
    assert days[5] == date(2027, 5, 17)
    assert enter() == [5, 9], "September's festival is not in this decree any more"
    assert {month: day_of(one) for month, one in drafts.items()} == days
    waiting = queries.waiting(2027)
    assert [one.seminar.nominal_date.month for one in waiting] == [5, 9]
    assert waiting[0].proposal.date == date(2027, 5, 15)
    assert not db.session.get_one(Seminar, drafts[1].id).provisional, "what it does not touch is certain now"


def test_following_the_proposal_moves_a_draft_and_keeping_leaves_it() -> None:
    drafts = planned()
    enter()
    with transaction():
        service.follow_proposal(seminar_id=drafts[5].id)
        service.keep_date(seminar_id=drafts[9].id)
    assert (day_of(drafts[5]), day_of(drafts[9])) == (date(2027, 5, 15), date(2027, 9, 16))
    assert db.session.get_one(Seminar, drafts[5].id).date_reason == ""
    assert queries.waiting(2027) == []


def test_a_date_fixed_by_hand_stays_and_is_not_asked_about() -> None:
    """B6."""
    drafts = planned()
    with transaction():
        service.replan(
            seminar_id=drafts[5].id, day=date(2027, 5, 18), district_id=None, venue_id=None, officer_id=None
        )
    assert enter() == [9]
    assert day_of(drafts[5]) == date(2027, 5, 18)


def test_a_hand_fixed_day_that_is_no_longer_worked_is_asked_about() -> None:
    drafts = planned()
    with transaction():
        service.replan(
            seminar_id=drafts[5].id, day=date(2027, 5, 18), district_id=None, venue_id=None, officer_id=None
        )
    assert 5 in enter(Decree(2027, {date(2027, 5, 18): "某节"}, ()))
    assert day_of(drafts[5]) == date(2027, 5, 18)


def test_a_published_seminar_is_confirmed_or_waits_under_the_same_uid_and_a_higher_sequence() -> None:
    """B5, B6: 暂定 while the year has no decree; the reader's calendar follows."""
    sure = make_seminar(starts_at=clock.at(date(2027, 1, 15), time(14, 30)), provisional=True)
    hit = make_seminar(
        starts_at=clock.at(date(2027, 5, 17), time(14, 30)), nominal_date=date(2027, 5, 15), provisional=True
    )
    before = {one.id: one.sequence for one in (sure, hit)}
    keys = (sure.id, hit.id)
    enter()
    sure, hit = (db.session.get_one(Seminar, key, populate_existing=True) for key in keys)
    assert (sure.provisional, hit.provisional) == (False, True)
    assert sure.sequence == before[sure.id] + 1
    assert "STATUS:CONFIRMED" in sure.ical and f"UID:seminar-{sure.id}@" in sure.ical
    with pytest.raises(service.ScheduleRefusal), transaction():
        service.follow_proposal(seminar_id=hit.id)
    assert day_of(hit) == date(2027, 5, 17)


def test_the_december_before_may_be_touched_and_an_amendment_replaces_the_year() -> None:
    new_year = {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"}
    enter(Decree(2027, new_year, ()))
    assert not workdays.calendar().is_working(date(2026, 12, 31))
    enter(Decree(2027, {date(2027, 1, 1): "元旦"}, ()))
    assert workdays.calendar().is_working(date(2026, 12, 31))
    row = workdays.year(2027)
    assert row is not None and (row.status, row.source, row.entered_by) == (
        "published",
        "国办发明电",
        "方静文",
    )


def test_an_administrator_pastes_looks_and_enters(staff_client: StaffClient) -> None:
    drafts = planned()
    administrator = staff_client("administrator")
    address = "/staff/workdays/2027/decree"
    wrong = administrator.post(address, data={"text": "见附件", "source": "国办"})
    assert wrong.status_code == 422
    assert html.unescape(wrong.get_data(as_text=True)).count("第1行：没有看懂“见附件”。") == 2
    looked = administrator.post(address, data={"text": TEXT, "source": "国办", "act": "look"})
    assert "影响2期" in looked.get_data(as_text=True)
    assert workdays.calendar().is_working(date(2027, 5, 15)) is False, "looking changes nothing"
    entered = administrator.post(address, data={"text": TEXT, "source": "国办", "act": "enter"})
    assert entered.headers["Location"] == "/staff/workdays/2027"
    page = administrator.get("/staff/workdays/2027").get_data(as_text=True)
    assert "2期要重新定日期" in page and "没有一期被自动改动" in page
    version = db.session.get_one(Seminar, drafts[5].id, populate_existing=True).version
    form = {"act": "follow", "seminar": [drafts[5].id, drafts[9].id], f"version-{drafts[5].id}": version}
    assert administrator.post("/staff/workdays/2027/redecide", data=form).status_code == 303
    assert day_of(drafts[5]) == date(2027, 5, 15)
    assert "2027-05" not in administrator.get("/staff/workdays").get_data(as_text=True)


def test_who_looks_at_a_decree_that_somebody_has_entered_meanwhile_is_told(staff_client: StaffClient) -> None:
    administrator = staff_client("administrator")
    address = "/staff/workdays/2027/decree"
    older = filled_in(read(administrator, address))
    enter(Decree(2027, {date(2027, 3, 15): "海关日"}, ()))
    typed = {**older, "text": TEXT, "source": "国办", "act": "look"}
    page = read(administrator, address, 422, **typed)
    assert "您打开之后，有人改过这里" in page and "现在存着的是“2027-03-15 海关日”。" in page
    assert filled_in(page)["text"] == TEXT
    assert "录入后的日子" in read(administrator, address, **{**filled_in(page), "act": "look"}), (
        "the next try counts"
    )


def test_what_stays_on_a_day_off_says_so_afterwards(staff_client: StaffClient) -> None:
    """S2: kept as decided, and warned of, where it is decided and in the plan of the year."""
    drafts = planned()
    enter(Decree(2027, {date(2027, 9, 16): "中秋节"}, ()))
    organizer = staff_client("organizer")
    assert organizer.get("/staff/workdays/2027").text.count("不上班</span>") == 1
    key, version = drafts[9].id, db.session.get_one(Seminar, drafts[9].id, populate_existing=True).version
    form = {"act": "keep", "seminar": key, f"version-{key}": version}
    assert organizer.post("/staff/workdays/2027/redecide", data=form).status_code == 303
    assert (
        "2027-09 · 中山系列 · 09-16不上班（中秋节），照您定的留在这一天。"
        in organizer.get("/staff/workdays/2027").text
    )
    page = organizer.get("/staff/plan/zhongshan/2027").text
    assert page.count("不上班</span>") == 1
    assert day_of(drafts[9]) == date(2027, 9, 16)


def test_a_stale_page_decides_nothing_and_strangers_to_the_series_are_kept_out(
    staff_client: StaffClient,
) -> None:
    drafts = planned()
    enter()
    day, key = day_of(drafts[5]), drafts[5].id
    form = {"act": "follow", "seminar": key, f"version-{key}": 0}
    organizer = staff_client("organizer")
    organizer.post("/staff/workdays/2027/redecide", data=form)
    page = organizer.get("/staff/workdays/2027").get_data(as_text=True)
    assert "有人刚改过这一期，请看过现在的日期再定。" in page
    assert "您填的内容" not in page, "nothing was typed"
    assert (
        staff_client("organizer", series="elsewhere")
        .post("/staff/workdays/2027/redecide", data={"act": "keep", "seminar": key})
        .status_code
        == 403
    )
    assert staff_client("organizer").get("/staff/workdays/2027/decree").status_code == 403
    assert day_of(drafts[5]) == day


def test_a_day_keeps_the_whole_name_that_the_decree_gives_it() -> None:
    days = {
        date(2027, 9, 3): "抗战胜利纪念日",
        date(2027, 9, 6): "特别放假",
        date(2027, 10, 1): "国庆节",
        date(2027, 10, 4): "放假",
    }
    text = "2027-09-03 抗战胜利纪念日放假\n特别放假：9月6日\n国庆节：10月1日放假1天。\n10月4日放假"
    assert read_decree(text, 2027).days_off == days
    assert read_decree("2027-09-06 特别放假", 2027).days_off == {date(2027, 9, 6): "特别放假"}
    assert read_decree("2027-09-06 特别放假1天，与周末连休", 2027).days_off == {date(2027, 9, 6): "特别放假"}


def test_days_of_the_december_before_stand_with_their_year_and_in_their_own_year_too(
    staff_client: StaffClient,
) -> None:
    enter(Decree(2027, {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"}, (date(2026, 12, 27),)))
    organizer = staff_client("organizer")
    page = plain(organizer.get("/staff/workdays/2027").text)
    assert "2026-12-31 周四 01-01 周五" in page
    assert "补班日 2026-12-27 周日" in page
    page = plain(organizer.get("/staff/workdays/2026").text)
    assert "2027年的放假安排也定了2026年12月的日子 12-27 周日 补班日、 12-31 周四 元旦" in page
    assert "年12月的日子" not in organizer.get("/staff/workdays/2025").text


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
