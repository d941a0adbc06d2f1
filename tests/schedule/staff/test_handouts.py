"""Handouts for staff: added, counted, taken down."""

import html
from io import BytesIO
from typing import Any

import pytest

from seminars.core.db import db
from seminars.schedule.models import Handout
from tests.builders.schedule import (
    make_handout,
    make_seminar,
)
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, read


def test_handouts_are_added_counted_and_taken_down(organizer: Client) -> None:
    seminar = make_seminar()
    path = f"/staff/seminars/{seminar.id}/handouts"
    upload = {"title": "操作指引", "edition": "2", "file": (BytesIO(b"%PDF-1.7"), "讲义.pdf")}
    assert organizer.post(path, data={**filled_in(read(organizer, path)), **upload}).status_code == 303
    assert "讲义.pdf" in read(organizer, path)
    db.session.rollback()
    handout = db.session.query(Handout).one()
    assert (handout.version, handout.file_name, handout.size) == ("2", "讲义.pdf", 8)
    assert organizer.post(f"{path}/{handout.id}/printed", data={"copies": "200"}).status_code == 303
    assert "份数要在0到1000000之间。" in read(organizer, f"{path}/{handout.id}/printed", 422, copies="-1")
    db.session.rollback()
    assert db.session.query(Handout).one().printed_copies == 200
    assert organizer.post(f"{path}/{handout.id}/remove").status_code == 303
    db.session.rollback()
    assert db.session.query(Handout).count() == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title": "x"}, "请选一个文件，或者填一个网址。"),
        ({"title": "", "url": "https://x.example"}, "请填写标题。"),
        ({"title": "x", "url": "javascript:alert(1)"}, "网址要以 https:// 开头。"),
        ({"title": "x", "file": (b"<svg/>", "a.pdf")}, "请上传PDF"),
        ({"title": "x", "file": (b"", "a.pdf")}, "这个文件是空的。"),
    ],
    ids=["nothing", "no title", "script", "svg", "empty"],
)
def test_a_wrong_handout_is_refused(organizer: Client, form: dict[str, Any], words: str) -> None:
    seminar = make_seminar()
    if "file" in form:
        content, name = form["file"]
        form = {**form, "file": (BytesIO(content), name)}
    answer = organizer.post(f"/staff/seminars/{seminar.id}/handouts", data=form)
    assert answer.status_code == 422
    assert words in html.unescape(answer.get_data(as_text=True))


def test_handouts_of_other_seminars_are_out_of_reach(organizer: Client) -> None:
    mine, other = make_seminar(), make_seminar()
    handout = make_handout(other)
    assert organizer.post(f"/staff/seminars/{mine.id}/handouts/{handout.id}/remove").status_code == 404


def test_the_size_of_a_handout_is_said_as_on_the_public_page(organizer: Client) -> None:
    seminar = make_seminar()
    make_handout(seminar, url="", file_name="a.pdf", stored_as="a.pdf", size=69)
    make_handout(seminar, url="", file_name="b.pdf", stored_as="b.pdf", size=3 * 1024 * 1024)
    page = read(organizer, f"/staff/seminars/{seminar.id}/handouts")
    assert "a.pdf · 69 B<" in page and "b.pdf · 3.0 MB<" in page
