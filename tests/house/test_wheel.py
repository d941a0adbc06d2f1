"""The wheel carries everything: unpacked elsewhere, it serves from an empty folder, in both languages."""

import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network by the hatchling of the lock."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was unpacked."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def served(installed: Path, tmp_path: Path, port: int) -> Iterator[str]:
    """The address of a house that runs from the wheel in an empty folder."""
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("SEMINARS_", "PYTHONPATH"))
    }
    known |= {"PYTHONPATH": str(installed), "SEMINARS_HOME": str(tmp_path / "home")}
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "seminars", "serve", "--port", str(port)]
        house = subprocess.Popen(command, cwd=tmp_path, env=known, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", house, tmp_path / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        house.send_signal(signal.SIGTERM)
        house.wait(30)


def wait_for(url: str, house: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert house.poll() is None, log.read_text("utf-8", "replace")
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the house did not answer: " + log.read_text("utf-8", "replace"))


def fetch(url: str) -> tuple[str, str]:
    """Text and content type."""
    with urlopen(Request(url, headers={"Accept-Encoding": "identity"}), timeout=20) as answer:
        return answer.read().decode("utf-8"), answer.headers["Content-Type"]


def test_the_wheel_carries_pages_pictures_migrations_and_words(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        points = next(name for name in names if name.endswith("entry_points.txt"))
        assert "seminars = seminars.cli:main" in archive.read(points).decode()
    for top in ("templates", "static", "migrations"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / top).rglob("*") if path.is_file()}
        expected = {f"seminars/_data/{name}" for name in files if "__pycache__" not in name}
        assert expected <= names, expected - names
    assert "seminars/translations/en/LC_MESSAGES/messages.mo" in names
    assert not [name for name in names if name.startswith(("tests/", "tools/"))]


def test_it_serves_from_an_empty_folder(served: str) -> None:
    page, kind = fetch(f"{served}/")
    assert kind.startswith("text/html")
    assert 'lang="zh-CN"' in page
    sheet = re.search(r'href="(/assets/[0-9a-f]+/site/site\.css)"', page)
    assert sheet
    css, kind = fetch(served + sheet.group(1))
    assert kind.startswith("text/css")
    assert "@layer" in css
    english, _ = fetch(f"{served}/?lang=en")
    assert '<html lang="en"' in english
