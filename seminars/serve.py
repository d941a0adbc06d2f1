"""The commands that run the house: serve, worker, upgrade, check."""

import io
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from types import FrameType

import click
import flask_migrate
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import inspect, text

from seminars import wiring
from seminars.core import db as database
from seminars.core import logs
from seminars.core.config import DEVELOPMENT_KEY, Settings
from seminars.core.db import db, transaction
from seminars.core.paths import MIGRATIONS
from seminars.outbox.courier import mailbox
from seminars.outbox.worker import Worker
from seminars.reports.cli import demo
from seminars.sheets import worker as files
from seminars.wsgi import WORKER_INSIDE

MIGRATE = flask_migrate.Migrate(db=db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
KILL_AFTER = "30"
NOTE = "demonstration.txt"
"""what `seminars demo` said, kept beside its database: the accounts to sign in with"""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Load demonstration content if the database is empty.")
@click.option(
    "--worker/--no-worker", "inside", default=None, help="Send letters in the web processes [SQLite: yes]."
)
@click.option("--workers", default=None, type=click.IntRange(1, 64), help="Web processes [PostgreSQL: 2].")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads of each.")
@click.pass_context
def serve(
    ctx: click.Context,
    host: str,
    port: int,
    demo: bool,
    inside: bool | None,
    workers: int | None,
    threads: int,
) -> None:
    """Upgrade the database, then answer requests until stopped."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    os.environ.setdefault("SEMINARS_BASE_URL", f"http://{shown}:{port}")
    settings = Settings()
    _ensure_possible(settings, host, port, workers)
    app = ctx.ensure_object(ScriptInfo).load_app()
    bring_up(app)
    if demo:
        load_demonstration(app)
    inside = settings.on_sqlite if inside is None else inside
    _announce(settings, inside)
    os.environ[WORKER_INSIDE] = "1" if inside else "0"
    processes = 1 if settings.on_sqlite else workers or 2
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *_granian(host, port, processes, threads)])  # noqa: S606


@click.command()
@click.option("--until-empty", is_flag=True, help="Send what is due, then end.")
@click.pass_context
def worker(ctx: click.Context, until_empty: bool) -> None:
    """Send letters and work on files until stopped. Any number of workers may run, on any number of machines."""
    app = ctx.ensure_object(ScriptInfo).load_app()
    logs.start(app.extensions["seminars.settings"])
    if until_empty:
        click.echo(f"{Worker(app).run_dry()} letters, {files.Worker(app).run_dry()} files")
        return
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    beside = threading.Thread(target=files.Worker(app).run, args=(stop,), name="files")
    beside.start()
    Worker(app).run(stop)
    beside.join()


@click.command()
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Bring the database to the newest schema and load what every house needs. Safe on several nodes at once."""
    bring_up(ctx.ensure_object(ScriptInfo).load_app())
    click.echo("The database is up to date.")


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say what is unsafe or unfinished about these settings; exit 1 if anything is."""
    app = ctx.ensure_object(ScriptInfo).load_app()
    found = [*unsafe(app.extensions["seminars.settings"]), *_wrong_with_database(app)]
    for one in found:
        click.echo(f"- {one}")
    click.echo(f"{len(found)} to look at." if found else "Nothing to say against it.")
    ctx.exit(1 if found else 0)


def bring_up(app: Flask) -> None:
    """Migrate and load the starting sets; one node after the other."""
    MIGRATE.init_app(app)
    with app.app_context():
        database.mark_writing(True)  # SQLite: take the lock before looking, so that two nodes queue
        try:
            flask_migrate.upgrade()
        finally:
            database.mark_writing(False)
        for load in wiring.STARTING_SETS:
            with transaction():
                load()
        db.engine.dispose()


def load_demonstration(app: Flask) -> None:
    """Run the command `demo` once, on a house without staff and seminars."""
    with app.app_context():
        filled = any(
            db.session.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608 - two fixed names
            for table in ("staff", "seminar")
        )
        db.session.rollback()
        if not filled:
            said = io.StringIO()
            with redirect_stdout(said):
                demo.main(args=[], prog_name="seminars demo", standalone_mode=False)
            (app.extensions["seminars.settings"].home / NOTE).write_text(said.getvalue(), "utf-8")
        db.engine.dispose()


def unsafe(settings: Settings) -> Iterator[str]:
    """Every setting that would be wrong on a public server, as a sentence that says what to do."""
    if settings.mode != "production":
        yield "SEMINARS_MODE is development: set it to production, then unsafe settings refuse to start."
    if settings.secret_key == DEVELOPMENT_KEY or len(settings.secret_key) < 32:
        yield "SEMINARS_SECRET_KEY is the development key or short: set a secret of at least 32 characters."
    if not settings.base_url.startswith("https://"):
        yield "SEMINARS_BASE_URL is not https://: cameras, cookies and calendars need it."
    if not settings.smtp_host:
        yield f"SEMINARS_SMTP_HOST is empty: letters only go to {mailbox(settings)}."
    if settings.smtp_user and settings.smtp_tls == "none":
        yield "SEMINARS_SMTP_TLS is none: the mail password travels in the clear. Set starttls or tls."
    if settings.mail_from.endswith(".invalid>"):
        yield "SEMINARS_MAIL_FROM still ends in .invalid: set an address that exists."
    if settings.calendar_domain.endswith(".invalid"):
        yield "SEMINARS_CALENDAR_DOMAIN still ends in .invalid: set it before calendars are handed out."
    if settings.on_sqlite and settings.nodes > 1:
        yield "SQLite serves one node only: set SEMINARS_DATABASE_URL to a PostgreSQL database."
    if settings.nodes > 1 and not settings.redis_url:
        yield "SEMINARS_REDIS_URL is empty: each node counts its rate limits for itself."
    if settings.base_url.startswith("https://") and not settings.proxy_hops:
        yield "SEMINARS_PROXY_HOPS is 0: behind a proxy every visitor would seem to have its address."


def _wrong_with_database(app: Flask) -> Iterator[str]:
    with app.app_context():
        try:
            tables = inspect(db.engine).get_table_names()
        except Exception as fault:
            yield f"The database does not answer: {type(fault).__name__}."
            return
        if "alembic_version" not in tables:
            yield "The database is empty: run `seminars upgrade`."
        db.engine.dispose()


def _ensure_possible(settings: Settings, host: str, port: int, workers: int | None) -> None:
    if settings.on_sqlite and (workers or 1) > 1:
        raise click.UsageError(
            "SQLite is served by one process. Leave --workers out, or set SEMINARS_DATABASE_URL to PostgreSQL."
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as taken:
            raise click.UsageError(
                f"Cannot listen on {host}:{port} ({taken.strerror}). Try --port."
            ) from taken


def _announce(settings: Settings, inside: bool) -> None:
    letters = (
        f"mail server {settings.smtp_host}:{settings.smtp_port}"
        if settings.smtp_host
        else f"{mailbox(settings).resolve()} (and {settings.base_url}/staff/letters)"
    )
    by = "sent by this process" if inside else "sent by `seminars worker`, to be started beside this"
    click.echo(f"海关•企业面对面  {settings.base_url}")
    click.echo(f"Staff sign-in    {settings.base_url}/staff/sign-in")
    click.echo(f"Letters go to    {letters}; {by}")
    note = settings.home / NOTE
    if settings.mode == "development" and note.is_file():
        click.echo(note.read_text("utf-8").strip())


def _granian(host: str, port: int, workers: int, threads: int) -> list[str]:
    return [
        "-m",
        "granian",
        "--interface=wsgi",
        "--factory",
        "--no-ws",
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers}",
        f"--blocking-threads={threads}",
        f"--workers-kill-timeout={KILL_AFTER}",
        "--respawn-failed-workers",
        "--log-level=warning",
        "seminars.wsgi:application",
    ]
