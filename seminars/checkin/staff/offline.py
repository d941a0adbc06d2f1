"""What the desk keeps in the browser so that it opens without a server: its worker, its shell, its face as an app."""

import json
from functools import cache

from flask import Response, jsonify, make_response
from flask_wtf.csrf import generate_csrf

from seminars.accounts import guards
from seminars.checkin.staff.blueprint import DOOR, at_the_door, bp
from seminars.checkin.staff.desk import desk_page
from seminars.core import web
from seminars.core.i18n import _
from seminars.core.paths import STATIC
from seminars.schedule import queries as schedule

ALSO = (
    "site/site.css",
    "site/page.js",
    "site/fragment.js",
    "site/favicon.svg",
    "site/icon-192.png",
    "site/icon-512.png",
    "vendor/zxing-wasm/reader.js",
    "vendor/zxing-wasm/zxing_reader.wasm",
)
"""What the desk needs besides its own files."""
WORKER = "checkin/sw.js"


@bp.get("/door/sw.js")
@guards.anyone
def service_worker() -> Response:
    """The service worker of all desks, with the files of this very release written before it."""
    files = [web.asset(path) for path in _files()]
    told = (
        f"const CACHE = {json.dumps('door-' + web.current_revision())};\nconst FILES = {json.dumps(files)};\n"
    )
    answer = make_response(told + (STATIC / WORKER).read_text("utf-8"))
    answer.mimetype = "text/javascript"
    return answer


@bp.get(DOOR + "/shell")
@at_the_door
def shell(seminar_id: int) -> str:
    """The desk's page without a guest and without a token: what a phone may keep."""
    return desk_page(seminar_id, is_shell=True)


@bp.get(DOOR + "/app.webmanifest")
@at_the_door
def manifest(seminar_id: int) -> Response:
    """The desk as an app on the home screen of a phone."""
    seminar = schedule.get(seminar_id)
    name = _("第%(n)s期签到", n=seminar.issue_no) if seminar.issue_no else _("签到")
    icons = [
        {"src": web.asset(f"site/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (192, 512)
    ]
    answer = jsonify(
        name=name,
        short_name=_("签到"),
        id=f"/door/{seminar_id}",
        start_url=f"/door/{seminar_id}",
        scope="/door/",
        display="standalone",
        background_color="#083f52",
        theme_color="#083f52",
        icons=icons,
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get(DOOR + "/token")
@at_the_door
def token(seminar_id: int) -> Response:
    """What a page that was kept for hours needs before it may write."""
    return jsonify(token=generate_csrf())


@cache
def _files() -> list[str]:
    own = [path for path in (STATIC / "checkin").iterdir() if path.suffix in (".js", ".css")]
    return sorted(f"checkin/{path.name}" for path in own if path.name != "sw.js") + list(ALSO)
