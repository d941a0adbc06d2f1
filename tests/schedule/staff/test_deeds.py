"""Published, moved, cancelled, closed, deleted: each page says first what it does."""

from datetime import timedelta

import pytest

from seminars.core.db import transaction
from seminars.places import queries as places
from seminars.schedule.rules.moving import MOVING
from tests.builders.registration import make_registration
from tests.builders.schedule import (
    at,
    make_district,
    make_seminar,
    make_venue,
)
from tests.pages import Client
from tests.schedule.staff.pages import NOW, filled_in, now, read


def test_publishing_lists_what_is_missing_and_then_does_it(organizer: Client) -> None:
    draft = make_seminar(state="draft", title_zh="", venue_id=None, agenda=[])
    path = f"/staff/seminars/{draft.id}/publish"
    page = read(organizer, path)
    assert "还不能发布，差5项" in page
    for words in ("还没有题目。", "还没有选会场。", "议程里还缺“以案说法”版块。"):
        assert words in page
    assert organizer.post(path, data={"version": "1"}).status_code == 422
    ready = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    page = read(organizer, f"/staff/seminars/{ready.id}/publish")
    assert "2026-11-23 10:00 — 2026-12-14 14:30" in page
    assert organizer.post(f"/staff/seminars/{ready.id}/publish", data={"version": "1"}).status_code == 303
    assert (now(ready.id).state, now(ready.id).issue_no) == ("published", 1)


def test_the_same_form_sent_twice_publishes_once_and_is_told_the_number_again(organizer: Client) -> None:
    draft = make_seminar(state="draft")
    path = f"/staff/seminars/{draft.id}/publish"
    form = filled_in(read(organizer, path))
    for _once_more in range(2):
        answer = organizer.post(path, data=form)
        assert answer.status_code == 303
        assert "已发布，第1期" in organizer.get(answer.location).text
    assert (now(draft.id).issue_no, now(draft.id).version) == (1, 2)


def test_a_move_says_first_what_it_does(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), sequence=1)
    make_registration(seminar)
    make_registration(seminar)
    make_registration(seminar, names=("黄嘉欣", "周思敏", "黎泳仪"), email="")
    path = f"/staff/seminars/{seminar.id}/move"
    page = read(organizer, path)
    for words in (
        "给已有座位的寄2封信，每份报名一封",
        "先看影响",
        "3人没有邮箱，请电话通知",
        "第2次修订",
        "入场码不变",
    ):
        assert words in page
    form = filled_in(page)
    assert "时间和会场都没有变。" in read(organizer, path, 422, **{**form, "reason": "会场检修"})
    assert "请写明原因" in read(organizer, path, 422, **{**form, "day": "2026-12-17"})
    shown = read(organizer, path, **{**form, "day": "2026-12-17", "reason": "会场检修"})
    assert "确认改期，寄出2封信" in shown and "12月17日" in shown
    assert now(seminar.id).sequence == 1, "seen, not done"
    other = {**filled_in(shown), "day": "2026-12-18"}
    assert "12月18日" in read(organizer, path, **other), "another day than was shown: shown again"
    done = organizer.post(path, data=filled_in(shown))
    assert done.status_code == 303
    assert organizer.post(path, data=filled_in(shown)).status_code == 303, "a double click is answered alike"
    assert (now(seminar.id).sequence, now(seminar.id).starts_at) == (2, at("2026-12-17 14:30"))


@pytest.mark.parametrize(
    ("day", "elsewhere", "confirm", "reminders"),
    [
        ("2026-12-17", False, "确认改期，寄出1封信", "按新的时间寄"),
        ("2026-12-15", True, "确认换会场，寄出1封信", "照常寄，写新的会场"),
        ("2026-12-17", True, "确认改期、换会场，寄出1封信", "按新的时间寄"),
    ],
    ids=["time", "place", "both"],
)
def test_a_move_is_called_by_what_it_changes(
    organizer: Client, day: str, elsewhere: bool, confirm: str, reminders: str
) -> None:
    """S7."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    make_registration(seminar)
    path = f"/staff/seminars/{seminar.id}/move"
    hall = make_venue().id if elsewhere else seminar.venue_id
    wanted = {"day": day, "venue": str(hall), "reason": "会场检修"}
    shown = read(organizer, path, **{**filled_in(read(organizer, path)), **wanted})
    assert confirm in shown and reminders in shown
    done = organizer.post(path, data=filled_in(shown), follow_redirects=True).text
    assert "改动已生效" in done and "已改期" not in done


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_deadline_that_moves_is_named_and_shown(organizer: Client, language: str) -> None:
    """S7: also the moment at which the seats kept for the priority tier go to everybody."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), **dict.fromkeys(MOVING, at("2026-12-14 14:30")))
    path = f"/staff/seminars/{seminar.id}/move?lang={language}"
    form = {**filled_in(read(organizer, path)), "day": "2026-12-17", "reason": "会场检修"}
    page = read(organizer, path, **form)
    assert page.count("<s>2026-12-14 14:30</s><br>2026-12-16 14:30") == len(MOVING)
    assert ("预留放开时间" if language == "zh" else "Kept seats are released") in page


