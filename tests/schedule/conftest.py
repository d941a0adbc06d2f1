"""What the tests of the schedule share: the news it tells, and a day before the decree of the next year."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from seminars.core import news
from seminars.core.db import transaction
from seminars.schedule.news import (
    SeminarCancelled,
    SeminarChanged,
    SeminarClosed,
    SeminarClosing,
    SeminarMoved,
)
from seminars.workdays import service as workdays_service
from tests.builders.schedule import make_city

KINDS = (SeminarChanged, SeminarMoved, SeminarCancelled, SeminarClosing, SeminarClosed)


@pytest.fixture
def told(app: Flask) -> list[Any]:
    """All news of the schedule, in the order they were told, and nobody else hears them."""
    heard: list[Any] = []
    news.listen(app, {kind: [heard.append] for kind in KINDS})
    return heard


@pytest.fixture
def late_in_2026(app: Flask) -> Iterator[None]:
    """25 November 2026 with its decree; 2027 has none yet."""
    with time_machine.travel(datetime(2026, 11, 25, 2, 0, tzinfo=UTC), tick=False):
        with transaction():
            workdays_service.load_starting_set()
        make_city()
        yield
