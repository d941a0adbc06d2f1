"""What the tests of the schedule share: the news it tells."""

from typing import Any

import pytest
from flask import Flask

from seminars.core import news
from seminars.schedule.news import (
    SeminarCancelled,
    SeminarChanged,
    SeminarClosed,
    SeminarClosing,
    SeminarMoved,
)

KINDS = (SeminarChanged, SeminarMoved, SeminarCancelled, SeminarClosing, SeminarClosed)


@pytest.fixture
def told(app: Flask) -> list[Any]:
    """All news of the schedule, in the order they were told, and nobody else hears them."""
    heard: list[Any] = []
    news.listen(app, {kind: [heard.append] for kind in KINDS})
    return heard
