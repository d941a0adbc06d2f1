"""Questions of the demonstration: asked with a registration, filed, merged, assigned, answered on the day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from seminars.core import audit, clock
from seminars.questions import service
from seminars.questions.models import Question
from seminars.registration.models import Registration
from seminars.reports.demo.seminars import OFFICERS, Cast
from seminars.reports.demo.sources import content
from seminars.schedule.models import Seminar

MOST = 9
FULL_HOUSE = ("q01", "q02", "q42", "q44", "q49", "q50")
"""The three pairs that ask the same: in the seminar to come and in the last one."""

ON_THE_DAY = "主讲人在会上直接接了这个问题。"

Asked = Mapping[str, Question]


def chosen(agenda: Mapping[str, Any], number: int) -> list[dict[str, Any]]:
    """Questions for a seminar: those on its subject first, then others in turn; `number` in all."""
    every = content("questions")
    fits = [row for row in every if row["category"] == agenda["category"]]
    pairs = [row for row in every if row["id"] in FULL_HOUSE] if number > MOST else []
    start = agenda["issue_no"] * 7 % len(every)
    wanted = {row["id"]: row for row in [*pairs, *fits, *every[start:], *every[:start]]}
    return list(wanted.values())[:number]


def ask(seminar: Seminar, rows: Sequence[Mapping[str, Any]], registrations: Sequence[Registration]) -> Asked:
    """Each comes with another registration, a little after it."""
    assert seminar.questions_close_at is not None, "it is published"
    asked = {}
    for row, made in zip(rows, registrations[:: max(1, len(registrations) // len(rows))], strict=False):
        moment = min(made.created_at, seminar.questions_close_at - timedelta(hours=1))
        person = made.attendees[0]
        with clock.telling_of(moment), audit.acting_as(audit.Actor("enterprise")):
            asked[row["id"]] = service.ask(
                seminar_id=seminar.id,
                text=row["text"],
                category_slug=row["category"],
                enterprise_id=made.enterprise_id,
                asker_name=person.name,
                asker_phone=person.phone,
                asker_email=made.contact_email,
                channel="registration",
                form_key=f"demo-{seminar.id}-{row['id']}",
                registration_id=made.id,
                urgent=row["urgency"] == "urgent",
            )
    return asked


def file_some(cast: Cast, seminar: Seminar, asked: Asked, when: datetime, *, most: int) -> None:
    """An organizer gives the first of them a wording and a segment, merges one pair, assigns every second one."""
    segments = seminar.segments
    with clock.telling_of(when), audit.acting_as(cast.acting("liang")):
        for place, (key, question) in enumerate(list(asked.items())[:most]):
            service.file(
                group_id=question.group_id,
                title=_wording(key) or question.group.title,
                segment_id=segments[place % len(segments)].id,
                category_id=question.group.category_id,
                urgent=question.group.urgent,
            )
            if place % 2 == 0:
                service.assign(group_id=question.group_id, officer_id=_officer(cast, seminar, place))
        if "q01" in asked and "q02" in asked:
            service.merge(group_id=asked["q01"].group_id, other_id=asked["q02"].group_id)


def decide(cast: Cast, seminar: Seminar, asked: Asked, when: datetime, *, cases: int) -> None:
    """Answered on the day with the points noted; two answers in writing; the last ones become cases."""
    groups = list(dict.fromkeys(question.group_id for question in asked.values()))
    keys = {question.group_id: key for key, question in reversed(list(asked.items()))}
    with clock.telling_of(when), audit.acting_as(cast.acting("lin")):
        for place, group_id in enumerate(groups):
            points = _points(keys[group_id])
            if place >= len(groups) - cases:
                service.make_case(group_id=group_id, reason=ON_THE_DAY)
            elif points and place % 3 == 0:
                service.answer(group_id=group_id, text=points, reason=ON_THE_DAY)
            else:
                service.answer_on_site(group_id=group_id, points=points, reason=ON_THE_DAY)


def _officer(cast: Cast, seminar: Seminar, place: int) -> int:
    """林晓岚 and 陈柏霖 answer everywhere, the others in their own city."""
    own = "he" if seminar.series.slug == "zhuhai" else "huang"
    return cast.staff[(*OFFICERS[:2], own)[place // 2 % 3]].id


def _wording(key: str) -> str:
    return str(_answers().get(key, {}).get("title", ""))


def _points(key: str) -> str:
    return str(_answers().get(key, {}).get("text", ""))


def _answers() -> dict[str, dict[str, Any]]:
    return {row["question"]: row for row in content("answers")}
