"""Facts and agenda: what is kept, what is refused beside its field, and who was quicker (A10, S4, S6, B8)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core import audit
from seminars.core.db import db, transaction
from seminars.core.errors import Missing
from seminars.schedule import queries, service
from seminars.schedule.service import ScheduleRefusal, SegmentFacts, SpeakerFacts
from tests.builders.schedule import facts_of, make_seminar, make_series, make_venue

AGENDA = (
    SegmentFacts("policy", "加工贸易监管新要求", 40, speakers=(SpeakerFacts("陈柏霖", "加工贸易科", True),)),
    SegmentFacts("case", "以案说法", 30),
    SegmentFacts("qa", "面对面答疑", 70),
)


def test_facts_are_kept_and_logged(app: Flask) -> None:
    seminar = make_seminar(state="draft")
    with transaction():
        service.save(
            seminar_id=seminar.id, version=1, facts=facts_of(seminar, title_zh="年度十案", capacity=80)
        )
    assert (seminar.title_zh, seminar.capacity, seminar.version, seminar.sequence) == ("年度十案", 80, 2, 0)
    entry = db.session.scalars(select(audit.AuditEntry)).one()
    assert entry.deed == "seminar.edited"
    assert entry.details["changes"]["capacity"] == ["150", "80"]
    assert set(entry.details["changes"]) == {"title_zh", "capacity"}


def test_the_second_organizer_is_told(app: Flask) -> None:
    """A10: no silent overwrite."""
    seminar = make_seminar(state="draft")
    with transaction():
        service.save(seminar_id=seminar.id, version=1, facts=facts_of(seminar, title_zh="甲写的"))
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save(seminar_id=seminar.id, version=1, facts=facts_of(seminar, title_zh="乙写的"))
    assert refused.value.code == "changed_meanwhile"
    assert queries.get(seminar.id).title_zh == "甲写的"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"capacity": 0}, "capacity", "capacity"),
        ({"enterprise_limit": 0}, "limit", "enterprise_limit"),
        ({"title_zh": ""}, "title", "title_zh"),
        ({"venue_id": None}, "move_instead", "day"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_published_seminar_refuses(app: Flask, changes: dict[str, Any], code: str, field: str) -> None:
    seminar = make_seminar(seats_taken=3)
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save(seminar_id=seminar.id, facts=facts_of(seminar, **changes))
    assert [(finding.code, finding.field) for finding in refused.value.findings] == [(code, field)]


def test_wrong_times_are_all_told_at_once(app: Flask) -> None:
    seminar = make_seminar(state="draft")
    start = seminar.starts_at
    wrong = facts_of(
        seminar, ends_at=start, closes_at=start + timedelta(hours=1), opens_at=start + timedelta(hours=2)
    )
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save(seminar_id=seminar.id, facts=wrong)
    assert [finding.field for finding in refused.value.findings] == ["ends_at", "closes_at", "opens_at"]


def test_one_series_has_one_seminar_a_township_and_fifteenth(app: Flask) -> None:
    first = make_seminar(state="draft")
    second = make_seminar(state="draft", nominal_date=first.nominal_date)
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save(seminar_id=second.id, facts=facts_of(second, district_id=first.district_id))
    assert (refused.value.code, refused.value.field) == ("same_day", "district")


def test_series_share_a_fifteenth(app: Flask) -> None:
    first = make_seminar(state="draft")
    make_series("zhuhai")
    with transaction():
        other = service.create(series="zhuhai", facts=facts_of(first), nominal_date=first.nominal_date)
    assert (other.district_id, other.state, other.version) == (first.district_id, "draft", 1)


def test_a_draft_changed_in_its_day_is_fixed_by_hand_and_a_title_fixes_nothing(app: Flask) -> None:
    seminar = make_seminar(state="draft", provisional=True)
    with transaction():
        service.save(seminar_id=seminar.id, facts=facts_of(seminar, title_zh="新题目"))
    assert (seminar.fixed_by_hand, seminar.provisional) == (False, True)
    later = {
        "starts_at": seminar.starts_at + timedelta(days=1),
        "ends_at": seminar.ends_at + timedelta(days=1),
    }
    with transaction():
        service.save(seminar_id=seminar.id, facts=facts_of(seminar, **later))
    assert seminar.fixed_by_hand


def test_a_draft_may_lack_segments_and_a_published_one_may_not(app: Flask) -> None:
    draft, published = make_seminar(state="draft"), make_seminar()
    with transaction():
        service.save_agenda(seminar_id=draft.id, segments=AGENDA[:1])
    assert [segment.title_zh for segment in draft.segments] == ["加工贸易监管新要求"]
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save_agenda(seminar_id=published.id, segments=AGENDA[:1])
    assert {finding.code for finding in refused.value.findings} == {"missing_case", "missing_qa"}


@pytest.mark.parametrize(
    ("segment", "field"),
    [
        (SegmentFacts("policy", "", 10), "segments-0-title_zh"),
        (SegmentFacts("policy", "题目", 0), "segments-0-minutes"),
        (SegmentFacts("dance", "题目", 10), "segments-0-kind"),
        (SegmentFacts("policy", "题目", 200), "segments"),
    ],
)
def test_a_wrong_segment_is_refused_beside_its_field(app: Flask, segment: SegmentFacts, field: str) -> None:
    seminar = make_seminar(state="draft")
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save_agenda(seminar_id=seminar.id, segments=[segment])
    assert refused.value.field == field


def test_segments_keep_their_identity_when_reordered(app: Flask) -> None:
    seminar = make_seminar()
    ids = [segment.id for segment in seminar.segments]
    turned = [
        SegmentFacts(one.kind, one.title_zh, one.minutes, id=one.id, speakers=(SpeakerFacts("何雨桐"),))
        for one in reversed(seminar.segments)
    ]
    with transaction():
        service.save_agenda(seminar_id=seminar.id, segments=turned)
    assert [segment.id for segment in queries.public(seminar.id).segments] == ids[::-1]
    assert [speaker.name for segment in seminar.segments for speaker in segment.speakers] == ["何雨桐"] * 4


def test_segments_of_another_seminar_are_not_taken_over(app: Flask) -> None:
    mine, theirs = make_seminar(), make_seminar()
    stolen = [SegmentFacts(one.kind, one.title_zh, one.minutes, id=one.id) for one in theirs.segments]
    with transaction():
        service.save_agenda(seminar_id=mine.id, segments=stolen)
    assert len(theirs.segments) == 4
    assert len(mine.segments) == 4


@pytest.mark.parametrize("state", ["published", "cancelled", "closed"])
def test_only_a_draft_is_deleted(app: Flask, state: str) -> None:
    """B8: a seminar that somebody may have registered for is cancelled, never deleted."""
    seminar = make_seminar(state=state)
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.delete(seminar_id=seminar.id)
    assert refused.value.code == "not_a_draft"
    assert queries.get(seminar.id).state == state


def test_a_deleted_draft_is_gone(app: Flask) -> None:
    seminar = make_seminar(state="draft")
    key = seminar.id
    with transaction():
        service.delete(seminar_id=key)
    with pytest.raises(Missing):
        queries.get(key)


@pytest.mark.parametrize("state", ["cancelled", "closed"])
def test_what_is_over_is_not_edited(app: Flask, state: str) -> None:
    seminar = make_seminar(state=state)
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save(seminar_id=seminar.id, facts=facts_of(seminar))
    assert refused.value.code == "not_editable"
    with pytest.raises(ScheduleRefusal), transaction():
        service.save_agenda(seminar_id=seminar.id, segments=AGENDA)


def test_a_venue_changes_by_moving(app: Flask) -> None:
    seminar = make_seminar()
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.save(seminar_id=seminar.id, facts=facts_of(seminar, venue_id=make_venue().id))
    assert refused.value.code == "move_instead"
