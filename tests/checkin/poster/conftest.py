"""A seminar of today, and a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from seminars.schedule.models import Seminar
from tests.builders.checkin import make_seminar_today


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar_today(capacity=99)


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """A clock that stands still at the beginning of a window."""
    with time_machine.travel(datetime(2026, 12, 15, 4, 0, tzinfo=UTC), tick=False) as time:
        yield time
