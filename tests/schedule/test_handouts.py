"""Which files are handed out: judged by what they are, not by what they are called (H14)."""

import io
import zipfile

import pytest
from flask import Flask

from seminars.core.db import transaction
from seminars.schedule import service
from seminars.schedule.rules.handouts import FileRefusal, sniffed
from seminars.schedule.service import HandoutFacts, ScheduleRefusal
from tests.builders.schedule import make_handout, make_seminar


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (packed("[Content_Types].xml", "word/document.xml"), "docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_may_be_handed_out(content: bytes, kind: str) -> None:
    file = io.BytesIO(content)
    assert sniffed(file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kind"),
        (b"<!doctype html><script>alert(1)</script>", "kind"),
        (b"GIF89a <script>%PDF-1.4", "kind"),
        (b"MZ\x90\x00", "kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kind"),
        (packed("a.txt"), "kind"),
        (b"PK\x03\x04 broken", "kind"),
        (packed("word/document.xml", "word/vbaProject.bin"), "macros"),
    ],
    ids=["empty", "svg", "html", "polyglot", "exe", "old word", "zip", "broken zip", "macros"],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefusal) as refused:
        sniffed(io.BytesIO(content))
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_link_begins_with_https(app: Flask) -> None:
    seminar = make_seminar()
    for url in ("javascript:alert(1)", "ftp://x", "//x"):
        with pytest.raises(ScheduleRefusal) as refused, transaction():
            service.add_link(seminar_id=seminar.id, facts=HandoutFacts(title="x"), url=url)
        assert refused.value.field == "url"


def test_a_cancelled_seminar_gets_no_handouts(app: Flask) -> None:
    seminar = make_seminar(state="cancelled")
    with pytest.raises(ScheduleRefusal), transaction():
        service.add_link(seminar_id=seminar.id, facts=HandoutFacts(title="x"), url="https://x.example")


def test_printed_copies_are_counted_apart(app: Flask) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar)
    with transaction():
        service.count_printed(seminar_id=seminar.id, handout_id=handout.id, copies=200)
        service.count_download(handout_id=handout.id)
    assert (handout.printed_copies, handout.downloads) == (200, 1)
    with pytest.raises(ScheduleRefusal), transaction():
        service.count_printed(seminar_id=seminar.id, handout_id=handout.id, copies=-1)


def test_a_handout_is_taken_off(app: Flask) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar)
    with transaction():
        service.remove_handout(seminar_id=seminar.id, handout_id=handout.id)
    assert seminar.handouts == []
