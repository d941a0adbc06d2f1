"""Whoever stands at the door of the wrong seminar hears which is the right one, however the ticket is read (C-2, C9)."""

from datetime import timedelta
from typing import Any

import pytest

from seminars.checkin import queries
from seminars.core import clock
from seminars.core.db import transaction
from seminars.registration.models import Attendee
from seminars.registration.rules import displayed_short_code
from seminars.schedule.models import Seminar
from tests.builders.checkin import make_seminar_today, qr_text
from tests.builders.registration import make_attendee
from tests.builders.schedule import make_seminar, make_series
from tests.checkin.asking import door
from tests.pages import Client
from tests.statements import statements

FRAGMENT = {"X-Fragment": "1"}


def scan(desk: Client, seminar: Seminar, text: str, number: int = 1) -> dict[str, Any]:
    sent = {"scan_id": f"phone-1:{number:06}", "way": "code", "text": text}
    told: dict[str, Any] = desk.post(door(seminar, "/scan"), json=sent).get_json()
    return told


def code_of(guest: Attendee) -> str:
    return guest.tickets[0].short_code


def with_code(guest: Attendee, code: str) -> None:
    with transaction():
        guest.tickets[0].short_code = code


def test_a_short_code_of_another_seminar_says_what_its_qr_code_says(helper: Client) -> None:
    seminar, other = make_seminar_today(), make_seminar()
    guest = make_attendee(other, "周思敏")
    by_ticket = scan(helper, seminar, qr_text(guest))
    by_code = scan(helper, seminar, displayed_short_code(code_of(guest)), number=2)
    assert (by_code["outcome"], by_code["fact"]) == ("other_seminar", f"这张码是第{other.issue_no}期")
    assert {**by_code, "scan_id": ""} == {**by_ticket, "scan_id": ""}
    page = helper.get(door(seminar, "/lookup"), query_string={"q": code_of(guest)}, headers=FRAGMENT).text
    assert f"第{other.issue_no}期" in page and "没有找到" not in page


def test_a_short_code_of_another_series_names_nobody(helper: Client) -> None:
    seminar, there = make_seminar_today(), make_seminar(series=make_series("zhuhai"))
    told = scan(helper, seminar, code_of(make_attendee(there, "周思敏")))
    assert (told["outcome"], told["name"], told["enterprise"]) == ("other_seminar", "", "")


@pytest.mark.parametrize("days", [[21, 28], [120]], ids=["of two seminars", "of one far away"])
def test_a_short_code_that_proves_nothing_is_not_in_the_list(helper: Client, days: list[int]) -> None:
    seminar = make_seminar_today()
    code = ""
    for ahead in days:
        guest = make_attendee(make_seminar(starts_at=clock.now() + timedelta(days=ahead)))
        with_code(guest, code := code or code_of(guest))
    assert scan(helper, seminar, code)["outcome"] == "unknown"


def test_the_other_seminars_are_asked_only_about_a_code_that_nobody_here_has(helper: Client) -> None:
    seminar, others = make_seminar_today(), [make_seminar() for _ in range(3)]
    here, there = make_attendee(seminar, "周思敏"), [make_attendee(one) for one in others]
    seminar_id, code = seminar.id, code_of(there[0])
    with statements() as asked:
        assert queries.by_code_elsewhere(seminar_id, code).elsewhere
    assert len(asked) <= 3
    with_code(there[1], code_of(here))
    assert scan(helper, seminar, code_of(here))["outcome"] == "ok"


def test_a_day_of_another_year_is_told_with_its_year(helper: Client) -> None:
    seminar = make_seminar_today()
    other = make_seminar(starts_at=clock.now() + timedelta(days=400))
    year = clock.local(other.starts_at).year
    told = scan(helper, seminar, qr_text(make_attendee(other)))
    assert f"{year}年" in told["detail"]
    refused = helper.get(f"/staff/seminars/{seminar.id}/arrivals").text
    assert f"第{other.issue_no}期，{year}年" in refused
