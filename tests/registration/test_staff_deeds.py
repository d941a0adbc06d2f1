"""What staff do for a caller: register, note, correct, take one away, move to another seminar (R7)."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.i18n import day
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.questions.models import Question
from seminars.registration import queries, service
from seminars.registration.models import Attendee, Registration
from seminars.registration.rules import AlreadyRegistered, NoLongerLive, SameSeminar, TooFewSeats
from seminars.schedule.models import Seminar
from tests.builders.registration import make_people, make_registration, make_waiting, next_phone, typed
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient

HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar(series=make_series("zhuhai", name_zh="珠海系列"))


def base(seminar: Seminar) -> str:
    return f"/staff/seminars/{seminar.id}/registrations"


def only() -> Registration:
    db.session.rollback()
    return queries.get(db.session.scalars(select(Registration.id)).one())


def test_a_caller_without_an_address_hears_the_code(staff_client: StaffClient, seminar: Seminar) -> None:
    """A1: the same form sent twice is one registration with one note."""
    form = typed(note=f"下午再打 {HOSTILE}") | {"questions-0-text": "退运怎么申报？"}
    client = staff_client()
    first = client.post(f"{base(seminar)}/new", data=form)
    again = client.post(f"{base(seminar)}/new", data=form)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    made = only()
    code = queries.passes(made)[0].code
    page = client.get(first.location).text
    assert (made.channel, made.contact_email) == ("hotline", "")
    assert code in page
    assert "<script>alert" not in page
    assert page.count("下午再打") == 1
    assert db.session.scalars(select(Question.channel)).one() == "hotline"
    assert db.session.scalars(select(Letter.id)).all() == []


def test_what_was_typed_for_a_caller_stays_when_refused(staff_client: StaffClient, seminar: Seminar) -> None:
    other = make_registration(seminar, names=("李晓雯",))
    client = staff_client()
    form = typed(people_0_phone=other.attendees[0].phone, note="记得回电")
    answer = client.post(f"{base(seminar)}/new", data=form)
    assert answer.status_code == 422
    assert "已在本期名单上" in answer.text
    assert "记得回电" in answer.text
    unconsented = typed()
    del unconsented["consent"]
    assert "对方同意后勾选" in client.post(f"{base(seminar)}/new", data=unconsented).text


def test_a_known_firm_is_found_while_typing(staff_client: StaffClient, seminar: Seminar) -> None:
    make_registration(seminar, firm="珠海市斗岭示例水产有限公司")
    client = staff_client()
    found = client.post(f"{base(seminar)}/new", data={"enterprise_name": "斗岭", "find": "1"}).text
    assert ">珠海市斗岭示例水产有限公司<" in found
    firm = re.findall(r'name="pick" value="(\d+)"', found)
    picked = client.post(f"{base(seminar)}/new", data={"enterprise_name": "斗岭", "pick": firm})
    assert 'value="珠海市斗岭示例水产有限公司"' in picked.text


def test_a_note_without_words_is_not_written(staff_client: StaffClient, seminar: Seminar) -> None:
    made = make_registration(seminar)
    client = staff_client()
    for words in (" ", "来电改期"):
        client.post(f"{base(seminar)}/{made.id}/notes", data={"text": words})
    db.session.rollback()
    assert [note.text for note in queries.notes(made.id)] == ["来电改期"]


def test_staff_correct_a_person_and_an_empty_number_stays(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    made = make_registration(seminar, names=("李晓雯",))
    person = made.attendees[0]
    number, address = person.phone, f"{base(seminar)}/{made.id}/people/{person.id}"
    client = staff_client()
    assert number[3:] not in client.get(address).text
    assert client.post(address, data={"name": "李小雯"}).status_code == 303
    db.session.rollback()
    assert (person.name, person.phone) == ("李小雯", number)
    assert client.post(address, data={"name": "李小雯", "phone": "12"}).status_code == 422


def test_one_person_is_taken_away_for_a_reason_and_the_last_one_ends_it(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    made = make_registration(seminar)
    client = staff_client()
    for person in list(made.attendees):
        address = f"{base(seminar)}/{made.id}/people/{person.id}/cancel"
        assert client.get(address).status_code == 200
        assert "请写明原因" in client.post(address).text
        assert client.post(address, data={"reason": "活动规模缩小"}).status_code == 303
    db.session.rollback()
    assert (made.state, seminar.seats_taken) == ("cancelled", 0)


def test_a_transfer_takes_everybody_with_new_tickets(staff_client: StaffClient, seminar: Seminar) -> None:
    """Sent twice it moves once."""
    other = make_seminar(series=seminar.series)
    made = make_registration(seminar)
    before = {one.code for one in queries.passes(made)}
    client = staff_client()
    assert client.get(f"{base(seminar)}/{made.id}/transfer").status_code == 200
    answer = client.post(f"{base(seminar)}/{made.id}/transfer", data={"to": str(other.id)})
    assert answer.location.endswith(f"{base(other)}/{made.id}")
    again = client.post(
        f"{base(seminar)}/{made.id}/transfer", data={"to": str(other.id)}, follow_redirects=True
    )
    assert again.request.path == f"{base(other)}/{made.id}"
    assert "已移到另一期，下面是它现在的页面" in again.text, "another tab still showed it in its old place"
    assert client.get(f"{base(make_seminar(series=make_series('zhongshan')))}/{made.id}").status_code == 404
    moved = only()
    db.session.refresh(seminar)
    db.session.refresh(other)
    assert (seminar.seats_taken, other.seats_taken) == (0, 2)
    assert {person.seminar_id for person in moved.attendees} == {other.id}
    assert before.isdisjoint(one.code for one in queries.passes(moved))
    assert len(queries.passes(moved)) == 2


def written(kind: str) -> compose.Written:
    letter = db.session.scalars(select(Letter).where(Letter.kind == f"registration/{kind}")).one()
    return compose.write(letter) or pytest.fail(f"nothing to say in {kind}")


def test_a_transfer_frees_the_old_day_and_brings_the_new_one(app: Flask, seminar: Seminar) -> None:
    """N3: a mail can change one event of a calendar, so there are two; both name both days."""
    other = make_seminar(series=seminar.series, starts_at=seminar.starts_at + timedelta(days=30))
    made = make_registration(seminar)
    with transaction():
        service.transfer(registration_id=made.id, to_seminar_id=other.id)
    for kind, method, about in (("transferred_away", "CANCEL", seminar), ("transferred", "REQUEST", other)):
        letter = written(kind)
        assert letter.draft.calendar is not None and letter.draft.calendar[0] == method
        assert f"UID:seminar-{about.id}@".encode() in letter.draft.calendar[1]
        assert day(about.starts_at) in letter.subject and "名单有变" not in letter.subject
        for body in (letter.text, letter.html):
            assert day(seminar.starts_at) in body and day(other.starts_at) in body
            assert (queries.passes(made)[0].code in body) == (method == "REQUEST")


def test_who_waited_and_is_transferred_reads_nothing_of_old_codes(app: Flask) -> None:
    full = make_seminar(capacity=1)
    make_registration(full, names=("黎泳仪",))
    waits = make_waiting(full, names=("周思敏",))
    target = make_seminar(series=full.series)
    with transaction():
        service.transfer(registration_id=waits.id, to_seminar_id=target.id)
    letter = written("transferred")
    assert "入场码在下面" in letter.text and "原来的码" not in letter.text + letter.html
    assert not db.session.scalars(select(Letter).where(Letter.kind == "registration/transferred_away")).all()


def test_a_transfer_that_cannot_be_moves_nobody(app: Flask, seminar: Seminar) -> None:
    """A3, A4: a full seminar and a person who is there already refuse, and no seat is lost on either side."""
    full, there = make_seminar(series=seminar.series, capacity=1), make_seminar(series=seminar.series)
    phone = next_phone()
    people = make_people()
    people[0] = type(people[0])("李晓雯", phone)
    made, id_ = make_registration(seminar, people=people), 0
    id_ = made.id
    make_registration(there, people=[type(people[0])("李晓雯", phone)])
    for target, refusal in ((full, TooFewSeats), (there, AlreadyRegistered), (seminar, SameSeminar)):
        with pytest.raises(refusal), transaction():
            service.transfer(registration_id=id_, to_seminar_id=target.id)
    db.session.rollback()
    for one in (seminar, full, there):
        db.session.refresh(one)
    assert (seminar.seats_taken, full.seats_taken, there.seats_taken) == (2, 0, 1)
    assert db.session.scalars(select(Attendee.seminar_id).where(Attendee.registration_id == id_)).all() == [
        seminar.id,
        seminar.id,
    ]
    with transaction():
        service.cancel(registration_id=id_)
    with pytest.raises(NoLongerLive), transaction():
        service.transfer(registration_id=id_, to_seminar_id=there.id)


def test_the_list_is_filtered_by_township(staff_client: StaffClient, seminar: Seminar) -> None:
    make_registration(seminar, names=("李晓雯",))
    page = staff_client().get(f"{base(seminar)}?district=999999").text
    assert "没有找到" in page
    assert staff_client().get(f"{base(seminar)}?district=-1&district='").status_code == 200


def test_a_transfer_offers_only_what_has_the_seats(staff_client: StaffClient, seminar: Seminar) -> None:
    made = make_registration(seminar)
    full, free = (make_seminar(series=seminar.series, capacity=seats) for seats in (1, 2))
    address = f"/staff/seminars/{seminar.id}/registrations/{made.id}/transfer"
    visitor = staff_client()
    page = visitor.get(address).text
    assert f'<option value="{free.id}"' in page and f'<option value="{full.id}"' not in page
    with transaction():
        service.cancel(registration_id=made.id)
    assert "这份报名已经取消或没有通过" in visitor.get(address).text


def test_a_transfer_offers_nothing_where_the_line_has_ended_with_people_in_it(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    """R7: it would be refused whatever one does."""
    made = make_registration(seminar)
    over = make_seminar(series=seminar.series, capacity=5)
    address = f"/staff/seminars/{seminar.id}/registrations/{made.id}/transfer"
    visitor = staff_client()
    assert f'<option value="{over.id}"' in visitor.get(address).text
    with transaction():
        ended = db.session.get_one(Seminar, over.id)
        ended.people_waiting, ended.promotes_until = 1, clock.now() - timedelta(hours=1)
    assert f'<option value="{over.id}"' not in visitor.get(address).text


def test_what_is_settled_is_not_asked_again(staff_client: StaffClient, seminar: Seminar) -> None:
    made = make_registration(seminar)
    address, visitor = f"/staff/seminars/{seminar.id}/registrations/{made.id}", staff_client()
    answer = visitor.get(f"{address}/refuse", follow_redirects=True)
    assert "这份报名已经审核过了" in answer.text
    with transaction():
        service.cancel(registration_id=made.id)
    answer = visitor.get(f"{address}/cancel", follow_redirects=True)
    assert "这份报名已经取消" in answer.text and answer.request.path == address


def test_a_transfer_offers_no_seats_that_are_kept_for_others(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    made = make_registration(seminar)
    kept, free = (make_seminar(series=seminar.series, capacity=9) for _each in range(2))
    with transaction():
        db.session.get_one(Seminar, kept.id).seats_kept = 8
        db.session.get_one(Seminar, free.id).seats_kept = 7
    page = staff_client().get(f"{base(seminar)}/{made.id}/transfer").text
    assert f'<option value="{free.id}"' in page and f'<option value="{kept.id}"' not in page
    assert "还有2席" in page
    with transaction():
        queries.get(made.id).has_priority = True
    page = staff_client().get(f"{base(seminar)}/{made.id}/transfer").text
    assert f'<option value="{kept.id}"' in page and "还有9席" in page, "they are kept for this one"


def test_staff_take_from_who_waits_no_seat_and_no_code(staff_client: StaffClient, app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    make_registration(seminar, names=("黎泳仪",))
    team = make_waiting(seminar)
    first, address, visitor = team.attendees[0], f"{base(seminar)}/{team.id}", staff_client()
    asked = [visitor.get(f"{address}{page}").text for page in ("/cancel", f"/people/{first.id}/cancel")]
    assert "李晓雯、陈志豪" in asked[0] and "移出候补" in asked[1]
    assert all("不再候补" in page for page in asked)
    assert not any("入场码" in page or "0个座位" in page or "取消座位" in page for page in asked)
    why = {"reason": "换期"}
    off = visitor.post(f"{address}/people/{first.id}/cancel", data=why, follow_redirects=True)
    assert "已移出候补。" in off.text
    again = visitor.get(f"{address}/people/{first.id}/cancel", follow_redirects=True)
    assert f"{first.name}已经不在这份报名里" in again.text and again.request.path == address
    gone = visitor.post(f"{address}/cancel", data=why, follow_redirects=True).text
    assert "报名已取消。" in gone and "座位已让出" not in gone
