"""The day and the organizer of the tests of the doors for staff."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.builders.schedule import (
    make_city,
    make_district,
    make_series,
)
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.staff.pages import NOW


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organizer(app: Flask, staff_client: StaffClient) -> Client:
    """An organizer of Zhongshan, where there are two townships."""
    make_city()
    make_series()
    make_district("zs-shiqi", name_zh="石岐街道")
    make_district("zs-xiaolan", name_zh="小榄镇")
    return staff_client("organizer", "zhongshan")
