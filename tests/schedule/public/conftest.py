"""A city, on a day before its seminars."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.builders.schedule import (
    make_city,
)
from tests.schedule.public.reading import NOW


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def zhongshan(app: Flask) -> None:
    make_city()
