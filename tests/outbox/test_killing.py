"""Workers may be killed at any moment: 120 letters, 3 workers, 8 kills, none lost (D3, D7)."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.outbox import rules, service
from seminars.outbox.models import Letter
from tests.builders.outbox import KIND

LETTERS, KILLS, EVERY = 120, 8, 1.0
PROGRAM = [sys.executable, "-m", "tests.outbox.killing"]
HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(make_settings: Callable[..., Settings], smtp_port: int) -> Settings:
    return make_settings(smtp_host="127.0.0.1", smtp_port=smtp_port, letter_lease=2.0, letter_poll=0.05)


@pytest.fixture
def taken(smtp_port: int, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "taken"
    path.touch()
    with subprocess.Popen([*PROGRAM, "sink", str(smtp_port), str(path)], cwd=HERE) as sink:
        try:
            yield path
        finally:
            sink.kill()


@pytest.mark.slow
def test_no_letter_is_lost_when_workers_are_killed(
    app: Flask, settings: Settings, environment: dict[str, str], taken: Path
) -> None:
    """D3, D7: every letter arrives; a second copy carries the Message-ID of the first."""
    with transaction():
        for n in range(LETTERS):
            service.post(kind=KIND, key=f"kill:{n}", to=f"reader{n}@example.cn", about="seminar:1", facts={})
    command = [
        *PROGRAM,
        "nursery",
        str(KILLS),
        str(EVERY),
        *filter(None, [os.environ.get("KILL_TEST_WORKER")]),
    ]
    with subprocess.Popen(
        command, cwd=HERE, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as nursery:
        assert nursery.stdout is not None
        assert nursery.stdout.readline() == b"killed\n"
        assert states().get(rules.SENT, 0) < LETTERS, (
            "all had gone before the last kill: this proves too little"
        )
        wait_until_nothing_is_left()
        nursery.communicate(b"\n", timeout=60)
    arrived = Counter(line.split()[1] for line in taken.read_text().splitlines())
    ids = {line.split()[0] for line in taken.read_text().splitlines()}
    lost = {f"reader{n}@example.cn" for n in range(LETTERS)} - set(arrived)
    assert lost == set()
    assert len(ids) == LETTERS
    assert sum(arrived.values()) - LETTERS <= KILLS
    assert states() == {rules.SENT: LETTERS}


def states() -> dict[str, int]:
    db.session.rollback()
    rows = db.session.execute(select(Letter.state, func.count()).group_by(Letter.state))
    return {row[0]: row[1] for row in rows}


def wait_until_nothing_is_left() -> None:
    deadline = time.monotonic() + 90
    while set(states()) & {rules.QUEUED, rules.SENDING}:
        assert time.monotonic() < deadline, f"the queue does not get empty: {states()}"
        time.sleep(0.1)
