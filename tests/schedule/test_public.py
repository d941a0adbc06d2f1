"""The public programme: what it shows in which state, to whom, and what it costs (S11, H6, H14, B10)."""

import html
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.schedule import service
from seminars.schedule.models import Handout, Segment, Seminar
from seminars.schedule.service import HandoutFacts
from tests.builders.schedule import (
    at,
    make_category,
    make_city,
    make_district,
    make_handout,
    make_seminar,
    make_series,
    make_venue,
)
from tests.pages import Client
from tests.statements import statements

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def zhongshan(app: Flask) -> None:
    make_city()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.get_data(as_text=True))


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
            ["已改期。", "原定12月10日 09:30", "现在是12月15日 14:30", "原因：会场检修", "报名参加"],
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


def test_the_filter_stands_in_the_address(client: Client) -> None:
    make_city("zhuhai")
    doumen = make_venue(make_district("zh-doumen", city_slug="zhuhai", name_zh="斗门区"))
    shiqi = make_venue(make_district("zs-shiqi", name_zh="石岐街道"))
    make_seminar(
        title_zh="斗门原产地", venue=doumen, category_id=make_category("origin", name_zh="原产地").id
    )
    make_seminar(title_zh="石岐加贸", venue=shiqi)
    make_seminar(title_zh="石岐往期", venue=shiqi, starts_at=at("2026-10-15 14:30"), state="closed")
    expected = {
        "": {"斗门原产地", "石岐加贸", "石岐往期"},
        "?city=zhuhai": {"斗门原产地"},
        "?city=zhongshan": {"石岐加贸", "石岐往期"},
        "?township=zh-doumen": {"斗门原产地"},
        "?topic=origin": {"斗门原产地"},
        "?city=zhongshan&topic=origin": set(),
        "?city=atlantis": set(),
    }
    for query, titles in expected.items():
        text = page(client, f"/seminars{query}")
        assert {title for title in expected[""] if f">{title}</a>" in text} == titles, query
    chosen = page(client, "/seminars?city=zhuhai&topic=origin")
    assert '<option value="origin" selected>' in chosen
    assert '<option value="zs-shiqi"' not in chosen, "townships of the chosen city only"


def test_next_ones_first_and_past_ones_last_first(client: Client) -> None:
    for day in ("2026-12-15", "2027-01-15", "2026-10-15", "2026-09-15"):
        make_seminar(title_zh=f"题目{day}", starts_at=at(f"{day} 14:30"))
    text = page(client, "/seminars")
    places = [text.index(f"题目{day}") for day in ("2026-12-15", "2027-01-15", "2026-10-15", "2026-09-15")]
    assert places == sorted(places)


def test_past_ones_have_pages(client: Client) -> None:
    start = at("2026-10-15 14:30")
    for n in range(13):
        make_seminar(title_zh=f"第{n}个往期", starts_at=start - timedelta(days=30 * n), state="closed")
    first, second = page(client, "/seminars"), page(client, "/seminars?page=2")
    assert "第1页，共2页" in first
    assert "第11个往期" in first and "第12个往期" not in first
    assert "第12个往期" in second and "第11个往期" not in second
    assert "没有这一页" in page(client, "/seminars?page=99")
    assert "第1页，共2页" in page(client, "/seminars?page=-1")


def test_a_month_is_a_sheet(client: Client) -> None:
    seminar = make_seminar(
        title_zh="月中一期", starts_at=at("2026-12-31 22:00"), ends_at=at("2026-12-31 23:00")
    )
    text = page(client, "/seminars/month/2026-12")
    assert "2026年12月" in text
    assert f'href="/seminars/{seminar.id}"' in text
    assert '<time datetime="2026-12-31">' in text
    assert "月中一期" not in page(client, "/seminars/month/2027-01")
    assert "/seminars/month/2027-01" in text and "/seminars/month/2026-11" in text
    for wrong in ("2026-13", "2026-00", "1999-12", "2026-1", "２０２６-12", "x"):
        assert client.get(f"/seminars/month/{wrong}").status_code == 404, wrong


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


# -- handouts


def stored(seminar: Seminar, content: bytes, name: str) -> Handout:
    with transaction():
        return service.add_file(
            seminar_id=seminar.id, facts=HandoutFacts(title="讲义"), file=BytesIO(content), given_name=name
        )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("讲义.pdf", "讲义.pdf"),
        ('讲义"\r\nX:1.pdf', "讲义 X 1.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini.pdf"),
        ("a.pdf.html", "a.pdf"),
        ("\u202egnp.exe", "gnp.pdf"),
        ("", "handout.pdf"),
        ("讲" * 300 + ".pdf", "讲" * 120 + ".pdf"),
    ],
)
def test_a_handout_comes_as_an_attachment_under_a_harmless_name(
    client: Client, settings: Settings, name: str, kept: str
) -> None:
    """H14"""
    seminar = make_seminar()
    handout = stored(seminar, b"%PDF-1.7\n<script>alert(1)</script>", name)
    assert handout.file_name == kept
    answer = client.get(f"/seminars/{seminar.id}/handouts/{handout.id}/x.html")
    assert answer.status_code == 200
    assert answer.get_data() == b"%PDF-1.7\n<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    files = list((settings.home / "handouts").iterdir())
    assert len(files) == 1
    assert Path(files[0].name).stem.isalnum(), "stored under a name nobody chose"


