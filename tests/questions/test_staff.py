"""Organizers file, merge and assign; officers answer what is theirs; the run sheet names no firm."""

from typing import Any

import pytest
import time_machine
from flask import Flask

from seminars.core.db import db, transaction
from seminars.questions import queries, service
from seminars.questions.models import QuestionGroup
from seminars.schedule.models import Seminar
from tests.builders.questions import make_question
from tests.builders.schedule import make_seminar, make_staff
from tests.conftest import StaffClient, signed_in

ONE, TWO = "不作价设备能直接转到新公司名下吗？", "监管期内的不作价设备怎么转到新公司？"


def at(seminar: Seminar, rest: str = "") -> str:
    return f"/staff/seminars/{seminar.id}/questions{rest}"


def states(seminar: Seminar) -> dict[int, str]:
    db.session.rollback()
    return {group.id: group.state for group in queries.groups(seminar.id)}


def test_an_organizer_merges_files_assigns_and_answers(app: Flask, staff_client: StaffClient) -> None:
    organizer, officer = staff_client("organizer", "zhongshan"), make_staff("officer", "zhongshan")
    seminar = make_seminar()
    one, two = make_question(seminar, ONE), make_question(seminar, TWO)
    key, segment = one.group_id, seminar.segments[0].id
    seen = organizer.get(at(seminar, f"?group={key}")).text
    assert ONE in seen and TWO in seen and "可能相同" in seen and "还有2个未决定" in seen

    merged = organizer.post(at(seminar, "/merge"), data={"groups": [key, two.group_id]})
    assert merged.status_code == 303
    seen = organizer.get(merged.location).text
    assert "还有1个未决定" in seen and seen.count("拆出") == 1 and TWO in seen
    organizer.post(
        at(seminar, f"/{key}/file"),
        data={"title": "不作价设备怎样转", "segment": segment, "category": 0, "urgent": "y"},
    )
    organizer.post(at(seminar, f"/{key}/assign"), data={"officer": officer.id})
    assert states(seminar) == {key: "assigned"}
    organizer.post(at(seminar, f"/{key}/answer"), data={"text": "可以结转。"})
    seen = organizer.get(at(seminar, f"?group={key}")).text
    assert states(seminar) == {key: "answered"} and "可以结转。" in seen and "全部已决定" in seen


@pytest.mark.parametrize(
    ("deed", "data", "state"),
    [
        ("on-site", {"text": "", "reason": "会上直接接了"}, "answered_on_site"),
        ("case", {"reason": "要查档案"}, "in_case"),
        ("withdraw", {"reason": "企业撤回"}, "withdrawn"),
    ],
)
def test_every_way_to_decide(
    app: Flask, staff_client: StaffClient, deed: str, data: dict[str, Any], state: str
) -> None:
    seminar = make_seminar()
    key = make_question(seminar).group_id
    with time_machine.travel(seminar.starts_at, tick=False):
        organizer = staff_client()
        assert organizer.post(at(seminar, f"/{key}/{deed}"), data=data).status_code == 303
        assert organizer.get(at(seminar, f"?group={key}")).status_code == 200
    assert states(seminar) == {key: state}


@pytest.mark.parametrize(
    ("deed", "data", "words"),
    [
        ("answer", {"text": " "}, "请写答复。"),
        ("withdraw", {"reason": ""}, "请写明原因。"),
        ("file", {"title": "", "segment": 0, "category": 0}, "请写标题。"),
        ("reopen", {"reason": "点错了"}, "这个问题现在不能这样处理，请刷新页面查看最新状态。"),
    ],
)
def test_a_refused_deed_says_why_and_changes_nothing(
    app: Flask, staff_client: StaffClient, deed: str, data: dict[str, Any], words: str
) -> None:
    seminar = make_seminar()
    key = make_question(seminar).group_id
    answer = staff_client().post(at(seminar, f"/{key}/{deed}"), data=data)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert states(seminar) == {key: "asked"}


def test_merging_needs_two(app: Flask, staff_client: StaffClient) -> None:
    seminar, organizer = make_seminar(), staff_client()
    key = make_question(seminar).group_id
    answer = organizer.post(at(seminar, "/merge"), data={"groups": [key]})
    assert "请至少勾选两个问题再合并。" in organizer.get(answer.location).text


