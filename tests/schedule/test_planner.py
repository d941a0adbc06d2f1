"""Deeds on the plan of a year: swap, place, rotate, skip, and the way back (S3, S4, A10)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import audit, clock
from seminars.core.db import db, transaction
from seminars.places.models import District
from seminars.schedule import queries, service
from seminars.schedule.models import PlanChange, Seminar
from seminars.schedule.service import ScheduleRefusal
from tests.builders.schedule import facts_of, make_city, make_district, make_seminar, make_series, make_venue
from tests.conftest import StaffClient
from tests.pages import Client
from tests.statements import statements

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
PLAN = "/staff/plan/zhongshan/2027"


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def drafts(app: Flask) -> list[int]:
    """The ids of the twelve drafts of 2027, January first, in a series of 24 townships."""
    make_city()
    series = make_series().slug
    with transaction():
        db.session.add_all(_township(n) for n in range(24))
        return [one.id for one in service.plan_year(series=series, year=2027)]


def _township(n: int) -> District:
    names = {"name_zh": f"{n:02}镇", "name_en": f"Town {n}", "level": "township", "city_slug": "zhongshan"}
    return District(slug=f"zs-{n:02}", sort=n, in_picker=True, **names)


def now(seminar_id: int) -> Seminar:
    db.session.rollback()
    return db.session.get_one(Seminar, seminar_id, populate_existing=True)


def town(seminar_id: int) -> str:
    district = now(seminar_id).district
    return district.slug if district else ""


def towns() -> list[str]:
    db.session.rollback()
    return [month.district.slug if month.district else "" for month in queries.plan("zhongshan", 2027).months]


def swap(first: int, second: int) -> None:
    versions = {key: now(key).version for key in (first, second)}
    with transaction():
        service.swap(seminar_ids=(first, second), versions=versions)


def undo() -> None:
    last = queries.last_change(make_series().id)
    key = last.id if last else 0
    with transaction():
        service.undo_last(series="zhongshan", change_id=key)


def refused(code: str) -> "pytest.RaisesExc[ScheduleRefusal]":
    return pytest.raises(ScheduleRefusal, check=lambda refusal: refusal.code == code)


def test_a_swap_exchanges_township_and_hall_and_is_logged_for_both(drafts: list[int]) -> None:
    """S3: date and officer stay."""
    march, october = drafts[2], drafts[9]
    hall = make_venue(now(march).district)
    with transaction():
        service.replan(
            seminar_id=march,
            day=date(2027, 3, 15),
            district_id=hall.district_id,
            venue_id=hall.id,
            officer_id=None,
        )
    swap(march, october)
    assert (town(march), town(october)) == ("zs-09", "zs-02")
    assert (now(march).venue_id, now(october).venue_id) == (None, hall.id)
    assert clock.local(now(october).starts_at).date() == date(2027, 10, 15)
    logged = select(audit.AuditEntry).where(audit.AuditEntry.deed == "seminar.swapped")
    assert {entry.subject: entry.details for entry in db.session.scalars(logged)} == {
        f"seminar:{march}": {"before": "02镇", "after": "09镇"},
        f"seminar:{october}": {"before": "09镇", "after": "02镇"},
    }
    undo()
    assert (town(march), town(october)) == ("zs-02", "zs-09")
    assert now(march).venue_id == hall.id


def test_a_swap_for_an_older_version_overwrites_nothing(drafts: list[int]) -> None:
    """A10."""
    with refused("changed_meanwhile"), transaction():
        service.swap(seminar_ids=(drafts[0], drafts[1]), versions={drafts[0]: 1, drafts[1]: 0})
    assert towns()[:2] == ["zs-00", "zs-01"]


def test_what_is_published_is_moved_not_swapped_placed_or_skipped(drafts: list[int]) -> None:
    known = make_seminar(starts_at=clock.at(date(2027, 1, 15), clock.local(NOW).time())).id
    with refused("move_instead"), transaction():
        service.swap(seminar_ids=(known, drafts[1]), versions={})
    with refused("move_instead"), transaction():
        service.place(seminar_id=known, district_id=now(drafts[1]).district_id or 0)
    with refused("move_instead"), transaction():
        service.skip(seminar_id=known, reason="春节")
    with refused("two"), transaction():
        service.swap(seminar_ids=(drafts[1], drafts[1]), versions={})


def test_a_township_is_placed_and_a_hall_elsewhere_given_up(drafts: list[int]) -> None:
    hall = make_venue(now(drafts[3]).district)
    with transaction():
        db.session.get_one(Seminar, drafts[3]).venue_id = hall.id
    wanted = queries.plan("zhongshan", 2027).waits[-1].district.id
    elsewhere = make_district("zh-doumen", city_slug="zhuhai").id
    with transaction():
        service.place(seminar_id=drafts[3], district_id=wanted)
    assert (now(drafts[3]).district_id, now(drafts[3]).venue_id) == (wanted, None)
    with refused("district"), transaction():
        service.place(seminar_id=drafts[3], district_id=elsewhere)
    undo()
    assert (town(drafts[3]), now(drafts[3]).venue_id) == ("zs-03", hall.id)


def test_an_accepted_rotation_brings_each_township_once_in_two_years_and_goes_back_in_one_step(
    drafts: list[int],
) -> None:
    """S3: drafts are filled anew, the published month stays and counts, the next year is written down."""
    swap(drafts[4], drafts[7])
    with transaction():
        taken = db.session.get_one(Seminar, drafts[0])
        taken.state, taken.district = "published", queries.plan("zhongshan", 2027).waits[-1].district
    before = towns()
    shown = queries.rotation("zhongshan", 2027)
    assert shown.left_out == []
    with transaction():
        service.rotate(series="zhongshan", year=2027, shown=shown.mark)
    second = [
        month.district.slug
        for month in queries.plan("zhongshan", 2028).months
        if month.seminar and month.district
    ]
    assert sorted([*towns(), *second]) == sorted(f"zs-{n:02}" for n in range(24))
    assert towns()[0] == "zs-23"
    assert queries.rotation("zhongshan", 2027).changing == []
    undo()
    assert towns() == before
    assert db.session.scalar(select(func.count()).select_from(Seminar)) == 12


def test_a_rotation_is_accepted_only_as_it_was_shown(drafts: list[int]) -> None:
    """A10."""
    mark = queries.rotation("zhongshan", 2027).mark
    swap(drafts[4], drafts[7])
    with refused("changed_meanwhile"), transaction():
        service.rotate(series="zhongshan", year=2027, shown=mark)


def test_a_skipped_month_is_no_visit_and_comes_back_as_it_was(drafts: list[int]) -> None:
    """S1, S5."""
    with transaction():
        service.skip(seminar_id=drafts[1], reason="15日前后为春节假期")
    plan = queries.plan("zhongshan", 2027)
    assert not plan.months[1].held
    assert [wait.month for wait in plan.waits if wait.district.slug == "zs-01"] == [None]
    with refused("skipped"), transaction():
        service.place(seminar_id=drafts[1], district_id=plan.waits[-1].district.id)
    with transaction():
        service.resume(seminar_id=drafts[1])
    assert (now(drafts[1]).state, town(drafts[1]), now(drafts[1]).cancel_reason) == ("draft", "zs-01", "")
    undo()
    assert now(drafts[1]).state == "skipped"
    undo()
    assert now(drafts[1]).state == "draft"


def test_undo_refuses_what_was_changed_since_and_what_is_not_the_last(drafts: list[int]) -> None:
    """A10: what somebody else did stays."""
    swap(drafts[0], drafts[1])
    first = queries.last_change(make_series().id)
    swap(drafts[2], drafts[3])
    with refused("not_the_last"), transaction():
        service.undo_last(series="zhongshan", change_id=first.id if first else 0)
    seminar = now(drafts[3])
    with transaction():
        service.save(seminar_id=drafts[3], facts=facts_of(seminar, district_id=None))
    with refused("changed_since"):
        undo()
    assert towns()[:4] == ["zs-01", "zs-00", "zs-03", ""]


def test_an_edit_elsewhere_on_the_seminar_does_not_stand_in_the_way_of_undoing(drafts: list[int]) -> None:
    swap(drafts[0], drafts[1])
    with transaction():
        service.save(seminar_id=drafts[0], facts=facts_of(now(drafts[0]), title_zh="归类"))
    undo()
    assert (town(drafts[0]), now(drafts[0]).title_zh) == ("zs-00", "归类")


def test_the_way_back_is_the_last_of_the_year_one_looks_at(
    drafts: list[int], staff_client: StaffClient
) -> None:
    swap(drafts[2], drafts[4])
    organizer = staff_client("organizer", "zhongshan")
    next_year = "/staff/plan/zhongshan/2028"
    assert "已写入12期草稿" in answer(organizer, next_year)
    assert "撤销这一步" not in organizer.get(next_year).text
    later = [month.seminar.id for month in queries.plan("zhongshan", 2028).months if month.seminar]
    swap(later[0], later[1])
    assert "互换2028年1月、2028年2月的镇街" in organizer.get(next_year).text
    assert "互换2027年3月、2027年5月的镇街" in organizer.get(PLAN).text
    change = queries.last_change(make_series().id, 2027)
    assert "已撤销" in answer(organizer, f"{PLAN}/undo", change=change.id if change else 0)
    assert towns()[2:5] == ["zs-02", "zs-03", "zs-04"]
    assert "互换2028年1月、2028年2月的镇街" in organizer.get(next_year).text, "the other year stays as it is"


def test_a_deed_on_two_years_goes_back_unless_either_was_changed_since(drafts: list[int]) -> None:
    with transaction():
        service.plan_year(series="zhongshan", year=2028)
        may, next_may = (queries.plan("zhongshan", year).months[4].seminar for year in (2027, 2028))
        assert may is not None and next_may is not None
        may.district, next_may.district = next_may.district, may.district
    with transaction():
        service.rotate(series="zhongshan", year=2027, shown=queries.rotation("zhongshan", 2027).mark)
    later = [month.seminar.id for month in queries.plan("zhongshan", 2028).months if month.seminar]
    rotated = queries.last_change(make_series().id, 2027)
    assert rotated is not None and rotated.kind == "rotation"
    swap(later[4], later[5])
    with refused("changed_since"), transaction():
        service.undo_last(series="zhongshan", change_id=rotated.id)
    undo()
    with transaction():
        service.undo_last(series="zhongshan", change_id=rotated.id)
    assert towns()[4] == "zs-16"


def test_the_same_hall_or_officer_at_once_is_warned_of_unless_one_is_skipped(drafts: list[int]) -> None:
    """B9."""
    june = now(drafts[5])
    hall = make_venue(june.district)
    with transaction():
        db.session.get_one(Seminar, drafts[5]).venue_id = hall.id
    other = make_seminar(state="draft", series=make_series("zhuhai"), starts_at=june.starts_at, venue=hall).id
    clashing = [month.clash.id for month in queries.plan("zhongshan", 2027).months if month.clash]
    assert clashing == [other]
    with transaction():
        service.skip(seminar_id=other, reason="春节")
    assert not [month for month in queries.plan("zhongshan", 2027).months if month.clash]


# -- the page


def answer(client: Client, path: str, **form: object) -> str:
    """Where a form leads, and what is said there."""
    sent = client.post(path, data=form)
    assert sent.status_code == 303, sent.get_data(as_text=True)[:2000]
    return client.get(sent.location).get_data(as_text=True)


def test_two_ticked_months_are_shown_swapped_and_taken_back_without_a_script(
    drafts: list[int], staff_client: StaffClient
) -> None:
    organizer = staff_client("organizer", "zhongshan")
    april, may = drafts[3], drafts[4]
    shown = organizer.get(f"{PLAN}?swap={april}&swap={may}").get_data(as_text=True)
    assert "互换4月和5月" in shown and "<s>03镇</s> → <b>04镇</b>" in shown
    assert towns()[3] == "zs-03", "looking changes nothing"
    form = {"swap": [april, may], f"version-{april}": 1, f"version-{may}": 1}
    assert "互换2027年4月、2027年5月的镇街" in answer(organizer, f"{PLAN}/swap", **form)
    assert towns()[3:5] == ["zs-04", "zs-03"]
    assert "已互换" in answer(organizer, f"{PLAN}/swap", **form)
    assert towns()[3:5] == ["zs-04", "zs-03"], "a second click swaps nothing back"
    change = db.session.scalars(select(PlanChange.id)).one()
    for _click in range(2):
        assert "已撤销" in answer(organizer, f"{PLAN}/undo", change=change)
    assert towns()[3:5] == ["zs-03", "zs-04"]
    assert "有人改过这一期" in answer(organizer, f"{PLAN}/swap", **form), (
        "the page is older than the way back"
    )
    assert "请勾选两期草稿" in organizer.get(f"{PLAN}?swap={april}").get_data(as_text=True)


def test_other_series_keep_out_of_each_other(drafts: list[int], staff_client: StaffClient) -> None:
    other = make_seminar(state="draft", series=make_series("zhuhai")).id
    organizer = staff_client("organizer", "zhongshan")
    assert organizer.post(f"{PLAN}/swap", data={"swap": [drafts[0], other]}).status_code == 404
    assert organizer.post(f"{PLAN}/place", data={"seminar": other, "township": 1}).status_code == 404
    assert organizer.post("/staff/plan/zhuhai/2027/undo", data={"change": 1}).status_code == 403
    assert organizer.get(f"/staff/seminars/{other}/skip").status_code == 403
    assert staff_client("auditor").get(f"{PLAN}/rotation").status_code == 403


def test_a_rotation_is_looked_at_accepted_and_refused_when_stale(
    drafts: list[int], staff_client: StaffClient
) -> None:
    organizer = staff_client("organizer", "zhongshan")
    assert "接受后改12期" in organizer.get(f"{PLAN}/rotation").get_data(as_text=True)
    assert organizer.post(f"{PLAN}/rotation", data={"shown": "old"}).status_code == 422
    shown = queries.rotation("zhongshan", 2027).mark
    assert "按轮转排了12期" in answer(organizer, f"{PLAN}/rotation", shown=shown)
    assert "计划已经是这份轮转" in organizer.get(f"{PLAN}/rotation").get_data(as_text=True)


def test_everybody_reads_which_month_is_skipped_and_why(
    drafts: list[int], staff_client: StaffClient, client: Client
) -> None:
    organizer = staff_client("organizer", "zhongshan")
    path = f"/staff/seminars/{drafts[1]}/skip"
    assert organizer.post(path, data={"version": 1, "reason": ""}).status_code == 422
    for _click in range(2):
        assert "15日前后为春节" in answer(organizer, path, version=1, reason="15日前后为春节")
    for page in ("/seminars", "/seminars?city=zhongshan", "/seminars/month/2027-02"):
        assert "2027年2月不办" in client.get(page).get_data(as_text=True)
    for page in ("/seminars?city=zhuhai", "/seminars/month/2027-03"):
        assert "不办" not in client.get(page).get_data(as_text=True)
    assert client.get(f"/seminars/{drafts[1]}").status_code == 404
    page = organizer.get(f"/staff/seminars/{drafts[1]}/edit").get_data(as_text=True)
    assert "本月不办：" in page and f'href="/seminars/{drafts[1]}"' not in page, (
        "nothing leads to a page that is not there"
    )
    resumed = answer(organizer, f"/staff/seminars/{drafts[1]}/resume", version=now(drafts[1]).version)
    assert "已恢复举办" in resumed


def test_a_skipped_month_far_ahead_is_on_the_list_from_the_day_it_is_skipped(
    drafts: list[int], client: Client
) -> None:
    """S1: thirteen months before it comes, as when a year is planned in November."""
    with transaction():
        service.skip(seminar_id=drafts[11], reason="场馆年末大修")
    page = client.get("/seminars").text
    assert "2027年12月不办" in page and "场馆年末大修" in page


def test_the_planner_costs_the_same_however_long_the_history(
    drafts: list[int], staff_client: StaffClient
) -> None:
    organizer = staff_client("organizer", "zhongshan")
    costs = []
    for _few_then_many in range(2):
        organizer.get(PLAN)
        with statements() as sent:
            organizer.get(f"{PLAN}?swap={drafts[0]}&swap={drafts[1]}")
            organizer.get(f"{PLAN}/rotation")
        costs.append(len(sent))
        hall = make_venue(now(drafts[0]).district)
        for year in range(2012, 2024):
            starts = clock.at(date(year, 5, 15), clock.local(NOW).time())
            make_seminar(state="closed", starts_at=starts, venue=hall)
        swap(drafts[0], drafts[1])
    assert costs[0] == costs[1]


@pytest.mark.parametrize("wish", ["township", "swap", "into", "row"])
@pytest.mark.parametrize("key", [1_000_000, 10**30], ids=["unknown", "too large for a row"])
def test_an_old_or_foreign_link_into_the_plan_shows_the_plan(
    drafts: list[int], staff_client: StaffClient, wish: str, key: int
) -> None:
    organizer = staff_client("organizer")
    page = organizer.get(f"{PLAN}?{wish}={key}")
    assert page.status_code == (404 if wish == "row" else 200)
    assert 'id="place"' not in page.text and 'id="swap"' not in page.text
    if wish == "township":
        assert "这个系列现在没有这个镇街" in page.text


def test_a_township_that_is_no_more_or_lies_elsewhere_is_not_placed(
    drafts: list[int], staff_client: StaffClient
) -> None:
    with transaction():
        db.session.get_one(Seminar, drafts[0]).district.in_picker = False
    gone = now(drafts[0]).district_id
    elsewhere = make_district("zh-xiangzhou", city_slug="zhuhai").id
    organizer = staff_client("organizer")
    for key in (gone, elsewhere):
        page = organizer.get(f"{PLAN}?township={key}").text
        assert "这个系列现在没有这个镇街" in page and 'id="place"' not in page


def test_months_of_another_series_are_not_offered_for_a_swap(
    drafts: list[int], staff_client: StaffClient
) -> None:
    other = make_seminar(series=make_series("zhuhai"), state="draft").id
    page = staff_client("organizer").get(f"{PLAN}?swap={drafts[0]}&swap={other}")
    assert page.status_code == 200
    assert 'id="swap"' not in page.text and "请勾选两期草稿" in page.text