def test_every_whole_download_counts_once(client: Client) -> None:
    seminar = make_seminar()
    handout = stored(seminar, b"%PDF-1.7", "a.pdf")
    path = f"/seminars/{seminar.id}/handouts/{handout.id}/a.pdf"
    client.get(path).close()
    client.get(path).close()
    client.head(path).close()
    part = client.get(path, headers={"Range": "bytes=0-3"})
    part.close()
    assert part.status_code == 206
    db.session.rollback()
    assert db.session.get_one(Handout, handout.id).downloads == 2


def test_a_linked_handout_sends_on_and_counts(client: Client) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar, url="https://customs.example/a")
    answer = client.get(f"/seminars/{seminar.id}/handouts/{handout.id}/a")
    assert (answer.status_code, answer.location) == (302, "https://customs.example/a")
    db.session.rollback()
    assert db.session.get_one(Handout, handout.id).downloads == 1


def test_a_lost_file_is_missing(client: Client) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar, url="", stored_as="gone.pdf", file_name="a.pdf")
    assert client.get(f"/seminars/{seminar.id}/handouts/{handout.id}/a.pdf").status_code == 404


# -- what it costs

LISTS = {"/seminars": 5, "/seminars?city=zhongshan&page=2": 3, "/seminars/month/2026-12": 4}


def fill(count: int) -> Seminar:
    """`count` seminars over a century of months, written at once."""
    first = make_seminar(starts_at=at("2026-12-15 14:30"))
    make_handout(first)
    moment = clock.now()
    rows = []
    for n in range(1, count):
        start = at("2026-11-15 14:30") - timedelta(days=3 * n)
        rows.append(
            {
                "series_id": first.series_id,
                "district_id": first.district_id,
                "venue_id": first.venue_id,
                "category_id": first.category_id,
                "state": "closed",
                "title_zh": f"往期{n}",
                "nominal_date": date(2026, 11, 15) - timedelta(days=3 * n),
                "starts_at": start,
                "ends_at": start + timedelta(hours=2),
                "created_at": moment,
                "changed_at": moment,
                "issue_no": 1000 + n,
            }
        )
    with transaction():
        db.session.execute(Seminar.__table__.insert(), rows)  # type: ignore[attr-defined]
    return first


@pytest.mark.parametrize("count", [12, 1200])
def test_the_number_of_statements_does_not_grow(client: Client, count: int) -> None:
    seminar = fill(count)
    for path, most in (LISTS | {f"/seminars/{seminar.id}": 4}).items():
        with statements() as sent:
            assert client.get(path).status_code == 200
        assert len(sent) == most, "\n".join(sent)


def test_series_and_cities_share_a_day(client: Client) -> None:
    make_city("zhuhai")
    make_seminar(title_zh="中山那一期", starts_at=at("2026-12-15 14:30"))
    make_seminar(
        title_zh="珠海那一期",
        starts_at=at("2026-12-15 14:30"),
        series=make_series("zhuhai"),
        venue=make_venue(make_district(city_slug="zhuhai")),
    )
    text = page(client, "/seminars/month/2026-12")
    assert "中山那一期" in text and "珠海那一期" in text


def test_english_counts_one_as_one_and_keeps_its_spaces(app: Flask, client: Client) -> None:
    one, two = make_seminar(seats_taken=1), make_seminar(seats_taken=2)
    assert "1 person has registered. Closes" in plain(page(client, f"/seminars/{one.id}?lang=en"))
    assert "2 people have registered. Closes" in plain(page(client, f"/seminars/{two.id}?lang=en"))


def plain(text: str) -> str:
    """As a reader sees it: without tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


@pytest.mark.parametrize("path", ["/seminars", "/seminars/month/2026-12", "/"])
def test_an_old_link_of_a_township_shows_its_successor_as_chosen(client: Client, path: str) -> None:
    today = make_district("zs-sanxiang", name_zh="三乡镇")
    make_district("zs-old", in_picker=False, active=False, successor_id=today.id)
    make_seminar(venue=make_venue(today), starts_at=at("2026-12-15 14:30"), title_zh="三乡那一期")
    text = page(client, f"{path}?township=zs-old")
    assert '<option value="zs-sanxiang" selected>三乡镇</option>' in text
    assert "三乡那一期" in text and "没有找到这个镇区" not in text


@pytest.mark.parametrize("path", ["/seminars", "/seminars/month/2026-12", "/"])
def test_a_township_that_never_was_shows_everything_and_says_so(client: Client, path: str) -> None:
    make_seminar(
        venue=make_venue(make_district("zs-shiqi")), starts_at=at("2026-12-15 14:30"), title_zh="这一期"
    )
    text = page(client, f"{path}?township=nope&topic=processing_trade")
    assert "没有找到这个镇区，下面是所有镇区的场次。" in text
    assert "这一期" in text
    assert "没有找到这个镇区" not in page(client, f"{path}?township=zs-shiqi")


def test_a_handout_has_a_name_for_every_browser_and_its_size_in_plain_words(client: Client) -> None:
    seminar = make_seminar()
    with transaction():
        one = service.add_file(
            seminar_id=seminar.id,
            facts=HandoutFacts(title="操作指引"),
            file=BytesIO(b"%PDF-1.7" + b"x" * 61),
            given_name="手册 资料.pdf",
        )
        key = one.id
    with client.get(f"/seminars/{seminar.id}/handouts/{key}/x") as answer:
        said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=handout.pdf; filename*=UTF-8''%E6%89%8B")
    assert " · 69 B<" in page(client, f"/seminars/{seminar.id}").replace("</small>", "<")
