"""The planner's page: what it shows, and its forms without a script (S3, S4)."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule import queries, service
from seminars.schedule.models import PlanChange, Seminar
from tests.builders.schedule import make_district, make_seminar, make_series, make_staff, make_venue
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.planner.swapping import NOW, PLAN, answer, now, swap, towns
from tests.statements import statements


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
    assert "有人改过4月、5月。" in answer(organizer, f"{PLAN}/swap", **form), (
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
    swap(drafts[0], drafts[1])
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
    assert 'id="place-title"' not in page.text and 'id="swap-title"' not in page.text
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
        assert "这个系列现在没有这个镇街" in page and 'id="place-title"' not in page


def test_months_of_another_series_are_not_offered_for_a_swap(
    drafts: list[int], staff_client: StaffClient
) -> None:
    other = make_seminar(series=make_series("zhuhai"), state="draft").id
    page = staff_client("organizer").get(f"{PLAN}?swap={drafts[0]}&swap={other}")
    assert page.status_code == 200
    assert 'id="swap-title"' not in page.text and "请勾选两期草稿" in page.text


def test_three_ticked_months_are_told_where_the_page_opens(
    drafts: list[int], staff_client: StaffClient
) -> None:
    ticked = "&".join(f"swap={key}" for key in drafts[:3])
    page = staff_client("organizer").get(f"{PLAN}?{ticked}").text
    told = page.partition('id="swap"')[2]
    assert "请勾选两期草稿" in told and "现在勾了3期" in told


def test_a_hall_and_an_officer_that_are_taken_are_both_named_and_asked_about_first(
    drafts: list[int], staff_client: StaffClient
) -> None:
    """S4, B9: overlapping venue or officer is warned of."""
    january = now(drafts[0])
    hall, officer = make_venue(january.district), make_staff(name="何海琳")
    make_seminar(
        starts_at=january.starts_at,
        venue=hall,
        series=make_series("zhuhai"),
        officer_id=officer.id,
        title_zh="归类专场",
    )
    organizer = staff_client("organizer")
    form = {
        "day": "2027-01-15",
        "district": january.district_id,
        "venue": hall.id,
        "officer": officer.id,
        "version": january.version,
        "seen": "",
    }
    asked = organizer.post(f"{PLAN}/{drafts[0]}", data=form)
    assert asked.status_code == 422 and now(drafts[0]).venue is None
    assert "同一时间，会场和负责人都已有另一期：归类专场。" in asked.text
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', asked.text)
    page = answer(organizer, f"{PLAN}/{drafts[0]}", **{**form, "seen": seen[0]})
    assert now(drafts[0]).venue_id == hall.id
    assert f"何海琳、{hall.name_zh} 2027-01-15" in page
