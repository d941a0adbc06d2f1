"""The edge of every request: transaction, headers, errors, static files, health."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import text
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from seminars.core import clock
from seminars.core import db as database
from seminars.core.collisions import BUSY_FOR, is_busy
from seminars.core.config import Settings, settings
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.i18n import current_language
from seminars.core.limits import minutes_to_wait
from seminars.core.paths import STATIC

View = TypeVar("View", bound=Callable[..., Any])
bp = Blueprint("core", __name__)
csrf = CSRFProtect()

READING = {"GET", "HEAD", "OPTIONS"}
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: what a primary key can hold on both databases, else there is no such page (H15)."""

    def __init__(self, map: Map, *arguments: Any, **options: Any) -> None:
        super().__init__(map, *arguments, **{"max": 2**31 - 1, **options})


def start(app: Flask, config: Settings) -> None:
    """Fit the edge to the application."""
    app.url_map.converters["int"] = RowNumber
    app.session_interface = QuietSessions()
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions["seminars.revision"] = _revision(STATIC)
    app.before_request(_begin)
    csrf.init_app(app)  # after `_begin`: what it refuses has a number, too
    app.after_request(_finish)
    app.teardown_request(_leave)
    app.register_error_handler(Exception, _explain)
    app.add_template_global(asset)
    app.add_template_global(switch_url)
    app.add_template_global(external_url)
    app.register_blueprint(bp)


class QuietSessions(SecureCookieSessionInterface):
    """An answer that is the same for everybody (`g.no_cookies`) neither sets the session nor varies by it.

    The hours of who is signed in begin anew with what they do, but not every answer signs a cookie for that.
    """

    RENEWED, EVERY = "renewed", 300

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """As usual, unless the answer may be kept by any cache."""
        if g.get("no_cookies"):
            return
        now = int(clock.now().timestamp())
        if session.permanent and now - session.get(self.RENEWED, 0) >= self.EVERY:
            session[self.RENEWED] = now
        super().save_session(app, session, response)


def asset(path: str) -> str:
    """The address of a static file, with the revision of the whole tree in it, so that it may be kept for a year."""
    return url_for("core.static_file", revision=current_revision(), path=path)


def current_revision() -> str:
    """The mark of all static files of this release."""
    mark: str = current_app.extensions["seminars.revision"]
    return mark


def switch_url(**changes: str) -> str:
    """This page with other words or type: `switch_url(lang='en')`."""
    arguments = request.args.to_dict(flat=False) | {name: [value] for name, value in changes.items()}
    if request.endpoint is None or request.method not in READING:
        return "/?" + "&".join(f"{name}={value}" for name, value in changes.items())
    return url_for(request.endpoint, **(request.view_args or {}), **arguments)  # type: ignore[arg-type]


def form_checks_token(view: View) -> View:
    """For a view whose every post goes through a `Form`: that asks for the token, and an expired one costs no text (A17)."""
    csrf.exempt(view)
    return view


def allow(**sources: str) -> None:
    """Widen the content security policy of this answer: `allow(script_src="'self' 'wasm-unsafe-eval'")`."""
    g.policy = {**g.get("policy", {}), **{name.replace("_", "-"): value for name, value in sources.items()}}


def allow_camera() -> None:
    """Let this page use the camera."""
    g.camera = True


def external_url(endpoint: str, **values: object) -> str:
    """An absolute address under the configured base, never under the Host header of a request (D12).

    It needs no request: letters are written by workers.
    """
    path: str = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings().base_url.rstrip("/") + path


@bp.route("/assets/<revision>/<path:path>")
def static_file(revision: str, path: str) -> Response:
    """A static file; kept for a year under the current revision, asked for again under any other."""
    g.no_cookies = True
    packed = path + ".gz"
    if "gzip" in request.headers.get("Accept-Encoding", "") and (STATIC / packed).is_file():
        answer = send_from_directory(STATIC, packed, mimetype=_mime(path))
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = send_from_directory(STATIC, path, mimetype=_mime(path))
    answer.headers["Vary"] = "Accept-Encoding"
    current = revision == current_revision()
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    if path.endswith("worker.js"):  # a worker obeys the policy of its own script
        allow(script_src="'self' 'wasm-unsafe-eval'")
    return answer


