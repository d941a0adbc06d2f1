"""Seminars outside the plan (加开): each stands for its own day, and the plan counts where they go (S3, S4)."""

import re
from datetime import date, time

import pytest

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.places.models import District
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from seminars.schedule.service import Facts, ScheduleRefusal
from seminars.workdays.rules import Decree
from tests.builders.schedule import facts_of, make_seminar, make_series, make_venue
from tests.conftest import StaffClient

PLAN = "/staff/plan/zhongshan/2027"


@pytest.fixture(autouse=True)
def zhongshan(late_in_2026: None) -> None:
    make_series()


def townships(count: int = 24) -> list[District]:
    with transaction():
        made = [
            District(
                slug=f"zs-{n:02}",
                sort=n,
                in_picker=True,
                name_zh=f"{n:02}镇",
                name_en=f"Town {n}",
                level="township",
                city_slug="zhongshan",
            )
            for n in range(count)
        ]
        db.session.add_all(made)
    return made


def planned(year: int = 2027) -> list[int]:
    """The ids of the year's drafts, January first."""
    with transaction():
        return [one.id for one in service.plan_year(series="zhongshan", year=year)]


def extra(day: date, township: District | None = None) -> int:
    """A seminar made outside the plan."""
    facts = Facts(
        starts_at=clock.at(day, time(9, 30)),
        ends_at=clock.at(day, time(11, 30)),
        title_zh="专场",
        district_id=township.id if township else None,
    )
    with transaction():
        return service.create(series="zhongshan", facts=facts).id


def now(key: int) -> Seminar:
    db.session.rollback()
    return db.session.get_one(Seminar, key, populate_existing=True)


def day_of(key: int) -> date:
    return clock.local(now(key).starts_at).date()


def off(*days: date) -> None:
    """A decree of 2027 with these days off."""
    with transaction():
        decree = Decree(2027, dict.fromkeys(days, "某节"), ())
        service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")


# -- its own day


def test_it_stands_for_the_day_it_was_made_for() -> None:
    assert now(extra(date(2027, 3, 24))).nominal_date == date(2027, 3, 24)


def test_a_decree_proposes_a_day_near_its_own_not_near_the_15th() -> None:
    key = extra(date(2027, 3, 24))
    off(date(2027, 3, 24))
    assert [one.proposal.date for one in queries.waiting(2027)] == [date(2027, 3, 25)]
    with transaction():
        service.follow_proposal(seminar_id=key)
    assert day_of(key) == date(2027, 3, 25)
    assert now(key).date_reason == "", "the public never heard of the 24th: there is nothing to explain"


@pytest.mark.parametrize("day", [date(2027, 1, 15), date(2027, 1, 20)], ids=["on a 15th", "between"])
def test_a_decree_that_takes_its_day_lists_it_and_the_plan_marks_it(
    staff_client: StaffClient, day: date
) -> None:
    planned()
    key = extra(day)
    text = f"{day.isoformat()} 某节\n2027-10-01 国庆节"
    administrator = staff_client("administrator")
    looked = administrator.post(
        "/staff/workdays/2027/decree", data={"text": text, "source": "国办", "act": "look"}
    ).text
    listed = looked[looked.index('aria-labelledby="touched"') :]
    assert listed.count(f"{day:%m-%d}") >= 1 and "不上班</span>" in listed
    off(day)
    assert key in [one.seminar.id for one in queries.waiting(2027)]
    row = administrator.get(PLAN).text.split("同月另有：")[1].split("</tr>")[0]
    assert "不上班</span>" in row


def test_nobody_asks_about_it_when_only_the_15th_becomes_a_day_off() -> None:
    extra(date(2027, 3, 24))
    off(date(2027, 3, 15))
    assert queries.waiting(2027) == []


def test_where_the_rule_finds_no_day_near_it_a_person_decides() -> None:
    key = extra(date(2027, 3, 29))
    off(*(date(2027, 3, day) for day in range(24, 32)))
    assert [one.proposal.ask for one in queries.waiting(2027)] == [True]
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.follow_proposal(seminar_id=key)
    assert refused.value.code == "ask"


def test_moved_it_blames_no_holiday_on_the_15th() -> None:
    [town] = townships(1)
    hall = make_venue(town)
    key = make_seminar(
        starts_at=clock.at(date(2027, 2, 24), time(14, 30)), nominal_date=date(2027, 2, 24), venue=hall
    ).id
    starts = clock.at(date(2027, 2, 25), time(14, 30))
    ends = clock.at(date(2027, 2, 25), time(17, 0))
    off(date(2027, 2, 15), date(2027, 2, 24))
    with transaction():
        service.move(seminar_id=key, to=service.Move(starts, ends, hall.id, "会场维修"))
    assert now(key).date_reason == ""


