"""Where a seminar asks for it, an organizer approves; until then people hold their seats without tickets (R7)."""

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.checkin.rules import Outcome
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Attendee, Registration
from seminars.registration.rules import PersonInput, WaitWish
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_registration, next_phone
from tests.builders.schedule import make_seminar
from tests.conftest import Client, StaffClient


def letters() -> list[tuple[str, str]]:
    """Kind and words of every letter that was posted."""
    db.session.rollback()
    found = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    written = [(one.kind.partition("/")[2], compose.write(one)) for one in found]
    return [(kind, words.text) for kind, words in written if words is not None]


def taken(seminar_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(Seminar, seminar_id).seats_taken


def test_sending_the_form_holds_the_seats_and_approval_brings_the_codes(app: Flask, client: Client) -> None:
    seminar = make_seminar(needs_approval=True, capacity=9)
    key = seminar.id
    made = make_registration(seminar)
    assert made.state == "pending" and [one.tickets for one in made.attendees] == [[], []]
    assert taken(key) == 2
    token = queries.link_token(queries.get(made.id))
    assert "已收到，等待审核" in client.get(f"/r/{token}").text
    with transaction():
        service.approve(registration_id=made.id)
    found = queries.get(made.id)
    assert found.state == "confirmed" and len(queries.passes(found)) == 2
    assert taken(key) == 2
    assert [kind for kind, _words in letters()] == ["confirmed"], "what waited to be sent is no longer true"
    with pytest.raises(Refusal) as refused, transaction():
        service.approve(registration_id=made.id)
    assert refused.value.code == "not_pending"


def test_a_refusal_frees_the_seats_and_says_why(app: Flask, client: Client) -> None:
    seminar = make_seminar(needs_approval=True)
    key, made = seminar.id, make_registration(seminar).id
    assert [kind for kind, _words in letters()] == ["received"]
    with transaction():
        service.refuse(registration_id=made, reason="这一期只面向加工贸易企业")
    assert taken(key) == 0
    assert db.session.get_one(Registration, made).state == "cancelled"
    assert [(kind, "只面向加工贸易企业" in words) for kind, words in letters()] == [("refused", True)]


def test_who_was_refused_reads_why_on_the_link(app: Flask, client: Client, staff_client: StaffClient) -> None:
    """Also a firm without an address; staff see it in the list, on the page and in the file."""
    seminar = make_seminar(needs_approval=True)
    base = f"/staff/seminars/{seminar.id}/registrations"
    made, given_up = make_registration(seminar, email=""), make_registration(seminar)
    link, other = (f"/r/{queries.link_token(one)}" for one in (made, given_up))
    with transaction():
        service.refuse(registration_id=made.id, reason="这一期只面向加工贸易企业")
        service.cancel(registration_id=given_up.id)
    page = client.get(link).text
    assert "报名未通过审核" in page
    assert "原因：这一期只面向加工贸易企业" in page
    assert "报名已取消" not in page and "座位已让给别的企业" not in page
    assert "报名已取消" in client.get(other).text
    visitor = staff_client("organizer")
    listed = visitor.get(base).text
    assert listed.count("未通过</span>") == 2
    own = visitor.get(f"{base}/{made.id}").text
    assert "未通过</span>" in own and "只面向加工贸易企业" in own
    assert "未通过" not in visitor.get(f"{base}/{given_up.id}").text


def test_held_seats_count_for_limit_capacity_and_phone(app: Flask) -> None:
    seminar = make_seminar(needs_approval=True, capacity=4, enterprise_limit=3)
    phone = next_phone()
    make_registration(
        seminar, firm="示例五金厂", people=[PersonInput("李晓雯", phone), PersonInput("陈志豪", next_phone())]
    )
    for code, details in (
        ("enterprise_limit", {"firm": "示例五金厂"}),
        ("already_registered", {"people": [PersonInput("黄嘉欣", phone)]}),
        ("too_few_seats", {"names": ("甲某", "乙某", "丙某")}),
    ):
        with pytest.raises(Refusal) as refused:
            make_registration(seminar, **details)
        assert refused.value.code == code
    assert not schedule.has_waiting_list(seminar, clock.now()), "nobody waits for a seat that needs approval"
    with pytest.raises(Refusal):
        make_registration(seminar, names=("甲某", "乙某", "丙某"), wait=WaitWish())


def test_whom_staff_register_is_approved_by_that(app: Flask) -> None:
    assert make_registration(make_seminar(needs_approval=True), channel="hotline").state == "confirmed"


def test_the_desk_does_not_let_in_who_was_not_approved(app: Flask) -> None:
    seminar = make_seminar_today(needs_approval=True)
    person = make_registration(seminar, names=("李晓雯",)).attendees[0].id
    assert let_in(db.session.get_one(Attendee, person)).verdict.outcome is Outcome.UNKNOWN


def test_organizers_find_approve_and_refuse_on_pages(staff_client: StaffClient) -> None:
    seminar = make_seminar(needs_approval=True)
    address = f"/staff/seminars/{seminar.id}/registrations"
    first, second, third = (make_registration(seminar, names=("李晓雯",)).id for _each in range(3))
    visitor = staff_client("organizer")
    assert "待审核 3" in visitor.get(address).text
    assert visitor.get(f"{address}?state=pending").text.count("data-item") == 3
    assert "审核通过" in visitor.get(f"{address}/{first}").text
    assert visitor.post(f"{address}/{first}/approve").status_code == 303
    assert visitor.post(f"{address}/{second}/refuse", data={"reason": ""}).status_code == 422
    assert visitor.post(f"{address}/{second}/refuse", data={"reason": "名额有限"}).status_code == 303
    asked = {"do": "approve", "pick": [str(first), str(third)]}
    assert "通过2份报名" in visitor.post(f"{address}/bulk", data=asked).text
    done = visitor.post(f"{address}/bulk", data=asked | {"sure": "1"})
    assert "1份没有办成" in visitor.get(done.location).text
    states = [db.session.get_one(Registration, key).state for key in (first, second, third)]
    assert states == ["confirmed", "cancelled", "confirmed"]
    assert staff_client("auditor").post(f"{address}/{third}/approve").status_code == 403


def test_registrants_read_the_rule_first(client: Client) -> None:
    seminar = make_seminar(needs_approval=True)
    assert "提交即留座，通过后寄入场码" in client.get(f"/seminars/{seminar.id}/register").text


def test_a_published_seminar_asks_for_approval_from_now_on(app: Flask, staff_client: StaffClient) -> None:
    seminar = make_seminar()
    key, starts = seminar.id, seminar.starts_at
    typed = {
        "version": seminar.version,
        "capacity": 150,
        "enterprise_limit": 3,
        "title_zh": "新规",
        "needs_approval": "y",
    }
    answer = staff_client("organizer").post(f"/staff/seminars/{key}/edit", data=typed)
    assert answer.status_code == 303, (
        "time and place of a published seminar are shown, so a browser does not send them"
    )
    db.session.rollback()
    found = db.session.get_one(Seminar, key)
    assert (found.needs_approval, found.starts_at) == (True, starts)


def test_who_waits_for_approval_gives_up_a_seat_and_no_code(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar = make_seminar(needs_approval=True)
    made = make_registration(seminar)
    one, mine = made.attendees[0].id, f"/r/{queries.link_token(made)}"
    staff, organizer = f"/staff/seminars/{seminar.id}/registrations/{made.id}", staff_client()
    whole = [client.get(f"{mine}/cancel").text, organizer.get(f"{staff}/cancel").text]
    person = [
        client.get(f"{mine}/people/{one}/give-up").text,
        organizer.get(f"{staff}/people/{one}/cancel").text,
    ]
    assert all("让出2个座位" in page for page in whole)
    assert all("座位让出来" in page for page in person)
    assert not any("入场码" in page or "候补" in page for page in whole + person)


def test_staff_are_told_how_many_wait_for_approval(staff_client: StaffClient) -> None:
    """On the page of the day and of the seminar, and when no approval is asked for any more."""
    seminar = make_seminar(needs_approval=True)
    waiting = f'href="/staff/seminars/{seminar.id}/registrations?state=pending"'
    overview, edit = f"/staff/seminars/{seminar.id}", f"/staff/seminars/{seminar.id}/edit"
    visitor = staff_client("organizer")
    assert all(waiting not in visitor.get(page).text for page in ("/staff", overview, edit))
    for _each in range(2):
        make_registration(seminar)
    today, glance = visitor.get("/staff").text, visitor.get(overview).text
    assert "有2份报名等待审核。" in today and waiting in today
    assert "有2份报名等待审核" in glance and waiting in glance
    assert "等待审核" not in staff_client("helper").get("/staff").text, "who may not approve is not asked to"
    assert waiting not in visitor.get(edit).text
    typed = {
        "version": seminar.version,
        "capacity": seminar.capacity,
        "enterprise_limit": seminar.enterprise_limit,
        "title_zh": seminar.title_zh,
    }
    page = visitor.post(edit, data=typed, follow_redirects=True).text
    assert "先前的2份仍等待审核" in page and waiting in page
    asked = visitor.post(f"{overview}/registrations/bulk", data={"do": "approve", "all": "1", "sure": "1"})
    assert asked.status_code == 303
    assert all(waiting not in visitor.get(page).text for page in ("/staff", overview, edit))


def test_a_seat_that_is_held_counts_the_same_on_every_page(staff_client: StaffClient) -> None:
    """R7: who waits for approval has a seat, in the list as in the overview."""
    seminar = make_seminar(needs_approval=True, capacity=4)
    make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文"))
    with transaction():
        db.session.get_one(Seminar, seminar.id).capacity = 1
    visitor = staff_client("organizer")
    for page in ("", "/registrations", "/registrations/waiting"):
        assert "超员2人" in visitor.get(f"/staff/seminars/{seminar.id}{page}").text, page