@bp.route("/favicon.ico")
def favicon() -> Response:
    """Old browsers ask for it by this name."""
    return send_from_directory(STATIC / "site", "favicon.svg", mimetype="image/svg+xml")


@bp.route("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.route("/readyz")
def readyz() -> tuple[Response, int]:
    """The database answers too."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:
        return jsonify(status="the database does not answer"), 503
    return jsonify(status="ok"), 200


def _begin() -> None:
    database.mark_writing(request.method not in READING)
    g.request_id = secrets.token_hex(4)


def _finish(response: Response) -> Response:
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return _with_headers(response)


def _leave(error: BaseException | None) -> None:
    database.mark_writing(False)


def _with_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _policy(g.policy) if "policy" in g else _OUR_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers["Permissions-Policy"] = (
        f"camera=({'self' if g.get('camera') else ''}), microphone=(), geolocation=()"
    )
    response.headers["X-Request-ID"] = g.get("request_id", "-")
    if settings().base_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.add("Cookie")
        response.headers["Content-Language"] = "en" if current_language() == "en" else "zh-CN"
    return response


def _policy(more: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **more}.items())


_OUR_POLICY = _policy({})


def _explain(error: Exception) -> tuple[str | Response, int, dict[str, str]] | HTTPException | BaseResponse:
    """An error page in plain words; JSON for those who asked for JSON."""
    shown = _as_http(error)
    if shown.code is None or shown.code < 400:
        return shown  # a redirect
    if error is request.routing_exception and _is_known_without_slash():
        return redirect(_without_slash(), 308)
    db.session.rollback()
    wait = minutes_to_wait() if shown.code == 429 else 0
    later = {"Retry-After": str(60 * wait or BUSY_FOR)} if shown.code in (429, 503) else {}
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return jsonify(error=shown.code, request_id=g.get("request_id", "-")), shown.code, later
    expired = isinstance(error, CSRFError)
    page = render_template(
        "errors/error.html",
        code=shown.code,
        expired=expired,
        wait=wait,
        request_id=g.get("request_id", "-"),
    )
    return page, shown.code, later


def _is_known_without_slash() -> bool:
    """Somebody typed a slash at the end of an address; none of our pages has one."""
    routes = current_app.create_url_adapter(request)
    typed = request.method in READING and request.path.endswith("/")
    return typed and routes is not None and routes.test("/" + request.path.strip("/"))


def _without_slash() -> str:
    """The same address on this host, whatever stood at its beginning."""
    asked = "?" + request.query_string.decode("latin-1") if request.query_string else ""
    return request.script_root + "/" + quote(request.path.strip("/")) + asked


def _as_http(error: Exception) -> HTTPException:
    if isinstance(error, HTTPException):
        return error
    if isinstance(error, Missing) or _names_no_row(error):
        return NotFound()
    if is_busy(error):
        return ServiceUnavailable()
    current_app.logger.error("request %s failed", g.get("request_id", "-"), exc_info=error)
    return InternalServerError(original_exception=error)


def _names_no_row(error: Exception) -> bool:
    """An id in a form or a query that no row can have (H15): each database says so in its own way."""
    out_of_range = isinstance(error, DataError) and getattr(error.orig, "sqlstate", "") == "22003"
    return out_of_range or (isinstance(error, OverflowError) and "SQLite INTEGER" in str(error))


def _mime(path: str) -> str | None:
    known = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
    return known.get(Path(path).suffix) or (
        "application/manifest+json" if path.endswith(".webmanifest") else None
    )


@cache
def _revision(root: Path) -> str:
    """The first ten hex digits over the whole static tree: equal files, equal address, on every node; a release never changes."""
    whole = hashlib.sha256()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        whole.update(file.relative_to(root).as_posix().encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()[:10]
