"""Two people before the same question (A10): who files or answers second is told what is stored, and loses nothing typed."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db
from seminars.outbox.models import Letter
from seminars.questions.models import QuestionGroup
from tests.builders.questions import make_question
from tests.builders.schedule import make_seminar
from tests.conftest import StaffClient
from tests.schedule.staff.pages import filled_in, read


def form_of(page: str, deed: str) -> dict[str, str]:
    """What the form of this deed would send if it were sent as it is."""
    found = re.search(rf'<form[^>]*action="[^"]*/{deed}".*?</form>', page, re.S)
    assert found is not None
    return filled_in(found[0])


@pytest.mark.parametrize(
    ("deed", "field", "more"),
    [("answer", "text", {"reason": "急"}), ("file", "title", {})],
    ids=["answering", "filing"],
)
def test_who_comes_second_is_told_and_the_first_words_stay(
    app: Flask, staff_client: StaffClient, deed: str, field: str, more: dict[str, str]
) -> None:
    organizer, seminar = staff_client(), make_seminar()
    key = make_question(seminar).group_id
    where = f"/staff/seminars/{seminar.id}/questions"
    shown = form_of(read(organizer, f"{where}?group={key}&do={deed}"), deed)
    assert shown[field] == "", "nobody's own words stand in the field"
    first, second = {**shown, **more, field: "先来的话"}, {**shown, **more, field: "后来的话"}
    assert organizer.post(f"{where}/{key}/{deed}", data=first).status_code == 303
    assert organizer.post(f"{where}/{key}/{deed}", data=first).status_code == 303, "twice is once"
    page = read(organizer, f"{where}/{key}/{deed}", 422, **second)
    assert "您打开之后，有人改过这里" in page and "现在存着的是“先来的话”。" in page
    again = form_of(page, deed)
    assert again[field] == "后来的话", "nothing typed is lost"
    db.session.expire_all()
    group = db.session.get_one(QuestionGroup, key)
    assert (group.answer if deed == "answer" else group.title) == "先来的话"
    assert len(db.session.scalars(select(Letter)).all()) == (1 if deed == "answer" else 0)
    assert organizer.post(f"{where}/{key}/{deed}", data={**again, **more}).status_code == 303


def test_who_files_second_does_not_undo_that_it_is_urgent(app: Flask, staff_client: StaffClient) -> None:
    organizer, seminar = staff_client(), make_seminar()
    key = make_question(seminar).group_id
    where = f"/staff/seminars/{seminar.id}/questions"
    shown = form_of(read(organizer, f"{where}?group={key}"), "file")
    typed = {"title": "怎样备案", "segment": "0", "category": "0", "mark": shown["mark"]}
    assert organizer.post(f"{where}/{key}/file", data={**typed, "urgent": "y"}).status_code == 303
    assert "有人改过这里" in read(organizer, f"{where}/{key}/file", 422, **typed)
    db.session.expire_all()
    assert db.session.get_one(QuestionGroup, key).urgent
