"""What two who were merged read, and what an undo gives back, after everything that may have happened since (R6, R2, R4)."""

import pytest
from flask import Flask

from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Attendee
from seminars.registration.rules import WaitWish
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, merge_people, next_phone, undo_merge
from tests.builders.schedule import make_seminar
from tests.conftest import Client, StaffClient

FIRM = "中山市示例五金有限公司"


def two_of(seminar: Seminar, *, others: tuple[str, ...] = (), **second: object) -> tuple[int, int]:
    """Song Jiang by his firm, and again by a broker, perhaps with others."""
    own = make_registration(seminar, firm=FIRM, names=("宋江",))
    again = make_registration(seminar, firm=FIRM, names=("宋江", *others), agent="联达报关", **second)
    return own.attendees[0].id, again.attendees[0].id


def hand_over(attendee_id: int) -> None:
    with transaction():
        service.hand_over(attendee_id=attendee_id, name="李逵", phone=next_phone())


def page_of(client: Client, attendee_id: int) -> str:
    person = db.session.get_one(Attendee, attendee_id)
    return client.get(f"/r/{queries.link_token(person.registration)}").text


def address_of(seminar: Seminar) -> str:
    return f"/staff/seminars/{seminar.id}/registrations/doubles"


def end_by(deed: str, kept: int, seminar: Seminar) -> None:
    if deed == "handed over":
        hand_over(kept)
    elif deed == "cancelled":
        with transaction():
            service.give_up(attendee_id=kept, by_staff=True)
    else:
        person = db.session.get_one(Attendee, kept)
        other = make_seminar(series=seminar.series)
        with transaction():
            service.transfer(registration_id=person.registration_id, to_seminar_id=other.id)


@pytest.mark.parametrize("deed", ["handed over", "cancelled", "transferred"])
def test_who_comes_back_has_a_seat_and_a_code_that_opens(
    app: Flask, client: Client, staff_client: StaffClient, deed: str
) -> None:
    """The codes died with what happened to the one that was kept: the page says so, and an undo gives a new one."""
    seminar = make_seminar()
    kept, gone = two_of(seminar)
    dead = queries.ticket_token(db.session.get_one(Attendee, gone).tickets[0])
    done = merge_people(kept, gone)
    assert "原来的入场码照样能进" in page_of(client, gone)
    end_by(deed, kept, seminar)
    assert "照样能进" not in page_of(client, gone)
    assert "原来的入场码已不能用" in page_of(client, gone)
    visitor = staff_client("organizer")
    assert "撤销合并" in visitor.get(address_of(seminar)).text, "on the list where the two stood"
    letters = db.session.query(Letter).count()
    answer = visitor.post(f"{address_of(seminar)}/{done}/undo", follow_redirects=True).text
    assert "又有座位和入场码" in answer
    db.session.rollback()
    person = db.session.get_one(Attendee, gone)
    mine = queries.passes(person.registration)
    assert [one.person.id for one in mine] == [gone]
    assert queries.ticket_by_token(mine[0].token).state == "live" and mine[0].token != dead
    assert db.session.query(Letter).count() == letters + 1, "a new code is written of"
    assert mine[0].code in page_of(client, gone)


def test_who_only_waited_frees_no_seat_and_waits_again_in_the_old_place(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar = make_seminar(capacity=1)
    key = seminar.id
    kept, gone = two_of(seminar, wait=WaitWish())
    later = make_registration(seminar, names=("卢俊",), wait=WaitWish()).id
    visitor = staff_client("organizer")
    page = visitor.post(
        f"{address_of(seminar)}/merge", data={"kept": kept, "gone": gone}, follow_redirects=True
    ).text
    assert "退出候补。座位和入场码没有变" in page and "已合并，空出一个座位" not in page
    mine = page_of(client, gone)
    assert "座位和入场码在另一份报名里" in mine and "照样能进" not in mine
    done = queries.people_merges(key)[0].id
    page = visitor.post(f"{address_of(seminar)}/{done}/undo", follow_redirects=True).text
    assert "回到候补原来的位置" in page
    db.session.rollback()
    person = db.session.get_one(Attendee, gone)
    assert (person.state, person.registration.state) == ("waiting", "waiting")
    assert [team.id for team in queries.teams(key)] == [person.registration_id, later]
    assert db.session.get_one(Seminar, key).people_waiting == 2
    with transaction():
        service.give_up(attendee_id=kept, by_staff=True)
    db.session.rollback()
    assert db.session.get_one(Attendee, gone).state == "confirmed", "a seat that becomes free is theirs"


def test_an_undo_that_cannot_be_done_is_not_offered_and_says_why(
    app: Flask, staff_client: StaffClient
) -> None:
    full, used, stacked = make_seminar(capacity=2), make_seminar(), make_seminar()
    kept, gone = two_of(full)
    done = merge_people(kept, gone)
    make_registration(full, names=("黎泳仪",))
    again, left = two_of(used)
    merge_people(again, left)
    phone = db.session.get_one(Attendee, left).phone
    with transaction():
        service.hand_over(attendee_id=again, name="李逵", phone=phone)
    first, second = two_of(stacked)
    third = make_registration(stacked, firm=FIRM, names=("宋江",)).attendees[0].id
    merge_people(first, second)
    merge_people(third, first)
    visitor = staff_client("organizer")
    for seminar, words, offered in (
        (full, "不能撤销：座位已报满", 0),
        (used, "不能撤销：并入的那一位的手机号", 0),
        (stacked, "不能撤销：保留的那一位后来又并入", 1),
    ):
        page = visitor.get(address_of(seminar)).text
        assert words in page
        assert page.count("/undo") == offered
    with pytest.raises(Refusal) as refused:
        undo_merge(done)
    assert refused.value.code == "full"


def test_the_list_of_merges_names_each_beside_their_own_number(app: Flask, staff_client: StaffClient) -> None:
    seminar = make_seminar()
    kept, gone = two_of(seminar)
    number = db.session.get_one(Attendee, gone).phone
    merge_people(kept, gone)
    hand_over(kept)
    page = staff_client("organizer").get(address_of(seminar)).text
    assert f"宋江 {number[3:6]}****{number[-4:]} →" in page
    assert f"李逵 {number[3:6]}****{number[-4:]}" not in page


def test_a_page_with_others_says_where_the_merged_one_is(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    kept, gone = two_of(seminar, others=("卢俊",))
    merge_people(kept, gone)
    page = page_of(client, gone)
    assert "宋江" in page and "两份报名是同一个人" in page and "卢俊" in page
    there = db.session.get_one(Attendee, gone).registration_id
    assert (
        "已并入宋江的报名"
        in staff_client("auditor").get(f"/staff/seminars/{seminar.id}/registrations/{there}").text
    )
