"""The fixtures of the whole house; each package builds its own rows with `tests/builders/<package>.py`."""

import contextvars
import gc
import os
import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar, Protocol

import flask_migrate
import pytest
from flask import Flask, session
from flask_security.utils import login_user
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Page
from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from werkzeug.serving import WSGIRequestHandler, make_server

from seminars.accounts.models import Grant, Staff
from seminars.app import create_app
from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.core.house import House
from seminars.serve import MIGRATE
from tests.databases import Databases, postgresql
from tests.pages import UNCLEAN, Client

ENGINES = ("sqlite", "postgresql")
SECRET_KEY = "the key of the test house, nobody else's"
# every test makes an application: else the whole house is searched for garbage again and again
gc.set_threshold(100_000, 10, 50)


# -- databases


class Engines:
    """A migrated template for each engine that a test asks for, made once in this process."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.ready: dict[str, Databases] = {}

    def __getitem__(self, engine: str) -> Databases:
        if engine not in self.ready:
            self.ready[engine] = self._prepare(engine)
        return self.ready[engine]

    def _prepare(self, engine: str) -> Databases:
        server = self.stack.enter_context(postgresql()) if engine == "postgresql" else None
        databases = Databases(self.folder, server)
        self.stack.callback(databases.drop_template)
        migrate(Settings(database_url=databases.make_template(), home=self.folder, secret_key=SECRET_KEY))
        return databases


def migrate(settings: Settings) -> None:
    """Brings the database of these settings to the newest migration, as an operator would."""
    app = create_app(settings)
    MIGRATE.init_app(app)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Databases by engine name; servers start when first asked for and end with the session."""
    with ExitStack() as stack:
        yield Engines(tmp_path_factory.mktemp("databases"), stack)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Every test that touches a database runs on both; `parametrize("engine", ["sqlite"], indirect=True)` picks one."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(engine: str, engines: Engines, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of this test's own."""
    with engines[engine].fresh(tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(engine: str, engines: Engines, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    with engines[engine].empty(tmp_path) as url:
        yield url


# -- the application


class RememberedRule(Rule):
    """A route of which the process keeps what werkzeug compiles: each test has an application of its own, all with the same routes."""

    COMPILED = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")
    known: ClassVar[dict[tuple[str, str], dict[str, Any]]] = {}

    def compile(self) -> None:
        key = (self.rule, repr(self.defaults))
        if key not in self.known:
            super().compile()
            self.known[key] = {name: getattr(self, name) for name in self.COMPILED}
        vars(self).update(self.known[key])


House.url_rule_class = RememberedRule


@pytest.fixture(scope="session", autouse=True)
def remembered_statements() -> Iterator[None]:
    """Every test has an engine of its own; what SQLAlchemy puts together for one of them serves all on the same kind of database."""
    make, known = db._make_engine, dict[str, Dialect]()
    statements: LRUCache[Any, Any] = LRUCache(2_000)

    def remember(bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        engine = make(bind_key, options, app)
        dialect = known.get(engine.name)
        if dialect is None or dialect.server_version_info is None:  # no engine of it has connected yet
            dialect = known[engine.name] = engine.dialect
        engine.dialect = dialect  # part of each statement's key
        engine.update_execution_options(compiled_cache=statements)
        return engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(db, "_make_engine", remember)
        yield


class MakeSettings(Protocol):
    """Settings for this test's database, with some of them changed."""

    def __call__(self, **changed: Any) -> Settings: ...


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def port() -> int:
    """A free port, on which `live_server` answers and to which links in letters point."""
    return _free_port()


@pytest.fixture
def smtp_port() -> int:
    """A free port for the mail server of a test."""
    return _free_port()


@pytest.fixture
def make_settings(database_url: str, tmp_path: Path, port: int) -> MakeSettings:
    """Makes `Settings` for this test's own database and home folder."""

    def make(**changed: Any) -> Settings:
        usual = {
            "database_url": database_url,
            "home": tmp_path / "home",
            "secret_key": SECRET_KEY,
            "base_url": f"http://127.0.0.1:{port}",
        }
        return Settings(**{**usual, **changed})

    return make


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    """The settings of `app`; override this fixture in a test module to change one."""
    return make_settings()


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The variables that give a process of its own the same settings, hence the same database."""
    chosen = settings.model_dump(mode="json", exclude_defaults=True)
    return {**os.environ, **{f"SEMINARS_{name.upper()}": str(value) for name, value in chosen.items()}}


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Every test has an application of its own; what Jinja compiles, it compiles once for all of them."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application on an empty database, with one application context open for the test's own reads and writes."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Client
    app.extensions[UNCLEAN] = []

    @app.teardown_request
    def notice_what_is_lost(error: BaseException | None) -> None:
        app.extensions[UNCLEAN] += [*db.session.new, *db.session.dirty, *db.session.deleted]

    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor who checks every page (tests/pages.py)."""
    return new_client(app)


def new_client(app: Flask) -> Client:
    """One more visitor, with cookies of their own."""
    visitor = app.test_client()
    assert isinstance(visitor, Client)
    return visitor


class StaffClient(Protocol):
    """Signs a new member of staff in; `series` is a slug, or None for all series."""

    def __call__(self, role: str = "organizer", series: str | None = None, **details: Any) -> Client: ...


@pytest.fixture
def make_staff(app: Flask) -> Callable[..., Staff]:
    """Writes a member of staff with one grant; returns the row, read anew when next used."""

    def make(role: str | None = "organizer", series: str | None = None, **details: Any) -> Staff:
        mark = secrets.token_hex(4)
        usual = {
            "email": f"{role or 'nobody'}.{mark}@customs.example",
            "name": "李明",
            "fs_uniquifier": secrets.token_hex(16),
            "created_at": clock.now(),
            "active": True,
        }
        with transaction():
            member = Staff(**{**usual, **details})
            member.grants = [Grant(role=role, series=series)] if role else []
            db.session.add(member)
        return member

    return make


@pytest.fixture
def staff_client(app: Flask, make_staff: Callable[..., Staff]) -> StaffClient:
    """A signed-in member of staff: `staff_client(role="helper", series="zhongshan").get("/staff")`."""

    def make(role: str = "organizer", series: str | None = None, **details: Any) -> Client:
        return signed_in(app, make_staff(role, series, **details))

    return make


def signed_in(app: Flask, member: Staff, agent: str = "tests") -> Client:
    """A visitor who has signed in as this member of staff, through flask-security's own door but without its slow hash."""
    key = member.id

    def sign_in() -> dict[str, Any]:
        with app.test_request_context("/staff/sign-in", headers={"User-Agent": agent}):
            login_user(db.session.get_one(Staff, key), authn_via=["password"])
            db.session.commit()
            return dict(session)

    kept = contextvars.Context().run(sign_in)
    visitor = new_client(app)
    visitor.environ_base["HTTP_USER_AGENT"] = agent
    with visitor.session_transaction() as cookie:
        cookie.update(kept)
    return visitor


# -- a real server and a real browser


class _Answering:
    """The application, counting the requests it answers: none may hold a connection when its database goes away."""

    def __init__(self, app: Flask) -> None:
        self.app, self.now, self.changed = app, 0, threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self._count(1)
        try:
            answer = environ["tests.answer"] = self.app(environ, start_response)
            return answer
        finally:
            self._count(-1)

    def finish(self) -> None:
        """Wait for the last answer: pages that refresh themselves ask until their browser has gone."""
        with self.changed:
            self.changed.wait_for(lambda: self.now == 0, timeout=10)

    def _count(self, step: int) -> None:
        with self.changed:
            self.now += step
            self.changed.notify_all()


class _Handler(WSGIRequestHandler):
    """Werkzeug's own forgets to close an answer that its browser hung up on, and with it the file that it was sending."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        environ["tests.answer"].close()


@pytest.fixture
def live_server(app: Flask, port: int) -> Iterator[str]:
    """The application answering on a port, in threads of this process; yields its address."""
    app.config["WTF_CSRF_ENABLED"] = True
    answering = _Answering(app)
    server = make_server("127.0.0.1", port, answering, threaded=True, request_handler=_Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        answering.finish()


@pytest.fixture
def staff_page(live_server: str, app: Flask, page: Page) -> Callable[[Staff], Page]:
    """Signs the browser in: `staff_page(make_staff("helper")).goto(f"{live_server}/staff")`."""

    def enter(member: Staff) -> Page:
        visitor = signed_in(app, member, agent=page.evaluate("navigator.userAgent"))
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = visitor.get_cookie(name)
        assert cookie is not None
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": live_server}])
        return page

    return enter


def chromium(*first: str) -> str:
    """The browser of this machine: `CHROMIUM`, one of these if it is there, or the one that the system installed."""
    names = (os.environ.get("CHROMIUM"), *first, "chromium", "chromium-browser", "google-chrome")
    for name in filter(None, names):
        path = shutil.which(name)
        if path:
            return path
    raise RuntimeError(
        "No Chromium found: install it, or name it in CHROMIUM (./dev.sh test does it for root on Debian)."
    )


QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: the system's own, without noise.

    Where there is one, the build without windows: the same pages for half the CPU. It knows no cameras; what needs one takes `chromium()`.
    """
    path = chromium("chromium-headless-shell")
    return {"executable_path": path, "headless": True, "chromium_sandbox": False, "args": list(QUIET)}


@pytest.fixture
def browser_context_args() -> dict[str, Any]:
    """A phone in hand, in Chinese; override in a test module for another screen."""
    return {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
