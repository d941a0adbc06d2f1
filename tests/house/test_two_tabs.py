"""Two people before the same form (A10): who comes second is told, sees what is stored, and loses nothing that was typed."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask

from seminars.accounts import service as accounts
from seminars.core.db import db, transaction
from seminars.enterprises import queries as enterprises
from seminars.enterprises.rules import PRIORITY
from seminars.registration import queries as registration
from tests.builders.cases import make_case
from tests.builders.enterprises import make_enterprise, make_regimes
from tests.builders.registration import make_attendee
from tests.builders.schedule import make_district, make_seminar, make_venue
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, read


@dataclass(frozen=True)
class Place:
    """A page with a form, what the first one changes there and what the second one does."""

    page: str
    first: dict[str, str]
    second: dict[str, str]
    stored: str = "现在存着的是“{}”。"
    pressed: dict[str, str] = field(default_factory=dict)
    """what the button says that saves, where there are several"""
    to: str = ""
    """where the form is sent, if not to its own page"""


def person_by_firm() -> Place:
    person = make_attendee(make_seminar())
    page = f"/r/{registration.link_token(person.registration)}/people/{person.id}"
    return Place(page, {"name": "周思敏"}, {"position": "关务"})


def person_by_staff() -> Place:
    person = make_attendee(make_seminar())
    page = f"/staff/seminars/{person.seminar_id}/registrations/{person.registration_id}/people/{person.id}"
    return Place(page, {"name": "周思敏"}, {"position": "关务"})


def firm_of_a_registration() -> Place:
    found = make_attendee(make_seminar()).registration
    page = f"/staff/seminars/{found.seminar_id}/registrations/{found.id}/firm"
    first, second = {"agent": "联达报关"}, {"enterprise_name": "中山市示例五金厂"}
    return Place(page, first, second, pressed={"act": "save"})


def enterprise() -> Place:
    page = f"/staff/enterprises/{make_enterprise('中山市示例五金厂').id}/edit"
    return Place(page, {"name": "中山市示例五金制品厂"}, {"industry": "五金"})


def township() -> Place:
    page = f"/staff/districts/{make_district().id}"
    return Place(page, {"name_zh": "新名镇"}, {"phone_area": "0760"})


def hall() -> Place:
    page = f"/staff/venues/{make_venue().id}"
    return Place(page, {"name_zh": "新报告厅"}, {"address": "兴中道1号"})


def tier() -> Place:
    make_regimes()
    page = f"/staff/credit/tiers/{PRIORITY}"
    return Place(page, {"early_days": "5"}, {"release_hours": "30"})


def regime() -> Place:
    make_regimes()
    page = f"/staff/credit/regimes/{enterprises.regimes()[0].id}"
    return Place(page, {"valid_to": "2040-12-31"}, {"legal_basis": "海关总署公告示例"})


def credit_class() -> Place:
    make_regimes()
    newest = enterprises.regimes()[0]
    page = f"/staff/credit/regimes/{newest.id}/classes/{newest.classes[0].id}"
    return Place(page, {"tier": "ordinary"}, {"zh": "甲级"}, "现在存着的是“普通”。")


def decree() -> Place:
    first = {"text": "2027-03-15 海关日", "source": "甲录入的通知"}
    second = {"text": "2027-05-03 劳动节", "source": "乙录入的通知"}
    return Place("/staff/workdays/2027/decree", first, second, pressed={"act": "enter"})


def answer_of_a_case() -> Place:
    page = f"/staff/cases/{make_case().id}"
    return Place(f"{page}?do=answer", {"text": "三天补办。"}, {"text": "两天补办。"}, to=f"{page}/answer")


PLACES = (
    answer_of_a_case,
    person_by_firm,
    person_by_staff,
    firm_of_a_registration,
    enterprise,
    township,
    hall,
    tier,
    regime,
    credit_class,
    decree,
)


@pytest.mark.parametrize("make", PLACES, ids=lambda make: make.__name__)
def test_who_saves_second_is_told_and_the_first_change_stays(
    app: Flask, staff_client: StaffClient, make: Callable[[], Place]
) -> None:
    place, visitor = make(), staff_client("administrator")
    db.session.rollback()
    shown = filled_in(read(visitor, place.page))
    to = place.to or place.page
    assert visitor.post(to, data={**shown, **place.first, **place.pressed}).status_code == 303
    page = read(visitor, to, 422, **{**shown, **place.second, **place.pressed})
    assert "您打开之后，有人改过这里" in page
    assert place.stored.format(*place.first.values()) in page
    again = filled_in(page)
    assert place.second.items() <= again.items(), "nothing typed is lost"
    assert place.first.items() <= filled_in(read(visitor, place.page)).items(), "the first change stays"
    saved = visitor.post(to, data={**again, **place.pressed})
    assert saved.status_code == 303, "who was told may save all the same"
    assert place.second.items() <= filled_in(read(visitor, place.page)).items()


def test_a_page_from_before_a_hand_over_does_not_undo_it(client: Client, staff_client: StaffClient) -> None:
    person = make_attendee(make_seminar(), "李晓雯")
    staff = f"/staff/seminars/{person.seminar_id}/registrations/{person.registration_id}/people/{person.id}"
    firm = f"/r/{registration.link_token(person.registration)}/people/{person.id}/hand-over"
    organizer = staff_client()
    db.session.rollback()
    shown = filled_in(read(organizer, staff))
    handed = {**filled_in(read(client, firm)), "name": "周思敏", "phone": "13700137000"}
    assert client.post(firm, data=handed).status_code == 303
    page = read(organizer, staff, 422, **{**shown, "position": "关务"})
    assert "现在存着的是“周思敏”。" in page
    assert "13700137000" not in page
    db.session.rollback()
    assert (person.name, person.phone, person.position) == ("周思敏", "+8613700137000", "")
    assert client.post(firm, data={**handed, "name": "陈志豪"}).status_code == 422, (
        "nor is it handed over twice"
    )


def test_a_role_that_was_taken_away_does_not_come_back_from_an_older_page(
    app: Flask, staff_client: StaffClient
) -> None:
    both = [("officer", None), ("organizer", None)]
    with transaction():
        member = accounts.create(email="chen@customs.example", name="陈柏霖", grants=both)[0]
    page, visitor = f"/staff/accounts/{member.id}", staff_client("administrator")
    typed = {"name": "陈柏霖", "active": "y", "mark": filled_in(read(visitor, page))["mark"]}
    assert visitor.post(page, data={**typed, "grants": ["officer:*"]}).status_code == 303
    older = {**typed, "office": "加贸科", "grants": ["organizer:*", "officer:*"]}
    refused = read(visitor, page, 422, **older)
    assert "您打开之后，有人改过这里" in refused
    assert refused.count("现在存着的是") == 2 * 2, (
        "office and roles, each in the summary and beside its field"
    )
    assert "现在存着的是“关员 · 全部系列”。" in refused
    db.session.rollback()
    assert ([grant.role for grant in member.grants], member.office) == (["officer"], "")
    again = {**older, "mark": filled_in(refused)["mark"]}
    assert visitor.post(page, data=again).status_code == 303, "who was told may save all the same"
    db.session.rollback()
    assert (sorted(grant.role for grant in member.grants), member.office) == (
        ["officer", "organizer"],
        "加贸科",
    )
