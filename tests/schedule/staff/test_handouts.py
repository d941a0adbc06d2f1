"""Handouts for staff: added, counted, taken down."""

import html
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db
from seminars.reports import queries as reports
from seminars.schedule.models import Handout
from seminars.schedule.rules.handouts import plain_edition
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
    assert db.session.query(Handout).one().taken_down_at is not None


def test_a_handout_taken_down_can_be_put_back_and_its_copies_stay_counted(
    organizer: Client, client: Client
) -> None:
    """S9, F-4, D-11: copies are those given out at seminars that were held, on the page or not."""
    held = make_seminar(state="closed", starts_at=clock.now() - timedelta(days=30))
    link = make_handout(held, title="归类指引", printed_copies=262)
    make_handout(make_seminar(), title="还没发", printed_copies=90)
    path, key, public = f"/staff/seminars/{held.id}/handouts", link.id, f"/seminars/{held.id}"
    copies = lambda: reports.own_figures(clock.now())["handouts"]  # noqa: E731
    assert (copies(), "归类指引" in client.get(public).text) == (262, True)
    assert organizer.post(f"{path}/{key}/remove").status_code == 303
    assert (copies(), "归类指引" in client.get(public).text) == (262, False)
    assert client.get(f"{public}/handouts/{key}").status_code == 404
    assert "印发262份" in read(organizer, path)
    assert organizer.post(f"{path}/{key}/back").status_code == 303
    assert (copies(), "归类指引" in client.get(public).text) == (262, True)


def test_a_handout_is_taken_down_and_put_back_once_however_often_it_is_pressed(organizer: Client) -> None:
    seminar = make_seminar()
    handout = make_handout(seminar, title="归类指引")
    path = f"/staff/seminars/{seminar.id}/handouts/{handout.id}"
    pressed = [organizer.post(f"{path}/{deed}").status_code for deed in ("remove", "remove", "back", "back")]
    assert pressed == [303] * 4
    told = [entry.deed for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert [one for one in told if one.startswith("handout")] == ["handout.removed", "handout.put_back"]


def test_copies_noted_in_an_old_tab_of_a_handout_taken_down_since_are_kept(organizer: Client) -> None:
    """D-10: what was given out was given out."""
    seminar = make_seminar()
    key = make_handout(seminar, title="归类指引").id
    path = f"/staff/seminars/{seminar.id}/handouts"
    organizer.post(f"{path}/{key}/remove")
    assert organizer.post(f"{path}/{key}/printed", data={"copies": "70"}).status_code == 303
    page = read(organizer, path)
    assert "印发70份" in page and "份数照算" in page


@pytest.mark.parametrize(
    ("typed", "kept"), [("2", "2"), (" 第2版 ", "2"), ("第 二 版", "二"), ("", "1"), ("试行版", "试行版")]
)
def test_an_edition_is_kept_without_the_words_around_it(typed: str, kept: str) -> None:
    assert plain_edition(typed) == kept


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title": "x"}, "请选一个文件，或者填一个网址。"),
        ({"title": "", "url": "https://x.example"}, "请填写标题。"),
        ({"title": "x", "url": "javascript:alert(1)"}, "网址要以 https:// 开头。"),
        ({"title": "x", "file": (b"<svg/>", "a.pdf")}, "请上传PDF"),
        (
            {"title": "x", "file": (b"%PDF-1.7", "a.pdf"), "url": "https://x.example"},
            "文件和网址只能填一样",
        ),
        ({"title": "x", "file": (b"", "a.pdf")}, "这个文件是空的。"),
    ],
    ids=["nothing", "no title", "script", "svg", "both", "empty"],
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
