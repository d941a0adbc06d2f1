"""Behind https a browser tells a page behind a secret link no Referer, and its forms work all the same (H2)."""

import re

import pytest
from flask import Flask

from seminars.core.config import Settings
from seminars.core.db import db
from seminars.registration import queries
from seminars.registration.models import CANCELLED, Registration
from tests.builders.registration import make_registration
from tests.conftest import MakeSettings
from tests.pages import Client

HERE = "https://seminars.example"


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings(base_url=HERE)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_seat_is_given_up_without_a_referer_and_not_without_a_token(app: Flask, client: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    registration = make_registration()
    path = f"/r/{queries.link_token(registration)}/cancel"
    page = client.get(path, base_url=HERE)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token is not None and page.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(path, base_url=HERE).status_code == 422
    assert client.post(path, base_url=HERE, data={"csrf_token": token[1]}).status_code == 303
    assert db.session.get_one(Registration, registration.id).state == CANCELLED
