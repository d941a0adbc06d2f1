"""The page of one seminar: what it shows in which state, and to whom (S11, H6, B10)."""

import time
from typing import Any

import pytest
import time_machine
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule.models import Segment
from tests.builders.schedule import (
    at,
    make_district,
    make_handout,
    make_seminar,
    make_venue,
)
from tests.pages import Client
from tests.schedule.public.reading import page


def test_a_seminar_with_more_people_than_seats_promises_none(client: Client) -> None:
    for waiting, opens in ((0, True), (2, True), (0, False)):
        seminar = make_seminar(
            starts_at=at("2026-12-15 14:30"),
            capacity=5,
            seats_taken=17,
            people_waiting=waiting,
            promotes_until=None if opens else at("2026-11-20 12:00"),
        )
        shown = page(client, f"/seminars/{seminar.id}")
        assert "共5座，已有17人报名。" in shown and "报名的人比座位多，暂时不补人。" in shown
        assert "空出" not in shown
        assert ("可以加入候补。" in shown) == opens
        assert f"{waiting}人在候补。" in shown or not waiting


def test_an_english_reader_is_told_the_way_in_english_where_it_is_written(client: Client) -> None:
    hall = make_venue(
        make_district("zs-shiqi"),
        access_note_zh="电梯可达",
        access_note_en="Lift to every floor",
        transport_note_zh="公交5路",
    )
    address = f"/seminars/{make_seminar(venue=hall).id}"
    english = page(client, f"{address}?lang=en")
    assert "Lift to every floor" in english and "电梯可达" not in english
    assert "公交5路" in english, "better in Chinese than not at all"


def test_an_open_seminar_says_all_one_needs(client: Client) -> None:
    hall = make_venue(
        make_district("zs-shiqi", name_zh="石岐街道"),
        name_zh="石岐文化中心",
        address="兴中道1号",
        weak_signal=True,
        transport_note_zh="公交5路\n院内停车",
    )
    seminar = make_seminar(venue=hall, starts_at=at("2026-12-15 14:30"), capacity=160, seats_taken=118)
    with transaction():
        segment = db.session.get_one(Segment, seminar.segments[0].id)
        segment.speakers[0].show_name = True
    text = page(client, f"/seminars/{seminar.id}")
    for words in (
        "加工贸易手册设立与外发加工备案",
        "第1期 · 中山 · 石岐街道",
        "2026年12月15日（星期二） 14:30—17:00，14:00起签到",
        "<b>42</b>",
        "共160座，已有118人报名。",
        "12月14日 14:30截止",
        "石岐文化中心",
        "兴中道1号",
        "会场手机信号弱，请提前保存入场码",
        "院内停车",
        f'href="/seminars/{seminar.id}/register"',
        'href="https://uri.amap.com/search?keyword=',
        "边角料擅自内销被处罚案",
    ):
        assert words in text, words
    times = [text.index(f">{hour}<") for hour in ("14:00", "14:30", "15:10", "15:40", "16:05", "16:50")]
    assert times == sorted(times)
    assert text.count("陈柏霖") == 1, "the name stands only where the speaker lets it be shown"
    assert text.count("中山海关加工贸易科") == 4


@pytest.mark.parametrize(
    ("details", "words", "unsaid"),
    [
        ({"opens_at": at("2026-12-01 09:00")}, ["12月1日开放报名", "09:00"], ["报名参加"]),
        ({"capacity": 50, "seats_taken": 45}, ["座位不多了", "<b>5</b>", "报名参加"], []),
        ({"capacity": 50, "seats_taken": 50}, ["已报满"], ["报名参加"]),
        ({"closes_at": at("2026-11-22 12:00")}, ["报名已截止"], ["报名参加"]),
        (
            {"state": "cancelled", "cancel_reason": "台风红色预警"},
            ["已取消", "台风红色预警"],
            ["报名参加", "加入日历"],
        ),
        (
            {"moved_from": at("2026-12-10 09:30"), "move_reason": "会场检修"},
            ["时间有变", "原定12月10日 09:30", "现在是12月15日 14:30", "原因：会场检修", "报名参加"],
            [],
        ),
        ({"date_reason": "15日为周日，顺延"}, ["15日为周日，顺延"], []),
        ({"provisional": True}, ["日期暂定，待国务院放假安排公布后确认"], []),
    ],
    ids=["not yet", "few", "full", "closed", "cancelled", "moved", "not on the 15th", "provisional"],
)
def test_every_state_has_its_words(
    client: Client, details: dict[str, Any], words: list[str], unsaid: list[str]
) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), **details)
    text = page(client, f"/seminars/{seminar.id}")
    assert [word for word in words if word not in text] == []
    assert [word for word in unsaid if word in text] == []


