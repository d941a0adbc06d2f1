"""Facts of a seminar, changed and refused beside their field (A10)."""

import re
from datetime import date

import pytest

from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, make_waiting
from tests.builders.schedule import (
    at,
    make_seminar,
    make_series,
    make_venue,
)
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, now, read


def test_facts_are_changed_and_shown(organizer: Client) -> None:
    seminar = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    key, path = seminar.id, f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    changes = {
        "title_zh": "年度 十案",
        "day": "2026-12-17",
        "starts": "09:30",
        "ends": "11:30",
        "capacity": "80",
        "closes_at": "2026-12-16T12:00",
    }
    assert organizer.post(path, data={**form, **changes}).status_code == 303
    saved = now(key)
    assert (saved.title_zh, saved.capacity) == ("年度 十案", 80)
    assert (saved.starts_at, saved.ends_at) == (at("2026-12-17 09:30"), at("2026-12-17 11:30"))
    assert saved.closes_at == at("2026-12-16 12:00")
    assert saved.fixed_by_hand
    assert "已保存" in read(organizer, path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": ""}, ["请填写举办日。"]),
        ({"day": "2026-02-30"}, ["没有这一天"]),
        ({"day": "0001-01-01"}, ["年份要在1900年到2100年之间。"]),
        ({"day": "9999-12-31"}, ["年份要在1900年到2100年之间。"]),
        ({"day": "2027-02-01"}, ["请选2026-11-01到2027-01-31之间的一天。"]),
        ({"opens_at": "0001-01-01T00:00"}, ["年份要在1900年到2100年之间。"]),
        ({"reserve_until": "9999-12-31T23:59"}, ["年份要在1900年到2100年之间。"]),
        ({"reserve_until": "2020-01-01T09:00"}, ["预留放开的时间已经过去，请选以后的时间。"]),
        (
            {"opens_at": "2026-12-01T09:00", "reserve_until": "2026-12-01T09:00"},
            ["预留放开的时间要晚于报名开始。"],
        ),
        ({"ends": "14:00"}, ["结束时间要晚于开始时间。"]),
        ({"starts": "x"}, ["请按 14:30 的样子填写时间。"]),
        ({"capacity": "0"}, ["名额要在1到20000之间。"]),
        ({"capacity": ""}, ["请填写名额。"]),
        ({"closes_at": "2026-12-16T12:00"}, ["报名截止不能晚于开始时间。"]),
        ({"opens_at": "x"}, ["请填写完整的日期和时间。"]),
        ({"venue": "99999"}, ["请从列表中选择。"]),
        (
            {"closes_at": "2027-01-01T12:00", "ends": "13:00"},
            ["报名截止不能晚于开始时间。", "结束时间要晚于开始时间。"],
        ),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_wrong_facts_are_refused_beside_their_field(
    organizer: Client, changes: dict[str, str], words: list[str]
) -> None:
    seminar = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    page = read(organizer, path, 422, **{**form, **changes, "title_zh": "打好的字"})
    for text in words:
        assert page.count(text) == 2, f"{text}: once in the summary, once beside the field"
    assert 'value="打好的字"' in page, "what was typed stays"
    assert "出错：" in page
    assert now(seminar.id).version == 1


def test_the_second_organizer_sees_what_the_first_changed(organizer: Client) -> None:
    """A10: told, with input kept, and the next try counts."""
    seminar = make_seminar(state="draft", title_zh="旧题目")
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    assert organizer.post(path, data={**form, "title_zh": "甲写的"}).status_code == 303
    page = read(organizer, path, 422, **{**form, "title_zh": "乙写的"})
    assert "您打开之后，有人改过这一期" in page
    assert page.count("现在存着的是“甲写的”。") == 2, "in the summary and beside the field"
    assert 'value="乙写的"' in page
    assert now(seminar.id).title_zh == "甲写的"
    assert organizer.post(path, data=filled_in(page)).status_code == 303
    assert now(seminar.id).title_zh == "乙写的"


@pytest.mark.parametrize("state", ["draft", "published"])
def test_the_conflict_names_only_what_differs(organizer: Client, state: str) -> None:
    """A10: of a published seminar day and hall are not asked, so they cannot differ."""
    seminar = make_seminar(state=state, starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    ours = {name: value for name, value in form.items() if name not in ("date_settled", "needs_approval")}
    assert organizer.post(path, data={**ours, "audience": "加工贸易企业"}).status_code == 303
    page = read(organizer, path, 422, **ours)
    assert page.count("现在存着的是“加工贸易企业”。") == page.count("现在存着") == 2


def test_seats_beyond_the_hall_and_below_those_taken_are_said(organizer: Client) -> None:
    seminar = make_seminar(seats_taken=17, venue=make_venue(capacity=170))
    path = f"/staff/seminars/{seminar.id}/edit"
    form = {**filled_in(read(organizer, path))}
    form.pop("needs_approval")
    for version, (capacity, words) in enumerate(
        (
            ("300", "名额300个，会场只坐170人，多130个。"),
            ("5", "名额5个，已有17人报名，多12人。已报名的都保留，超员期间不递补。"),
            ("170", ""),
        ),
        start=1,
    ):
        assert (
            organizer.post(path, data={**form, "capacity": capacity, "version": version}).status_code == 303
        )
        page = read(organizer, path)
        assert "已保存" in page
        assert words in page and page.count("名额" + capacity + "个，") == bool(words)


def test_what_is_left_blank_after_publication_is_filled_as_the_page_says(organizer: Client) -> None:
    """R3: a day before, as at publication; not at the start."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), closes_at=at("2026-12-10 12:00"))
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    blank = dict.fromkeys(("closes_at", "edits_close_at", "questions_close_at"), "")
    assert organizer.post(path, data={**form, **blank}).status_code == 303
    saved = now(seminar.id)
    assert saved.closes_at == at("2026-12-14 14:30")
    assert saved.edits_close_at == at("2026-12-15 12:30")
    assert saved.questions_close_at is not None


def test_time_and_place_of_a_published_seminar_are_not_edited(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/edit"
    page = read(organizer, path)
    assert 'name="day"' not in page and "改期或换会场…" in page
    assert (
        organizer.post(path, data={**filled_in(page), "capacity": "99", "day": "2027-01-01"}).status_code
        == 303
    )
    assert (now(seminar.id).capacity, now(seminar.id).starts_at) == (99, at("2026-12-15 14:30"))


def test_a_seminar_outside_the_plan_is_sent_as_its_page_has_it(organizer: Client) -> None:
    form = filled_in(read(organizer, "/staff/seminars/new")) | {
        "series": "zhongshan",
        "day": "2026-12-20",
        "starts": "09:30",
        "ends": "11:30",
        "title_zh": "专场",
    }
    asked = read(organizer, "/staff/seminars/new", 422, **form)
    assert "12月20日不上班（周日）。" in asked
    assert db.session.query(Seminar).count() == 0
    answer = organizer.post("/staff/seminars/new", data=filled_in(asked))
    assert answer.status_code == 303
    saved = now(int(answer.location.split("/")[-2]))
    assert (saved.title_zh, saved.nominal_date, saved.starts_at) == (
        "专场",
        date(2026, 12, 20),
        at("2026-12-20 09:30"),
    )
    for day, words in (
        ("", "请填写举办日。"),
        ("2026-11-20", "这一天已经过去。以往的场次请在“导入往期”里补。"),
    ):
        refused = read(organizer, "/staff/seminars/new", 422, **{**form, "day": day})
        assert refused.count(words) == 2, "in the summary and beside the field"
    make_series("zhuhai")
    assert organizer.post("/staff/seminars/new", data={**form, "series": "zhuhai"}).status_code == 422


@pytest.mark.parametrize(
    ("capacity", "words"), [("3", "已保存。候补的2人有了座位，会收到信"), ("1", "已保存")]
)
def test_more_seats_say_who_came_from_the_waiting_list(organizer: Client, capacity: str, words: str) -> None:
    seminar = make_seminar(capacity=1, promotes_until=at("2026-12-10 12:00"))
    make_registration(seminar, names=("李晓雯",))
    make_waiting(seminar, names=("陈志豪", "黄嘉欣"))
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    assert organizer.post(path, data={**form, "capacity": capacity}).status_code == 303
    assert f">{words}<" in re.sub(r"\s*([<>])\s*", r"\1", read(organizer, path))
