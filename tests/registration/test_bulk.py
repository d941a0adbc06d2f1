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


def test_a_letter_to_many_keeps_its_language_in_an_english_frame(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    made = make_registration(seminar, language="en")
    asked = {"do": "message", "pick": str(made.id)}
    page = staff_client().post(f"/staff/seminars/{seminar.id}/registrations/bulk", data=asked).text
    assert "照原文寄出，不翻译" in page
    go_on(start(seminar.id, "message", [made.id], "请带营业执照。\nBring your licence."))
    (letter,) = letters("registration/message")
    written = compose.write(letter)
    assert written is not None
    assert '<span lang="zh-CN">请带营业执照。</span>' in written.html
    assert ">Bring your licence.<" in written.html


def test_registrations_of_other_series_are_left_out(app: Flask) -> None:
    seminar, other = make_seminar(), make_registration(make_seminar(series=make_series("zhuhai")))
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
    assert len(queries.with_email(seminar.id)) == len(keys), "only shown"
    sure = picked | {"sure": "1", "form_key": secrets.token_urlsafe(24)}
    assert visitor.post(f"{address}/bulk", data=sure).status_code == 422
    started = visitor.post(f"{address}/bulk", data=sure | {"text": "台风停办"})
    assert started.status_code == 303
    assert f"已处理{PORTION}份，共{PORTION + 1}份" in visitor.get(started.location).text
    assert visitor.post(started.location).status_code == 303
    assert f"已处理{PORTION + 1}份，共{PORTION + 1}份" in visitor.get(started.location).text
    assert queries.with_email(seminar.id) == []
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
    answer = visitor.post(f"{address}/bulk", data={"do": "resend", "all": "1"})
    assert answer.status_code == 422 and "一次最多办1份" in answer.text


def test_the_list_stays_filtered_before_and_after_a_deed_for_many(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    made = make_registration(seminar, firm="珠海市示例水产厂").id
    visitor, address = staff_client("organizer"), f"/staff/seminars/{seminar.id}/registrations"
    filtered = f"{address}?q=%E7%8F%A0%E6%B5%B7&state=confirmed"
    wishes = {"do": "cancel", "q": "珠海", "state": "confirmed"}
    nobody = visitor.post(f"{address}/bulk", data=wishes)
    assert nobody.status_code == 422 and "请先勾选要处理的报名" in nobody.text
    assert (
        '<option value="cancel" selected>' in nobody.text and 'name="state" value="confirmed"' in nobody.text
    )
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
    sure = {"do": "approve", "by": "firm", "sure": "1", "form_key": secrets.token_urlsafe(24)}
    key = db.session.scalars(select(Registration.id)).one()
    done = visitor.post(f"{address}/bulk", data=sure | {"pick": str(key)}, follow_redirects=True).text
    assert f'href="{address}?by=firm"' in done


@pytest.mark.parametrize("do", ["", "erase"])
def test_who_chose_no_deed_is_told_beside_the_choice_and_keeps_the_ticks(
    staff_client: StaffClient, do: str
) -> None:
    seminar = make_seminar()
    ticked, other = (make_registration(seminar, names=("李晓雯",)).id for _each in range(2))
    address = f"/staff/seminars/{seminar.id}/registrations"
    answer = staff_client().post(f"{address}/bulk", data={"do": do, "pick": str(ticked)})
    assert answer.status_code == 422
    assert 'id="do-msg" role="alert">请选择要做什么。' in answer.text
    assert f'name="pick" value="{ticked}" checked' in answer.text
    assert f'name="pick" value="{other}" checked' not in answer.text


def test_whom_nobody_could_write_to_is_listed_to_be_called(staff_client: StaffClient) -> None:
    """Also those of an earlier portion."""
    seminar = make_seminar(capacity=90)
    keys = [make_registration(seminar, names=("李晓雯",)).id for _each in range(PORTION)]
    silent = [make_registration(seminar, names=(name,), email="").id for name in ("陈志豪", "黄嘉欣")]
    bulk = start(seminar.id, "cancel", [silent[0], *keys, silent[1]], "台风停办")
    go_on(bulk)
    assert go_on(bulk).to_call == silent
    page = staff_client().get(f"/staff/seminars/{seminar.id}/registrations/bulk/{bulk}").text
    listed = page.split("要打电话的")[-1]
    assert all(f"/registrations/{key}" in listed for key in silent)
    assert "陈志豪" in listed and "李晓雯" not in listed


def test_what_somebody_else_decided_meanwhile_is_named_not_lost(staff_client: StaffClient) -> None:
    """Shown as three, done as three: cancelled or transferred since are refused one by one."""
    seminar = make_seminar(needs_approval=True)
    left, moved, good = (make_registration(seminar).id for _each in range(3))
    target = make_seminar().id
    address, visitor = f"/staff/seminars/{seminar.id}/registrations/bulk", staff_client()
    picked = {"do": "approve", "pick": [str(key) for key in (left, moved, good)]}
    assert "通过3份报名" in visitor.post(address, data=picked).text
    with transaction():
        service.cancel(registration_id=left)
        service.transfer(registration_id=moved, to_seminar_id=target)
    sure = picked | {"sure": "1", "form_key": secrets.token_urlsafe(24)}
    done = visitor.post(address, data=sure, follow_redirects=True).text
    for words in ("已处理3份，共3份", "2份没有办成", "这份报名已经取消。", "这份报名已移到另一期。"):
        assert words in done


def test_the_offer_for_all_counts_whom_it_can_mean(staff_client: StaffClient) -> None:
    """Who gave up their seat alone is no reason to do anything to their colleagues."""
    seminar = make_seminar()
    made = make_registration(seminar)
    with transaction():
        service.cancel(registration_id=make_registration(seminar).id)
        service.give_up(attendee_id=made.attendees[0].id)
    address, visitor = f"/staff/seminars/{seminar.id}/registrations", staff_client()
    assert "筛选出的全部1人" in visitor.get(address).text
    assert 'id="bulk"' not in visitor.get(f"{address}?state=cancelled").text
    wanted = {"do": "cancel", "all": "1", "state": "cancelled"}
    assert "请先勾选" in visitor.post(f"{address}/bulk", data=wanted).text
