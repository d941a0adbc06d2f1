"""The form on a phone, the page of thanks, the organizers' page, and the letter that leads to them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core.db import db, transaction
from seminars.feedback import queries, service
from seminars.feedback.models import FeedbackAnswer, FeedbackInvitation
from tests.builders.feedback import CONTENT, make_closed_seminar, opinion
from tests.builders.outbox import delivered, send_all
from tests.conftest import StaffClient
from tests.pages import Client


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(FeedbackAnswer.answer_key))) or 0


def test_nothing_is_chosen_beforehand_and_what_was_said_is_there_again(app: Flask, client: Client) -> None:
    _seminar, (token,) = make_closed_seminar()
    assert " checked" not in client.get(f"/f/{token}").text
    answer = client.post(f"/f/{token}", data=CONTENT | {"wish": "课件早点发"})
    assert answer.status_code == 303 and "谢谢您" in client.get(answer.location).text
    page = client.get(f"/f/{token}").text
    assert page.count(" checked") == 5 and "课件早点发" in page
    client.post(f"/f/{token}", data=CONTENT | {"overall": 4})
    assert count() == 1


@pytest.mark.parametrize("missing", ["content", "officers", "venue", "overall", "solved"])
def test_every_scale_wants_an_answer(app: Flask, client: Client, missing: str) -> None:
    _seminar, (token,) = make_closed_seminar()
    data = {name: value for name, value in CONTENT.items() if name != missing}
    answer = client.post(f"/f/{token}", data=data)
    assert (answer.status_code, "还有1处需要您看一下" in answer.text, count()) == (422, True, 0)
    assert client.post(f"/f/{token}", data=CONTENT | {missing: "9"}).status_code == 422


def test_an_unsolved_question_shows_its_case_and_its_link(app: Flask, client: Client) -> None:
    _seminar, (token,) = make_closed_seminar()
    data = CONTENT | {"solved": "unsolved", "missing": "一份清单", "contact": "y"}
    thanks = client.get(client.post(f"/f/{token}", data=data).location).text
    asker = queries.own_case(token)
    assert asker is not None and asker.case.number in thanks
    assert client.get(f"/c/{thanks.split('/c/')[1].split(chr(34))[0]}").status_code == 200
    assert "一份清单" in client.get(f"/f/{token}").text
    thanks = client.get(client.post(f"/f/{token}", data=CONTENT).location).text
    assert "有人接着办" not in thanks and "已办结" in thanks, "nothing is left to do"


def test_after_fourteen_days_the_form_is_closed(app: Flask, client: Client) -> None:
    _seminar, (token,) = make_closed_seminar()
    closes_at = queries.invitation(token).closes_at
    with time_machine.travel(closes_at + timedelta(seconds=1), tick=False):
        page = client.get(f"/f/{token}")
        assert page.status_code == 200 and "<fieldset" not in page.text
        assert client.post(f"/f/{token}", data=CONTENT).status_code == 422
    assert count() == 0


def test_opening_the_link_says_nothing_yet(app: Flask, client: Client) -> None:
    """D13."""
    _seminar, (token,) = make_closed_seminar()
    assert client.get(f"/f/{token}/thanks").status_code == 303
    for method in (client.get, client.head):
        method(f"/f/{token}")
    assert count() == 0 and not db.session.scalars(select(FeedbackInvitation.answered)).one()
    assert client.get(f"/f/{token[::-1]}").status_code == 404
    assert client.get(f"/c/{token}").status_code == client.get(f"/q/{token}").status_code == 404


def test_organizers_see_counts_below_five_and_everything_from_five_on(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar, tokens = make_closed_seminar(people=5)
    browser = staff_client("organizer", "zhongshan")
    for token in tokens[:4]:
        client.post(f"/f/{token}", data=CONTENT | {"wish": "课件早点发"})
    where = f"/staff/seminars/{seminar.id}/feedback"
    few = browser.get(where).text
    assert "满5份才显示" in few and "课件早点发" not in few and '<svg class="bar"' not in few
    with transaction():
        service.give(token=tokens[4], opinion=opinion(overall=2, missing="话筒断续"))
    page = browser.get(where).text
    assert page.index("话筒断续") < page.index("课件早点发") and page.count('<svg class="bar"') == 4
    assert "李晓雯" not in page
    assert client.get(f"/f/{tokens[0]}/thanks").text.count("人评价") == 1


@pytest.mark.parametrize(
    ("role", "series", "code"),
    [("organizer", "zhuhai", 403), ("officer", "zhongshan", 403), ("auditor", "zhongshan", 200)],
)
def test_who_may_look(app: Flask, staff_client: StaffClient, role: str, series: str, code: int) -> None:
    seminar, _tokens = make_closed_seminar()
    assert staff_client(role, series).get(f"/staff/seminars/{seminar.id}/feedback").status_code == code


def test_the_letter_leads_to_the_form_and_is_not_sent_to_those_who_have_answered(
    app: Flask, client: Client
) -> None:
    _seminar, (first, second) = make_closed_seminar(people=2)
    client.post(f"/f/{first}", data=CONTENT)
    send_all(app)
    bodies = [message.get_body(("plain",)) for message in delivered(app.extensions["seminars.settings"])]
    asking = [body.get_content() for body in bodies if body and "/f/" in body.get_content()]
    assert len(asking) == 1 and f"/f/{second}" in asking[0]
