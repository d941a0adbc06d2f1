"""The pages of the waiting list: joining with what was typed, the place in the line, giving back, the organizers' list."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Promotion, Registration
from seminars.schedule.models import Seminar
from tests.builders.outbox import delivered, send_all
from tests.builders.registration import make_registration, make_waiting, next_phone, typed
from tests.builders.schedule import make_city, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client

PARTS = {"wait": "1", "come": "parts"}


@pytest.fixture
def full(app: Flask) -> Seminar:
    """Two seats, both taken; two people of one enterprise wait."""
    seminar = make_seminar(capacity=2)
    make_registration(seminar)
    make_waiting(seminar)
    return seminar


def the_registration() -> Registration:
    db.session.rollback()
    return db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()  # type: ignore[return-value]


def test_a_full_seminar_offers_its_waiting_list_and_says_the_rules(client: Client, full: Seminar) -> None:
    make_city()
    assert "加入候补" in client.get(f"/seminars/{full.id}").text
    assert "可候补" in client.get("/seminars").text
    page = client.get(f"/seminars/{full.id}/register").text
    for words in ("您前面有1家企业、2人在候补", "后不再递补", "等齐了一起来", "按加入的先后自动补上"):
        assert words in page


def test_nobody_is_promised_a_seat_while_more_people_than_seats_are_registered(
    client: Client, full: Seminar
) -> None:
    """R4, S7: a smaller hall keeps everybody, so who gives up a seat frees none."""
    make_city()
    paths = (f"/seminars/{full.id}/register", f"/r/{queries.link_token(the_registration())}")
    words = "要降到名额以内才空出座位"
    before = [words in client.get(path).text for path in paths]
    with transaction():
        smaller = db.session.get_one(Seminar, full.id)
        smaller.capacity = 1
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/waiting")).first()
    assert letter is not None
    written = compose.write(letter)
    assert written is not None and words in written.text and words in written.html
    assert (before, [words in client.get(path).text for path in paths]) == ([False] * 2, [True] * 2)


def test_what_was_typed_when_the_last_seat_went_stays_and_joins_the_line(
    client: Client, full: Seminar
) -> None:
    """A8: without the wish to wait there is no row; with it, one click more."""
    form = typed(enterprise_name="中山市示例灯饰厂")
    answer = client.post(f"/seminars/{full.id}/register", data=form)
    assert (answer.status_code, "中山市示例灯饰厂" in answer.text) == (409, True)
    answer = client.post(f"/seminars/{full.id}/register", data={**form, **PARTS}, follow_redirects=True)
    assert "已加入候补" in answer.text
    assert "您前面有1家企业、2人" in answer.text
    assert (the_registration().state, the_registration().may_split) == ("waiting", True)


def test_a_team_larger_than_the_seats_left_is_offered_the_line(client: Client, app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    form = typed(**{"people-1-name": "陈志豪", "people-1-phone": next_phone()})
    answer = client.post(f"/seminars/{seminar.id}/register", data=form)
    assert answer.status_code == 422
    assert "只剩1个座位" in answer.text
    assert "还有1处需要您看一下" in answer.text, "the way out is no second error"
    assert 'name="wait" type="hidden" value="1"' in answer.text
    client.post(f"/seminars/{seminar.id}/register", data={**form, "wait": "1", "come": "together"})
    assert [person.state for person in the_registration().attendees] == ["waiting", "waiting"]


def test_the_link_shows_corrects_and_leaves_the_line(client: Client, full: Seminar) -> None:
    made = the_registration()
    page = f"/r/{queries.link_token(made)}"
    assert "候补中" in client.get(page).text
    assert client.get(f"{page}/people/{made.attendees[0].id}").status_code == 200
    assert "不再候补" in client.get(f"{page}/people/{made.attendees[0].id}/give-up").text
    assert the_registration().state == "waiting"
    assert "退出候补" in client.get(f"{page}/leave-line").text
    client.post(f"{page}/leave-line")
    assert the_registration().state == "cancelled"
    assert full.people_waiting == 0


def test_the_letter_gives_tickets_and_a_link_that_only_a_click_follows(
    client: Client, app: Flask, settings: Settings
) -> None:
    """R4, D13: GET shows what follows; POST gives the seat to the next team, twice is once."""
    seminar = make_seminar(capacity=1)
    seated, team = make_registration(seminar, names=("李晓雯",)), make_waiting(seminar, names=("陈志豪",))
    following = make_waiting(seminar, names=("黄嘉欣",))
    client.post(f"/r/{queries.link_token(seated)}/cancel")
    send_all(app)
    letter = next(one for one in delivered(settings) if "候补成功" in str(one["Subject"]))
    body = letter.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    link = re.search(r"http://[^/]+(/d/\w+)", said)
    assert link is not None
    assert queries.passes(queries.get(team.id))[0].code in said
    assert "陈志豪的入场码失效" in client.get(link[1]).text
    db.session.rollback()
    assert queries.get(team.id).state == "confirmed"
    for _twice in range(2):
        assert "已经让出" in client.post(link[1], follow_redirects=True).text
    db.session.rollback()
    assert [queries.get(one.id).state for one in (team, following)] == ["cancelled", "confirmed"]


def test_a_link_of_another_purpose_declines_nothing(client: Client, full: Seminar) -> None:
    assert client.post(f"/d/{queries.link_token(the_registration())}").status_code == 404
    assert db.session.scalars(select(Promotion)).all() == []


def test_organizers_see_the_order_and_promote_by_hand_with_a_reason(
    staff_client: StaffClient, full: Seminar
) -> None:
    second = make_waiting(full, names=("黄嘉欣",), firm="珠海市示例家具厂")
    client, base = staff_client(), f"/staff/seminars/{full.id}/registrations"
    page = client.get(f"{base}/waiting").text
    assert page.index("李晓雯、陈志豪") < page.index("黄嘉欣")
    asked = client.get(f"{base}/{second.id}/promote").text
    assert "排在前面的企业还在候补" in asked
    assert "补上后超员" in asked
    assert client.post(f"{base}/{second.id}/promote", data={"reason": ""}).status_code == 422
    client.post(f"{base}/{second.id}/promote", data={"reason": "主讲企业"})
    db.session.rollback()
    assert (queries.get(second.id).state, full.seats_taken) == ("confirmed", 3)
    assert "超员1人" in client.get(f"{base}/waiting").text


def test_whoever_looks_at_the_arrivals_sees_who_is_next_in_line(
    staff_client: StaffClient, full: Seminar
) -> None:
    page = f"/staff/seminars/{full.id}/arrivals"
    assert "2人在候补" in staff_client("helper").get(page).text
    assert "李晓雯、陈志豪" in staff_client("helper").get(page).text
    service.leave_waiting_list(registration_id=the_registration().id)
    db.session.commit()
    assert "在候补" not in staff_client("helper").get(page).text


def test_organizers_take_a_team_off_with_a_reason_that_it_reads(
    staff_client: StaffClient, full: Seminar
) -> None:
    made = the_registration()
    client, base = staff_client(), f"/staff/seminars/{full.id}/registrations"
    client.post(f"{base}/{made.id}/leave-line", data={"reason": "已改报下一期"})
    assert the_registration().state == "cancelled"
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert (letter.kind, letter.facts["reason"]) == ("registration/left_line", "已改报下一期")


def test_a_caller_joins_the_line_too(staff_client: StaffClient, full: Seminar) -> None:
    client, base = staff_client(), f"/staff/seminars/{full.id}/registrations"
    assert "前面有1家企业、2人" in client.get(f"{base}/new").text
    nobody_waits = make_seminar(capacity=0)
    first = client.get(f"/staff/seminars/{nobody_waits.id}/registrations/new").text
    assert "来电企业排第一" in first and "前面有" not in first
    client.post(f"{base}/new", data={**typed(), "wait": "1", "come": "together"})
    made = the_registration()
    assert (made.state, made.channel) == ("waiting", "hotline")
    assert "移出候补" in client.get(f"{base}/{made.id}").text


def test_a_waiting_team_changes_its_mind_about_coming_in_parts(client: Client, app: Flask) -> None:
    """R4: by their consent only, whenever it is given; the seat that now fits is theirs at once."""
    seminar = make_seminar(capacity=2)
    make_registration(seminar, names=("黎泳仪",))
    team = make_waiting(seminar, names=("周思敏", "梁伟文"))
    mine = f"/r/{queries.link_token(team)}"
    assert f'href="{mine}/parts"' in client.get(mine).text
    asked = client.get(f"{mine}/parts").text
    assert "改为可以先来一部分" in asked and "现在就有座位的，马上给" in asked
    assert the_registration().may_split is False, "looking changes nothing"
    for _twice in range(2):
        answer = client.post(f"{mine}/parts", data={"may_split": "1"}, follow_redirects=True)
        assert "已改为可以先来一部分" in answer.text
    found = the_registration()
    assert (found.may_split, [one.state for one in found.attendees]) == (True, ["confirmed", "waiting"])
    asked = client.get(f"{mine}/parts").text
    assert "改为等齐了一起来" in asked and "已有的座位照常保留" in asked
    client.post(f"{mine}/parts", data={"may_split": "0"})
    assert the_registration().may_split is False
    assert db.session.get_one(Seminar, seminar.id).seats_taken == 2


@pytest.mark.parametrize("door", ["leave-line", "parts"])
def test_who_no_longer_waits_still_has_the_registration(client: Client, app: Flask, door: str) -> None:
    made = make_registration(make_seminar())
    answer = client.get(f"/r/{queries.link_token(made)}/{door}").text
    assert "这个报名已不在候补中。" in answer and "报名已取消" not in answer


def test_who_waits_leaves_the_line_and_gives_up_no_seat(client: Client, full: Seminar) -> None:
    team = the_registration()
    first, second = team.attendees
    mine = f"/r/{queries.link_token(team)}"
    asked = client.get(f"{mine}/people/{first.id}/give-up").text
    answer = client.post(f"{mine}/people/{first.id}/give-up", follow_redirects=True).text
    assert f"{first.name}不再候补" in asked and f"{first.name}已退出候补。" in answer
    gone = client.post(f"{mine}/cancel", follow_redirects=True).text
    assert "报名已取消。" in gone
    assert not any("座位已让出" in page or "这个座位" in page for page in (asked, answer, gone))
    assert the_registration().state == "cancelled" and second.state == "cancelled"


def test_seats_beyond_the_capacity_are_promised_to_nobody_when_given_back(
    client: Client, full: Seminar
) -> None:
    with transaction():
        promotion = service.promote_by_hand(registration_id=the_registration().id, reason="现场加座")
        token = queries.decline_token(promotion)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/promoted")).one()
    written = compose.write(letter)
    assert written is not None
    for words in (written.text, written.html, client.get(f"/d/{token}").text):
        assert "座位还能给" not in words and "马上给" not in words
