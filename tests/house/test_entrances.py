"""Who may enter: every route has one guard, and `entrances/<package>.txt` says the same, so that a change is a decision.

A line is `endpoint METHODS guard`, for example `checkin_staff.desk GET staff:organizer,helper`. Routes that Flask and
flask-security bring stand there too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from seminars.accounts import guards
from seminars.app import create_app
from seminars.core.config import Settings
from tests.conftest import SECRET_KEY
from tests.pages import Client

LISTS = Path(__file__).with_name("entrances")
OPEN_TO_ALL = {"core"}
"""Blueprints below the guards: static files, health. They are public by nature."""


@pytest.fixture
def bare_app(tmp_path: Path) -> Flask:
    """The application without a database: only its map is read."""
    return create_app(Settings(home=tmp_path, secret_key=SECRET_KEY))


def guard_of(app: Flask, endpoint: str) -> str | None:
    if endpoint.split(".")[0] in OPEN_TO_ALL:
        return "anyone"
    return guards.entrance(app, endpoint)


def normal(guard: str) -> str:
    """`staff:helper,organizer` and `staff:organizer,helper` are one guard."""
    kind, _, rest = guard.partition(":")
    return f"{kind}:{','.join(sorted(rest.split(',')))}" if rest else kind


def entrances(app: Flask) -> dict[str, tuple[str, str]]:
    """Methods and guard of every endpoint, as the application has them."""
    found: dict[str, tuple[set[str], str]] = {}
    for rule in app.url_map.iter_rules():
        methods, _ = found.setdefault(
            rule.endpoint, (set(), normal(guard_of(app, rule.endpoint) or "NO GUARD"))
        )
        methods |= (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return {endpoint: (",".join(sorted(methods)), guard) for endpoint, (methods, guard) in found.items()}


def listed() -> Iterator[tuple[str, str, tuple[str, str]]]:
    """File, endpoint and (methods, guard) of every line that was written down."""
    for path in sorted(LISTS.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                endpoint, methods, guard = line.split(maxsplit=2)
                yield path.name, endpoint, (",".join(sorted(methods.split(","))), normal(guard))


def disagreements(app: Flask) -> list[str]:
    """What the code and the written lists say differently."""
    real = entrances(app)
    written = {endpoint: (file, entry) for file, endpoint, entry in listed()}
    wrong = [f"{endpoint} has no guard" for endpoint, (_, guard) in real.items() if guard == "NO GUARD"]
    for endpoint, (methods, guard) in real.items():
        if endpoint not in written:
            wrong.append(f"not written down: {endpoint} {methods} {guard}")
        elif written[endpoint][1] != (methods, guard):
            file, entry = written[endpoint]
            wrong.append(f"{file} says {endpoint} {' '.join(entry)}, the code says {methods} {guard}")
    wrong += [
        f"{file}: {endpoint} is gone" for endpoint, (file, _) in written.items() if endpoint not in real
    ]
    return sorted(wrong)


def test_every_route_has_its_guard_and_is_written_down(bare_app: Flask) -> None:
    assert disagreements(bare_app) == []


def test_no_endpoint_is_written_down_twice() -> None:
    endpoints = [endpoint for _, endpoint, _ in listed()]
    assert len(endpoints) == len(set(endpoints))


def test_a_door_without_guard_is_noticed(bare_app: Flask) -> None:
    side_door = Blueprint("side_door", __name__)
    side_door.add_url_rule("/side", "enter", lambda: "come in")
    side_door.add_url_rule("/front", "guarded", guards.anyone(lambda: "welcome"))
    bare_app.register_blueprint(side_door)
    wrong = disagreements(bare_app)
    assert "side_door.enter has no guard" in wrong
    assert "not written down: side_door.guarded GET anyone" in wrong


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_staff_pages_send_strangers_to_the_sign_in(app: Flask, client: Client) -> None:
    client.checked = False
    inside = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if (guard_of(app, rule.endpoint) or "").startswith("staff")
        and not rule.endpoint.startswith("security.")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    for path, method in inside:
        answer = client.open(address(path), method=method)
        assert answer.status_code in {302, 303, 401, 403}, f"{method} {path}: {answer.status_code}"
        assert "/staff/sign-in" in answer.headers.get("Location", "/staff/sign-in"), f"{method} {path}"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_form_is_taken_without_its_secret(app: Flask, client: Client) -> None:
    """Every door that changes something refuses a form from elsewhere, except programs that bring their own token.

    422: the form itself asked for it, and is shown again as it was filled in.
    """
    app.config["WTF_CSRF_ENABLED"] = True
    client.checked = False
    for rule in app.url_map.iter_rules():
        package, _, name = rule.endpoint.partition(".")
        if package.endswith("_api") or name.endswith("_api"):
            continue
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            answer = client.open(address(rule.rule), method=method)
            assert answer.status_code in {400, 401, 403, 404, 422, 302}, (
                f"{method} {rule.rule}: {answer.status_code}"
            )
            assert answer.status_code != 422 or "这一页开着太久了" in answer.text, f"{method} {rule.rule}"
            assert answer.status_code != 302 or "sign-in" in answer.location, (
                f"{method} {rule.rule}: {answer.location}"
            )


def address(rule: str) -> str:
    """A path of this rule with something in every place."""
    parts = [("1" if part.startswith("<") else part) for part in rule.split("/")]
    return "/".join(parts)
