"""What a web process carries: the house, and nothing that only its commands need."""

import subprocess
import sys

ONLY_COMMANDS = (
    "alembic",
    "mako",
    "flask_migrate",
    "seminars.cli",
    "seminars.serve",
    "seminars.reports.demo",
)


def test_a_web_process_loads_neither_migrations_nor_commands_nor_demonstration() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, seminars.wsgi; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "seminars.app" in loaded
    assert loaded.isdisjoint(ONLY_COMMANDS), sorted(loaded.intersection(ONLY_COMMANDS))
