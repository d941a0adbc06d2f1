"""One person on a list twice, or two who look like one (R6, A2)."""

import pytest
from flask import Flask

from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Attendee
from seminars.registration.rules import WaitWish
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_registration, merge_people
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import Client, StaffClient

FIRM = "中山市示例五金有限公司"


def twice(seminar: Seminar, firm: str = FIRM) -> tuple[int, int]:
    """The same name of one enterprise in two registrations with two mobiles."""
    made = [make_registration(seminar, firm=name, names=("李晓雯",)) for name in (FIRM, firm)]
    return made[0].attendees[0].id, made[1].attendees[0].id


def taken(seminar_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(Seminar, seminar_id).seats_taken


def test_the_same_name_of_one_enterprise_is_proposed_and_a_shared_mailbox_is_not(app: Flask) -> None:
    seminar = make_seminar()
    first, second = twice(seminar, firm="示例五金")
    make_registration(seminar, firm=FIRM, names=("陈志豪",))
    make_registration(seminar, firm="珠海市示例水产", names=("李晓雯",))
    twice(make_seminar())
    assert [(one.id, two.id) for one, two in queries.doubles(seminar.id)] == [(first, second)]
    assert queries.doubles_count(seminar.id) == 1
    with transaction():
        service.tell_people_apart(first_id=second, second_id=first)
        service.tell_people_apart(first_id=first, second_id=second)
    assert queries.doubles(seminar.id) == []


def test_one_person_keeps_one_seat_and_two_codes_that_count_once(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    key = seminar.id
    kept, gone = twice(seminar)
    other = db.session.get_one(Attendee, gone)
    code, page = queries.ticket_token(other.tickets[0]), queries.link_token(other.registration)
    letters = db.session.query(Letter).count()
    done = merge_people(kept, gone)
    assert taken(key) == 1
    assert queries.ticket_by_token(code).attendee_id == kept
    assert len(db.session.get_one(Attendee, kept).tickets) == 2
    assert db.session.query(Letter).count() == letters, "nobody is written to"
    assert "两份报名是同一个人" in client.get(f"/r/{page}").text
    with transaction():
        service.undo_merge_people(merge_id=done)
        service.undo_merge_people(merge_id=done)
    assert taken(key) == 2
    assert queries.ticket_by_token(code).attendee_id == gone
    person = db.session.get_one(Attendee, gone)
    assert (person.state, person.registration.state) == ("confirmed", "confirmed")


def test_a_merged_seat_goes_to_who_waits_and_an_undo_then_finds_none(app: Flask) -> None:
    seminar = make_seminar(capacity=2)
    key = seminar.id
    kept, gone = twice(seminar)
    waits = make_registration(seminar, names=("黎泳仪",), wait=WaitWish()).attendees[0].id
    done = merge_people(kept, gone)
    assert db.session.get_one(Attendee, waits).state == "confirmed"
    with pytest.raises(Refusal) as refused, transaction():
        service.undo_merge_people(merge_id=done)
    assert refused.value.code in ("full", "too_few_seats")
    assert taken(key) == 2


def test_who_was_let_in_stays(app: Flask) -> None:
    seminar = make_seminar_today()
    kept, gone = twice(seminar)
    let_in(db.session.get_one(Attendee, gone))
    with pytest.raises(Refusal) as refused:
        merge_people(kept, gone)
    assert refused.value.code == "arrived"
    db.session.rollback()
    merge_people(gone, kept)
    assert taken(seminar.id) == 1


def test_people_of_two_seminars_are_not_one_row(app: Flask) -> None:
    one, _other = twice(make_seminar())
    two, _more = twice(make_seminar())
    for pair in ((one, two), (one, one)):
        with pytest.raises(Refusal) as refused:
            merge_people(*pair)
        assert refused.value.code == "not_one_person"


def test_who_decides_second_is_told_what_was_decided(staff_client: StaffClient) -> None:
    """Two tabs show the same pair: one merges and the other tells apart, or the other way round."""
    seminar = make_seminar()
    address, visitor = f"/staff/seminars/{seminar.id}/registrations/doubles", staff_client()
    merged, apart = twice(seminar), twice(seminar, firm="示例五金")
    for (kept, gone), first, second, words in (
        (merged, "merge", "apart", "这两个人已经合并。不是同一人，请撤销合并。"),
        (merged, "merge", "merge", "这两个人已经合并。"),
        (apart, "apart", "merge", "已记下这两个人不是同一人，没有合并。"),
    ):
        pair = {"kept": kept, "gone": gone}
        visitor.post(f"{address}/{first}", data=pair, follow_redirects=True)
        page = visitor.post(f"{address}/{second}", data=pair, follow_redirects=True).text
        assert words in page and "不再提示" not in page
    assert [(one.kept_id, one.gone_id) for one in queries.people_merges(seminar.id)] == [merged]
    assert not queries.are_apart(*merged)


def test_pairs_are_settled_on_their_page(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    address = f"/staff/seminars/{seminar.id}/registrations"
    kept, gone = twice(seminar)
    visitor = staff_client("organizer")
    assert "可能重复 1" in visitor.get(address).text
    page = visitor.get(f"{address}/doubles").text
    assert "同企业同姓名" in page
    stranger = make_registration(make_seminar(series=make_series("zhuhai"))).attendees[0].id
    assert visitor.post(f"{address}/doubles/merge", data={"kept": kept, "gone": stranger}).status_code == 404
    assert visitor.post(f"{address}/doubles/merge", data={"kept": kept, "gone": "x"}).status_code == 404
    assert visitor.post(f"{address}/doubles/merge", data={"kept": kept, "gone": gone}).status_code == 303
    page = visitor.get(f"{address}/doubles").text
    assert "没有可能重复的人" in page and "撤销合并" in page
    undo = queries.people_merges(seminar.id)[0].id
    assert visitor.post(f"{address}/doubles/{undo}/undo").status_code == 303
    assert visitor.post(f"{address}/doubles/apart", data={"kept": kept, "gone": gone}).status_code == 303
    assert "可能重复" not in visitor.get(address).text
    assert staff_client("auditor").get(f"{address}/doubles").status_code == 200
    assert staff_client("auditor").post(f"{address}/doubles/merge").status_code == 403
