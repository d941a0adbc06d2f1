"""What letters and pages say where only a part of a registration is meant, or where a seat goes to nobody (R4, R6, R7)."""

import re

import time_machine
from flask import Flask

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.registration import make_people, make_registration, make_waiting
from tests.builders.schedule import facts_of, make_seminar
from tests.conftest import Client, StaffClient

FIRM = "中山市流沙示例家具有限公司"
QUESTIONS = "已提交的问题保留"


def do(deed: object, **facts: object) -> None:
    with transaction():
        deed(**facts)  # type: ignore[operator]
    db.session.rollback()


def letters_of(registration_id: int) -> list[tuple[str, str]]:
    """Kind and words of every letter about it, as they would be sent now, to whom they were posted."""
    db.session.rollback()
    found = db.session.query(Letter).order_by(Letter.id)
    written = [(one, compose.write(one)) for one in found if one.facts["registration"] == registration_id]
    return [(one.kind.partition("/")[2], words.text) for one, words in written if words is not None]


def test_who_gets_a_new_code_after_an_undo_is_named_with_the_reason(app: Flask) -> None:
    seminar = make_seminar()
    own = make_registration(seminar, firm=FIRM, names=("沙和尚",)).attendees[0].id
    team = make_registration(seminar, firm=FIRM, names=("白骨精", "沙和尚"))
    key, gone = team.id, team.attendees[1].id
    with transaction():
        done = service.merge_people(kept_id=own, gone_id=gone).id
    do(service.hand_over, attendee_id=own, name="李逵", phone=make_people(("李逵",))[0].phone)
    do(service.undo_merge_people, merge_id=done)
    kind, words = letters_of(key)[-1]
    assert kind == "changed"
    assert "沙和尚与另一份报名里的不是同一个人，合并已撤销" in words and "不是您改的" not in words


def test_who_leaves_a_waiting_team_is_not_greeted_when_the_others_get_seats(app: Flask) -> None:
    seminar = make_seminar(capacity=2)
    make_registration(seminar, names=("罗国强",))
    team = make_waiting(seminar, names=("宋江", "卢俊"))
    do(service.give_up, attendee_id=team.attendees[0].id)
    told = dict(letters_of(team.id))
    assert "宋江不再参加，其他参会人的报名保留" in told["changed"]
    assert "卢俊，您好" in told["promoted"] and "宋江" not in told["promoted"]


def test_seats_beyond_the_capacity_are_promised_to_nobody(app: Flask, client: Client) -> None:
    seminar = make_seminar(capacity=2)
    make_registration(seminar)
    extra = make_waiting(seminar, names=("宋江",))
    make_waiting(seminar, names=("卢俊",))
    with transaction():
        promotion = service.promote_by_hand(registration_id=extra.id, reason="主讲人同事")
        link = f"/d/{queries.decline_token(promotion)}"
    page = client.get(link).text
    assert "报名的人仍比名额多，暂时不递补" in page and "座位还能给候补的下一家" not in page
    assert "座位还能给下一家" not in dict(letters_of(extra.id))["promoted"]
    do(
        schedule.save,
        seminar_id=seminar.id,
        facts=facts_of(db.session.get_one(Seminar, seminar.id), capacity=3),
    )
    assert "座位还能给候补的下一家" in client.get(link).text


def test_an_end_promises_answers_only_to_who_has_asked(app: Flask, client: Client) -> None:
    seminar = make_seminar(needs_approval=True)
    silent = make_registration(seminar)
    asking = make_registration(seminar, questions=(("手册到期前多久可以核销？", "processing"),))
    pages = [client.get(f"/r/{queries.link_token(one)}/cancel").text for one in (silent, asking)]
    assert [QUESTIONS in page for page in pages] == [False, True]
    for one in (silent, asking):
        do(service.refuse, registration_id=one.id, reason="这一期只面向外贸企业")
    told = [letters_of(one.id)[-1] for one in (silent, asking)]
    assert [(kind, QUESTIONS in words) for kind, words in told] == [("refused", False), ("refused", True)]


def test_a_seminar_that_is_not_over_says_when_it_can_be_closed(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    ends, visitor = seminar.ends_at, staff_client("organizer")
    address = f"/staff/seminars/{seminar.id}/close"
    page = re.sub("<[^>]+>", "", visitor.get(address).text)
    assert "之后才能结束" in page and "这样做之后" not in page
    with time_machine.travel(ends, tick=False):
        assert "这样做之后" in staff_client("organizer").get(address).text
