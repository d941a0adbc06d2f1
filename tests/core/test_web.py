"""The edge of every request: transaction, headers, static files, errors."""

import pytest
from flask import Blueprint, Flask

from seminars.accounts import guards
from seminars.core.db import db, mark_writing
from seminars.core.errors import Missing
from seminars.schedule.models import Programme
from tests.conftest import new_client


@pytest.fixture
def deeds(app: Flask) -> Flask:
    """Doors that do and fail, for looking at the edge alone."""
    bp = Blueprint("deeds", __name__)

    @bp.route("/deed/<int:status>", methods=["POST"])
    @guards.anyone
    def deed(status: int) -> tuple[str, int]:
        db.session.add(Programme(id=status))
        db.session.flush()
        if status == 500:
            raise RuntimeError("a fault with a secret in it")
        return "", status

    @bp.route("/missing")
    @guards.anyone
    def missing() -> str:
        raise Missing

    app.register_blueprint(bp)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.parametrize(
    ("status", "kept"), [(200, True), (303, True), (404, False), (422, False), (500, False)]
)
def test_a_deed_is_kept_only_when_the_answer_is_below_400(deeds: Flask, status: int, kept: bool) -> None:
    assert new_client(deeds).post(f"/deed/{status}").status_code == status
    db.session.rollback()
    assert (db.session.get(Programme, status) is not None) is kept
    mark_writing(False)


def test_a_fault_shows_a_number_and_no_trace(deeds: Flask) -> None:
    """H18."""
    page = new_client(deeds).post("/deed/500")
    assert page.status_code == 500
    assert page.headers["X-Request-ID"] in page.text
    assert "secret" not in page.text and "Traceback" not in page.text


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/nothing-here", "/missing", "/staff/sign-in", "/assets/x/site/site.css"]
)
def test_every_answer_carries_the_headers(deeds: Flask, path: str) -> None:
    """H2, on errors too."""
    answer = new_client(deeds).get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers
    answer.close()


def test_what_is_missing_is_a_page_that_leads_on(deeds: Flask) -> None:
    page = new_client(deeds).get("/missing")
    assert page.status_code == 404 and 'href="/"' in page.text


@pytest.mark.parametrize(
    ("typed", "leads"),
    [("/missing/", "/missing"), ("/missing//?q=%E7%8F%A0", "/missing?q=%E7%8F%A0"), ("/nowhere/", None)],
)
def test_a_slash_too_many_leads_to_the_page_that_was_meant(
    deeds: Flask, typed: str, leads: str | None
) -> None:
    """For who only looks: a deed is never sent on."""
    visitor = new_client(deeds)
    answer = visitor.get(typed)
    assert (answer.status_code, answer.location) == ((308, leads) if leads else (404, None))
    assert visitor.post(typed).status_code == 404


def test_a_static_file_is_kept_for_a_year_under_its_revision_only(app: Flask, client) -> None:
    revision = app.extensions["seminars.revision"]
    with client.get(f"/assets/{revision}/site/site.css") as now, client.get("/assets/0/site/site.css") as old:
        assert "immutable" in now.headers["Cache-Control"] and old.headers["Cache-Control"] == "no-cache"
        assert now.data == old.data


@pytest.mark.parametrize("path", ["../pyproject.toml", "..%2fpyproject.toml", "site/../../pyproject.toml"])
def test_static_files_stay_in_their_folder(client, path: str) -> None:
    assert client.get(f"/assets/x/{path}").status_code == 404


def test_a_post_without_its_token_is_refused(app: Flask, client) -> None:
    """H3: sign-in as well."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/staff/sign-in", data={"email": "a@b.example", "password": "x"}).status_code == 400


@pytest.mark.parametrize("host", ["evil.cn", "127.0.0.1:1"])
def test_the_host_header_moves_no_link(app: Flask, client, host: str) -> None:
    """D12."""
    answer = client.get("/staff/accounts", headers={"Host": host})
    assert answer.location.startswith("/staff/sign-in")


def test_language_and_large_type_are_remembered(client) -> None:
    client.get("/staff/sign-in?lang=en&large=1")
    page = client.get("/staff/sign-in").text
    assert '<html lang="en"' in page and "large" in page.split(">")[1]


@pytest.mark.parametrize("number", ["2147483648", "99999999999999999999"])
def test_a_number_no_row_can_have_is_a_page_that_is_not_there(client, number: str) -> None:
    """H15: both databases would fail on it."""
    assert client.get(f"/seminars/{number}").status_code == 404


@pytest.mark.parametrize("number", [10**20])
def test_an_id_no_row_can_have_is_missing_wherever_it_comes_from(deeds: Flask, number: int) -> None:
    """H15."""
    deeds.add_url_rule("/row", "row", guards.anyone(lambda: str(db.session.get(Programme, number))))
    assert new_client(deeds).get("/row").status_code == 404
