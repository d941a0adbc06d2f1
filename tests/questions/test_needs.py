"""A flexible segment names the questions that caused it, to organizers and to the public (S6, D-06)."""

from flask import Flask

from seminars.core.db import transaction
from seminars.questions import service
from tests.builders.questions import make_question
from tests.builders.schedule import make_city, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client


def test_a_flexible_segment_shows_the_questions_that_caused_it(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    make_city()
    seminar = make_seminar()
    flexible = next(one for one in seminar.segments if one.kind == "flexible")
    question = make_question(seminar, "手册系统登录不了怎么办？", firm="某某五金厂")
    page, agenda = f"/seminars/{seminar.id}", f"/staff/seminars/{seminar.id}/agenda"
    organizer = staff_client("organizer")
    assert "去归集问题" in organizer.get(agenda).text
    with transaction():
        service.file(
            group_id=question.group_id,
            title="手册系统怎样登录",
            segment_id=flexible.id,
            category_id=None,
            urgent=False,
        )
    assert "手册系统怎样登录" in organizer.get(agenda).text
    part = client.get(page).text.partition(flexible.title_zh)[2].partition("面对面答疑")[0]
    assert "手册系统怎样登录" in part
    assert "1家问" in part
    assert "某某五金厂" not in part
