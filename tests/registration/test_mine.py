"""Behind the links: tickets, changes, and that looking never acts (R2, D13, H2, H7, H9, A9)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.core import tokens
from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.questions import queries as questions
from seminars.questions import service as answering
from seminars.registration import queries, service
from seminars.registration.models import SELF_SERVICE_LINK, TICKET_LINK, Registration
from seminars.schedule.models import Seminar
from tests.builders.registration import make_attendee, make_registration, make_waiting, next_phone
from tests.builders.schedule import make_seminar, make_venue
from tests.conftest import Client
from tests.statements import statements

WECHAT = {"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0.42 Language/zh_CN"}


@pytest.fixture
def registration(app: Flask) -> Iterator[Registration]:
    return make_registration(make_seminar(venue=make_venue(weak_signal=True)))


def link(registration: Registration) -> str:
    return f"/r/{queries.link_token(registration)}"


def ticket_link(registration: Registration, place: int = 0) -> str:
    found = queries.live_ticket(registration.attendees[place])
    assert found is not None
    return f"/t/{queries.ticket_token(found)}"


def state(registration: Registration) -> tuple[str, int]:
    db.session.rollback()
    return registration.state, registration.seminar.seats_taken


def test_the_page_has_a_ticket_for_everyone_and_the_link_in_full(
    client: Client, registration: Registration
) -> None:
    page = client.get(f"{link(registration)}?new=1").text
    assert "报名成功" in page
    assert page.count('class="qr"') == 2
    assert queries.link_address(registration) in page
    assert "会场手机信号较弱" in page
    assert "gu***@douling.example" in page
    assert "guanwu@douling.example" not in page
    for person in registration.attendees:
        assert person.name in page
        assert person.phone not in page
    assert "我的报名" in client.get(link(registration)).text


def test_wechat_is_told_how_to_leave_it(client: Client, registration: Registration) -> None:
    """domain.md 6: copy the link, open elsewhere, press and hold; never a bare calendar file."""
    page = client.get(link(registration), headers=WECHAT).text
    for words in ("您正在微信里打开", "复制链接", "用浏览器打开", "长按图片保存", "加日历的办法"):
        assert words in page
    assert ".ics" not in page
    usual = client.get(link(registration)).text
    assert ".ics" in usual
    assert "微信" not in usual


@pytest.mark.parametrize(
    "page", ["", "/print", "/cancel", "/people/{id}", "/people/{id}/hand-over", "/people/{id}/give-up"]
)
def test_looking_changes_nothing_and_is_kept_nowhere(
    client: Client, registration: Registration, page: str
) -> None:
    """D13: a mail scanner opens every link. H2: the page is not stored, and its address not told."""
    address = link(registration) + page.format(id=registration.attendees[0].id)
    for method in ("GET", "HEAD"):
        answer = client.open(address, method=method)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert state(registration) == ("confirmed", 2)


def test_each_token_opens_its_own_door_only(client: Client, registration: Registration) -> None:
    """H7: a ticket is no right to change, and a link is no ticket; nothing of either is stored."""
    ticket, mine = ticket_link(registration), link(registration)
    assert client.get(ticket).status_code == client.get(mine).status_code == 200
    assert client.get(ticket.replace("/t/", "/r/")).status_code == 404
    assert client.get(mine.replace("/r/", "/t/")).status_code == 404
    assert client.post(f"{ticket.replace('/t/', '/r/')}/cancel").status_code == 404
    assert registration.link_digest != tokens.digest(TICKET_LINK, mine[3:])
    assert mine[3:].upper() not in (registration.link_digest + registration.link_nonce).upper()
    assert len(mine[3:]) * 5 >= 128
    assert SELF_SERVICE_LINK != TICKET_LINK
    assert state(registration) == ("confirmed", 2)


def test_a_link_does_not_reach_other_people(client: Client, registration: Registration) -> None:
    """H4: ids of another registration lead nowhere."""
    other = make_attendee(registration.seminar)
    for page in ("", "/hand-over", "/give-up"):
        address = f"{link(registration)}/people/{other.id}{page}"
        assert client.get(address).status_code == 404
        assert client.post(address, data={"name": "王芳", "phone": next_phone()}).status_code == 404


def test_the_ticket_page_gives_no_right_to_change(client: Client, registration: Registration) -> None:
    page = client.get(ticket_link(registration)).text
    assert "李晓雯" in page
    assert "/r/" not in page
    assert "陈志豪" not in page


def test_the_picture_is_a_png_for_those_who_hold_the_ticket(
    client: Client, registration: Registration
) -> None:
    answer = client.get(f"{ticket_link(registration)}.png")
    assert (answer.mimetype, answer.data[:4]) == ("image/png", b"\x89PNG")
    assert client.get("/t/0000000000000000.png").status_code == 404


def test_details_are_corrected(client: Client, registration: Registration) -> None:
    person = registration.attendees[0]
    address = f"{link(registration)}/people/{person.id}"
    assert 'value="李晓雯"' in client.get(address).text
    answer = client.post(address, data={"name": "李晓文", "phone": person.phone, "position": "关务主管"})
    assert answer.status_code == 303
    assert "已修改" in client.get(answer.headers["Location"]).text
    db.session.rollback()
    assert (person.name, person.position) == ("李晓文", "关务主管")
    refused = client.post(address, data={"name": "", "phone": "139"})
    assert refused.status_code == 422
    assert refused.text.index('id="errors"') < refused.text.index("<form")


def test_a_seat_is_handed_over_and_the_old_code_says_so(client: Client, registration: Registration) -> None:
    old = ticket_link(registration)
    address = f"{link(registration)}/people/{registration.attendees[0].id}/hand-over"
    answer = client.post(address, data={"name": "王芳", "phone": next_phone()})
    assert answer.status_code == 303
    db.session.rollback()
    assert "这张入场码已换" in client.get(old).text
    assert "王芳" in client.get(ticket_link(registration)).text
    assert 'class="qr"' not in client.get(old).text


def test_a_taken_number_is_refused_beside_its_field(client: Client, registration: Registration) -> None:
    """A2."""
    first, second = registration.attendees
    address = f"{link(registration)}/people/{first.id}/hand-over"
    answer = client.post(address, data={"name": "王芳", "phone": second.phone})
    assert (answer.status_code, 'id="phone-msg"' in answer.text) == (422, True)
    db.session.rollback()
    assert first.name == "李晓雯"


def test_giving_up_one_seat_and_then_everything(client: Client, registration: Registration) -> None:
    ticket = ticket_link(registration)
    page = f"{link(registration)}/people/{registration.attendees[0].id}/give-up"
    assert "其他参会人照常参加" in client.get(page).text
    assert client.post(page).status_code == 303
    assert state(registration) == ("confirmed", 1)
    assert "这张入场码已取消" in client.get(ticket).text
    assert "陈志豪" in client.get(f"{link(registration)}/cancel").text
    assert client.post(f"{link(registration)}/cancel").status_code == 303
    assert state(registration) == ("cancelled", 0)
    assert "报名已取消" in client.get(link(registration)).text
    assert client.post(f"{link(registration)}/cancel").status_code == 303
    assert state(registration) == ("cancelled", 0)


def test_after_the_deadline_nothing_is_offered_and_nothing_done(
    client: Client, registration: Registration
) -> None:
    with transaction():
        registration.seminar.edits_close_at = registration.created_at
    assert "/cancel" not in client.get(link(registration)).text
    assert "修改时间已过" in client.get(f"{link(registration)}/cancel").text
    client.post(f"{link(registration)}/cancel")
    answer = client.post(
        f"{link(registration)}/people/{registration.attendees[0].id}",
        data={"name": "王芳", "phone": next_phone()},
    )
    assert (answer.status_code, "修改时间已过" in answer.text) == (422, True)
    assert state(registration) == ("confirmed", 2)


def test_changes_need_their_own_token(app: Flask, client: Client, registration: Registration) -> None:
    """H3: a foreign page cannot make the holder's browser cancel."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"{link(registration)}/cancel").status_code == 422
    assert state(registration) == ("confirmed", 2)


