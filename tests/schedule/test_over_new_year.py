"""A seminar that was moved over New Year lies in a year whose decree is not out yet, and stands in the plan of the year before."""

from datetime import date

import pytest

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from seminars.schedule.service import Move
from seminars.workdays.rules import Decree
from tests.builders.registration import make_registration
from tests.builders.schedule import at, make_district, make_seminar, make_series, make_venue
from tests.conftest import StaffClient
from tests.pages import Client

NO_DECREE = "日期暂定，待国务院放假安排公布后确认"

pytestmark = pytest.mark.usefixtures("late_in_2026")


def december() -> Seminar:
    """The published seminar of December 2026, with somebody registered."""
    make_series()
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), nominal_date=date(2026, 12, 15))
    make_registration(seminar)
    return seminar


def to_january(seminar: Seminar) -> Move:
    return Move(at("2027-01-15 14:30"), at("2027-01-15 17:00"), seminar.venue_id or 0, "年底会场检修")


def moved() -> int:
    seminar = december()
    with transaction():
        service.move(seminar_id=seminar.id, to=to_january(seminar))
    return seminar.id


def enter(*days_off: date) -> None:
    with transaction():
        decree = Decree(2027, dict.fromkeys(days_off, "元旦"), ())
        service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")


def now(key: int) -> Seminar:
    db.session.rollback()
    return db.session.get_one(Seminar, key, populate_existing=True)


def test_its_date_is_provisional_everywhere_and_waits_for_nobody(
    client: Client, staff_client: StaffClient
) -> None:
    """S1, B5: 2027 has no decree; nobody is asked to decide, and everybody reads why the date is not certain."""
    seminar = december()
    foreseen = service.foresee_move(seminar_id=seminar.id, to=to_january(seminar))
    assert [one.code for one in foreseen.findings] == ["another_month", "provisional"]
    with transaction():
        service.move(seminar_id=seminar.id, to=to_january(seminar))
    public = client.get(f"/seminars/{seminar.id}").text
    assert NO_DECREE in public and "放假安排已公布" not in public
    assert list(queries.awaiting(None)) == [] and queries.waiting(2026) == []
    assert queries.plan("zhongshan", 2026).undecided == []
    assert "定日期" not in staff_client("organizer").get(f"/staff/seminars/{seminar.id}").text
    letters = db.session.query(Letter).filter_by(kind="registration/moved").all()
    written = compose.write(letters[0])
    assert written is not None and NO_DECREE in written.text and NO_DECREE in written.html


def test_the_decree_of_the_year_it_lies_in_makes_it_certain(client: Client) -> None:
    key = moved()
    enter(date(2027, 1, 1))
    assert not now(key).provisional
    assert NO_DECREE not in client.get(f"/seminars/{key}").text


def test_where_that_decree_takes_its_day_it_waits_under_that_year(staff_client: StaffClient) -> None:
    """S2: what waits is found where it can be decided."""
    key = moved()
    enter(date(2027, 1, 15))
    assert [one.seminar.id for one in queries.waiting(2027)] == [key]
    assert queries.waiting(2026) == []
    assert [month.proposal.nominal.month for month in queries.plan("zhongshan", 2026).undecided] == [12]
    organizer = staff_client("organizer")
    for page in ("/staff", f"/staff/seminars/{key}", "/staff/plan/zhongshan/2026"):
        assert 'href="/staff/workdays/2027#waiting"' in organizer.get(page).text, page
    assert "去定2027年的日期</a>" in organizer.get("/staff/plan/zhongshan/2026").text


