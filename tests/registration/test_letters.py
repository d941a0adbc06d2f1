"""What the letters say, in both languages, with text and pictures; and who gets one (B1, B2, D8)."""

import io
import re
from datetime import timedelta

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.news import tell
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Registration
from seminars.schedule import service as schedule_service
from seminars.schedule.models import Seminar
from seminars.schedule.news import SeminarCancelled, SeminarMoved
from seminars.schedule.service import Move
from tests.builders.registration import make_people, make_registration
from tests.builders.schedule import make_city, make_district, make_seminar, make_venue
from tests.statements import statements


def latest(kind: str) -> Letter:
    return db.session.scalars(
        select(Letter).where(Letter.kind == f"registration/{kind}").order_by(Letter.id.desc())
    ).first() or pytest.fail(f"no letter {kind}")


def written(kind: str) -> compose.Written:
    found = compose.write(latest(kind))
    assert found is not None
    return found


def words_of(html: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", html)


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar(
        title_zh="年度问题回顾",
        title_en="The year in questions",
        venue=make_venue(name_zh="斗门报告厅", name_en="Doumen Auditorium", weak_signal=True),
    )


def test_the_confirmation_works_without_pictures_and_with_them(seminar: Seminar) -> None:
    registration = make_registration(seminar, questions=[("养殖场备案多久能办好？", "")])
    letter = written("confirmed")
    assert letter.subject.startswith("报名成功：")
    assert "年度问题回顾" in letter.subject
    for body in (letter.text, words_of(letter.html)):
        for person in queries.passes(registration):
            assert person.code in body
            assert person.person.name in body
        for told in (
            "斗门报告厅",
            "养殖场备案多久能办好？",
            queries.link_address(registration),
            "14:00",
            "接下来",
        ):
            assert told in body
    read = [
        zxingcpp.read_barcodes(Image.open(io.BytesIO(one.content)).convert("L"))[0].text
        for one in letter.draft.attachments
        if one.content_id
    ]
    assert read == [queries.ticket_address(one.ticket) for one in queries.passes(registration)]
    for one in letter.draft.attachments:
        assert not one.content_id or f"cid:{one.content_id}" in letter.html


def test_the_confirmation_in_english(seminar: Seminar) -> None:
    make_registration(seminar, language="en")
    letter = written("confirmed")
    assert letter.subject.startswith("Registered: ")
    assert "The year in questions" in letter.subject
    assert "Doumen Auditorium" in letter.text
    assert not re.search("[一-鿿]", letter.subject)


def test_a_name_stays_a_name(seminar: Seminar) -> None:
    """D8: what looks like markup is shown as it is."""
    registration = make_registration(
        seminar, firm="<a href=//e>示例</a>厂".replace("<", "【").replace(">", "】")
    )
    with transaction():
        registration.enterprise.name = "<b>**示例**</b>{token}%(x)s厂"
    letter = written("confirmed")
    assert "<b>**示例**</b>{token}%(x)s厂" in letter.text
    assert "&lt;b&gt;**示例**&lt;/b&gt;{token}%(x)s厂" in letter.html


def test_changes_are_told_with_the_codes_as_they_are_now(seminar: Seminar) -> None:
    registration = make_registration(seminar)
    old = queries.passes(registration)[0].code
    newcomer = make_people(("王芳",))[0]
    with transaction():
        service.hand_over(attendee_id=registration.attendees[0].id, name="王芳", phone=newcomer.phone)
    letter = written("changed")
    assert "名单有变" in letter.subject
    assert "王芳" in letter.text
    assert old not in letter.text
    assert queries.passes(registration)[0].code in letter.text


def test_the_cancellation_gives_the_reason(seminar: Seminar) -> None:
    registration = make_registration(seminar)
    with transaction():
        service.cancel(registration_id=registration.id, reason="重复报名", by_staff=True)
    letter = written("cancelled")
    assert "报名已取消" in letter.subject
    assert "重复报名" in letter.text
    assert compose.write(latest("confirmed")) is None, "a ticket that is dead is not sent any more"


def test_a_move_is_told_once_with_old_and_new_and_the_same_codes(seminar: Seminar) -> None:
    """B1."""
    registration = make_registration(seminar)
    make_registration(seminar, email="")
    code = queries.passes(registration)[0].code
    old, old_end = seminar.starts_at, seminar.ends_at
    for _repeat in range(2):
        with transaction():
            moved = db.session.get_one(Seminar, seminar.id)
            moved.starts_at, moved.ends_at = old + timedelta(days=2), old + timedelta(days=2, hours=2)
            moved.move_reason, moved.sequence = "会场临时征用", 1
            tell(SeminarMoved(moved, old, old_end, "石岐会堂"))
    kinds = db.session.scalars(select(Letter.kind).where(Letter.kind == "registration/moved")).all()
    assert len(kinds) == 1
    letter = written("moved")
    for told in (
        f"{clock.local(old).day}日",
        f"{clock.local(seminar.starts_at).day}日",
        "石岐会堂",
        "斗门报告厅",
        "会场临时征用",
        code,
    ):
        assert told in letter.text
    assert "能来，保留座位" in letter.text and "/keep" in letter.text
    assert queries.link_address(registration) in letter.text


def test_a_cancelled_seminar_is_told_once_and_waiting_letters_are_taken_back(seminar: Seminar) -> None:
    """B2."""
    make_registration(seminar)
    gone = make_registration(seminar)
    with transaction():
        service.cancel(registration_id=gone.id)
    for _repeat in range(2):
        with transaction():
            cancelled = db.session.get_one(Seminar, seminar.id)
            cancelled.state, cancelled.cancel_reason = "cancelled", "台风"
            tell(SeminarCancelled(cancelled))
    states = db.session.execute(select(Letter.kind, Letter.state).order_by(Letter.id)).all()
    told = [state for kind, state in states if kind == "registration/seminar_cancelled"]
    assert told == ["queued"]
    assert {state for kind, state in states if kind == "registration/confirmed"} == {"withdrawn"}
    assert "台风" in written("seminar_cancelled").text


def test_telling_everyone_takes_the_same_few_statements_for_one_and_for_six(seminar: Seminar) -> None:
    counts = [
        _statements_to_tell(seminar, sequence)
        for sequence in range(2)
        if make_registrations(seminar, 1 + 4 * sequence)
    ]
    assert counts[0] == counts[1] <= 5
    assert (
        len(db.session.scalars(select(Letter.id).where(Letter.kind == "registration/moved")).all()) == 1 + 6
    )


def make_registrations(seminar: Seminar, number: int) -> list[Registration]:
    return [make_registration(seminar, names=("李晓雯",)) for _firm in range(number)]


def _statements_to_tell(seminar: Seminar, sequence: int) -> int:
    with transaction():
        moved = db.session.get_one(Seminar, seminar.id)
        moved.sequence = sequence
        db.session.flush()
        with statements() as sent:
            service.seminar_moved(SeminarMoved(moved, moved.starts_at, moved.ends_at, ""))
    return len(sent)


def test_lost_links_are_all_in_one_letter(seminar: Seminar) -> None:
    first = make_registration(seminar)
    second = make_registration(make_seminar())
    with transaction():
        service.cancel(registration_id=make_registration(seminar).id)
        service.send_links(email="GUANWU@douling.example")
    text = written("links").text
    for one in (first, second):
        assert queries.link_address(one) in text
    assert text.count("/r/") == 2


def test_an_english_letter_of_a_move_names_the_old_place_in_english_and_only_if_it_is_another(
    seminar: Seminar,
) -> None:
    make_registration(seminar, language="en")
    hall, other = seminar.venue, make_venue(name_zh="石岐报告厅", name_en="Shiqi Auditorium")
    assert hall is not None
    starts, ends = seminar.starts_at + timedelta(days=1), seminar.ends_at + timedelta(days=1)
    for venue, change in ((hall, ""), (other, "Doumen Auditorium → Shiqi Auditorium")):
        with transaction():
            schedule_service.move(seminar_id=seminar.id, to=Move(starts, ends, venue.id, "台风"))
        letter = written("moved")
        assert ("Place: " in letter.text) == bool(change)
        assert change in letter.text and "斗门报告厅 →" not in letter.text


def test_who_need_not_come_is_not_told_when_the_doors_open(seminar: Seminar) -> None:
    registration = make_registration(seminar)
    make_registration(seminar)
    assert "起签到" in written("confirmed").text
    with transaction():
        service.cancel(registration_id=registration.id)
    with transaction():
        schedule_service.cancel(seminar_id=seminar.id, reason="台风")
    for kind in ("cancelled", "seminar_cancelled"):
        letter = written(kind)
        assert "年度问题回顾" in letter.text
        assert "起签到" not in letter.text + letter.html, kind


def test_a_letter_of_a_move_says_the_township_of_the_new_hall(app: Flask, seminar: Seminar) -> None:
    """S7: 斗门 and 金湾 are an hour apart, and a hall's name need not say so; Chinese text has Chinese colons."""
    make_city("zhuhai")
    hall = make_venue(
        make_district("zh-jinwan", city_slug="zhuhai", name_zh="金湾区"),
        name_zh="大礼堂",
        address="机场东路1号",
    )
    make_registration(seminar)
    to = Move(seminar.starts_at, seminar.ends_at, hall.id, "原会场检修")
    with transaction():
        schedule_service.move(seminar_id=seminar.id, to=to)
    letter = written("moved")
    for body in (letter.text, words_of(letter.html)):
        assert "斗门报告厅" in body and "大礼堂（珠海市金湾区）" in body and "珠海市金湾区机场东路1号" in body
    assert "地点：斗门报告厅" in letter.text and "能来，保留座位：" in letter.text
