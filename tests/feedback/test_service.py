"""One link each, answers without a name, follow-up once, nothing shown of fewer than five (F-1 to F-3, I2, D-25)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, inspect, select

from seminars.cases import queries as cases
from seminars.cases.models import Case, CaseAsker
from seminars.cases.service import answer as answer_case
from seminars.cases.service import close as close_case
from seminars.cases.service import reopen as reopen_case
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import Base, db, transaction
from seminars.core.errors import Missing
from seminars.feedback import queries, service
from seminars.feedback.models import FeedbackAnswer, FeedbackInvitation
from seminars.outbox.models import Letter
from seminars.registration.models import Attendee
from seminars.registration.rules import PersonInput
from tests.builders.feedback import CONTENT, attend, close, links, make_closed_seminar, make_team, opinion
from tests.builders.outbox import delivered, send_all
from tests.builders.registration import make_attendee, make_registration, next_phone
from tests.builders.schedule import make_seminar, make_staff
from tests.pages import Client
from tests.schedule.staff.pages import filled_in


def give(token: str, **said: object) -> None:
    with transaction():
        service.give(token=token, opinion=opinion(**said))


# -- inviting


def test_everyone_who_came_gets_one_link_and_one_letter(app: Flask) -> None:
    seminar = make_seminar()
    came, _stayed_away = make_attendee(seminar), make_attendee(seminar)
    attend(came)
    close(seminar)
    close(seminar)
    invitation = db.session.scalars(select(FeedbackInvitation)).one()
    letter = db.session.scalars(select(Letter).where(Letter.kind == "feedback/invitation")).one()
    assert (invitation.attendee_id, letter.to_name, letter.facts) == (
        came.id,
        came.name,
        {"invitation": invitation.id},
    )
    assert clock.local(invitation.closes_at).date() == clock.today() + timedelta(days=14)


def test_colleagues_behind_one_mailbox_get_a_letter_each(app: Flask) -> None:
    seminar = make_seminar()
    make_team(seminar, ["李晓雯", "陈志豪"])
    close(seminar)
    sent = db.session.scalars(select(Letter).where(Letter.kind == "feedback/invitation")).all()
    assert {letter.to_address for letter in sent} == {"guanwu@douling.example"}
    assert sorted(letter.to_name for letter in sent) == sorted(["李晓雯", "陈志豪"])


# -- giving


def test_an_answer_can_be_changed_by_its_link_until_the_last_second(app: Flask) -> None:
    """I2."""
    _seminar, (token,) = make_closed_seminar()
    invitation = queries.invitation(token)
    give(token, overall=4)
    with time_machine.travel(invitation.closes_at, tick=False):
        give(token.lower(), overall=3)
    too_late = invitation.closes_at + timedelta(seconds=1)
    with time_machine.travel(too_late, tick=False), pytest.raises(service.FeedbackRefusal) as refused:
        give(token, overall=1)
    assert refused.value.code == "closed"
    answer = db.session.scalars(select(FeedbackAnswer)).one()
    assert answer.overall == 3
    assert queries.own_answer(token) is not None


def test_a_wrong_link_gives_nothing(app: Flask) -> None:
    _seminar, (token,) = make_closed_seminar()
    for wrong in (token[::-1], "", queries.answer_key(token)):
        with pytest.raises(Missing):
            give(wrong)


# -- following up


@pytest.mark.parametrize(
    ("said", "opened"),
    [
        ({}, 0),
        ({"venue": 3}, 0),
        ({"venue": 2}, 1),
        ({"solved": "partly"}, 1),
        ({"solved": "unsolved"}, 1),
        ({"solved": "no_question"}, 0),
        ({"wants_contact": True, "missing": "想要清单"}, 0),
        ({"venue": 2, "wants_contact": True}, 1),
    ],
)
def test_what_opens_a_case(app: Flask, said: dict[str, object], opened: int) -> None:
    _seminar, (token,) = make_closed_seminar()
    give(token, **said)
    assert len(db.session.scalars(select(Case)).all()) == opened


def test_a_case_is_opened_once_however_often_the_answer_is_changed(app: Flask) -> None:
    owner = make_staff("organizer")
    seminar, (token,) = make_closed_seminar(officer_id=owner.id)
    for missing in ("清单", "清单", "要一份清单"):
        give(token, solved="unsolved", missing=missing)
    case = db.session.scalars(select(Case)).one()
    assert (case.officer_id, case.series, case.about) == (owner.id, "zhongshan", f"seminar:{seminar.id}")
    assert [entry.kind for entry in case.entries] == ["note", "opened"]
    asker = queries.own_case(token)
    assert asker is not None and cases.by_link(cases.link(asker).rsplit("/", 1)[-1]).case_id == case.id


def test_feedback_put_right_closes_its_case_and_put_wrong_again_opens_it(app: Flask) -> None:
    """F-1, F-2: what was said stays, and the name goes with the wish to be called."""
    _seminar, (token,) = make_closed_seminar()
    said = {"overall": 1, "solved": "unsolved", "missing": "没讲我的问题"}
    give(token, **said, wants_contact=True)
    for _again in range(2):
        give(token)
    case = db.session.scalars(select(Case)).one()
    assert (case.state, case.title, case.text, names()) == ("closed", "没讲我的问题", "没讲我的问题", [])
    assert case.closing is not None and case.closing.how == "taken_back"
    give(token, **said)
    db.session.expire_all()
    assert (case.state, [entry.kind for entry in case.entries]) == ("open", ["unsolved", "closed", "opened"])


def test_what_the_form_no_longer_shows_does_not_keep_a_case_open(app: Flask, client: Client) -> None:
    """Only the scores are changed; the box that was ticked before is hidden, and sent all the same."""
    _seminar, (token,) = make_closed_seminar()
    bad = {"overall": "2", "solved": "unsolved", "missing": "没讲我的问题", "contact": "y"}
    client.post(f"/f/{token}", data=CONTENT | bad)
    assert names()
    hidden = filled_in(client.get(f"/f/{token}").text) | CONTENT
    assert (hidden["missing"], hidden["contact"]) == ("没讲我的问题", "y")
    client.post(f"/f/{token}", data=hidden)
    db.session.expire_all()
    case = db.session.scalars(select(Case)).one()
    assert (case.state, names()) == ("closed", [])
    assert db.session.scalars(select(FeedbackAnswer.missing)).one() == ""


def test_a_case_that_staff_closed_is_not_opened_by_another_wish(app: Flask) -> None:
    _seminar, (token,) = make_closed_seminar()
    give(token, solved="unsolved", missing="清单")
    case = db.session.scalars(select(Case)).one()
    with transaction():
        close_case(case_id=case.id, staff_id=make_staff("officer").id, how="nobody", reason="清单已公布")
    give(token, solved="unsolved", missing="清单", wish="课件早点发")
    db.session.expire_all()
    assert case.state == "closed"


@pytest.mark.parametrize(
    ("before", "after", "opens"),
    [
        ({"overall": 2}, {"overall": 2, "solved": "unsolved"}, True),
        ({"solved": "partly"}, {"solved": "unsolved"}, True),
        ({"overall": 2}, {"overall": 1}, True),
        ({"overall": 2, "missing": "清单"}, {"overall": 2, "missing": "清单是旧的"}, True),
        (
            {"overall": 2, "wants_contact": True},
            {"overall": 2, "wants_contact": True, "solved": "unsolved", "missing": "清单"},
            True,
        ),
        ({"overall": 2}, {"overall": 2, "wants_contact": True}, True),
        ({"solved": "unsolved"}, {"solved": "partly"}, False),
        ({"overall": 1}, {"overall": 2}, False),
        ({"overall": 2, "missing": "清单"}, {"overall": 2, "missing": "清单", "content": 4}, False),
        ({"overall": 2, "wants_contact": True}, {"overall": 2}, False),
    ],
)
def test_a_new_complaint_opens_the_case_that_staff_closed(
    app: Flask, before: dict[str, object], after: dict[str, object], opens: bool
) -> None:
    """F-2: what was said before the closing, or less, leaves it closed."""
    _seminar, (token,) = make_closed_seminar()
    give(token, **before)
    case = db.session.scalars(select(Case)).one()
    how = "confirmed" if "wants_contact" in before else "nobody"
    with transaction():
        close_case(case_id=case.id, staff_id=make_staff("officer").id, how=how, reason="已寄出")
    for _again in range(2):
        give(token, **after)
    db.session.expire_all()
    assert case.state == ("open" if opens else "closed")
    assert case.text == after.get("missing", "")
    assert [entry.kind for entry in case.entries].count("unsolved") == int(opens)


@pytest.mark.parametrize(
    ("own", "agent"), [("", "拱北某报关行"), ("li@firm.example", "拱北某报关行"), ("", "")]
)
def test_an_invitation_in_the_mailbox_of_a_broker_says_whose_it_is(app: Flask, own: str, agent: str) -> None:
    seminar = make_seminar()
    people = [PersonInput(name="李晓雯", phone=next_phone(), email=own)]
    registration = make_registration(seminar, people=people, firm="珠海市牛头示例贸易有限公司", agent=agent)
    attend(registration.attendees[0])
    close(seminar)
    with transaction():
        db.session.execute(delete(Letter).where(Letter.kind != "feedback/invitation"))
    send_all(app)
    (mail,) = delivered(app.extensions["seminars.settings"])
    body = mail.get_body(("plain",))
    assert body is not None and "参会企业：珠海市牛头示例贸易有限公司" in body.get_content()
    is_brokers = bool(agent) and not own
    assert ("珠海市牛头示例贸易有限公司" in str(mail["Subject"])) == is_brokers
    assert ("请把这封信转给" in body.get_content()) == is_brokers
    assert (agent if is_brokers else "李晓雯") in str(mail["To"])


def test_a_follow_up_has_ten_working_days(app: Flask) -> None:
    """Without a calendar of holidays only weekends are off: Monday 23 November, due on Monday 7 December at six."""
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        _seminar, (token,) = make_closed_seminar()
        give(token, overall=1)
    case = db.session.scalars(select(Case)).one()
    assert clock.local(case.due_at).isoformat() == "2026-12-07T18:00:00+08:00"


def test_a_name_stands_on_the_case_only_while_its_owner_wants_it(app: Flask) -> None:
    _seminar, (token,) = make_closed_seminar()
    give(token, solved="unsolved", missing="清单")
    assert not names()
    give(token, solved="unsolved", missing="清单", wants_contact=True)
    assert names()
    assert db.session.scalars(select(FeedbackAnswer.missing)).one() == "", "the same words would join the two"
    give(token, solved="unsolved", missing="清单")
    assert not names()


def names() -> list[str]:
    db.session.expire_all()
    askers = db.session.scalars(select(CaseAsker)).all()
    return [text for asker in askers for text in (asker.name, asker.phone, asker.email) if text]


# -- letters about the case


@pytest.mark.parametrize("own", ["", "li@firm.example"])
@pytest.mark.parametrize("kind", ["cases/answered", "cases/closed", "cases/reopened"])
def test_the_mailbox_of_a_broker_reads_for_which_firm_a_letter_is(app: Flask, own: str, kind: str) -> None:
    broker, firm = "拱北某报关行", "珠海市牛头示例贸易有限公司"
    seminar, me = make_seminar(), make_staff("officer").id
    people = [PersonInput(name="李晓雯", phone=next_phone(), email=own)]
    attend(make_registration(seminar, people=people, firm=firm, agent=broker).attendees[0])
    close(seminar)
    give(links(seminar)[0], solved="unsolved", missing="清单", wants_contact=True)
    case = db.session.scalars(select(Case)).one().id
    with transaction():
        if kind == "cases/answered":
            answer_case(case_id=case, staff_id=me, text="三天。")
        else:
            close_case(case_id=case, staff_id=me, how="confirmed", reason="李晓雯电话里说的")
        if kind == "cases/reopened":
            reopen_case(case_id=case, staff_id=me, reason="点错了")
        db.session.execute(delete(Letter).where(Letter.kind != kind))
    send_all(app)
    (mail,) = delivered(app.extensions["seminars.settings"])
    body = mail.get_body(("plain",))
    assert body is not None and f"提问企业：{firm}" in body.get_content()
    assert (firm in str(mail["Subject"])) == (f"代报：{broker}" in body.get_content()) == (not own)
    assert ("李晓雯" if own else broker) in str(mail["To"])


# -- anonymity


def cells(table: type[Base], skip: set[str] = frozenset()) -> Iterator[object]:  # type: ignore[assignment]
    for row in db.session.scalars(select(table)):
        for column in inspect(table).columns:
            if column.key not in skip:
                yield getattr(row, column.key)


def test_nothing_stored_leads_from_a_person_to_an_answer(app: Flask) -> None:
    """No value of an invitation, a case, a log line or a letter is a value of an answer, but those of the whole seminar."""
    seminar, tokens = make_closed_seminar(people=2)
    give(tokens[0], solved="unsolved", missing="一份清单", wish="课件早点发", wants_contact=True)
    give(tokens[1], overall=4)
    answers = db.session.scalars(select(FeedbackAnswer)).all()
    assert {(answer.enterprise_id, answer.district_id) for answer in answers} == {(None, None)}
    known = {answer.answer_key for answer in answers} | {"课件早点发"}
    for table in (FeedbackInvitation, Case, CaseAsker, AuditEntry, Letter, Attendee):
        for cell in cells(table):
            assert not any(value in str(cell) for value in known), f"{table.__tablename__} knows an answer"
    columns = {column.key for column in inspect(FeedbackAnswer).columns}
    assert columns == {
        "answer_key", "seminar_id", "enterprise_id", "district_id", "content", "officers", "venue", "overall",
        "solved", "missing", "wish",
    }  # fmt: skip
    assert not [deed for deed in db.session.scalars(select(AuditEntry.deed)) if deed.startswith("feedback")]
    assert seminar.id == answers[0].seminar_id


def test_an_answer_is_filed_under_a_firm_only_in_a_crowd_of_five(app: Flask) -> None:
    small, big = make_seminar(enterprise_limit=5), make_seminar(enterprise_limit=5)
    make_team(small, ["李晓雯", "陈志豪", "黄嘉欣", "周思敏"])
    make_team(big, ["李晓雯", "陈志豪", "黄嘉欣", "周思敏", "黎泳仪"])
    for seminar in (small, big):
        close(seminar)
        give(links(seminar)[0])
    filed = dict(db.session.execute(select(FeedbackAnswer.seminar_id, FeedbackAnswer.enterprise_id)).all())
    assert filed[small.id] is None and filed[big.id] is not None


# -- results


def test_fewer_than_five_answers_are_only_counted(app: Flask) -> None:
    seminar, tokens = make_closed_seminar(people=5)
    for token in tokens[:4]:
        give(token, wish="课件早点发")
    found = queries.results(seminar.id)
    assert (found.sent, found.received, found.is_shown) == (5, 4, False)
    assert not (found.scales or found.comments or found.solved or found.townships or found.enterprises)
    assert queries.mean(seminar.id) == (4, None)


def test_five_answers_are_shown_with_the_unsolved_first_and_no_firm_alone(app: Flask) -> None:
    seminar, tokens = make_closed_seminar(people=5)
    said = [
        {"overall": 5, "wish": "好"},
        {"overall": 2, "wish": "话筒断续"},
        {"overall": 4, "solved": "unsolved", "missing": "还差清单"},
        {"overall": 4},
        {"overall": 5},
    ]
    for token, words in zip(tokens, said, strict=True):
        give(token, **words)
    found = queries.results(seminar.id)
    assert dict(found.scales["overall"].counts) == {1: 0, 2: 1, 3: 0, 4: 2, 5: 2}
    assert [comment.text for comment in found.comments] == ["还差清单", "话筒断续", "好"]
    assert [(group.name, group.is_rest, len(group.scores)) for group in found.enterprises] == [("", True, 5)]
    assert queries.mean(seminar.id) == (5, 4.0)
