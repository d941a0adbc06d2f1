"""One person twice on a list where neither has a seat for certain: both wait for approval, both for a seat, or one of each (R6)."""

import re

import pytest
from flask import Flask

from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Attendee
from seminars.registration.rules import WaitWish
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, merge_people, undo_merge
from tests.builders.schedule import make_seminar
from tests.conftest import Client, StaffClient

FIRM = "中山市流沙示例家具有限公司"


def one_of(seminar: Seminar, *, others: tuple[str, ...] = (), **details: object) -> int:
    """Song Jiang of the firm once more, perhaps with others."""
    return make_registration(seminar, firm=FIRM, names=("宋江", *others), **details).attendees[0].id


def stand(seminar_id: int, *keys: int) -> tuple[list[str], int, int]:
    """How each stands, and how many seats are taken and people wait."""
    db.session.rollback()
    seminar = db.session.get_one(Seminar, seminar_id)
    states = [db.session.get_one(Attendee, key).state for key in keys]
    return states, seminar.seats_taken, seminar.people_waiting


def letters() -> list[str]:
    return [one.kind.partition("/")[2] for one in db.session.query(Letter).order_by(Letter.id)]


def page_of(client: Client, attendee_id: int) -> str:
    link = queries.link_token(db.session.get_one(Attendee, attendee_id).registration)
    return re.sub("<[^>]+>", "", client.get(f"/r/{link}").text)


def test_two_that_wait_for_approval_become_one_that_waits(app: Flask, client: Client) -> None:
    seminar = make_seminar(needs_approval=True)
    key, kept, gone = seminar.id, one_of(seminar), one_of(seminar)
    assert [(one.id, two.id) for one, two in queries.doubles(key)] == [(kept, gone)]
    told = letters()
    done = merge_people(kept, gone)
    assert stand(key, kept, gone) == (["pending", "cancelled"], 1, 0)
    assert letters() == told, "nobody is written to"
    assert "另一份报名在等待审核，座位先留着" in page_of(client, gone)
    with transaction():
        service.approve(registration_id=db.session.get_one(Attendee, kept).registration_id)
    assert "座位和入场码在另一份报名里" in page_of(client, gone)
    undo_merge(done)
    assert stand(key, kept, gone) == (["confirmed", "pending"], 2, 0)
    assert len(queries.passes(db.session.get_one(Attendee, kept).registration)) == 1


def test_who_has_a_seat_is_kept_and_not_an_earlier_place_in_the_line(app: Flask) -> None:
    seminar = make_seminar(capacity=2, enterprise_limit=3)
    make_registration(seminar, names=("罗国强",))
    key = seminar.id
    kept = one_of(seminar, others=("卢俊",), wait=WaitWish())
    gone = one_of(seminar, wait=WaitWish())
    assert stand(key, kept, gone) == (["waiting", "confirmed"], 2, 2), (
        "one seat was free and the first two did not fit"
    )
    assert [(one.id, two.id) for one, two in queries.doubles(key)] == [(gone, kept)], "who has a seat is kept"
    with pytest.raises(Refusal) as refused:
        merge_people(kept, gone)
    assert refused.value.code == "better_kept"
    assert stand(key, kept, gone) == (["waiting", "confirmed"], 2, 2)


def test_the_second_place_in_the_line_is_given_up_and_taken_again(app: Flask, client: Client) -> None:
    seminar = make_seminar(capacity=1, enterprise_limit=9)
    seated = make_registration(seminar, names=("罗国强",)).attendees[0].id
    key, kept = seminar.id, one_of(seminar, wait=WaitWish())
    gone = one_of(seminar, others=("卢俊",), wait=WaitWish())
    mate = db.session.get_one(Attendee, gone).registration.attendees[1].id
    assert [(one.id, two.id) for one, two in queries.doubles(key)] == [(kept, gone)]
    told = letters()
    done = merge_people(kept, gone)
    assert stand(key, kept, gone, mate) == (["waiting", "cancelled", "waiting"], 1, 2)
    assert letters() == told, "nobody is written to"
    assert "另一份报名在候补，还没有座位" in page_of(client, gone)
    undo_merge(done)
    assert stand(key, kept, gone, mate) == (["waiting", "waiting", "waiting"], 1, 3)
    merge_people(kept, gone)
    with transaction():
        service.give_up(attendee_id=seated, by_staff=True)
    assert stand(key, kept, gone, mate) == (["confirmed", "cancelled", "waiting"], 1, 1)
    assert letters().count("promoted") == 1


def test_pairs_without_a_seat_are_settled_on_their_page(staff_client: StaffClient) -> None:
    seminar = make_seminar(needs_approval=True)
    kept, gone = one_of(seminar), one_of(seminar)
    address, visitor = f"/staff/seminars/{seminar.id}/registrations", staff_client("organizer")
    assert "可能重复 1" in visitor.get(address).text
    pair = {"kept": kept, "gone": gone}
    page = visitor.post(f"{address}/doubles/merge", data=pair, follow_redirects=True).text
    assert "空出一个座位。保留的一份仍待审核" in page and "撤销合并" in page


def test_who_was_merged_reads_to_which_seminar_the_other_one_went(app: Flask, client: Client) -> None:
    """The link of the one merged away leads to where that person is registered, and guesses at nothing."""
    seminar = make_seminar()
    kept, gone = one_of(seminar), one_of(seminar)
    other = make_seminar(series=seminar.series, title_zh="另一期的题目")
    merge_people(kept, gone)
    with transaction():
        there = db.session.get_one(Attendee, kept).registration_id
        service.transfer(registration_id=there, to_seminar_id=other.id)
    page = page_of(client, gone)
    assert "原来的入场码已不能用" in page and "座位在另一期的那份报名里" in page and "另一期的题目" in page
    assert "换了人" not in page and "取消了" not in page