def test_a_visit_held_after_new_year_stays_the_last_one_of_the_year_it_stands_for() -> None:
    """S3: the rotation of the next year reads it."""
    make_series()
    make_district("zs-never-visited")  # where the plan sends January
    hall = make_venue(make_district("zs-doumen"))
    make_seminar(state="closed", starts_at=at("2026-02-13 14:30"), nominal_date=date(2026, 2, 15), venue=hall)
    late = make_seminar(starts_at=at("2026-12-15 14:30"), nominal_date=date(2026, 12, 15), venue=hall)
    february = make_seminar(
        state="draft", starts_at=at("2027-02-17 14:30"), nominal_date=date(2027, 2, 15), venue=hall
    )
    with transaction():
        to = Move(at("2027-01-20 14:30"), at("2027-01-20 17:00"), hall.id, "年底会场检修")
        service.move(seminar_id=late.id, to=to)
    plan = queries.plan("zhongshan", 2027)
    assert plan.months[1].seminar == february and plan.months[1].months_since == 2
    assert plan.before[hall.district_id] == date(2026, 12, 15)


def test_only_months_that_lie_ahead_are_planned_and_the_page_says_so(staff_client: StaffClient) -> None:
    """A new seminar lies ahead: on 25 November only December is written."""
    make_series()
    make_district()
    organizer = staff_client("organizer")
    page = organizer.get("/staff/plan/zhongshan/2026").text
    assert "还有1期没有写入" in page and "11月没有写入，时间已经过去" in page
    with transaction():
        drafts = service.plan_year(series="zhongshan", year=2026)
    assert [clock.local(one.starts_at).date() for one in drafts] == [date(2026, 12, 15)]
    page = organizer.get("/staff/plan/zhongshan/2001").text
    assert "没有写入，时间已经过去" in page and "期草稿" not in page
    with transaction():
        assert service.plan_year(series="zhongshan", year=2001) == []


def test_the_page_before_publication_says_when_a_person_must_decide(staff_client: StaffClient) -> None:
    make_series()
    key = make_seminar(
        state="draft", starts_at=at("2027-01-15 14:30"), nominal_date=date(2027, 1, 15), provisional=True
    ).id
    organizer = staff_client("organizer")
    page = f"/staff/seminars/{key}/publish"
    assert "放假安排尚未公布" in organizer.get(page).text
    enter(date(2027, 1, 15))
    shown = organizer.get(page).text
    assert "放假安排尚未公布" not in shown and 'href="/staff/workdays/2027#waiting"' in shown


def test_the_plan_shows_a_clash_with_what_stands_for_another_year() -> None:
    """B9: a seminar of December that lies in January needs its hall then, whatever year's plan it is in."""
    hall = make_venue()
    make_series()
    old, new = (
        make_seminar(state=state, starts_at=at("2027-01-15 14:30"), nominal_date=nominal, venue=hall).id
        for state, nominal in (("published", date(2026, 12, 15)), ("draft", date(2027, 1, 15)))
    )
    found = {
        month.seminar.id: month.clash and month.clash.id
        for year in (2026, 2027)
        for month in queries.plan("zhongshan", year).months
        if month.seminar
    }
    assert found == {old: new, new: old}


def test_a_day_is_proposed_near_the_one_that_was_chosen_and_days_of_two_years_have_their_years(
    staff_client: StaffClient,
) -> None:
    """Its own 15th lies a month back, or ten months ahead."""
    key = moved()
    december = make_seminar(
        state="draft", starts_at=at("2026-12-15 09:30"), nominal_date=date(2026, 12, 15)
    ).id
    text = "元旦：2026年12月15日放假。1月15日放假。"
    administrator = staff_client("administrator")
    form = {"text": text, "source": "国办发明电", "act": "look"}
    looked = administrator.post("/staff/workdays/2027/decree", data=form).text
    assert "2026-12-15 周二" in looked and "2026-12-16</b> 周三" in looked
    assert "01-15 周五" in looked and "01-18</b> 周一" in looked
    administrator.post("/staff/workdays/2027/decree", data={**form, "act": "enter"})
    proposed = {one.seminar.id: one.proposal.date for one in queries.waiting(2027)}
    assert proposed == {december: date(2026, 12, 16), key: date(2027, 1, 18)}
    page = administrator.get("/staff/workdays/2027").text
    assert "2026-12-16</b> 周三" in page and "01-18</b> 周一" in page
