"""What a phone may keep of the desk: the page without guests and secrets, the files of this release, and how it looks as an app."""

import json
import re

from flask import Flask

from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee
from tests.pages import Client


def test_the_page_that_is_kept_names_no_guest_and_holds_no_token(helper: Client, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    seminar = make_seminar_today()
    let_in(make_attendee(seminar, "周思敏"))
    page, kept = (helper.get(f"/door/{seminar.id}{path}").text for path in ("", "/shell"))
    assert "周思敏" in page
    assert 'name="csrf_token"' in page
    assert "周思敏" not in kept
    assert "csrf_token" not in kept
    assert "2号台" in kept
    assert helper.get(f"/door/{seminar.id}/token").json.keys() == {"token"}


def test_the_worker_knows_every_file_of_this_release(client: Client) -> None:
    answer = client.get("/door/sw.js")
    assert answer.mimetype == "text/javascript"
    [files] = re.findall(r"^const FILES = (.*);$", answer.text, re.MULTILINE)
    for path in json.loads(files):
        found = client.get(path)
        assert found.status_code == 200, path
        found.close()


def test_the_desk_is_an_app_of_its_own(helper: Client) -> None:
    seminar = make_seminar_today()
    app = helper.get(f"/door/{seminar.id}/app.webmanifest")
    assert app.mimetype == "application/manifest+json"
    assert (app.json["start_url"], app.json["display"]) == (f"/door/{seminar.id}", "standalone")
    assert [icon["sizes"] for icon in app.json["icons"]] == ["192x192", "512x512"]