def test_a_split_and_an_undone_merge_come_back_to_the_list(app: Flask, staff_client: StaffClient) -> None:
    seminar, organizer = make_seminar(), staff_client()
    questions = [make_question(seminar, f"{ONE}{n}") for n in range(3)]
    keys = [question.group_id for question in questions]
    organizer.post(at(seminar, "/merge"), data={"groups": keys})
    assert list(states(seminar)) == keys[:1]
    organizer.post(at(seminar, f"/split/{questions[2].id}"))
    assert sorted(states(seminar)) == [keys[0], keys[2]]
    organizer.post(at(seminar, f"/{keys[1]}/undo"))
    assert sorted(states(seminar)) == keys


def test_a_group_of_another_seminar_is_not_found_here(app: Flask, staff_client: StaffClient) -> None:
    here, there = make_seminar(), make_question()
    organizer = staff_client()
    for deed in ("answer", "file", "assign", "withdraw", "case"):
        assert organizer.post(at(here, f"/{there.group_id}/{deed}"), data={"text": "好"}).status_code == 404


def test_an_officer_sees_and_answers_only_what_is_theirs(app: Flask) -> None:
    officer = make_staff("officer", "zhongshan")
    seminar = make_seminar()
    mine, other = make_question(seminar, ONE), make_question(seminar, TWO)
    with transaction():
        service.assign(group_id=mine.group_id, officer_id=officer.id, reason="急")
    browser = signed_in(app, officer)
    seen = browser.get(at(seminar)).text
    assert ONE in seen and TWO not in seen
    assert browser.post(at(seminar, f"/{other.group_id}/answer"), data={"text": "好"}).status_code == 403
    assert browser.post(at(seminar, f"/{mine.group_id}/withdraw"), data={"reason": "好"}).status_code == 403
    assert browser.post(at(seminar, f"/{mine.group_id}/answer"), data={"text": "好"}).status_code == 303
    assert states(seminar) == {mine.group_id: "answered", other.group_id: "asked"}


@pytest.mark.parametrize(
    ("role", "series", "code"),
    [("organizer", "zhuhai", 403), ("helper", "zhongshan", 403), ("auditor", "zhongshan", 200)],
)
def test_who_may_look(app: Flask, staff_client: StaffClient, role: str, series: str, code: int) -> None:
    seminar = make_seminar()
    key = make_question(seminar).group_id
    browser = staff_client(role, series)
    assert browser.get(at(seminar)).status_code == code
    assert browser.get(f"/staff/seminars/{seminar.id}/runsheet").status_code == code
    assert browser.post(at(seminar, f"/{key}/answer"), data={"text": "好"}).status_code == 403
    assert states(seminar) == {key: "asked"}


def test_the_run_sheet_has_numbers_and_townships_and_no_firm(app: Flask, staff_client: StaffClient) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar, ONE, firm="中山市晴川示例塑胶厂"), make_question(seminar, TWO)
    with transaction():
        one.enterprise.district_id = seminar.district_id  # type: ignore[union-attr]
        service.file(
            group_id=two.group_id,
            title=TWO,
            segment_id=seminar.segments[0].id,
            category_id=None,
            urgent=False,
        )
    town = db.session.get_one(QuestionGroup, one.group_id).seminar.district
    page = staff_client().get(f"/staff/seminars/{seminar.id}/runsheet").text
    assert (
        page.index(seminar.segments[0].title_zh)
        < page.index(TWO)
        < page.index("还没定版块")
        < page.index(ONE)
    )
    assert town is not None and town.name_zh in page and "晴川" not in page and "李晓雯" not in page
    assert "版本3" in page


def test_who_answers_reads_how_many_are_written_to_and_whom_to_call(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar, organizer = make_seminar(), staff_client()
    one = make_question(seminar, ONE)
    two = make_question(seminar, TWO, asker_email="", asker_name="陈志豪", firm="中山市晴川示例塑胶厂")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
    sent = organizer.post(at(seminar, f"/{one.group_id}/answer"), data={"text": "可以结转。", "reason": "急"})
    page = organizer.get(sent.location).text
    assert "寄给1位提问人。" in page and "请打电话：陈志豪（中山市晴川示例塑胶厂）。" in page
    assert "每位提问人都会收到" not in page
