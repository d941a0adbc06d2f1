"""The starting set of townships, and venues."""

import pytest
from flask import Flask

from seminars.core.db import transaction
from seminars.core.errors import Missing
from seminars.places import queries, service
from seminars.places.service import VenueFacts, VenueRefusal
from tests.builders.schedule import make_district, make_venue


def test_the_starting_set_is_written_once(app: Flask) -> None:
    with transaction():
        assert service.load_starting_set() == 66
    with transaction():
        assert service.load_starting_set() == 0
    assert [city.name_zh for city in queries.cities()] == ["中山市", "珠海市"]
    townships = queries.picker("zhongshan")
    assert "火炬开发区（中山港街道）" in [one.name_zh for one in townships]
    assert "东升镇" not in [one.name_zh for one in townships]
    assert queries.district("zs-dongsheng").successor is queries.district("zs-xiaolan")
    assert queries.district("zs-tanzhou").customs_office == "神湾办"
    assert {one.city_slug for one in queries.picker()} == {"zhongshan", "zhuhai"}


def test_an_edited_township_stays_as_it_is(app: Flask) -> None:
    make_district("zs-shiqi", name_zh="石岐街道（新名）")
    with transaction():
        assert service.load_starting_set() == 65
    assert queries.district("zs-shiqi").name_zh == "石岐街道（新名）"


def test_nobody_lives_in_an_unknown_district(app: Flask) -> None:
    with pytest.raises(Missing):
        queries.district("zs-atlantis")


def test_a_venue_is_added_and_changed(app: Flask) -> None:
    make_district("zs-shiqi")
    with transaction():
        venue = service.save_venue(
            facts=VenueFacts(district_slug="zs-shiqi", name_zh="文化中心报告厅", capacity=220)
        )
    key = venue.id
    with transaction():
        service.save_venue(
            venue_id=key,
            facts=VenueFacts(district_slug="zs-shiqi", name_zh="文化中心报告厅", capacity=180, active=False),
        )
    assert queries.venue(key).capacity == 180
    assert list(queries.venues()) == []
    assert [one.id for one in queries.all_venues(text="报告厅")] == [key]


def test_two_venues_of_a_township_have_two_names(app: Flask) -> None:
    district = make_district("zs-shiqi")
    make_venue(district, name_zh="文化中心报告厅")
    with pytest.raises(VenueRefusal) as refused, transaction():
        service.save_venue(facts=VenueFacts(district_slug="zs-shiqi", name_zh="文化中心报告厅"))
    assert (refused.value.code, refused.value.field) == ("same_name", "name_zh")
    with pytest.raises(VenueRefusal) as refused, transaction():
        service.save_venue(facts=VenueFacts(district_slug="zs-nowhere", name_zh="新会场"))
    assert (refused.value.code, refused.value.field) == ("district", "district_slug")
