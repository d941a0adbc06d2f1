"""A queue read in from a file tells who read it in, not that they served at the desk where it happened."""

from collections.abc import Callable
from typing import Any

import pytest

from seminars.checkin import queries
from seminars.checkin.models import HeldEntry, Scan
from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee, next_phone
from tests.checkin.queues import answers, entry
from tests.pages import Client

StaffClient = Callable[..., Client]
READ_IN = {"desk": "2号台", "from_file": True}


@pytest.fixture
def reader(staff_client: StaffClient) -> Client:
    """She serves at desk 1."""
    member = staff_client("organizer", "zhongshan", name="苏子晴")
    member.set_cookie("desk", "1号台", path="/door")
    return member


def guest() -> dict[str, Any]:
    firm = {"kind": "walk_in", "enterprise_name": "中山市三禾示例家具有限公司"}
    return {**firm, "name": "何俊杰", "phone": next_phone()}


def report(reader: Client, seminar: Seminar) -> str:
    return reader.get(f"/staff/seminars/{seminar.id}/conflicts").text


def test_the_report_names_who_read_it_in_as_such(reader: Client) -> None:
    seminar = make_seminar_today()
    person = make_attendee(seminar, "周思敏")
    let_in(person, desk="3号台")
    answers(reader, seminar, entry(1, attendee_id=person.id, **READ_IN))
    answers(reader, seminar, entry(2, attendee_id=person.id, desk="1号台"))
    page = report(reader, seminar)
    assert "2号台 · 苏子晴从文件读入" in page
    assert "1号台 · 苏子晴</div>" in page


def test_what_was_read_in_is_no_doubt_by_itself(reader: Client) -> None:
    """A file of a hundred guests must not push out the few whose time is doubtful."""
    seminar = make_seminar_today(capacity=9)
    sent = [entry(1, **guest(), **READ_IN), entry(2, attendee_id=make_attendee(seminar).id, **READ_IN)]
    assert [one["counts"] for one in answers(reader, seminar, *sent)] == [True, True]
    assert {scan.doubts for scan in db.session.query(Scan)} == {"file"}
    assert queries.doubtful(seminar.id) == []
    assert {one.desk for one in queries.attended(seminar.id)} == {"2号台"}


def test_what_waits_for_a_decision_says_that_it_was_read_in(reader: Client) -> None:
    seminar = make_seminar_today()
    told = [entry(number, attendee_id=999_999, **READ_IN) for number in (1, 2)]
    assert [one["code"] for one in answers(reader, seminar, *told)] == ["unlisted"] * 2
    assert db.session.query(HeldEntry).count() == 2
    page = report(reader, seminar)
    assert "2号台 · 苏子晴从文件读入" in page and "从文件读入</span>" in page