def test_a_cancelled_seminar_shows_no_code(client: Client, registration: Registration) -> None:
    ticket = ticket_link(registration)
    with transaction():
        registration.seminar.state, registration.seminar.cancel_reason = "cancelled", "场地维修"
    for address in (link(registration), ticket):
        page = client.get(address).text
        assert "场地维修" in page
        assert 'class="qr"' not in page


# -- lost links


def test_lost_links_get_one_answer_and_only_a_known_address_gets_a_letter(
    client: Client, registration: Registration
) -> None:
    """H9."""

    def ask(address: str) -> tuple[int, str]:
        answer = client.post("/my", data={"email": address})
        return answer.status_code, client.get(answer.headers["Location"]).text

    assert ask("GuanWu@douling.example") == ask("nobody@douling.example")
    kinds = db.session.scalars(select(Letter.kind).order_by(Letter.id)).all()
    assert kinds == ["registration/confirmed", "registration/links"]


def test_asking_again_and_again_is_slowed(client: Client) -> None:
    client.checked = False
    answers = [client.post("/my", data={"email": "a@b.example"}).status_code for _try in range(8)]
    assert answers[0] == 303
    assert answers[-1] == 429


def test_the_notice_names_what_the_law_asks_for(client: Client) -> None:
    page = client.get("/privacy").text
    for words in ("谁在处理", "用来做什么", "处理哪些信息", "保存多久", "您的权利", "12360", "2026-11"):
        assert words in page


