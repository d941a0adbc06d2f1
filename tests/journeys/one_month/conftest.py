"""The house before its first month, and a real mail server."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from seminars.accounts import service as accounts
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.places import service as places
from seminars.places.models import District
from seminars.schedule import service as schedule
from seminars.schedule.models import Programme
from seminars.workdays import service as workdays
from tests.builders.schedule import make_series, make_venue
from tests.journeys.people import (
    PASSWORD,
    Mailbox,
)


@pytest.fixture(autouse=True)
def everybody_goes_home(live_server: str, browser: Browser) -> Iterator[None]:
    """The browser outlives the journey: a desk left open in it would go on looking through its camera."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def settings(make_settings: Callable[..., Settings], smtp_port: int) -> Settings:
    """Letters go to a real mail server."""
    return make_settings(smtp_host="127.0.0.1", smtp_port=smtp_port)


@pytest.fixture
def mail(app: Flask, smtp_port: int) -> Iterator[Mailbox]:
    """The mail server, listening."""
    with Mailbox(app).open(smtp_port) as mailbox:
        yield mailbox


@pytest.fixture
def house(app: Flask) -> None:
    """A customs house before its first month with this system: places, working days, 117 seminars behind it."""
    with transaction():
        places.load_starting_set()
        workdays.load_starting_set()
        schedule.load_starting_set()
        programme = db.session.get(Programme, 1) or Programme(id=1)
        programme.last_issue_no = 117
        db.session.add(programme)
        for email, name, role in (
            ("liang@customs.example", "梁思敏", "organizer"),
            ("lin@customs.example", "林晓岚", "officer"),
            ("su@customs.example", "苏子晴", "helper"),
        ):
            accounts.create(
                email=email, name=name, office="加工贸易科", grants=[(role, None)], password=PASSWORD
            )
    make_series("zhongshan")
    township = db.session.scalars(select(District).where(District.slug == "zs-shiqi")).one()
    make_venue(township, name_zh="石岐文化活动中心二楼报告厅")