def test_publishing_asks_about_its_own_day_not_the_15th() -> None:
    """The 15th of February 2026 lies in a long festival: a person decides about the month's own seminar."""
    [town] = townships(1)
    seminar = make_seminar(
        state="draft",
        starts_at=clock.at(date(2026, 12, 23), time(14, 30)),
        nominal_date=date(2026, 12, 23),
        venue=make_venue(town),
        series=make_series(),
    )
    with transaction():
        make_series().policy = "ask"
        service.publish(seminar_id=seminar.id)
    assert now(seminar.id).state == "published"


def test_a_month_and_township_have_as_many_as_they_need_on_different_days() -> None:
    """S4: unique is series, date and township."""
    [town] = townships(1)
    first, second = extra(date(2027, 3, 10), town), extra(date(2027, 3, 24), town)
    assert now(first).district_id == now(second).district_id == town.id


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 3, 24), "2027年3月24日（星期三）在00镇已有一期。"),
        (date(2027, 3, 15), "2027年3月在00镇已有一期。"),
    ],
)
def test_a_second_one_on_its_day_in_its_township_is_refused_by_name(day: date, said: str) -> None:
    [town] = townships(1)
    extra(day, town)
    with pytest.raises(ScheduleRefusal) as refused:
        extra(day, town)
    assert (refused.value.code, str(refused.value.text)) == ("same_day", said)


def test_its_page_says_that_it_is_outside_the_plan(staff_client: StaffClient) -> None:
    organizer = staff_client("organizer")
    page = organizer.get(f"/staff/seminars/{extra(date(2027, 3, 24))}/edit").text
    assert "计划外加开的" in page and "它代表" not in page
    assert "它代表2027年3月15日" in organizer.get(f"/staff/seminars/{extra(date(2027, 3, 15))}/edit").text


# -- in the plan


def test_on_the_15th_of_a_month_not_yet_written_it_is_the_months_seminar() -> None:
    townships(3)
    key = extra(date(2027, 3, 15))
    march = queries.plan("zhongshan", 2027).months[2]
    assert march.seminar is not None and march.seminar.id == key
    assert len(planned()) == 11


def test_it_does_not_stand_in_the_place_of_its_months_seminar() -> None:
    towns = townships()
    key = extra(date(2027, 3, 10), towns[20])
    march = queries.plan("zhongshan", 2027).months[2]
    assert march.seminar is None
    assert [one.id for one in march.extras] == [key]
    assert len(planned()) == 12


def test_the_plan_lists_it_with_its_month_and_the_way_to_it(staff_client: StaffClient) -> None:
    towns = townships()
    planned()
    key = extra(date(2027, 3, 10), towns[20])
    page = staff_client("organizer").get(PLAN).text
    assert f'href="/staff/seminars/{key}/edit">03-10' in page
    row = page[page.index("同月另有") :].split("</tr>")[0]
    assert "20镇" in row


def test_a_township_it_goes_to_has_had_its_turn(staff_client: StaffClient) -> None:
    towns = townships()
    extra(date(2027, 1, 10), towns[1])
    shown = queries.plan("zhongshan", 2027)
    assert shown.months[1].district is not None and shown.months[1].district.slug == "zs-02"
    assert {one.district.slug: one.month for one in shown.waits}["zs-01"] == 1
    planned()
    with transaction():
        april = db.session.get_one(Seminar, queries.plan("zhongshan", 2027).months[3].seminar.id)  # type: ignore[union-attr]
        april.district_id = towns[1].id
    assert queries.plan("zhongshan", 2027).months[3].months_since == 3
    page = staff_client("organizer").get(PLAN).text
    assert f"township={towns[1].id}" not in page


def test_a_cancelled_one_visits_no_township() -> None:
    towns = townships()
    key = extra(date(2027, 1, 10), towns[1])
    with transaction():
        db.session.get_one(Seminar, key).state = "cancelled"
    february = queries.plan("zhongshan", 2027).months[1]
    assert february.district is not None and february.district.slug == "zs-01"


def test_the_rotation_counts_it_and_keeps_out_of_its_month() -> None:
    towns = townships()
    planned()
    extra(date(2027, 3, 10), towns[2])
    rotation = queries.rotation("zhongshan", 2027)
    after = {turn.month.proposal.nominal: turn.after.slug for turn in rotation.turns}  # type: ignore[union-attr]
    assert after[date(2027, 3, 15)] == "zs-03"
    assert "zs-02" not in after.values(), "it has had its turn in these two years"
    assert rotation.left_out == []
    with transaction():
        service.rotate(series="zhongshan", year=2027, shown=rotation.mark)


