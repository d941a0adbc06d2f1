"""The test databases themselves: empty for each test, and gone when the tests are gone, however they went."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from seminars.accounts.models import Staff
from seminars.core.db import db
from tests.databases import PREFIX

ROOT = Path(__file__).resolve().parents[2]
HOLD = "from tests.databases import postgresql\nwith postgresql() as url:\n    print(url, flush=True)\n    input()\n"


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_house(app: Flask, make_staff, turn: int) -> None:  # type: ignore[no-untyped-def]
    assert db.session.scalar(select(func.count()).select_from(Staff)) == 0
    assert make_staff().id == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_server_lives_in_another_time_zone(app: Flask) -> None:
    if "TEST_PG" not in os.environ:
        assert db.session.scalar(text("SHOW timezone")) == "America/Los_Angeles"


def test_a_killed_run_leaves_no_server_behind() -> None:
    known = {name: value for name, value in os.environ.items() if name != "TEST_PG"}
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=ROOT,
        env=known,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdin and run.stdout
    home = run.stdout.readline().strip().partition("host=")[2]
    server = Path(home, "data", "postmaster.pid").read_text().split()[0]
    assert Path(home).name.startswith(PREFIX)
    assert Path("/proc", server).exists()
    run.send_signal(signal.SIGKILL)
    run.communicate()
    for _ in range(100):
        if not Path("/proc", server).exists():
            break
        time.sleep(0.1)
    assert not Path("/proc", server).exists()
