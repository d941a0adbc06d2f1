"""The programme, its months and filters, and what they cost (S11, H14)."""

from datetime import date, timedelta

import pytest
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule.models import Seminar
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
from tests.schedule.public.reading import page, plain
from tests.statements import statements

LISTS = {"/seminars": 5, "/seminars?city=zhongshan&page=2": 3, "/seminars/month/2026-12": 4}


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