# -- what the schedule tells


def test_staff_cancelling_tells_the_reason(app: Flask, registration: Registration) -> None:
    with transaction():
        service.cancel(registration_id=registration.id, reason="重复报名", by_staff=True)
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 2


def test_the_page_shows_what_became_of_the_questions_that_came_along(client: Client) -> None:
    registration = make_registration(questions=[("外发加工要备案吗？", ""), ("手册能延期吗？", "")])
    first, second = questions.of_registration(registration.id)
    with transaction():
        answering.answer(group_id=first.group_id, text="要重新备案。", reason="急")
    page = client.get(link(registration)).text
    for words in (first.text, second.text, "已答复", "关员在准备", "您的1个问题交给", questions.link(second)):
        assert words in page
    assert "要重新备案。" not in page


def test_questions_cost_the_page_one_statement_however_many(client: Client) -> None:
    few, many = (make_registration(questions=[(f"第{n}问？", "") for n in range(count)]) for count in (1, 5))
    with statements() as of_few:
        client.get(link(few))
    with statements() as of_many:
        client.get(link(many))
    assert len(of_few) == len(of_many)


def test_the_reason_of_a_move_does_not_run_into_the_next_sentence(client: Client, app: Flask) -> None:
    seminar = make_seminar(move_reason="台风")
    registration = make_registration(seminar)
    with transaction():
        db.session.get_one(Seminar, seminar.id).moved_from = seminar.starts_at - timedelta(days=1)
        db.session.get_one(Registration, registration.id).asked_at = datetime.now(UTC)
    page = client.get(link(registration)).text
    assert "原因：台风<br>入场码照用，不用重新报名。" in page


def test_who_only_waited_is_told_of_no_ticket_and_no_seat(client: Client) -> None:
    seminar = make_seminar(capacity=1)
    make_attendee(seminar)
    waits = make_waiting(seminar, names=("周思敏",))
    address = link(waits)
    assert "周思敏不再候补" in client.get(f"{address}/cancel").text
    with transaction():
        service.cancel(registration_id=waits.id)
    page = client.get(address).text
    assert "没有发过入场码" in page and "入场码已失效" not in page
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/cancelled")).one()
    written = compose.write(letter)
    assert written is not None and "入场码" not in written.text + written.html


def test_a_seat_given_up_is_promised_to_nobody(client: Client) -> None:
    seminar = make_seminar(capacity=9)
    made = make_registration(seminar)
    pages = [
        client.get(f"{link(made)}/{page}").text
        for page in ("cancel", f"people/{made.attendees[0].id}/give-up")
    ]
    assert "让出2个座位" in pages[0] and "座位让出来" in pages[1]
    assert not any("让给" in page for page in pages)


def test_a_seat_that_was_given_up_is_not_asked_for_again(client: Client) -> None:
    made = make_registration(make_seminar())
    gone = made.attendees[0]
    with transaction():
        service.give_up(attendee_id=gone.id)
    page = client.get(f"{link(made)}/people/{gone.id}/give-up").text
    assert f"{gone.name}已经不在这份报名里" in page and "<form" not in page.partition("<main")[2]
