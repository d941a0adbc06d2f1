"""The limit's own tables: made, refilled before each round, and counted after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

TICKETS, SEATS, EVENTS = 20_000, 5_000, 1_200
TABLES = (
    "CREATE TABLE ticket (id INTEGER PRIMARY KEY, code VARCHAR(20) UNIQUE, used_at TIMESTAMP)",
    "CREATE TABLE quota (id INTEGER PRIMARY KEY, taken INTEGER, capacity INTEGER)",
    "CREATE TABLE person (id {serial}, quota_id INTEGER, name VARCHAR(60), phone VARCHAR(20))",
    "CREATE TABLE event (id INTEGER PRIMARY KEY, uid VARCHAR(40), starts VARCHAR(20), ends VARCHAR(20), "
    "title VARCHAR(120), place VARCHAR(120))",
)


class LimitData:
    """The tables behind `BENCH_LIMIT_DATABASE`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.on_sqlite = not address.startswith("postgresql")
        serial = "INTEGER PRIMARY KEY" if self.on_sqlite else "SERIAL PRIMARY KEY"
        with self._open() as connection:
            for table in TABLES:
                connection.execute(table.format(serial=serial))
            self._fill(connection, "event", 6, [event(number) for number in range(EVENTS)])
        self.refill()

    def refill(self) -> None:
        """No ticket used, no seat taken: emptied and filled anew, so that no dead row slows the next round."""
        empty = "DELETE FROM" if self.on_sqlite else "TRUNCATE"
        with self._open() as connection:
            for table in ("ticket", "quota", "person"):
                connection.execute(f"{empty} {table}")
            self._fill(
                connection, "ticket", 3, [(number, code(number), None) for number in range(1, TICKETS + 1)]
            )
            self._fill(connection, "quota", 3, [(1, 0, SEATS)])
        if not self.on_sqlite:
            with psycopg.connect(self.address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE ticket, quota, person, event")

    def counts(self) -> dict[str, int]:
        """What was written since the last refill."""
        with self._open() as connection:
            return {
                "check_ins": self._one(connection, "SELECT count(*) FROM ticket WHERE used_at IS NOT NULL"),
                "people": self._one(connection, "SELECT count(*) FROM person"),
                "taken": self._one(connection, "SELECT taken FROM quota"),
            }

    def _fill(self, connection: Any, table: str, columns: int, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join(["?" if self.on_sqlite else "%s"] * columns)
        connection.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    @staticmethod
    def _one(connection: Any, statement: str) -> int:
        return int(connection.execute(statement).fetchone()[0])

    @contextmanager
    def _open(self) -> Iterator[Any]:
        connection: Any = (
            sqlite3.connect(self.address, timeout=30) if self.on_sqlite else psycopg.connect(self.address)
        )
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()


def code(number: int) -> str:
    """The code of the limit's n-th ticket."""
    return f"T{number:015d}"


def event(number: int) -> tuple[Any, ...]:
    """A seminar as the limit's calendar knows it."""
    day = f"{2000 + number // 336}{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}"
    return (
        number,
        f"seminar-{number}@limit.invalid",
        f"{day}T063000Z",
        f"{day}T090000Z",
        f"加工贸易手册设立与外发加工备案；边角料、残次品 {number}",
        "中山市石岐区街道兴文路1号, 会议中心第三报告厅",
    )
