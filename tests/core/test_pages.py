"""Pages that every stranger sees alike: who is shown a kept one, who never is, and how soon a change is seen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Blueprint, Flask, session

from seminars.accounts import guards
from seminars.core import pages, web
from seminars.core.db import transaction
from seminars.schedule.models import Seminar
from tests.builders.schedule import make_city, make_seminar
from tests.conftest import StaffClient, new_client
from tests.pages import Client
from tests.statements import statements

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    make_city()
    return make_seminar(title_zh="归类与申报要素")


@pytest.fixture
def path(seminar: Seminar) -> str:
    return f"/seminars/{seminar.id}"


@pytest.mark.parametrize("address", ["/", "/seminars", "/seminars/month/2026-12", ""])
def test_the_second_stranger_costs_the_database_nothing(
    app: Flask, client: Client, path: str, address: str
) -> None:
    first = client.get(address or path)
    with statements() as sent:
        second = new_client(app).get(address or path)
    assert second.status_code == 200 and second.data == first.data
    assert not sent
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_what_this_process_writes_is_seen_at_once(client: Client, seminar: Seminar, path: str) -> None:
    assert "归类与申报要素" in client.get(path).text
    with transaction():
        seminar.title_zh = "原产地规则"
    assert "原产地规则" in client.get(path).text


def test_what_another_writes_is_seen_after_two_seconds(
    app: Flask, client: Client, path: str, frozen: time_machine.Traveller
) -> None:
    client.get(path)
    with statements() as sent:
        frozen.shift(pages.KEPT_FOR - timedelta(milliseconds=1))
        client.get(path)
        assert not sent
        frozen.shift(timedelta(milliseconds=1))
        client.get(path)
        assert sent


def test_a_clock_put_back_keeps_no_page(client: Client, path: str, frozen: time_machine.Traveller) -> None:
    client.get(path)
    frozen.shift(timedelta(hours=-1))
    with statements() as sent:
        client.get(path)
    assert sent


def test_a_page_read_before_a_write_is_shown_to_nobody_after_it() -> None:
    shelf = pages.Shelf()
    key = pages.Key(shelf.writes, "/seminars", "zh", large=False)
    shelf.clear()  # somebody writes while the page is being made
    shelf.put(key, pages.Page(b"old", "1"), NOW)
    assert shelf.find(key, NOW) is None


def test_the_shelf_holds_only_so_many(client: Client) -> None:
    shelf = pages.Shelf()
    for number in range(pages.MOST * 3):
        shelf.put(pages.Key(0, f"/?page={number}", "zh", large=False), pages.Page(b"", "1"), NOW)
    assert len(shelf) <= pages.MOST


def test_for_whoever_signed_in_the_page_is_made_anew(
    client: Client, staff_client: StaffClient, path: str
) -> None:
    client.get(path)
    member = staff_client("organizer")
    with statements() as sent:
        member.get(path)
        member.get(path)
    assert sum("FROM staff" in one for one in sent) == 2


def test_each_language_and_size_has_its_own(app: Flask, client: Client, path: str) -> None:
    chinese = client.get(path).data
    client.set_cookie("lang", "en")
    assert client.get(path).headers["Content-Language"] == "en"
    client.set_cookie("large", "1")
    assert b"large" in client.get(path).data
    assert new_client(app).get(path).data == chinese


def test_a_choice_of_language_is_still_remembered(app: Flask, client: Client, path: str) -> None:
    client.get(f"{path}?lang=en")
    answer = new_client(app).get(f"{path}?lang=en")
    assert "lang=en" in answer.headers["Set-Cookie"]


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert again.headers["Content-Security-Policy"]


def test_neither_a_refusal_nor_a_session_nor_a_policy_of_its_own_is_kept(app: Flask) -> None:
    made: list[str] = []
    bp = Blueprint("some", __name__)

    @bp.route("/some/<kind>")
    @guards.anyone
    @pages.alike
    def some(kind: str) -> tuple[str, int]:
        made.append(kind)
        if kind == "session":
            session["a"] = 1
        if kind == "policy":
            web.allow(img_src="'none'")
        if kind == "camera":
            web.allow_camera()
        return f"{kind} <!doctype html>", 404 if kind == "refusal" else 200

    app.register_blueprint(bp)
    for kind in ("refusal", "session", "policy", "camera", "plain"):
        for _time in range(2):
            visitor = new_client(app)
            visitor.checked = False
            visitor.get(f"/some/{kind}")
    assert made == ["refusal"] * 2 + ["session"] * 2 + ["policy"] * 2 + ["camera"] * 2 + ["plain"]


def test_what_is_sent_or_only_asked_for_its_head_takes_no_kept_page(client: Client, path: str) -> None:
    client.get(path)
    assert client.post(path).status_code == 405
    with statements() as sent:
        client.head(path)
    assert sent
