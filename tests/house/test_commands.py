"""The commands as an operator runs them: a process each, on real settings."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from seminars import cli
from seminars.core.config import Settings
from seminars.serve import unsafe

SEMINARS = [sys.executable, "-m", "seminars"]
SAFE = {
    "SEMINARS_MODE": "production",
    "SEMINARS_SECRET_KEY": "k" * 40,
    "SEMINARS_BASE_URL": "https://mdm.example.cn",
    "SEMINARS_SMTP_HOST": "mail.example.cn",
}


def environment(home: Path, **more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SEMINARS_")}
    return {**bare, "SEMINARS_HOME": str(home), **more}


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SEMINARS, *arguments],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def served(home: Path, port: int, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """`seminars serve`, once it answers."""
    command = [*SEMINARS, "serve", "--port", str(port), *arguments]
    with subprocess.Popen(
        command, env=environment(home, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield server
        finally:
            if server.poll() is None:
                server.terminate()
                server.wait(40)


def wait_for(address: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.1)
        else:
            return


@contextmanager
def let_in(port: int) -> Iterator[socket.socket]:
    """A visitor whose request the server has begun to read, which it says itself, and whose last bytes are still to come."""
    head = b"POST /staff/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as visitor:
        visitor.sendall(head + b"Content-Length: 13\r\nExpect: 100-continue\r\n\r\n")
        assert visitor.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        visitor.sendall(b"email=x")
        yield visitor


UNSAFE: list[tuple[Mapping[str, str], str]] = [
    ({"SEMINARS_SECRET_KEY": ""}, "SEMINARS_SECRET_KEY must be a secret"),
    ({"SEMINARS_SECRET_KEY": "development-only-key-never-use-in-production"}, "SEMINARS_SECRET_KEY"),
    ({"SEMINARS_SECRET_KEY": "short"}, "at least 32 characters"),
    ({"SEMINARS_NODES": "2"}, "SQLite serves one node only"),
    ({"SEMINARS_BASE_URL": "http://mdm.example.cn"}, "SEMINARS_BASE_URL must be the public https://"),
    ({"SEMINARS_SMTP_HOST": ""}, "SEMINARS_SMTP_HOST must name the mail server"),
    ({"SEMINARS_SMTP_PORT": "many"}, "SEMINARS_SMTP_PORT: Input should be a valid integer"),
    ({"SEMINARS_SECRET_KEY_FALLBACKS": "not json"}, "secret_key_fallbacks"),
]


@pytest.mark.parametrize(("changed", "sentence"), UNSAFE, ids=[sentence[:40] for _, sentence in UNSAFE])
def test_unsafe_settings_are_answered_with_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: Mapping[str, str],
    sentence: str,
) -> None:
    """E11."""
    for name, value in {**SAFE, "SEMINARS_HOME": str(tmp_path), **changed}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_unsafe_settings_refuse_to_start_and_begin_nothing(tmp_path: Path) -> None:
    """E11."""
    done = run(tmp_path, "serve", **{**SAFE, "SEMINARS_SECRET_KEY": "short"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SEMINARS_SECRET_KEY must be a secret of at least 32 characters")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_serve_does_everything_and_ends_when_told_without_dropping_an_answer(
    tmp_path: Path, port: int
) -> None:
    """E14: from an empty folder to the first page; SIGTERM under load."""
    with served(tmp_path, port) as server:
        assert (tmp_path / "seminars.sqlite").is_file()
        answers: list[int] = []
        faults: list[str] = []
        told, ended = threading.Event(), threading.Event()

        def ask() -> None:
            while not ended.is_set():
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/seminars", timeout=20) as answer:
                        answer.read()
                        answers.append(answer.status)
                except OSError as fault:
                    why = fault.reason if isinstance(fault, urllib.error.URLError) else fault
                    if isinstance(why, ConnectionRefusedError):
                        return  # the door is closed
                    if told.is_set() and isinstance(why, ConnectionResetError):
                        return  # it closed before this visitor was let in
                    faults.append(str(why))

        visitors = [threading.Thread(target=ask) for _ in range(4)]
        for visitor in visitors:
            visitor.start()
        while len(answers) < 20 and not faults:
            time.sleep(0.02)
        with let_in(port) as visitor_inside:
            told.set()
            server.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            visitor_inside.sendall(b"word=x")
            answered = visitor_inside.makefile("rb").read()
        assert server.wait(40) == 0
        ended.set()
        for visitor in visitors:
            visitor.join()
        assert server.stdout is not None
        said = server.stdout.read()
    assert answered.startswith(b"HTTP/1.1 400") and answered.rstrip().endswith(b"</html>")
    assert set(answers) == {200}
    assert faults == []
    assert f"http://127.0.0.1:{port}" in said
    assert str((tmp_path / "mailbox").resolve()) in said
    assert "worker started" in said and "worker stopped" in said
    assert "GET /seminars" not in said, "no access log unless asked"


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path, port: int) -> None:
    with served(tmp_path, port):
        done = run(tmp_path, "serve", "--port", str(port))
    assert done.returncode == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_several_processes_are_refused_on_sqlite(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--workers", "2")
    assert done.returncode == 2
    assert "SQLite is served by one process" in done.stderr


def test_upgrade_twice_and_at_once_is_harmless(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen([*SEMINARS, "upgrade"], env=environment(tmp_path), stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert run(tmp_path, "worker", "--until-empty").stdout.strip() == "0 letters, 0 files"


def test_check_says_what_is_unsafe(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert done.returncode == 1
    for part in ("SEMINARS_MODE", "SEMINARS_SECRET_KEY", "SEMINARS_SMTP_HOST", "run `seminars upgrade`"):
        assert part in done.stdout


def test_check_has_nothing_to_say_against_good_settings(tmp_path: Path) -> None:
    good = Settings(
        mode="production",
        home=tmp_path,
        secret_key="k" * 40,
        base_url="https://mdm.example.cn",
        smtp_host="mail.example.cn",
        mail_from="海关•企业面对面 <no-reply@mdm.example.cn>",
        calendar_domain="mdm.example.cn",
        proxy_hops=1,
    )
    assert list(unsafe(good)) == []
    assert len(list(unsafe(good.model_copy(update={"nodes": 2})))) == 2
