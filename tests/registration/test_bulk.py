"""One deed for many registrations: shown first, done in portions, what is refused is named (R7)."""

import secrets

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import BulkDeed, Registration
from seminars.registration.rules import NobodyChosen
from seminars.registration.service.bulk import PORTION
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient


def start(seminar_id: int, kind: str, keys: list[int], text: str = "", form_key: str = "") -> int:
    with transaction():
        return service.start_bulk(
            seminar_id=seminar_id,
            kind=kind,
            text=text,
            registration_ids=keys,
            form_key=form_key or secrets.token_urlsafe(24),
        ).id


def go_on(bulk_id: int) -> BulkDeed:
    with transaction():
        service.continue_bulk(bulk_id=bulk_id)
    return db.session.get_one(BulkDeed, bulk_id)


def letters(kind: str) -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def test_many_are_cancelled_in_portions_and_each_once(app: Flask) -> None:
    seminar = make_seminar(capacity=90)
    key = seminar.id
    keys = [make_registration(seminar, names=("李晓雯",)).id for _each in range(PORTION + 2)]
    bulk = start(key, "cancel", keys, "台风停办")
    deed = go_on(bulk)
    assert (deed.done, len(deed.todo), db.session.get_one(Seminar, key).seats_taken) == (PORTION, 2, 2)
    go_on(bulk)
    deed = go_on(bulk)
    assert (deed.done, deed.todo, deed.refused) == (PORTION + 2, [], [])
    assert db.session.get_one(Seminar, key).seats_taken == 0
    assert len(letters("registration/cancelled")) == PORTION + 2


def test_what_cannot_be_done_is_named_and_the_others_are_done(app: Flask) -> None:
    seminar = make_seminar()
    silent, good = make_registration(seminar, email="").id, make_registration(seminar).id
    deed = go_on(start(seminar.id, "resend", [silent, good]))
    assert (deed.done, [key for key, _words in deed.refused]) == (1, [silent])
    assert len(letters("registration/confirmed")) == 2


def test_a_letter_to_many_says_what_was_written_once_to_each(app: Flask) -> None:
    seminar = make_seminar()
    made = make_registration(seminar)
    bulk = start(seminar.id, "message", [made.id], "请带营业执照。\n<b>不要</b>迟到。", "k" * 24)
    assert start(seminar.id, "message", [made.id], "别的话", "k" * 24) == bulk
    go_on(bulk)
    (letter,) = letters("registration/message")
    written = compose.write(letter)
    assert written is not None
    assert "请带营业执照。" in written.text and "别的话" not in written.text
    assert "<b>不要" not in written.html


def test_registrations_of_other_seminars_are_left_out(app: Flask) -> None:
    seminar, other = make_seminar(), make_registration(make_seminar())
    with pytest.raises(NobodyChosen):
        start(seminar.id, "cancel", [other.id], "原因")
    assert db.session.get_one(Registration, other.id).state == "confirmed"


def test_organizers_see_what_will_happen_then_the_progress(staff_client: StaffClient) -> None:
    seminar = make_seminar(capacity=90)
    keys = [make_registration(seminar, names=("李晓雯",)).id for _each in range(PORTION + 1)]
    address = f"/staff/seminars/{seminar.id}/registrations"
    visitor = staff_client("organizer")
    assert visitor.get(address).text.count('name="pick"') == PORTION + 1
    picked = {"do": "cancel", "pick": [str(key) for key in keys]}
    asked = visitor.post(f"{address}/bulk", data=picked).text
    assert f"取消{PORTION + 1}份报名" in asked
    assert queries.of_this_seminar(seminar.id, keys) == keys, "only shown"
    sure = picked | {"sure": "1", "form_key": secrets.token_urlsafe(24)}
    assert visitor.post(f"{address}/bulk", data=sure).status_code == 422
    started = visitor.post(f"{address}/bulk", data=sure | {"text": "台风停办"})
    assert started.status_code == 303
    assert f"已处理{PORTION}份，共{PORTION + 1}份" in visitor.get(started.location).text
    assert visitor.post(started.location).status_code == 303
    assert f"已处理{PORTION + 1}份，共{PORTION + 1}份" in visitor.get(started.location).text
    assert queries.of_this_seminar(seminar.id, keys) == []
    assert visitor.post(f"{address}/bulk", data={"do": "cancel"}).status_code == 303
    assert visitor.post(f"{address}/bulk", data={"do": "erase", "pick": keys}).status_code == 404
    other = make_seminar(series=make_series("zhuhai")).id
    bulk = started.location.rpartition("/")[2]
    assert visitor.get(f"/staff/seminars/{other}/registrations/bulk/{bulk}").status_code == 404
    assert staff_client("auditor").post(f"{address}/bulk", data=sure).status_code == 403


