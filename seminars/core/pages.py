"""Public pages that every stranger sees alike are made once and shown for a moment.

A link that goes round in a group is opened by three hundred people in a minute. Who has any cookie but those of language
and type size is no stranger: whoever has begun a form or signed in always sees a page of their own. What this process
writes is seen at once; what another writes, and what only the clock changes, after two seconds (decision 0014).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.http import generate_etag

from seminars.core import clock, i18n
from seminars.core import db as database
from seminars.core.db import db

View = TypeVar("View", bound=Callable[..., Any])
Told = TypeVar("Told")
KEPT_FOR = timedelta(seconds=2)
MOST = 200
"""answers at a time; who asks for more addresses than that in two seconds gains nothing"""
HARMLESS = {"lang", "large"}
"""cookies that every stranger may have; the key knows them"""
MARK = "alike"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was made."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer depends on."""

    writes: int
    address: str
    language: str = ""
    large: bool = False


class Shelf:
    """What one process tells strangers. An answer belongs to the number of writes that went before its reading."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Key, tuple[Any, datetime]] = {}
        self.writes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Something was written: whatever was read before it is shown to nobody any more."""
        with self._lock:
            self.writes += 1
            self._kept.clear()

    def find(self, key: Key, now: datetime) -> Any | None:
        """What was put there, unless that was nothing or is too old."""
        told, made_at = self._kept.get(key, (None, now))
        return told if timedelta() <= now - made_at < KEPT_FOR else None

    def put(self, key: Key, told: Any, now: datetime) -> None:
        """Keep it for whoever asks next."""
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            if key.writes == self.writes:
                self._kept[key] = (told, now)


def alike(view: View) -> View:
    """A page that is the same for every stranger who asks for the same address."""
    setattr(view, MARK, True)
    return view


def shared(read: Callable[[], Told]) -> Told:
    """What `read` finds for this address, read once for all who ask within the time that a page is kept. It knows no reader."""
    key = Key(_shelf().writes, request.path)
    found: Told | None = _shelf().find(key, clock.now())
    if found is None:
        found = read()
        _shelf().put(key, found, clock.now())
    return found


def start(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["seminars.pages"] = Shelf()
    app.before_request(_show)
    app.after_request(_keep)


@event.listens_for(db.session, "after_commit")
def _written(_session: Session) -> None:
    if database.is_writing():
        _shelf().clear()


def _show() -> Response | None:
    if not _is_for_strangers():
        return None
    key = Key(_shelf().writes, request.full_path, i18n.current_language(), i18n.is_large())
    page: Page | None = _shelf().find(key, clock.now())
    if page is None:
        g.page_key = key
        return None
    return _marked(Response(page.body, mimetype="text/html"), page.etag)


def _keep(response: Response) -> Response:
    key = g.get("page_key")
    if key is None or not _may_be_kept(response):
        return response
    body = response.get_data()
    page = Page(body, generate_etag(body))
    _shelf().put(key, page, clock.now())
    return _marked(response, page.etag)


def _marked(response: Response, etag: str) -> Response:
    """With its mark; empty for whoever has the page already."""
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def _is_for_strangers() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method == "GET" and hasattr(view, MARK) and HARMLESS.issuperset(request.cookies)


def _may_be_kept(response: Response) -> bool:
    """Neither a refusal, nor the start of a session, nor a page with a policy of its own."""
    plain = response.status_code == 200 and response.mimetype == "text/html"
    return plain and not session.modified and not g.get("policy") and not g.get("camera")


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["seminars.pages"]
    return shelf