def test_two_townships_take_turns_around_it() -> None:
    towns = townships(2)
    extra(date(2027, 3, 20), towns[0])
    months = queries.plan("zhongshan", 2027).months
    assert months[2].district is not None and months[2].district.slug == "zs-01"


def test_a_months_only_township_is_left_to_it() -> None:
    [town] = townships(1)
    extra(date(2027, 3, 20), town)
    rotation = queries.rotation("zhongshan", 2027)
    assert queries.plan("zhongshan", 2027).months[2].district is None
    assert len(rotation.turns) == 24 and len(rotation.changing) == 23


def test_a_rotation_goes_around_what_stands_for_the_same_day() -> None:
    """Rows of the time when every extra one stood for the 15th, held or cancelled."""
    towns = townships()
    drafts = planned()
    with transaction():
        db.session.get_one(Seminar, drafts[2]).district_id = towns[20].id
    taken = make_seminar(
        starts_at=clock.at(date(2027, 3, 10), time(14, 30)),
        nominal_date=date(2027, 3, 15),
        venue=make_venue(towns[2]),
        state="cancelled",
    )
    rotation = queries.rotation("zhongshan", 2027)
    assert {turn.after.slug for turn in rotation.turns[2:3]} != {"zs-02"}  # type: ignore[union-attr]
    with transaction():
        service.rotate(series="zhongshan", year=2027, shown=rotation.mark)
    assert now(taken.id).district_id == towns[2].id


def test_a_swap_onto_its_day_and_township_is_refused_before_anybody_can_confirm(
    staff_client: StaffClient,
) -> None:
    towns = townships()
    drafts = planned()
    march, may = drafts[2], drafts[4]
    extra(date(2027, 3, 15), towns[4])
    organizer = staff_client("organizer")
    page = organizer.get(f"{PLAN}?swap={march}&swap={may}").text
    assert "2027年3月在04镇已有一期" in page
    assert "确认互换" not in page
    form = {"swap": [march, may], f"version-{march}": 1, f"version-{may}": 1}
    sent = organizer.post(f"{PLAN}/swap", data=form)
    assert "2027年3月在04镇已有一期" in organizer.get(sent.location).text
    assert now(march).district_id == towns[2].id


def test_a_swap_shows_how_long_a_township_waits_with_it() -> None:
    towns = townships()
    drafts = planned()
    extra(date(2027, 3, 24), towns[4])
    swap = queries.swap_of(queries.plan("zhongshan", 2027), [drafts[3], drafts[4]])
    assert swap is not None and swap.refusals == []
    assert swap.first_wait == 1, "in April, a month after the extra one"


def test_a_date_of_its_own_is_decided_on_its_page(staff_client: StaffClient) -> None:
    townships()
    planned()
    key = extra(date(2027, 3, 24))
    sent = staff_client("organizer").get(f"{PLAN}?row={key}")
    assert (sent.status_code, sent.location) == (303, f"/staff/seminars/{key}/edit")


def test_its_day_is_edited_like_any_drafts() -> None:
    key = extra(date(2027, 3, 24))
    facts = facts_of(
        now(key),
        starts_at=clock.at(date(2027, 3, 26), time(9, 30)),
        ends_at=clock.at(date(2027, 3, 26), time(11, 30)),
    )
    with transaction():
        service.save(seminar_id=key, facts=facts)
    assert (day_of(key), now(key).date_reason) == (date(2027, 3, 26), "")


def test_another_one_for_a_15th_of_the_plan_is_asked_about_first(staff_client: StaffClient) -> None:
    """S4 allows two townships on one day; nobody makes the second without knowing of the first."""
    townships(1)
    planned()
    organizer = staff_client("organizer", "zhongshan")
    form = {
        "series": "zhongshan",
        "day": "2027-04-15",
        "starts": "09:30",
        "ends": "11:30",
        "seen": "",
    }
    asked = organizer.post("/staff/seminars/new", data=form)
    assert asked.status_code == 422
    assert "年度计划里2027年4月的15日已有一期，在00镇。" in asked.text
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', asked.text)
    assert organizer.post("/staff/seminars/new", data={**form, "seen": seen[0]}).status_code == 303
    extra_day = {**form, "day": "2027-04-20"}
    assert organizer.post("/staff/seminars/new", data=extra_day).status_code == 303