def test_a_deed_may_mean_everybody_whom_the_filter_shows_on_every_page(
    staff_client: StaffClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7: ticks do not count then, cancelled ones are left out, and more than one go can bear is said."""
    seminar = make_seminar(capacity=90)
    pair = make_registration(seminar, firm="珠海市示例水产厂").id
    gone = make_registration(seminar, firm="珠海市示例电子厂").id
    other = make_registration(seminar, firm="中山市示例灯饰厂").id
    with transaction():
        service.cancel(registration_id=gone)
    visitor, address = staff_client("organizer"), f"/staff/seminars/{seminar.id}/registrations"
    monkeypatch.setattr("seminars.registration.queries.lists.PER_PAGE", 1)
    assert "筛选出的全部2人" in visitor.get(f"{address}?q=珠海&state=confirmed").text
    wanted = {"do": "resend", "all": "1", "q": "珠海", "pick": str(other)}
    asked = visitor.post(f"{address}/bulk", data=wanted).text
    assert "给1份报名重发确认信" in asked
    assert f'name="pick" value="{pair}"' in asked and f'value="{other}"' not in asked
    monkeypatch.setattr("seminars.registration.staff.bulk.MOST_IN_BULK", 1)
    answer = visitor.post(f"{address}/bulk", data={"do": "resend", "all": "1"}, follow_redirects=True)
    assert "一次最多办1份" in answer.text


def test_the_list_stays_filtered_before_and_after_a_deed_for_many(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    made = make_registration(seminar, firm="珠海市示例水产厂").id
    visitor, address = staff_client("organizer"), f"/staff/seminars/{seminar.id}/registrations"
    filtered = f"{address}?q=%E7%8F%A0%E6%B5%B7&state=confirmed"
    wishes = {"do": "cancel", "q": "珠海", "state": "confirmed"}
    assert visitor.post(f"{address}/bulk", data=wishes).location == filtered, "nobody was ticked"
    asked = visitor.post(f"{address}/bulk", data=wishes | {"pick": str(made)}).text
    assert f'href="{filtered.replace("&", "&amp;")}"' in asked, "the way back"
    assert '<input type="hidden" name="q" value="珠海">' in asked, "kept for the next page"
    assert visitor.get(f"{address}/bulk").location == address, "its address typed again"
    sure = wishes | {"pick": str(made), "sure": "1", "text": "台风", "form_key": secrets.token_urlsafe(24)}
    done = visitor.post(f"{address}/bulk", data=sure, follow_redirects=True).text
    assert f'href="{filtered.replace("&", "&amp;")}"' in done, "and after it"


def test_the_list_stays_in_the_order_of_enterprises_after_a_deed_for_many(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    make_registration(seminar)
    visitor, address = staff_client("organizer"), f"/staff/seminars/{seminar.id}/registrations"
    assert (
        '<input type="hidden" name="by" value="firm">'
        in visitor.get(f"{address}?by=firm").text.partition('id="bulk"')[2]
    )
    assert (
        visitor.post(f"{address}/bulk", data={"do": "cancel", "by": "firm"}).location == f"{address}?by=firm"
    )
