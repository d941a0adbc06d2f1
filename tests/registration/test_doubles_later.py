"""Two who were merged, and what the registrations they stand in live through: moved, ended, judged (R6, R7, S7)."""

from collections.abc import Callable

import pytest
from flask import Flask

from seminars.checkin import service as checkin
from seminars.checkin.rules import Outcome
from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Registration, Ticket
from seminars.registration.rules import WaitWish
from seminars.schedule.models import Seminar
from tests.builders.checkin import make_act, make_seminar_today
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar
from tests.conftest import Client, StaffClient

FIRM = "中山市流沙示例家具有限公司"
OPENS, ELSEWHERE = "原来的入场码照样能进，只计一次。", "座位在另一期的那份报名里"


def merged(seminar: Seminar, *, kept: str = "online", **second: object) -> tuple[int, int, int]:
    """The registration that was kept, the one with somebody else too, and the merge of the one who stood in both."""
    own = make_registration(seminar, firm=FIRM, names=("沙和尚",), channel=kept).id
    again = make_registration(seminar, firm=FIRM, names=("沙和尚", "白骨精"), agent="联达报关", **second).id
    with transaction():
        done = service.merge_people(
            kept_id=queries.get(own).attendees[0].id, gone_id=queries.get(again).attendees[0].id
        )
    return own, again, done.id


def to_approve(seminar: Seminar) -> tuple[int, int, int]:
    """As `merged`; the second registration waits for approval."""
    return merged(seminar, kept="hotline")


def do(deed: Callable[..., object], **facts: object) -> None:
    with transaction():
        deed(**facts)
    db.session.rollback()


def fresh(registration_id: int) -> Registration:
    db.session.rollback()
    return queries.get(registration_id)


def page_of(client: Client, registration_id: int) -> str:
    return client.get(f"/r/{queries.link_token(fresh(registration_id))}").text


def doubles_of(seminar_id: int) -> str:
    return f"/staff/seminars/{seminar_id}/registrations/doubles"


def letters_of(registration_id: int) -> list[str]:
    """The kinds of the letters about it, in the order in which they were posted."""
    db.session.rollback()
    found = db.session.query(Letter).order_by(Letter.id)
    return [one.kind.partition("/")[2] for one in found if one.facts["registration"] == registration_id]


def last_letter(registration_id: int) -> str:
    db.session.rollback()
    found = db.session.query(Letter).order_by(Letter.id.desc())
    written = compose.write(next(one for one in found if one.facts["registration"] == registration_id))
    assert written is not None
    return written.text