def test_a_past_seminar_keeps_its_handouts(client: Client) -> None:
    seminar = make_seminar(state="closed", starts_at=at("2026-10-15 14:30"))
    make_handout(seminar, title="年度十案（讲义）")
    text = page(client, f"/seminars/{seminar.id}")
    assert "已结束" in text
    assert "年度十案（讲义）" in text
    assert "报名参加" not in text
    assert "年度十案" not in page(client, "/seminars")
    assert "资料1" in page(client, "/seminars")


@pytest.mark.parametrize("state", ["draft", "skipped"])
def test_a_draft_is_nowhere(app: Flask, client: Client, state: str) -> None:
    """H6: neither page nor handout by counting ids, nor in any list."""
    hidden, shown = make_seminar(state=state, title_zh="还没公开的题目"), make_seminar()
    secret = make_handout(hidden)
    month = clock.local(hidden.starts_at).strftime("%Y-%m")
    assert client.get(f"/seminars/{hidden.id}").status_code == 404
    assert client.get(f"/seminars/{hidden.id}/handouts/{secret.id}/x.pdf").status_code == 404
    assert client.get(f"/seminars/{shown.id}/handouts/{secret.id}/x.pdf").status_code == 404
    assert "还没公开的题目" not in page(client, "/seminars") + page(client, f"/seminars/month/{month}")
    assert client.get("/seminars/999999").status_code == 404


def test_english_where_it_is_given(client: Client) -> None:
    named = make_seminar(title_en="Processing trade handbooks", starts_at=at("2026-12-15 14:30"))
    text = page(client, f"/seminars/{named.id}?lang=en")
    assert "<h1>Processing trade handbooks</h1>" in text
    assert "Tuesday, 15 December 2026" in text
    assert "Zhongshan · Town" in text
    unnamed = make_seminar()
    assert "加工贸易手册设立与外发加工备案" in page(client, f"/seminars/{unnamed.id}?lang=en")


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Shanghai"])
def test_pages_show_beijing_time_wherever_the_server_stands(
    client: Client, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """B10: half past midnight in Beijing is still yesterday in New York; the page says Beijing's day."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    seminar = make_seminar(starts_at=at("2026-12-15 00:30"), ends_at=at("2026-12-15 03:00"))
    text = page(client, f"/seminars/{seminar.id}")
    assert "2026年12月15日（星期二） 00:30—03:00" in text
    assert '<time class="disc disc-hero" datetime="2026-12-15">' in text
    with time_machine.travel(at("2026-12-15 00:10"), tick=False):
        assert '<li class="held the-15th is-today">' in page(client, "/seminars/month/2026-12")


def test_hostile_titles_stay_text(client: Client) -> None:
    seminar = make_seminar(
        title_zh="<script>alert(1)</script>“报关”&𠮷", summary_zh='"><img src=x onerror=alert(1)>'
    )
    raw = client.get(f"/seminars/{seminar.id}").get_data(as_text=True)
    assert "<script>alert" not in raw and "<img src=x" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt;“报关”&amp;𠮷" in raw


def test_seats_kept_for_the_priority_tier_stand_in_the_sum(client: Client) -> None:
    seminar = make_seminar(capacity=130, seats_taken=3, seats_kept=12)
    text = client.get(f"/seminars/{seminar.id}").text
    assert "共130座，已有3人报名。" in text and "另有12座为信用优先档留着。" in text


def test_deadlines_of_another_year_have_their_year(client: Client) -> None:
    key = make_seminar(starts_at=at("2027-01-14 14:30"), questions_close_at=at("2027-01-11 18:00")).id
    shown = page(client, f"/seminars/{key}")
    for words in ("2027年1月13日 14:30截止。", "2027年1月13日截止", "2027年1月11日 18:00前交来的问题"):
        assert words in shown
    assert "2027年1月11日前交来的问题" in page(client, "/")
    assert "13 Jan 2027, 14:30" in page(client, f"/seminars/{key}?lang=en")
