"""Product and limit on one database: made, seeded, served by the same command line, and gone afterwards."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask

from bench import seeding
from bench.limit_data import LimitData
from bench.product_data import ProductData
from bench.servers import LIMIT, PRODUCT, Server, Shape, free_port, serving
from seminars.app import create_app
from seminars.core.config import Settings
from seminars.core.db import db
from tests.databases import plain, postgresql

SECRET_KEY = "the key of the bench, which keeps no secrets"
DURABLE = {
    "autovacuum": "off",  # its work would land in somebody else's round
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
}
FIRST_PAGE = "/seminars"


@dataclass(frozen=True)
class Addresses:
    """Where product and limit keep their rows, and the process of the database that both use, if it is ours."""

    product: str
    limit: str
    postgres: int | None = None


@dataclass(frozen=True)
class House:
    """Everything that a cell needs."""

    engine: str
    app: Flask
    product: Server
    limit: Server
    seeded: seeding.Seeded
    product_data: ProductData
    limit_data: LimitData
    environment: Mapping[str, str]
    postgres: int | None


@contextmanager
def house(engine: str, scratch: Path, shape: Shape, tickets: int) -> Iterator[House]:
    """A seeded house that answers."""
    with ExitStack() as stack:
        found = stack.enter_context(_addresses(engine, scratch))
        port, limit_port = free_port(), free_port()
        environment = _environment(found.product, scratch / f"home-{engine}", port)
        app = create_app(_settings(environment))
        stack.callback(_let_go, app)
        seeded = seeding.seed(app, tickets)
        limit_data = LimitData(found.limit)
        by_hand = {"BENCH_PRODUCT_DATABASE": plain(found.product)} if engine == "postgresql" else {}
        limit = serving(
            shape,
            LIMIT,
            limit_port,
            {"BENCH_LIMIT_DATABASE": found.limit, "SEMINARS_SECRET_KEY": SECRET_KEY, **by_hand},
            scratch / f"limit-{engine}.log",
            "/ok",
        )
        product = serving(shape, PRODUCT, port, environment, scratch / f"product-{engine}.log", "/healthz")
        yield House(
            engine=engine,
            app=app,
            limit=stack.enter_context(limit),
            product=stack.enter_context(product),
            seeded=seeded,
            product_data=ProductData(app, seeded),
            limit_data=limit_data,
            environment=environment,
            postgres=found.postgres,
        )


@contextmanager
def _addresses(engine: str, scratch: Path) -> Iterator[Addresses]:
    if engine == "sqlite":
        yield Addresses(f"sqlite:///{scratch / 'product.sqlite'}", str(scratch / "limit.sqlite"))
        return
    names = {side: f"bench_{os.getpid()}_{side}" for side in ("product", "limit")}
    with postgresql(DURABLE) as server, _administrator(server) as connection:
        root = _postmaster(connection)
        try:
            for name in names.values():
                connection.execute(f"CREATE DATABASE {name}")
            addresses = {side: server.format(database=name) for side, name in names.items()}
            yield Addresses(addresses["product"], plain(addresses["limit"]), root)
        finally:
            for name in names.values():
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _administrator(server: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(plain(server.format(database="postgres")), autocommit=True) as connection:
        yield connection


def _postmaster(connection: "psycopg.Connection[tuple[object, ...]]") -> int | None:
    """The process of which every backend is a child; None where the server runs on another machine."""
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    stat = Path(f"/proc/{row[0] if row else 0}/stat")
    fields = re.fullmatch(r"\d+ \(postgres.*\) \S (\d+) .*\n?", stat.read_text()) if stat.exists() else None
    return int(fields[1]) if fields else None


def _environment(database: str, home: Path, port: int) -> dict[str, str]:
    return {
        "SEMINARS_DATABASE_URL": database,
        "SEMINARS_HOME": str(home),
        "SEMINARS_SECRET_KEY": SECRET_KEY,
        "SEMINARS_BASE_URL": f"http://127.0.0.1:{port}",
        "SEMINARS_PROXY_HOPS": "1",
        "SEMINARS_WORKER_INSIDE": "0",
    }


def _settings(environment: Mapping[str, str]) -> Settings:
    return Settings(
        database_url=environment["SEMINARS_DATABASE_URL"],
        home=Path(environment["SEMINARS_HOME"]),
        secret_key=SECRET_KEY,
        base_url=environment["SEMINARS_BASE_URL"],
        proxy_hops=1,
    )


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
