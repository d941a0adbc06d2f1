"""Who may enter the doors of the schedule, and the list of seminars."""

from datetime import timedelta

import pytest
from flask import Flask

from seminars.core.db import transaction
from tests.builders.schedule import (
    at,
    make_city,
    make_district,
    make_seminar,
    make_venue,
)
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.staff.pages import read
from tests.statements import statements


@pytest.mark.parametrize(
    ("role", "series", "look", "plan", "edit"),
    [
        ("organizer", "zhongshan", 200, 200, 200),
        ("organizer", "zhuhai", 200, 403, 403),
        ("administrator", None, 200, 200, 200),
        ("auditor", None, 200, 200, 403),
        ("officer", "zhongshan", 200, 403, 403),
        ("helper", "zhongshan", 200, 403, 403),
    ],
)
def test_who_may_enter(
    app: Flask, staff_client: StaffClient, role: str, series: str | None, look: int, plan: int, edit: int
) -> None:
    make_city()
    seminar = make_seminar(title_zh="中山的一期")
    visitor = staff_client(role, series)
    assert visitor.get("/staff/seminars").status_code == look
    assert visitor.get("/staff/plan/zhongshan/2027").status_code == plan
    for page in ("edit", "agenda", "handouts", "move", "cancel", "publish", "close", "delete"):
        assert visitor.get(f"/staff/seminars/{seminar.id}/{page}").status_code == edit, page
    assert visitor.post("/staff/plan/zhongshan/2027").status_code == (303 if edit == 200 else 403)
    assert ("中山的一期" in read(visitor, "/staff/seminars")) == (series != "zhuhai")
    assert visitor.get("/staff/seminars/999/edit").status_code in (403, 404)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    seminar = make_seminar()
    for path in ("/staff/seminars", f"/staff/seminars/{seminar.id}/edit", "/staff/plan", "/staff/venues"):
        assert client.get(path).status_code == 302


def test_the_list_is_filtered_in_its_address(organizer: Client) -> None:
    make_seminar(title_zh="题目甲", starts_at=at("2026-12-15 14:30"))
    make_seminar(title_zh="题目乙", starts_at=at("2025-12-15 14:30"), state="closed")
    make_seminar(
        title_zh="题目丙",
        starts_at=at("2026-12-15 14:30"),
        state="draft",
        venue=make_venue(make_district(name_zh="大涌镇")),
    )
    expected = {
        "": "甲乙丙",
        "?year=2026": "甲丙",
        "?state=draft": "丙",
        "?state=closed&year=2026": "",
        "?text=题目乙": "乙",
        "?text=第2期": "乙",
        "?text=大涌": "丙",
        "?text=%25": "",
        "?year=x&page=-3": "甲乙丙",
        "?series=zhuhai": "",
    }
    for query, titles in expected.items():
        page = read(organizer, f"/staff/seminars{query}")
        assert [title for title in "甲乙丙" if f"题目{title}<" in page] == list(titles), query


@pytest.mark.parametrize("count", [2, 40])
def test_the_cost_of_the_list_does_not_grow(organizer: Client, count: int) -> None:
    for n in range(count):
        make_seminar(starts_at=at("2026-12-15 14:30") - timedelta(days=n))
    organizer.get("/staff/seminars")
    with statements() as sent:
        assert organizer.get("/staff/seminars").status_code == 200
    rail = ("FROM staff", "FROM staff_grant", "FROM letter", "FROM follow_up_case")
    schedule = [one for one in sent if not any(table in one for table in rail)]
    assert len(schedule) == 3, "\n".join(sent)


def test_the_list_and_the_plan_say_how_many_wait_for_a_seat(app: Flask, staff_client: StaffClient) -> None:
    """R4; nothing where nobody waits."""
    seminar = make_seminar(capacity=2)
    visitor = staff_client("organizer", "zhongshan")
    plan = f"/staff/plan/zhongshan/{seminar.nominal_date.year}"
    assert "候补" not in read(visitor, "/staff/seminars") + read(visitor, plan)
    with transaction():
        seminar.people_waiting = 3
    for page in ("/staff/seminars", plan):
        assert "候补3人" in read(visitor, page)
