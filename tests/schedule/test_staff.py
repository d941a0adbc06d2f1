"""The doors for staff: plan, list, facts, agenda, handouts and deeds, and who may enter them."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule import service
from seminars.schedule.models import Handout, Seminar
from seminars.workdays import service as workdays
from tests.builders.registration import make_registration
from tests.builders.schedule import (
    make_city,
    make_district,
    make_handout,
    make_seminar,
    make_series,
    make_venue,
)
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.counting import statements

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organizer(app: Flask, staff_client: StaffClient) -> Client:
    """An organizer of Zhongshan, where there are two townships."""
    make_city()
    make_series()
    make_district("zs-shiqi", name_zh="石岐街道")
    make_district("zs-xiaolan", name_zh="小榄镇")
    return staff_client("organizer", "zhongshan")


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return clock.at(moment.date(), moment.time())


def read(client: Client, path: str, status: int = 200, **form: Any) -> str:
    answer = client.post(path, data=form) if form else client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return html.unescape(answer.get_data(as_text=True))


def now(seminar_id: int) -> Seminar:
    """The seminar as it is stored now."""
    db.session.rollback()
    return db.session.get_one(Seminar, seminar_id)


def filled_in(page: str) -> dict[str, str]:
    """What the form of a page would send if it were sent as it is."""
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
    found |= {
        name: value for value, name in re.findall(r'<input[^>]*?value="([^"]*)"[^>]*?name="([^"]+)"', page)
    }
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = text.strip()
    return found


# -- the plan of a year


def test_a_plan_is_seen_before_it_is_written(organizer: Client) -> None:
    with transaction():
        workdays.load_starting_set()
    page = read(organizer, "/staff/plan/zhongshan/2027")
    for words in ("2027年度计划", "这是预览，还有12期没有写入", "写入12期草稿", "待国务院放假安排公布后确认"):
        assert words in page
    assert "3期建议改期（5月、8月、9月），没有一期被自动改动。" in page
    assert "中秋节" in page and "顺延2天" in page
    assert db.session.query(Seminar).count() == 0, "looking writes nothing"
    assert organizer.post("/staff/plan/zhongshan/2027").status_code == 303
    db.session.rollback()
    assert db.session.query(Seminar).count() == 12
    page = read(organizer, "/staff/plan/zhongshan/2027")
    assert "已写入12期草稿" in page
    assert "这是预览" not in page
    assert page.count("暂定</span>") == 3
    organizer.post("/staff/plan/zhongshan/2027")
    assert "十二期都已经在了" in read(organizer, "/staff/plan/zhongshan/2027")


def test_a_row_is_decided_on_the_page(organizer: Client) -> None:
    with transaction():
        workdays.load_starting_set()
        drafts = service.plan_year(series="zhongshan", year=2027)
    may = drafts[4].id
    page = read(organizer, f"/staff/plan/zhongshan/2027?row={may}")
    form = filled_in(page)
    assert form["day"] == "2027-05-17"
    wrong = read(organizer, f"/staff/plan/zhongshan/2027/{may}", 422, **{**form, "day": "2027-05-32"})
    assert "没有这一天" in wrong
    answer = organizer.post(f"/staff/plan/zhongshan/2027/{may}", data={**form, "day": "2027年5月18日"})
    assert answer.status_code == 303
    assert clock.local(now(may).starts_at).date() == date(2027, 5, 18)
    assert now(may).fixed_by_hand
    late = read(organizer, f"/staff/plan/zhongshan/2027/{may}", 422, **form)
    assert "您打开之后，有人改过这一期" in late


def test_the_plan_knows_no_other_years_and_series(organizer: Client) -> None:
    for path in ("/staff/plan/atlantis/2027", "/staff/plan/zhongshan/1999", "/staff/plan/zhongshan/2101"):
        assert organizer.get(path).status_code == 404
    assert organizer.get("/staff/plan").location.endswith("/staff/plan/zhongshan/2027")


# -- who may enter


@pytest.mark.parametrize(
    ("role", "series", "look", "plan", "edit"),
    [
        ("organizer", "zhongshan", 200, 200, 200),
        ("organizer", "zhuhai", 200, 403, 403),
        ("administrator", None, 200, 200, 200),
        ("auditor", None, 200, 200, 403),
        ("officer", "zhongshan", 200, 403, 403),
        ("helper", "zhongshan", 200, 403, 403),
    ],
)
def test_who_may_enter(
    app: Flask, staff_client: StaffClient, role: str, series: str | None, look: int, plan: int, edit: int
) -> None:
    make_city()
    seminar = make_seminar(title_zh="中山的一期")
    visitor = staff_client(role, series)
    assert visitor.get("/staff/seminars").status_code == look
    assert visitor.get("/staff/plan/zhongshan/2027").status_code == plan
    for page in ("edit", "agenda", "handouts", "move", "cancel", "publish", "close", "delete"):
        assert visitor.get(f"/staff/seminars/{seminar.id}/{page}").status_code == edit, page
    assert visitor.post("/staff/plan/zhongshan/2027").status_code == (303 if edit == 200 else 403)
    assert ("中山的一期" in read(visitor, "/staff/seminars")) == (series != "zhuhai")
    assert visitor.get("/staff/seminars/999/edit").status_code in (403, 404)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    seminar = make_seminar()
    for path in ("/staff/seminars", f"/staff/seminars/{seminar.id}/edit", "/staff/plan", "/staff/venues"):
        assert client.get(path).status_code == 302


# -- the list


def test_the_list_is_filtered_in_its_address(organizer: Client) -> None:
    make_seminar(title_zh="题目甲", starts_at=at("2026-12-15 14:30"))
    make_seminar(title_zh="题目乙", starts_at=at("2025-12-15 14:30"), state="closed")
    make_seminar(
        title_zh="题目丙",
        starts_at=at("2026-12-15 14:30"),
        state="draft",
        venue=make_venue(make_district(name_zh="大涌镇")),
    )
    expected = {
        "": "甲乙丙",
        "?year=2026": "甲丙",
        "?state=draft": "丙",
        "?state=closed&year=2026": "",
        "?text=题目乙": "乙",
        "?text=第2期": "乙",
        "?text=大涌": "丙",
        "?text=%25": "",
        "?year=x&page=-3": "甲乙丙",
        "?series=zhuhai": "",
    }
    for query, titles in expected.items():
        page = read(organizer, f"/staff/seminars{query}")
        assert [title for title in "甲乙丙" if f"题目{title}<" in page] == list(titles), query


@pytest.mark.parametrize("count", [2, 40])
def test_the_cost_of_the_list_does_not_grow(organizer: Client, count: int) -> None:
    for n in range(count):
        make_seminar(starts_at=at("2026-12-15 14:30") - timedelta(days=n))
    organizer.get("/staff/seminars")
    with statements() as sent:
        assert organizer.get("/staff/seminars").status_code == 200
    rail = ("FROM staff", "FROM staff_grant", "FROM letter", "FROM follow_up_case")
    schedule = [one for one in sent if not any(table in one for table in rail)]
    assert len(schedule) == 3, "\n".join(sent)


# -- facts


def test_facts_are_changed_and_shown(organizer: Client) -> None:
    seminar = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    key, path = seminar.id, f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    changes = {
        "title_zh": "年度 十案",
        "day": "2026-12-17",
        "starts": "09:30",
        "ends": "11:30",
        "capacity": "80",
        "closes_at": "2026-12-16T12:00",
    }
    assert organizer.post(path, data={**form, **changes}).status_code == 303
    saved = now(key)
    assert (saved.title_zh, saved.capacity) == ("年度 十案", 80)
    assert (saved.starts_at, saved.ends_at) == (at("2026-12-17 09:30"), at("2026-12-17 11:30"))
    assert saved.closes_at == at("2026-12-16 12:00")
    assert saved.fixed_by_hand
    assert "已保存" in read(organizer, path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": ""}, ["请填写举办日。"]),
        ({"day": "2026-02-30"}, ["没有这一天"]),
        ({"ends": "14:00"}, ["结束时间要晚于开始时间。"]),
        ({"starts": "x"}, ["请按 14:30 的样子填写时间。"]),
        ({"capacity": "0"}, ["名额要在1到20000之间。"]),
        ({"capacity": ""}, ["请填写名额。"]),
        ({"closes_at": "2026-12-16T12:00"}, ["报名截止不能晚于开始时间。"]),
        ({"opens_at": "x"}, ["请填写完整的日期和时间。"]),
        ({"venue": "99999"}, ["请从列表中选择。"]),
        (
            {"closes_at": "2027-01-01T12:00", "ends": "13:00"},
            ["报名截止不能晚于开始时间。", "结束时间要晚于开始时间。"],
        ),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_wrong_facts_are_refused_beside_their_field(
    organizer: Client, changes: dict[str, str], words: list[str]
) -> None:
    seminar = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    page = read(organizer, path, 422, **{**form, **changes, "title_zh": "打好的字"})
    for text in words:
        assert page.count(text) == 2, f"{text}: once in the summary, once beside the field"
    assert 'value="打好的字"' in page, "what was typed stays"
    assert "出错：" in page
    assert now(seminar.id).version == 1


def test_the_second_organizer_sees_what_the_first_changed(organizer: Client) -> None:
    """A10: told, with input kept, and the next try counts."""
    seminar = make_seminar(state="draft", title_zh="旧题目")
    path = f"/staff/seminars/{seminar.id}/edit"
    form = filled_in(read(organizer, path))
    assert organizer.post(path, data={**form, "title_zh": "甲写的"}).status_code == 303
    page = read(organizer, path, 422, **{**form, "title_zh": "乙写的"})
    assert "您打开之后，有人改过这一期" in page
    assert "和现在存着的不同：</b> 题目" in page
    assert 'value="乙写的"' in page
    assert now(seminar.id).title_zh == "甲写的"
    assert organizer.post(path, data=filled_in(page)).status_code == 303
    assert now(seminar.id).title_zh == "乙写的"


def test_time_and_place_of_a_published_seminar_are_not_edited(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/edit"
    page = read(organizer, path)
    assert 'name="day"' not in page and "改期或换会场…" in page
    assert (
        organizer.post(path, data={**filled_in(page), "capacity": "99", "day": "2027-01-01"}).status_code
        == 303
    )
    assert (now(seminar.id).capacity, now(seminar.id).starts_at) == (99, at("2026-12-15 14:30"))


def test_a_seminar_outside_the_plan(organizer: Client) -> None:
    form = {
        "series": "zhongshan",
        "day": "2026-12-20",
        "starts": "09:30",
        "ends": "11:30",
        "title_zh": "专场",
    }
    answer = organizer.post("/staff/seminars/new", data=form)
    assert answer.status_code == 303
    saved = now(int(answer.location.split("/")[-2]))
    assert (saved.title_zh, saved.nominal_date, saved.starts_at) == (
        "专场",
        date(2026, 12, 15),
        at("2026-12-20 09:30"),
    )
    assert "请填写举办日。" in read(organizer, "/staff/seminars/new", 422, **{**form, "day": ""})
    make_series("zhuhai")
    assert organizer.post("/staff/seminars/new", data={**form, "series": "zhuhai"}).status_code == 422


# -- the agenda


def test_rows_are_added_moved_and_removed_without_a_script(organizer: Client) -> None:
    seminar = make_seminar(state="draft")
    path = f"/staff/seminars/{seminar.id}/agenda"
    page = read(organizer, path)
    assert "14:30—15:10" in page and "16:05—16:50" in page and "140 / 150 分钟" in page
    page = read(organizer, path, **{**filled_in(page), "act": "add"})
    assert filled_in(page)["segments-4-kind"] == "flexible"
    page = read(organizer, path, **{**filled_in(page), "act": "up-1"})
    assert filled_in(page)["segments-0-title_zh"] == "以案说法：边角料擅自内销被处罚案"
    assert "14:30—15:00" in page, "times follow the order"
    page = read(organizer, path, **{**filled_in(page), "act": "remove-4"})
    page = read(organizer, path, **{**filled_in(page), "act": "speaker-0"})
    form = {
        **filled_in(page),
        "segments-0-speakers-1-name": "何雨桐",
        "segments-0-speakers-1-office": "法规科",
    }
    assert [one.kind for one in now(seminar.id).segments][:2] == ["policy", "case"], "nothing is saved yet"
    assert organizer.post(path, data={**form, "act": "save"}).status_code == 303
    segments = now(seminar.id).segments
    assert [one.kind for one in segments] == ["case", "policy", "flexible", "qa"]
    assert [one.name for one in segments[0].speakers] == ["陈柏霖", "何雨桐"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"segments-0-title_zh": ""}, "请填写这个版块的题目。"),
        ({"segments-1-minutes": "0"}, "时长至少1分钟。"),
        ({"segments-1-minutes": "-5"}, "时长至少1分钟。"),
        ({"segments-2-minutes": "200"}, "各版块合计比整场多165分钟。"),
        ({"segments-3-kind": "flexible"}, "议程里还缺“面对面答疑”版块。"),
        ({"segments-3-kind": "dance"}, "请选择版块类型。"),
    ],
)
def test_a_wrong_agenda_is_refused(organizer: Client, changes: dict[str, str], words: str) -> None:
    seminar = make_seminar()
    path = f"/staff/seminars/{seminar.id}/agenda"
    page = read(organizer, path, 422, **{**filled_in(read(organizer, path)), **changes, "act": "save"})
    assert words in page
    assert "出错：" in page
    assert now(seminar.id).version == 1


def test_an_empty_agenda_begins_with_the_three(organizer: Client) -> None:
    seminar = make_seminar(state="draft", agenda=[])
    form = filled_in(read(organizer, f"/staff/seminars/{seminar.id}/agenda"))
    assert [form[f"segments-{n}-kind"] for n in range(3)] == ["policy", "case", "qa"]


# -- deeds


def test_publishing_lists_what_is_missing_and_then_does_it(organizer: Client) -> None:
    draft = make_seminar(state="draft", title_zh="", venue_id=None, agenda=[])
    path = f"/staff/seminars/{draft.id}/publish"
    page = read(organizer, path)
    assert "还不能发布，差5项" in page
    for words in ("还没有题目。", "还没有选会场。", "议程里还缺“以案说法”版块。"):
        assert words in page
    assert organizer.post(path, data={"version": "1"}).status_code == 422
    ready = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    page = read(organizer, f"/staff/seminars/{ready.id}/publish")
    assert "2026-11-23 10:00 — 2026-12-14 14:30" in page
    assert organizer.post(f"/staff/seminars/{ready.id}/publish", data={"version": "1"}).status_code == 303
    assert (now(ready.id).state, now(ready.id).issue_no) == ("published", 1)


def test_a_move_says_first_what_it_does(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), sequence=1)
    make_registration(seminar)
    make_registration(seminar)
    make_registration(seminar, names=("黄嘉欣", "周思敏", "黎泳仪"), email="")
    path = f"/staff/seminars/{seminar.id}/move"
    page = read(organizer, path)
    for words in (
        "寄出2封信，每份报名一封",
        "先看影响",
        "3人没有邮箱，请电话通知",
        "第2次修订",
        "入场码不变",
    ):
        assert words in page
    form = filled_in(page)
    assert "时间和会场都没有变。" in read(organizer, path, 422, **{**form, "reason": "会场检修"})
    assert "请写明原因" in read(organizer, path, 422, **{**form, "day": "2026-12-17"})
    shown = read(organizer, path, **{**form, "day": "2026-12-17", "reason": "会场检修"})
    assert "确认改期，寄出2封信" in shown and "12月17日" in shown
    assert now(seminar.id).sequence == 1, "seen, not done"
    other = {**filled_in(shown), "day": "2026-12-18"}
    assert "12月18日" in read(organizer, path, **other), "another day than was shown: shown again"
    done = organizer.post(path, data=filled_in(shown))
    assert done.status_code == 303
    assert organizer.post(path, data=filled_in(shown)).status_code == 303, "a double click is answered alike"
    assert (now(seminar.id).sequence, now(seminar.id).starts_at) == (2, at("2026-12-17 14:30"))


def test_cancelling_and_closing(organizer: Client) -> None:
    first, second = make_seminar(), make_seminar(starts_at=NOW - timedelta(hours=5))
    path = f"/staff/seminars/{first.id}/cancel"
    assert "请写明原因" in read(organizer, path, 422, version="1", reason=" ")
    assert organizer.post(path, data={"version": "1", "reason": "台风"}).status_code == 303
    assert now(first.id).state == "cancelled"
    assert "只有已发布、没有结束的一期可以这样做。" in read(organizer, path)
    assert organizer.post(f"/staff/seminars/{second.id}/close", data={"version": "1"}).status_code == 303
    assert now(second.id).state == "closed"


def test_only_drafts_are_deleted(organizer: Client) -> None:
    """B8: cancelling is offered instead."""
    draft, published = make_seminar(state="draft"), make_seminar(seats_taken=1)
    key, path = draft.id, f"/staff/seminars/{published.id}/delete"
    assert f'href="/staff/seminars/{published.id}/cancel"' in read(organizer, path)
    assert organizer.post(path, data={"version": "1"}).status_code == 422
    assert organizer.post(f"/staff/seminars/{key}/delete", data={"version": "1"}).status_code == 303
    assert organizer.get(f"/staff/seminars/{key}/edit").status_code == 404


# -- handouts


def test_handouts_are_added_counted_and_taken_down(organizer: Client) -> None:
    seminar = make_seminar()
    path = f"/staff/seminars/{seminar.id}/handouts"
    upload = {"title": "操作指引", "edition": "2", "file": (BytesIO(b"%PDF-1.7"), "讲义.pdf")}
    assert organizer.post(path, data=upload).status_code == 303
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