def test_a_move_goes_neither_into_the_past_nor_further_than_two_years(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/move"
    form = {**filled_in(read(organizer, path)), "reason": "会场检修"}
    for day, words in (
        ("2026-11-20", "新的时间已经过去。"),
        ("2028-11-24", "离今天超过两年，请核对年份。"),
        ("9999-12-31", "年份要在1900年到2100年之间。"),
        ("0001-01-01", "年份要在1900年到2100年之间。"),
    ):
        page = read(organizer, path, 422, **{**form, "day": day})
        assert page.count(words) == 2, day
        assert "确认改期" not in page
    assert "确认改期" in read(organizer, path, **{**form, "day": "2028-11-23"})


def test_cancelling_and_closing(organizer: Client) -> None:
    first, second = make_seminar(), make_seminar(starts_at=NOW - timedelta(hours=5))
    path = f"/staff/seminars/{first.id}/cancel"
    assert "请写明原因" in read(organizer, path, 422, version="1", reason=" ")
    assert organizer.post(path, data={"version": "1", "reason": "台风"}).status_code == 303
    assert now(first.id).state == "cancelled"
    assert "只有已发布、没有结束的一期可以这样做。" in read(organizer, path)
    assert organizer.post(f"/staff/seminars/{second.id}/close", data={"version": "1"}).status_code == 303
    assert now(second.id).state == "closed"


def test_only_drafts_are_deleted(organizer: Client) -> None:
    """B8: cancelling is offered instead."""
    draft, published = make_seminar(state="draft"), make_seminar(seats_taken=1)
    key, path = draft.id, f"/staff/seminars/{published.id}/delete"
    assert f'href="/staff/seminars/{published.id}/cancel"' in read(organizer, path)
    assert organizer.post(path, data={"version": "1"}).status_code == 422
    assert organizer.post(f"/staff/seminars/{key}/delete", data={"version": "1"}).status_code == 303
    assert organizer.get(f"/staff/seminars/{key}/edit").status_code == 404


def test_a_hall_elsewhere_and_more_seats_than_it_has_are_asked_about_before_publication(
    organizer: Client,
) -> None:
    """The hall's township and its size may have changed since the draft chose it."""
    hall = make_venue(make_district("zs-minzhong", name_zh="民众街道"), capacity=60)
    draft = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"), venue=hall, capacity=100).id
    with transaction():
        hall.district = places.district("zs-xiaolan")
    path = f"/staff/seminars/{draft}/publish"
    doubts = ("名额100个，会场只坐60人，多40个。", "会场在小榄镇，不在民众街道。")
    page = read(organizer, path)
    for words in doubts:
        assert 0 < page.find(words) < page.find("发布这一期</button>"), "above the button"
        assert page.count(words) == 1
    assert doubts[1] in read(organizer, f"/staff/seminars/{draft}/edit")
    asked = read(organizer, path, 422, **filled_in(page))
    assert "还没有发布，请再看一眼：" in asked and all(asked.count(words) == 1 for words in doubts)
    assert now(draft).state == "draft"
    assert organizer.post(path, data=filled_in(asked)).status_code == 303, "wanted all the same"
    assert now(draft).state == "published"


def test_what_becomes_of_the_month_of_a_deleted_draft(organizer: Client) -> None:
    past, extra, ahead = (
        make_seminar(state="draft", starts_at=at(f"{day} 14:30")).id
        for day in ("2026-10-15", "2026-12-18", "2026-12-15")
    )
    assert "变成“已过去”" in read(organizer, f"/staff/seminars/{past}/delete")
    assert "年度计划里" not in read(organizer, f"/staff/seminars/{extra}/delete"), "it stands in no plan"
    assert "又变成“未写入”" in read(organizer, f"/staff/seminars/{ahead}/delete")


def test_nobody_is_told_hours_that_are_not_known_or_seats_that_are_not_to_be_had(organizer: Client) -> None:
    past = make_seminar(state="closed", imported=True, agenda=(), starts_at=at("2009-01-15 14:30"))
    for page_name in (
        "",
        "/handouts",
        "/agenda",
        "/registrations",
        "/registrations/waiting",
        "/registrations/doubles",
        "/questions",
        "/arrivals",
        "/devices",
        "/poster",
        "/conflicts",
        "/feedback",
    ):
        page = read(organizer, f"/staff/seminars/{past.id}{page_name}")
        assert "2009年1月15日" in page, page_name
        for unknown in ("14:30", "名额150", "150 分钟", "打开签到台", "出二维码", "生成海报"):
            assert unknown not in page, (page_name, unknown)
    cancelled = make_seminar(state="cancelled", capacity=50, seats_taken=9).id
    page = read(organizer, f"/staff/seminars/{cancelled}")
    assert "<dt>余座（个）</dt><dd><b>—</b>" in page and "<b>41</b>" not in page
