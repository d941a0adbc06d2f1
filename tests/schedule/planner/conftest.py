"""Twelve drafts of a year, on a day before it."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from seminars.core.db import db, transaction
from seminars.places.models import District
from seminars.schedule import service
from tests.builders.schedule import make_city, make_series
from tests.schedule.planner.swapping import NOW


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def drafts(app: Flask) -> list[int]:
    """The ids of the twelve drafts of 2027, January first, in a series of 24 townships."""
    make_city()
    series = make_series().slug
    with transaction():
        db.session.add_all(_township(n) for n in range(24))
        return [one.id for one in service.plan_year(series=series, year=2027)]


def _township(n: int) -> District:
    names = {"name_zh": f"{n:02}镇", "name_en": f"Town {n}", "level": "township", "city_slug": "zhongshan"}
    return District(slug=f"zs-{n:02}", sort=n, in_picker=True, **names)