def test_who_comes_back_after_a_move_has_a_code_where_the_registration_is(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar = make_seminar_today()
    other = make_seminar_today(series=seminar.series)
    here, there = seminar.id, other.id
    _own, again, done = merged(seminar)
    do(service.transfer, registration_id=again, to_seminar_id=there)
    page = page_of(client, again)
    assert ELSEWHERE in page and "原来的入场码在那里照样能进" in page and "已不能用" not in page
    visitor = staff_client("organizer")
    listed = visitor.get(doubles_of(here)).text
    assert f'href="{doubles_of(there)}"' in listed and "并入的一位在另一期" in listed
    assert "/undo" not in listed, "it is undone where its seat would be"
    listed = visitor.get(doubles_of(there)).text
    assert "保留的一位在另一期" in listed and "已移到" not in listed
    posted = len(letters_of(again))
    visitor.post(f"{doubles_of(there)}/{done}/undo")
    person = fresh(again).attendees[0]
    shown = {one.person.name: one for one in queries.passes(fresh(again))}["沙和尚"]
    assert shown.ticket.seminar_id == there
    assert shown.code in page_of(client, again)
    assert letters_of(again)[posted:] == ["changed"] and shown.code in last_letter(again)
    with transaction():
        door = checkin.record(seminar_id=there, seen=queries.ticket_address(shown.ticket), act=make_act())
    assert door.verdict.outcome is Outcome.OK
    old = db.session.query(Ticket).filter_by(attendee_id=person.id, seminar_id=here).all()
    assert old and {one.state for one in old} == {"replaced"}, "nobody has a seat by it"


def test_a_seat_that_moved_away_is_not_called_cancelled(app: Flask, client: Client) -> None:
    """Who had no code of their own reads where the seat is, and only of a cancellation that it was one."""
    seminar = make_seminar(capacity=1)
    own, again, _done = merged(seminar, wait=WaitWish())
    other = make_seminar(series=seminar.series)
    do(service.transfer, registration_id=own, to_seminar_id=other.id)
    page = page_of(client, again)
    assert ELSEWHERE in page and "另一份报名后来取消" not in page
    do(service.cancel, registration_id=own, by_staff=True)
    assert "另一份报名后来取消了" in page_of(client, again)


def test_what_ended_and_stands_again_is_told_and_its_next_end_too(app: Flask) -> None:
    _own, again, done = merged(make_seminar())
    do(service.cancel, registration_id=again)
    do(service.undo_merge_people, merge_id=done)
    assert fresh(again).state == "confirmed" and fresh(again).cancelled_at is None
    assert queries.passes(fresh(again))[0].code in last_letter(again)
    do(service.cancel, registration_id=again, reason="企业来电", by_staff=True)
    do(service.cancel, registration_id=again, reason="企业来电", by_staff=True)
    assert letters_of(again) == ["confirmed", "cancelled", "confirmed", "cancelled"], "pressed twice is once"
    assert "企业来电" in last_letter(again)


def test_what_only_a_merge_ended_comes_back_without_a_letter(app: Flask) -> None:
    seminar = make_seminar()
    _own, again, _done = merged(seminar)
    with transaction():
        kept = make_registration(seminar, firm=FIRM, names=("白骨精",)).attendees[0].id
        last = service.merge_people(kept_id=kept, gone_id=queries.get(again).attendees[1].id).id
    assert fresh(again).state == "cancelled"
    do(service.undo_merge_people, merge_id=last)
    assert fresh(again).state == "confirmed" and letters_of(again) == ["confirmed"]


def test_a_second_approval_brings_the_second_code_by_letter(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    """Until then the page of an approved registration has a place for who waits for it, and so have staff."""
    seminar = make_seminar(needs_approval=True)
    _own, again, done = to_approve(seminar)
    do(service.approve, registration_id=again)
    do(service.undo_merge_people, merge_id=done)
    waiting = fresh(again).attendees[0]
    assert (waiting.state, waiting.registration.state) == ("pending", "confirmed")
    page, link = page_of(client, again), f"/r/{queries.link_token(fresh(again))}/people/{waiting.id}"
    assert "另有1位等待审核" in page and f'href="{link}"' in page and f'href="{link}/give-up"' in page
    assert f'href="{link}/hand-over"' not in page, "there is no code yet to hand over"
    do(service.approve, registration_id=again)
    assert letters_of(again) == ["received", "confirmed", "confirmed"]
    codes = [one.code for one in queries.passes(fresh(again))]
    assert len(codes) == 2 and all(code in last_letter(again) for code in codes)
    assert "等待审核" not in page_of(client, again)


def test_one_of_an_approved_registration_is_refused_alone(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar = make_seminar(needs_approval=True)
    base = f"/staff/seminars/{seminar.id}/registrations"
    _own, again, done = to_approve(seminar)
    do(service.approve, registration_id=again)
    do(service.undo_merge_people, merge_id=done)
    visitor = staff_client("organizer")
    assert "1个座位" in visitor.get(f"{base}/{again}/refuse").text
    visitor.post(f"{base}/{again}/refuse", data={"reason": "另有同名者"})
    assert [one.state for one in fresh(again).attendees] == ["cancelled", "confirmed"]
    told = last_letter(again)
    assert "沙和尚" in told and "另有同名者" in told and "没有通过审核" not in told
    do(service.cancel, registration_id=again)
    page = page_of(client, again)
    assert "报名已取消" in page and "未通过审核" not in page, "the whole of it was never refused"


@pytest.mark.parametrize("end", ["refused", "cancelled"])
def test_what_was_refused_and_waits_again_ends_by_its_own_letter(
    app: Flask, client: Client, end: str
) -> None:
    _own, again, done = to_approve(make_seminar(needs_approval=True))
    do(service.refuse, registration_id=again, reason="名额已分完")
    do(service.undo_merge_people, merge_id=done)
    assert fresh(again).state == "pending" and fresh(again).refused_for is None
    if end == "refused":
        do(service.refuse, registration_id=again, reason="这一期只面向外贸企业")
    else:
        do(service.cancel, registration_id=again)
    assert letters_of(again) == ["received", "refused", "received", end]
    page = page_of(client, again)
    heading = {"refused": "报名未通过审核", "cancelled": "报名已取消"}[end]
    assert heading in page and heading in last_letter(again)
    assert "名额已分完" not in page


def test_a_cancellation_says_of_the_merged_one_what_the_page_says(app: Flask, client: Client) -> None:
    """The codes of the others died, and the one that went over opens the door still: until the kept one goes as well."""
    own, again, _done = merged(make_seminar())
    do(service.cancel, registration_id=again)
    told = last_letter(again)
    assert OPENS in page_of(client, again)
    assert "其他参会人的入场码都已失效" in told and "沙和尚在另一份报名里" in told
    assert "原来的入场码照样能进" in told
    do(service.cancel, registration_id=own)
    assert OPENS not in page_of(client, again) and "照样能进" not in last_letter(again)
    assert "入场码都已失效" in last_letter(own) and "其他参会人" not in last_letter(own)
