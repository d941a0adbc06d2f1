"""The servers of a run: started in a scratch folder, checked, and stopped by their own pid whatever happens."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench import counting

ROOT = Path(__file__).resolve().parent.parent
PRODUCT, LIMIT = "seminars.wsgi:application", "bench.limit_app:application"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Shape:
    """How product and limit are served, both alike."""

    server: str = "granian"
    workers: int = 2
    threads: int = 4

    def command(self, port: int, target: str) -> list[str]:
        """What is started; granian's flags are those of `seminars serve`."""
        if self.server == "gunicorn-sync":
            module, _colon, name = target.partition(":")
            workers = str(self.workers * self.threads)
            return ["-m", "gunicorn", "-w", workers, "-b", f"127.0.0.1:{port}", f"{module}:{name}()"]
        return [
            "-m",
            "granian",
            "--interface=wsgi",
            "--factory",
            "--no-ws",
            "--host=127.0.0.1",
            f"--port={port}",
            f"--workers={self.workers}",
            f"--blocking-threads={self.threads}",
            "--log-level=warning",
            target,
        ]


@dataclass(frozen=True)
class Server:
    """One that answers."""

    pid: int
    port: int
    ready_after: float
    """seconds from start to the first answer"""
    cpu_until_ready: float
    """CPU milliseconds until then"""


@contextmanager
def serving(
    shape: Shape, target: str, port: int, environment: Mapping[str, str], log: Path, first: str
) -> Iterator[Server]:
    """A server that has answered `first` with 200, and is gone afterwards."""
    _ensure_free(port)
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, *shape.command(port, target)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    try:
        yield _ready(process, port, first, log)
    finally:
        _stop(process)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _ready(process: subprocess.Popen[bytes], port: int, first: str, log: Path) -> Server:
    start = time.perf_counter()
    while time.perf_counter() - start < 90:
        if process.poll() is not None:
            break
        if _answers(port, first):
            passed = time.perf_counter() - start
            if not counting.listens(process.pid, port):
                raise RuntimeError(f"another process answers on port {port}")
            return Server(process.pid, port, passed, counting.cpu_ms(process.pid))
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer {first}:\n{log.read_text('utf-8', 'replace')[-2000:]}")


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _ensure_free(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(("127.0.0.1", port))


def _stop(process: subprocess.Popen[bytes]) -> None:
    members = counting.tree(process.pid)
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        for pid in members:
            _kill(pid)
        process.wait()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
