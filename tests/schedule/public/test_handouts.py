"""Handouts as a reader takes them."""

from io import BytesIO
from pathlib import Path

import pytest

from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.schedule import service
from seminars.schedule.models import Handout, Seminar
from seminars.schedule.service import HandoutFacts
from tests.builders.schedule import (
    make_handout,
    make_seminar,
)
from tests.pages import Client
from tests.schedule.public.reading import page


def stored(seminar: Seminar, content: bytes, name: str) -> Handout:
    with transaction():
        return service.add_file(
            seminar_id=seminar.id, facts=HandoutFacts(title="讲义"), file=BytesIO(content), given_name=name
        )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("讲义.pdf", "讲义.pdf"),
        ('讲义"\r\nX:1.pdf', "讲义 X 1.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini.pdf"),
        ("a.pdf.html", "a.pdf"),
        ("\u202egnp.exe", "gnp.pdf"),
        ("", "handout.pdf"),
        ("讲" * 300 + ".pdf", "讲" * 120 + ".pdf"),
    ],
)
def test_a_handout_comes_as_an_attachment_under_a_harmless_name(
    client: Client, settings: Settings, name: str, kept: str
) -> None:
    """H14"""
    seminar = make_seminar()
    handout = stored(seminar, b"%PDF-1.7\n<script>alert(1)</script>", name)
    assert handout.file_name == kept
    answer = client.get(f"/seminars/{seminar.id}/handouts/{handout.id}/x.html")
    assert answer.status_code == 200
    assert answer.get_data() == b"%PDF-1.7\n<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    files = list((settings.home / "handouts").iterdir())
    assert len(files) == 1
    assert Path(files[0].name).stem.isalnum(), "stored under a name nobody chose"


def test_every_whole_download_counts_once(client: Client) -> None:
    seminar = make_seminar()
    handout = stored(seminar, b"%PDF-1.7", "a.pdf")
    path = f"/seminars/{seminar.id}/handouts/{handout.id}/a.pdf"
    client.get(path).close()
    client.get(path).close()
    client.head(path).close()
    part = client.get(path, headers={"Range": "bytes=0-3"})
    part.close()
    assert part.status_code == 206
    db.session.rollback()
    assert db.session.get_one(Handout, handout.id).downloads == 2


def test_a_linked_handout_sends_on_and_counts(client: Client) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar, url="https://customs.example/a")
    answer = client.get(f"/seminars/{seminar.id}/handouts/{handout.id}/a")
    assert (answer.status_code, answer.location) == (302, "https://customs.example/a")
    db.session.rollback()
    assert db.session.get_one(Handout, handout.id).downloads == 1


def test_a_lost_file_is_missing(client: Client) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar, url="", stored_as="gone.pdf", file_name="a.pdf")
    assert client.get(f"/seminars/{seminar.id}/handouts/{handout.id}/a.pdf").status_code == 404


def test_a_handout_has_a_name_for_every_browser_and_its_size_in_plain_words(client: Client) -> None:
    seminar = make_seminar()
    with transaction():
        one = service.add_file(
            seminar_id=seminar.id,
            facts=HandoutFacts(title="操作指引"),
            file=BytesIO(b"%PDF-1.7" + b"x" * 61),
            given_name="手册 资料.pdf",
        )
        key = one.id
    with client.get(f"/seminars/{seminar.id}/handouts/{key}/x") as answer:
        said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=handout.pdf; filename*=UTF-8''%E6%89%8B")
    assert " · 69 B<" in page(client, f"/seminars/{seminar.id}").replace("</small>", "<")
