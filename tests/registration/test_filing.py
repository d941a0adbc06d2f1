"""For which enterprise a registration is: what was typed, what it is taken for, and how staff put it right (R1, R2, R6)."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from seminars.cases.models import Case, CaseAsker
from seminars.checkin.models import Attendance
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.enterprises import queries as enterprises
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.questions import service as questions
from seminars.questions.models import Question
from seminars.registration import queries
from seminars.registration import service as registrations
from seminars.registration.models import Registration
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.enterprises import give, make_enterprise, make_regimes
from tests.builders.registration import make_registration, typed
from tests.builders.schedule import facts_of, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, read

CODE = "91442000MADEMA0197"
KNOWN, TYPED = "中山市旭棠示例照明有限公司", "中山市普通客户有限公司"


def address_of(registration: Registration) -> str:
    return f"/staff/seminars/{registration.seminar_id}/registrations/{registration.id}"


def registered_with_the_code_of_another(seminar: Seminar, **details: object) -> Registration:
    make_enterprise(KNOWN, uscc=CODE)
    return make_registration(seminar, firm=TYPED, uscc=CODE, agent="联达报关", **details)


def test_a_code_with_any_name_tells_nobody_the_name_that_is_known(client: Client) -> None:
    seminar = make_seminar().id
    make_enterprise(KNOWN, uscc=CODE)
    form = typed(
        enterprise_name=TYPED, uscc=CODE, agent="联达报关", email="liu@lianda.example", people_0_name="李晓雯"
    )
    page = client.post(f"/seminars/{seminar}/register", data=form, follow_redirects=True).text
    registration = db.session.scalars(select(Registration)).one()
    assert registration.enterprise.name == KNOWN, "staff see whose code it is"
    ticket = client.get(f"/t/{queries.passes(registration)[0].token}").text
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/confirmed")).one()
    sent = compose.write(letter)
    assert sent is not None
    written = sent.text + sent.html
    for words in (page, ticket):
        assert TYPED in words
    for words in (page, ticket, written):
        assert KNOWN not in words


def test_what_was_typed_is_read_until_staff_confirm_it(app: Flask, staff_client: StaffClient) -> None:
    registration = registered_with_the_code_of_another(make_seminar())
    firm, visitor = registration.enterprise_id, staff_client("organizer")
    page = visitor.get(f"/staff/enterprises/{firm}").text
    assert f'href="{address_of(registration)}"' in page, "a claim names the registration it came from"
    assert TYPED in visitor.get(address_of(registration)).text
    found = visitor.get(address_of(registration).rpartition("/")[0], query_string={"q": "普通客户"}).text
    assert f'href="{address_of(registration)}"' in found, "a caller is found by the name they gave"
    claim = enterprises.claims(firm)[0].id
    assert registration.firm_name == TYPED
    visitor.post(f"/staff/enterprises/{firm}/claims/{claim}", data={"holds": "1"})
    db.session.rollback()
    assert registration.firm_name == KNOWN


def test_a_code_beside_a_known_name_is_named_with_its_registration(
    app: Flask, staff_client: StaffClient
) -> None:
    firm = make_enterprise("中山市示例五金厂").id
    registration = make_registration(firm="中山市示例五金厂", uscc=CODE)
    visitor = staff_client("organizer")
    assert f'href="{address_of(registration)}"' in visitor.get(f"/staff/enterprises/{firm}").text
    visitor.post(f"/staff/enterprises/{firm}/claims/{enterprises.claims(firm)[0].id}", data={"holds": "1"})
    db.session.rollback()
    assert (registration.typed_uscc, registration.enterprise.uscc) == ("", CODE)


def test_a_refused_claim_leaves_the_registration_to_be_put_right(
    app: Flask, staff_client: StaffClient
) -> None:
    registration = registered_with_the_code_of_another(make_seminar())
    firm, visitor = registration.enterprise_id, staff_client("organizer")
    claim = enterprises.claims(firm)[0].id
    answer = visitor.post(
        f"/staff/enterprises/{firm}/claims/{claim}", data={"holds": "0"}, follow_redirects=True
    ).text
    assert "这样写的报名要改到它自己的企业" in answer
    assert f'href="{address_of(registration)}/firm"' in answer
    form = filled_in(read(visitor, f"{address_of(registration)}/firm"))
    assert (form["enterprise_name"], form["uscc"]) == (TYPED, CODE)
    wanted = {**form, "uscc": "", "agent": "", "act": "save"}
    assert visitor.post(f"{address_of(registration)}/firm", data=wanted).status_code == 303
    db.session.rollback()
    assert (registration.enterprise.name, registration.agent, registration.firm_name) == (TYPED, "", TYPED)
    page = visitor.get(f"/staff/enterprises/{firm}").text
    assert "报名时写的不是这家" not in page and "还没有报过名" in page


def test_everything_of_a_registration_follows_to_its_own_enterprise(
    app: Flask, staff_client: StaffClient
) -> None:
    """People and their arrival, questions and their case, priority and limit; seats and codes stay."""
    make_regimes()
    soon = clock.now() + timedelta(minutes=9)
    seminar = make_seminar_today(capacity=10, questions_close_at=soon)
    with transaction():
        wanted = facts_of(seminar, reserve_percent=20, reserve_until=soon)
        schedule.save(seminar_id=seminar.id, facts=wanted)
    firm = make_enterprise(KNOWN, uscc=CODE)
    give(firm, "R2026", "CERT", clock.today())
    registration = registered_with_the_code_of_another(seminar, questions=[("要交什么单证？", "")])
    let_in(registration.attendees[0])
    question = db.session.scalars(select(Question)).one()
    with transaction():
        questions.make_case(group_id=question.group_id, reason="会后书面答")
    codes = [one.code for one in queries.passes(registration)]
    kept, known = db.session.get_one(Seminar, seminar.id, populate_existing=True).seats_kept, firm.id
    assert registration.has_priority and kept == 0
    letters, visitor = db.session.query(Letter).count(), staff_client("organizer")
    page = read(visitor, f"{address_of(registration)}/firm", enterprise_name=TYPED, uscc="", agent="联达")
    assert f"“{TYPED}”还没有记录，会新建" in page and "不再按优先档占座" in page and "联达" in page
    db.session.rollback()
    assert registration.enterprise_id == known, "so far it was only looked at"
    assert visitor.post(f"{address_of(registration)}/firm", data=filled_in(page)).status_code == 303
    db.session.rollback()
    own = registration.enterprise_id
    assert (own != known, registration.enterprise.name, registration.agent) == (True, TYPED, "联达")
    assert not registration.has_priority
    assert (seminar.seats_taken, seminar.seats_kept) == (2, 2)
    assert queries.firm_sizes(seminar.id) == {own: 2}
    assert [one.code for one in queries.passes(registration)] == codes
    for table in (Question, Case, CaseAsker, Attendance):
        assert db.session.scalars(select(table.enterprise_id)).all() == [own], table
    assert db.session.query(Letter).count() == letters, "nobody is written to"
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "registration.put_under")).one()
    assert (logged.details["before"], logged.details["after"]) == (known, own)


def test_a_look_before_it_counts_only_seats_that_are_kept(app: Flask, staff_client: StaffClient) -> None:
    """One seat is kept for the priority tier, and the registration is of two."""
    make_regimes()
    seminar = make_seminar(capacity=5)
    with transaction():
        schedule.save(seminar_id=seminar.id, facts=facts_of(seminar, reserve_percent=20))
    give(make_enterprise(KNOWN, uscc=CODE), "R2026", "CERT", clock.today())
    registration = registered_with_the_code_of_another(seminar)
    page = read(
        staff_client("organizer"),
        f"{address_of(registration)}/firm",
        enterprise_name=TYPED,
        uscc="",
        agent="",
    )
    assert "留给优先档的座位少用1个" in page


def test_beyond_the_limit_nobody_loses_a_seat_and_staff_are_told(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar(enterprise_limit=2)
    make_registration(seminar, firm=TYPED)
    registration = registered_with_the_code_of_another(seminar)
    address, visitor = f"{address_of(registration)}/firm", staff_client("organizer")
    found = read(visitor, address, enterprise_name=TYPED, uscc=CODE, find="1")
    known = re.search(rf'name="pick" value="(\d+)"[^>]*>{TYPED}', found)
    assert known is not None
    picked = filled_in(read(visitor, address, enterprise_name=TYPED, uscc=CODE, pick=known[1]))
    assert (picked["enterprise_name"], picked["uscc"]) == (TYPED, "")
    page = read(visitor, address, **picked)
    assert "合起来4人，每家最多2人" in page and "座位都保留" in page
    assert visitor.post(address, data=filled_in(page)).status_code == 303
    assert queries.firm_sizes(seminar.id) == {int(known[1]): 4}


def test_after_the_deed_staff_read_the_enterprise_and_not_what_was_typed(
    app: Flask, staff_client: StaffClient
) -> None:
    make_enterprise(KNOWN, uscc=CODE)
    registration = make_registration(make_seminar())
    wanted = {"enterprise_name": TYPED, "uscc": CODE, "agent": "", "act": "save"}
    visitor = staff_client("organizer")
    form = {**filled_in(read(visitor, f"{address_of(registration)}/firm")), **wanted}
    answer = visitor.post(f"{address_of(registration)}/firm", data=form, follow_redirects=True).text
    assert f"这份报名算在“{KNOWN}”名下" in answer and f"算在“{TYPED}”名下" not in answer


def test_a_registration_nobody_stands_in_counts_for_no_limit(app: Flask, staff_client: StaffClient) -> None:
    registration = make_registration(make_seminar())
    with transaction():
        registrations.cancel(registration_id=registration.id, by_staff=True)
    visitor = staff_client("organizer")
    page = read(visitor, f"{address_of(registration)}/firm", enterprise_name=TYPED, uscc="", agent="")
    assert f"改到“{TYPED}”" in page and "名额算在" not in page
