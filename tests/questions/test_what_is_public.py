"""Nothing of a question is public before a member of staff has given it a neutral title, whatever became of it (T3, Q3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases import queries as cases
from seminars.cases.models import Case
from seminars.core.db import db, transaction
from seminars.questions import queries, rules, service
from seminars.questions.models import Question, QuestionGroup
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.questions import make_question
from tests.builders.schedule import make_city, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client

RAW = "中山市泄密示例公司张三13800138000偷逃税款怎么办？"
NEUTRAL = "少缴税款怎样主动披露"


def title(question: Question, words: str) -> QuestionGroup:
    """An organizer writes the neutral title."""
    with transaction():
        return service.file(
            group_id=question.group_id, title=words, segment_id=None, category_id=None, urgent=False
        )


def on_site(seminar: Seminar, key: int) -> None:
    with time_machine.travel(seminar.starts_at, tick=False), transaction():
        service.answer_on_site(group_id=key, reason="会上直接接了")


def in_writing(seminar: Seminar, key: int) -> None:
    with transaction():
        service.answer(group_id=key, text="好。", reason="急")


def as_case(seminar: Seminar, key: int) -> None:
    with transaction():
        service.make_case(group_id=key, reason="急")


def merged(seminar: Seminar, key: int) -> None:
    other = make_question(seminar, "偷逃税款的后果？")
    with transaction():
        service.merge(group_id=key, other_id=other.group_id)


def closed(seminar: Seminar, key: int) -> None:
    with time_machine.travel(seminar.ends_at + timedelta(minutes=1), tick=False), transaction():
        schedule.close(seminar_id=seminar.id)


@pytest.mark.parametrize("way", [on_site, in_writing, as_case, merged, closed], ids=lambda way: way.__name__)
def test_whatever_becomes_of_a_question_its_own_words_stay_off_the_public_page(
    app: Flask, client: Client, staff_client: StaffClient, way: Callable[[Seminar, int], None]
) -> None:
    make_city()
    seminar = make_seminar()
    question = make_question(seminar, RAW)
    way(seminar, question.group_id)
    page = client.get(f"/seminars/{seminar.id}").text
    assert "13800138000" not in page and "泄密" not in page
    staff = staff_client().get(f"/staff/seminars/{seminar.id}/questions?group={question.group_id}").text
    assert 'name="title"' in staff, "it can still be given its title"
    title(question, NEUTRAL)
    assert NEUTRAL in client.get(f"/seminars/{seminar.id}").text


@pytest.mark.parametrize(
    "words",
    [
        "泄密示例五金厂怎样披露",
        "问李晓雯的问题",
        "打13800138000问",
        "打0760-88123456问",
        "泄密 示例五金厂怎样披露",
    ],
)
def test_a_title_that_names_somebody_is_refused(words: str) -> None:
    with pytest.raises(rules.TitleRefusal) as refused:
        rules.refuse_names(words, ["泄密示例五金厂", "李晓雯", ""])
    assert (refused.value.code, refused.value.field) == ("names", "title")


def test_a_title_may_hold_a_tariff_heading_and_a_declaration_number() -> None:
    rules.refuse_names("0101210010和报关单571620261234567890怎样改", ["泄密示例五金厂", "李晓雯", ""])


def test_a_title_with_the_name_of_its_asker_does_not_go_out(app: Flask, client: Client) -> None:
    question = make_question(text=RAW, firm="中山市泄密示例公司")
    with pytest.raises(rules.TitleRefusal):
        title(question, "中山市泄密示例公司怎么办？")
    assert queries.public_groups(question.seminar_id) == []


def test_who_shares_a_case_does_not_read_the_words_of_another_asker(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar, RAW), make_question(seminar, "偷逃税款的后果？")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
    as_case(seminar, one.group_id)
    asker = cases.asker(f"question:{two.id}")
    assert asker is not None
    page = client.get("/" + cases.link(asker).split("/", 3)[3]).text
    assert "13800138000" not in page and "2个相近的问题" in page
    assert RAW in db.session.scalars(select(Case.text)).one(), "whoever answers reads every wording"


def test_the_run_sheet_says_which_matters_stand_in_their_askers_words(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    question = make_question(seminar, RAW)
    organizer, sheet = staff_client(), f"/staff/seminars/{seminar.id}/runsheet"
    assert "1组还没归集，写的是企业原话" in organizer.get(sheet).text
    title(question, NEUTRAL)
    assert "原话" not in organizer.get(sheet).text
