"""Townships and halls: the starting set from the file that comes with the product, addresses, and what a hall is needed for."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class DistrictFacts:
    """One row of `data/districts.csv`, whose own columns say where each fact comes from."""

    slug: str
    sort: int
    name_zh: str
    name_en: str
    level: str
    city_slug: str
    in_picker: bool
    active: bool
    valid_to: date | None
    successor: str
    phone_area: str
    customs_office: str


@dataclass(frozen=True, slots=True)
class Use:
    """A published seminar still to come in a hall: what staff call it, where it is moved, and how many seats (座) it offers."""

    name: str
    url: str
    seats: int


def short_city(name: str) -> str:
    """中山 of 中山市, Zhongshan of Zhongshan City: as people say it."""
    return name.removesuffix("市").removesuffix(" City")


def full_address(city: str, township: str, address: str) -> str:
    """珠海市金湾区机场东路1号: with city and township, whether or not they were written down with the street."""
    street = address
    for said in (city + township, short_city(city) + township, city, township):
        if said and street.startswith(said):
            street = street.removeprefix(said)
            break
    return city + ("" if township == city or township in street else township) + street


def spellings(name_zh: str, name_en: str = "") -> set[str]:
    """How people write a township: 古镇镇 also 古镇, Guzhen Town also guzhen."""
    short = re.sub("(?<=..)(?:街道|镇)$", "", name_zh)
    english = name_en.casefold()
    return {name for name in (name_zh, short, english, english.removesuffix(" town")) if name}


class Named(NamedTuple):
    """A township under a name it goes by or went by: until which day, and as which one it lives on."""

    id: int
    until: date | None
    today: int


def township_then(named: Sequence[Named], day: date) -> int | None:
    """Which of those that go by one name it was on a day; today's after its end; None when the name is shared."""
    if len({one.today for one in named}) != 1:
        return None
    then = [one for one in named if one.until is None or day <= one.until]
    return min(then, key=lambda one: one.until or date.max).id if then else named[0].today


def read_districts(text: str) -> Iterator[DistrictFacts]:
    """Every district of the file, cities first named by their own slug; a year alone ends on its last day."""
    rows = list(csv.DictReader(StringIO(text)))
    cities = {row["city_zh"]: row["slug"] for row in rows if row["level"] == "city"}
    for row in rows:
        yield DistrictFacts(
            slug=row["slug"],
            sort=int(row["sort"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            level=row["level"],
            city_slug=cities[row["city_zh"]],
            in_picker=row["in_picker"] == "1",
            active=row["status"] == "active",
            valid_to=date(int(row["valid_to"]), 12, 31) if row["valid_to"] else None,
            successor=row["successor_slug"],
            phone_area=row["phone_area"],
            customs_office=row["customs_office_hint"] or row["customs_house"],
        )
