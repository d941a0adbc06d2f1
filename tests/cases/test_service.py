"""A case is promised once, handed over without a gap, and closed by the one who asked (Q5, D-18, F-2)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.cases import queries, rules, service
from seminars.cases.models import Case, CaseAsker, CaseEntry
from seminars.cases.queries import Reader
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.core.errors import Missing
from seminars.outbox.models import Letter
from tests.builders.cases import make_case
from tests.builders.outbox import delivered, send_all
from tests.builders.schedule import make_staff


def do(deed: Callable[..., Any], **arguments: Any) -> Any:
    """One deed in a transaction of its own."""
    with transaction():
        return deed(**arguments)


def fresh(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def count(model: type[Case] | type[CaseAsker] | type[Letter]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def kinds(case: Case) -> list[str]:
    """The log, oldest first."""
    rows = select(CaseEntry.kind).where(CaseEntry.case_id == case.id).order_by(CaseEntry.id)
    return list(db.session.scalars(rows))


def test_one_origin_is_one_case(app: Flask) -> None:
    first, second = make_case(origin="question_group:7"), make_case(origin="question_group:7")
    assert (first.id, count(Case), count(CaseAsker)) == (second.id, 1, 1)


def test_adding_an_asker_again_only_corrects_who_it_is(app: Flask) -> None:
    case = make_case()
    do(service.add_asker, case_id=case.id, key="question:1", name="陈志豪", email="old@firm.example")
    do(service.add_asker, case_id=case.id, key="question:1", name="", email="")
    assert [(asker.name, asker.email) for asker in fresh(case).askers][1:] == [("", "")]


# -- answering


def test_an_answer_is_posted_to_each_asker_with_an_address_once(app: Flask) -> None:
    officer = make_staff("officer").id
    case = make_case(contact_email="a@firm.example")
    do(service.add_asker, case_id=case.id, key="question:2", email="b@firm.example")
    do(service.add_asker, case_id=case.id, key="question:3")
    for _again in range(2):
        do(service.answer, case_id=case.id, staff_id=officer, text="三个工作日补办。")
    sent = db.session.scalars(select(Letter.to_address).where(Letter.kind == "cases/answered")).all()
    assert sorted(sent) == ["a@firm.example", "b@firm.example"]
    assert (fresh(case).state, kinds(case)) == ("answered", ["opened", "answered"])


def test_a_corrected_answer_goes_out_again(app: Flask) -> None:
    officer, case = make_staff("officer").id, make_case()
    for text in ("两天。", "三天。"):
        do(service.answer, case_id=case.id, staff_id=officer, text=text)
    assert (fresh(case).answer, count(Letter)) == ("三天。", 2)


# -- handing over


def test_a_handed_over_case_stays_with_the_first_officer_until_the_other_accepts(app: Flask) -> None:
    """Q5: the clock is not touched either."""
    first, second = make_staff("officer", name="何志远"), make_staff("officer", name="林晓岚")
    case = make_case(officer_id=first.id)
    due = case.due_at
    do(service.hand_over, case_id=case.id, staff_id=first.id, to_id=second.id, reason="设备归您")
    case = fresh(case)
    assert (case.officer_id, case.handed_to_id, case.due_at) == (first.id, second.id, due)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        do(service.accept, case_id=case.id, staff_id=second.id)
    case = fresh(case)
    assert (case.officer_id, case.handed_to_id, case.first_officer_id) == (second.id, None, first.id)
    assert (case.due_at, kinds(case)) == (due, ["opened", "handed", "accepted"])


def test_the_colleague_who_is_to_take_over_gets_one_letter(app: Flask) -> None:
    first, second = make_staff("officer", name="何志远"), make_staff("officer", name="林晓岚")
    case = make_case(officer_id=first.id)
    do(service.hand_over, case_id=case.id, staff_id=first.id, to_id=second.id, reason="设备归您")
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_address, letter.series) == ("cases/handed", second.email, "zhongshan")
    do(service.accept, case_id=case.id, staff_id=second.id)
    assert send_all(app) == 1
    body = delivered(app.extensions["seminars.settings"])[0].get_body(("plain",))
    assert body is not None
    text = body.get_content()
    for words in ("何志远转给您：设备归您", case.title, f"/staff/cases/{case.id}"):
        assert words in text
    assert "李晓雯" not in text and "13800138000" not in text


def test_a_declined_case_goes_nowhere(app: Flask) -> None:
    first, second = make_staff("officer"), make_staff("officer")
    case = make_case(officer_id=first.id)
    do(service.hand_over, case_id=case.id, staff_id=first.id, to_id=second.id, reason="设备归您")
    do(service.give_back, case_id=case.id, staff_id=second.id, reason="不归我")
    case = fresh(case)
    assert (case.officer_id, case.handed_to_id) == (first.id, None)
    assert case.entries[0].text == "不归我"


@pytest.mark.parametrize("way", ["twice", "to_self", "to_helper", "to_other_series", "answered"])
def test_a_hand_over_is_refused_by_name(app: Flask, way: str) -> None:
    first, second = make_staff("officer"), make_staff("officer", "zhongshan")
    case = make_case(officer_id=first.id)
    to = {
        "to_self": first,
        "to_helper": make_staff("helper"),
        "to_other_series": make_staff("officer", "zhuhai"),
    }.get(way, second)
    if way == "twice":
        do(service.hand_over, case_id=case.id, staff_id=first.id, to_id=second.id, reason="一")
    if way == "answered":
        do(service.answer, case_id=case.id, staff_id=first.id, text="好。")
    with pytest.raises(service.CaseRefusal) as refused:
        do(service.hand_over, case_id=case.id, staff_id=first.id, to_id=to.id, reason="二")
    assert refused.value.code == {
        "twice": "pending",
        "to_self": "same_officer",
        "answered": "closed",
    }.get(way, "no_officer")


def test_nobody_takes_what_was_not_offered_to_them(app: Flask) -> None:
    first, second, third = (make_staff("officer") for _ in range(3))
    case = make_case(officer_id=first.id)
    do(service.hand_over, case_id=case.id, staff_id=first.id, to_id=second.id, reason="设备归您")
    for deed, more in ((service.accept, {}), (service.give_back, {"reason": "不要"})):
        with pytest.raises(service.CaseRefusal) as refused:
            do(deed, case_id=case.id, staff_id=third.id, **more)
        assert refused.value.code == "not_pending"


# -- closing


def test_three_logged_tries_close_a_case_and_two_do_not(app: Flask) -> None:
    """F-2."""
    officer, case = make_staff("officer").id, make_case()
    start = clock.now()
    for number in range(3):
        with time_machine.travel(start + number * rules.APART, tick=False):
            for _twice in range(2):
                do(service.log_contact, case_id=case.id, staff_id=officer, text="无人接听")
                if number < 2:
                    refuse_unreachable(case, officer)
    do(service.close, case_id=case.id, staff_id=officer, how=rules.UNREACHABLE)
    assert fresh(case).state == "closed"


def refuse_unreachable(case: Case, officer: int) -> None:
    with pytest.raises(rules.ClosingRefusal) as refused:
        do(service.close, case_id=case.id, staff_id=officer, how=rules.UNREACHABLE)
    assert refused.value.code == "attempts"


def test_each_of_several_askers_is_tried_three_times(app: Flask) -> None:
    officer, case = make_staff("officer").id, make_case()
    other = do(service.add_asker, case_id=case.id, key="question:2", phone="+8613900139000").id
    one, start = fresh(case).askers[0].id, clock.now()
    with pytest.raises(service.CaseRefusal) as refused:
        do(service.log_contact, case_id=case.id, staff_id=officer, text="无人接听")
    assert refused.value.code == "whom"
    for number, asker in enumerate((one, one, one, other, other)):
        with time_machine.travel(start + number * rules.APART, tick=False):
            do(service.log_contact, case_id=case.id, staff_id=officer, asker_id=asker, text="无人接听")
    refuse_unreachable(case, officer)
    with time_machine.travel(start + 9 * rules.APART, tick=False):
        do(service.log_contact, case_id=case.id, staff_id=officer, asker_id=other, text="无人接听")
    do(service.close, case_id=case.id, staff_id=officer, how=rules.UNREACHABLE)
    assert fresh(case).state == "closed"


def test_the_ground_of_a_closing_is_kept_told_to_each_asker_and_not_replaced_by_a_second_one(
    app: Flask,
) -> None:
    officer, case = make_staff("officer").id, make_case(contact_email="a@firm.example")
    do(service.add_asker, case_id=case.id, key="question:2", email="b@firm.example")
    with pytest.raises(rules.ClosingRefusal) as silent:
        do(service.close, case_id=case.id, staff_id=officer, how=rules.CONFIRMED)
    assert silent.value.code == "reason", "who says so?"
    do(service.close, case_id=case.id, staff_id=officer, how=rules.CONFIRMED, reason="周思敏电话确认")
    with pytest.raises(service.CaseRefusal) as second:
        do(service.close, case_id=case.id, staff_id=officer, how=rules.OTHER, reason="重复立项")
    assert second.value.code == "closed"
    closing = fresh(case).closing
    assert closing is not None and (closing.how, closing.text, closing.staff_id) == (
        "confirmed",
        "周思敏电话确认",
        officer,
    )
    noted = db.session.scalars(select(AuditEntry.details).where(AuditEntry.deed == "case.closed")).one()
    assert noted["how"] == "confirmed"
    sent = db.session.scalars(select(Letter.to_address).where(Letter.kind == "cases/closed")).all()
    assert sorted(sent) == ["a@firm.example", "b@firm.example"]
    assert send_all(app) == 2
    body = delivered(app.extensions["seminars.settings"])[0].get_body(("plain",))
    assert body is not None and "工作人员记录，企业已确认解决" in body.get_content()
    assert "/c/" in body.get_content() and "周思敏" not in body.get_content(), (
        "the word of one is not for the other"
    )


def test_feedback_closes_by_the_word_of_its_author_or_three_tries_and_not_for_another_reason(
    app: Flask,
) -> None:
    """F-2: neither an answer nor its repetition is a confirmation, and the letter says who wrote it down."""
    officer, case = make_staff("officer").id, make_case(origin="feedback:a")
    do(service.answer, case_id=case.id, staff_id=officer, text="好。")
    do(service.say_unsolved, asker_id=fresh(case).askers[0].id, words="还没有")
    do(service.answer, case_id=case.id, staff_id=officer, text="再答一次。")
    for how, reason, code in (
        (rules.OTHER, "不用跟进", "way"),
        (rules.NOBODY, "没有人", "way"),
        (rules.CONFIRMED, " ", "reason"),
        (rules.UNREACHABLE, "", "attempts"),
    ):
        with pytest.raises(rules.ClosingRefusal) as refused:
            do(service.close, case_id=case.id, staff_id=officer, how=how, reason=reason)
        assert (refused.value.code, fresh(case).state) == (code, "answered")
    said = "李晓雯今天上午电话里说已办好"
    do(service.close, case_id=case.id, staff_id=officer, how=rules.CONFIRMED, reason=said)
    send_all(app)
    bodies = [mail.get_body(("plain",)) for mail in delivered(app.extensions["seminars.settings"])]
    (told,) = [body.get_content() for body in bodies if body and said in body.get_content()]
    assert "工作人员记录，企业已确认解决" in told


@pytest.mark.parametrize("origin", ["feedback:a", "question_group:1"])
def test_where_nobody_can_be_asked_nothing_is_confirmed(app: Flask, origin: str) -> None:
    officer = make_staff("officer").id
    case = make_case(origin=origin, contact_name="", contact_phone="", contact_email="")
    do(service.add_asker, case_id=case.id, key=origin)
    for how in (rules.CONFIRMED, rules.UNREACHABLE):
        with pytest.raises(rules.ClosingRefusal) as refused:
            do(service.close, case_id=case.id, staff_id=officer, how=how, reason="企业说好了")
        assert refused.value.code == "way"
    with pytest.raises(rules.ClosingRefusal) as silent:
        do(service.close, case_id=case.id, staff_id=officer, how=rules.NOBODY, reason="")
    assert silent.value.code == "reason"
    do(service.close, case_id=case.id, staff_id=officer, how=rules.NOBODY, reason="已换话筒")
    closing = fresh(case).closing
    assert closing is not None and (closing.how, closing.text) == ("nobody", "已换话筒")


def test_another_reason_must_be_written_down(app: Flask) -> None:
    officer, case = make_staff("officer").id, make_case()
    with pytest.raises(rules.ClosingRefusal) as refused:
        do(service.close, case_id=case.id, staff_id=officer, how=rules.OTHER, reason=" ")
    assert refused.value.code == "reason"
    for _again in range(2):
        do(service.close, case_id=case.id, staff_id=officer, how=rules.OTHER, reason="重复立项")
    assert kinds(case) == ["opened", "closed"]


@pytest.mark.parametrize("deed", ["answer", "log_contact"])
def test_a_closed_case_is_reopened_before_anything_else(app: Flask, deed: str) -> None:
    officer, case = make_staff("officer").id, make_case()
    do(service.close, case_id=case.id, staff_id=officer, how=rules.OTHER, reason="重复立项")
    with pytest.raises(service.CaseRefusal) as refused:
        do(getattr(service, deed), case_id=case.id, staff_id=officer, text="补充")
    assert refused.value.code == "closed"
    do(service.reopen, case_id=case.id, staff_id=officer, reason="企业又来电")
    do(getattr(service, deed), case_id=case.id, staff_id=officer, text="补充")
    with pytest.raises(service.CaseRefusal) as refused:
        do(service.reopen, case_id=make_case().id, staff_id=officer, reason="没有关")
    assert refused.value.code == "not_closed"


# -- what the askers say


def test_a_case_closes_when_everyone_who_waits_is_content(app: Flask) -> None:
    officer, case = make_staff("officer").id, make_case()
    do(service.add_asker, case_id=case.id, key="question:2", email="b@firm.example")
    do(service.answer, case_id=case.id, staff_id=officer, text="好。")
    one, two = [asker.id for asker in fresh(case).askers]
    do(service.say_solved, asker_id=one)
    do(service.say_solved, asker_id=one)
    assert fresh(case).state == "answered"
    do(service.say_solved, asker_id=two)
    assert (fresh(case).state, kinds(case)) == (
        "closed",
        ["opened", "answered", "solved", "solved", "closed"],
    )


def test_not_solved_opens_the_case_again_with_a_new_deadline(app: Flask) -> None:
    officer, case = make_staff("officer").id, make_case()
    do(service.answer, case_id=case.id, staff_id=officer, text="好。")
    asker = fresh(case).askers[0].id
    do(service.say_solved, asker_id=asker)
    with time_machine.travel(clock.now() + timedelta(days=20)):
        do(service.say_unsolved, asker_id=asker, words="还是办不了")
        do(service.say_unsolved, asker_id=asker, words="还是办不了")
        case = fresh(case)
        assert (case.state, case.answered_at, case.closed_at) == ("open", None, None)
        assert case.due_at > clock.now()
    assert kinds(case)[-1] == "unsolved" and kinds(case).count("unsolved") == 1
    do(service.answer, case_id=case.id, staff_id=officer, text="好。")
    assert count(Letter) == 2, "the same words after a reopening are a new answer"


def test_saying_solved_before_there_is_an_answer_changes_nothing(app: Flask) -> None:
    case = make_case()
    do(service.say_solved, asker_id=case.askers[0].id)
    assert (fresh(case).state, kinds(case)) == ("open", ["opened"])


def test_every_deed_is_in_the_audit_log_without_the_words_of_the_enterprise(app: Flask) -> None:
    officer, case = make_staff("officer").id, make_case()
    do(service.log_contact, case_id=case.id, staff_id=officer, text="打给李晓雯")
    do(service.answer, case_id=case.id, staff_id=officer, text="好。")
    do(service.close, case_id=case.id, staff_id=officer, how=rules.CONFIRMED, reason="李晓雯电话确认")
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.deed for entry in entries] == [
        "case.opened",
        "case.contact",
        "case.answered",
        "case.closed",
    ]
    assert {(entry.subject, entry.series) for entry in entries} == {
        (f"follow_up_case:{case.id}", "zhongshan")
    }
    assert "李晓雯" not in str([entry.details for entry in entries])


def test_what_is_said_once_more_stands_once_in_the_history(app: Flask) -> None:
    case, staff = make_case(), make_staff("officer").id
    do(service.answer, case_id=case.id, staff_id=staff, text="好。")
    do(service.say_unsolved, asker_id=fresh(case).askers[0].id, words="还缺一份清单")
    do(service.reword, case_id=case.id, title="反馈", text="还缺一份清单")
    assert [entry.text for entry in fresh(case).entries].count("还缺一份清单") == 1
    do(service.reword, case_id=case.id, title="反馈", text="还缺两份清单")
    assert fresh(case).entries[0].text == "还缺两份清单"


# -- reading


def test_what_hurts_most_comes_first(app: Flask) -> None:
    me = make_staff("officer")
    now = clock.now()
    late, soon, later = (
        make_case(officer_id=me.id, due_at=now + timedelta(days=days)).id for days in (-9, 1, 8)
    )
    done = make_case(officer_id=me.id, due_at=now - timedelta(days=30))
    do(service.answer, case_id=done.id, staff_id=me.id, text="好。")
    seen = queries.cases(Reader(me.id, None), view="all", now=now).items
    assert [case.id for case in seen] == [late, soon, later, done.id]


def test_an_officer_sees_only_their_own_and_what_is_offered_to_them(app: Flask) -> None:
    me, other = make_staff("officer"), make_staff("officer")
    mine, offered = make_case(officer_id=me.id), make_case(officer_id=other.id)
    make_case(officer_id=other.id)
    do(service.hand_over, case_id=offered.id, staff_id=other.id, to_id=me.id, reason="归您")
    reader, now = Reader(me.id, ()), clock.now()
    assert {case.id for case in queries.cases(reader, view="all", now=now).items} == {mine.id, offered.id}
    found = queries.counts(reader, now)
    assert (found["mine"], found["handed"], found["all"], found["closed"]) == (2, 1, 2, 0)
    assert queries.counts(Reader(me.id, ("zhuhai",)), now)["all"] == 2
    assert queries.counts(Reader(me.id, ("zhongshan",)), now)["all"] == 3


def test_a_link_of_another_purpose_opens_no_case(app: Flask) -> None:
    """H7."""
    asker = make_case().askers[0]
    token = queries.link(asker).rsplit("/", 1)[-1]
    assert queries.by_link(token).id == asker.id
    for wrong in (token[::-1], "", asker.nonce, asker.digest):
        with pytest.raises(Missing):
            queries.by_link(wrong)
