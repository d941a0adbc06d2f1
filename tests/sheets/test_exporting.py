"""Files handed out: what stands in them, and that nobody but the asker gets them, once, in time (F7, F8, F10)."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from seminars.accounts.models import Staff
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.chores import CHORES, do_due
from seminars.core.db import db, transaction
from seminars.registration.rules import PersonInput
from seminars.schedule.models import Seminar
from seminars.sheets.models import ExportFile, ExportPiece
from seminars.sheets.service import leasing
from seminars.sheets.worker import Worker
from tests.builders.enterprises import make_enterprise
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient, signed_in
from tests.pages import Client

FILES = "/staff/files"


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    place = make_seminar(series=make_series("zhuhai", name_zh="珠海系列"))
    people = [PersonInput("李晓雯", "13800000126", "lxw@example.cn"), PersonInput("陈志豪", "13900000358")]
    make_registration(place, people=people, firm="=HYPERLINK(珠海)水产有限公司")
    make_registration(place, names=["周思敏"])
    return place


def ask(client: Client, kind: str, address: str = "", **typed: str) -> Any:
    data = {"format": "xlsx", "reason": "印签到表", **typed}
    return client.post(f"{FILES}/export/{kind}?{address}", data=data)


def last_export() -> ExportFile:
    db.session.rollback()
    return db.session.scalars(select(ExportFile).order_by(ExportFile.id.desc())).first() or pytest.fail(
        "none"
    )


def file_of(client: Client, app: Flask) -> bytes:
    Worker(app).run_dry()
    with client.post(f"{FILES}/export/{last_export().id}/take") as answer:
        assert answer.status_code == 200
        return answer.data


def status_of_taking(client: Client, key: int) -> int:
    with client.post(f"{FILES}/export/{key}/take") as answer:
        return answer.status_code


def told_instead(client: Client, key: int) -> str:
    """Instead of a file: back to the list, with a word about why."""
    answer = client.post(f"{FILES}/export/{key}/take")
    assert (answer.status_code, answer.location) == (303, FILES)
    told = re.search(r"这份文件[^<]*", client.get(FILES).text)
    return told[0].strip() if told else ""


def expire(key: int, moment: datetime) -> None:
    with transaction():
        db.session.get_one(ExportFile, key).expires_at = moment


def rows_of(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def test_the_list_goes_out_as_it_is_filtered_and_masked(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """F7: a firm's name that looks like a formula is text; the reason stands in the file and in the log."""
    client = staff_client()
    ask(client, f"registrations/{seminar.id}", "q=hyperlink&district=x")
    content = file_of(client, app)
    rows = rows_of(content)
    assert [row[0] for row in rows] == ["企业名称", *2 * ["=HYPERLINK(珠海)水产有限公司"]]
    assert [(row[2], row[3], row[5]) for row in rows[1:]] == [
        ("李晓雯", "138****0126", "l***@example.cn"),
        ("陈志豪", "139****0358", "gu***@douling.example"),
    ]
    assert ["用途", "印签到表"] in rows_of(content, 1)
    asked = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "export.asked")).one()
    assert (asked.series, asked.details["reason"], asked.details["full"]) == ("zhuhai", "印签到表", False)


def test_whole_numbers_need_a_reason_and_are_logged(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    client = staff_client()
    refused = ask(client, f"registrations/{seminar.id}", full="y", reason="")
    assert refused.status_code == 422
    assert "请写明用途" in refused.text
    ask(client, f"registrations/{seminar.id}", full="y", format="csv")
    written = file_of(client, app).decode("utf-8-sig")
    assert "138 0000 0126" in written
    assert "lxw@example.cn" in written
    assert "guanwu@douling.example" in written, "who left none of their own is reached by the registration's"
    assert "\r\n'=HYPERLINK" in written
    assert last_export().full


def test_a_file_is_taken_once_by_the_one_who_asked_before_it_expires(
    app: Flask, make_staff: Callable[..., Staff], seminar: Seminar
) -> None:
    """F10: another user: 404; too early, after expiry, twice: no file, in words; the log has who asked and who took it."""
    me, other = signed_in(app, make_staff()), signed_in(app, make_staff("administrator"))
    ask(me, "enterprises")
    key = last_export().id
    assert told_instead(me, key) == "这份文件还没有生成好。"
    Worker(app).run_dry()
    assert status_of_taking(other, key) == 404
    assert other.post(f"{FILES}/export/{key}/discard").status_code == 404
    expire(key, clock.now())
    assert told_instead(me, key) == "这份文件已过期，已删除。还要的话请再导出一次。"
    expire(key, clock.now() + timedelta(hours=1))
    assert status_of_taking(me, key) == 200
    assert told_instead(me, key) == "这份文件已下载，已删除。还要的话请再导出一次。"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ExportPiece)) == 0
    taken = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "export.taken")).one()
    assert taken.staff_id == last_export().staff_id
    assert last_export().file_name not in other.get(FILES).text


def test_nobody_takes_out_what_is_not_theirs_to_see(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    away = staff_client(series="zhongshan")
    assert ask(away, f"registrations/{seminar.id}").status_code == 403
    assert ask(away, "registrations/999").status_code == 404
    assert ask(away, "nothing").status_code == 404
    assert staff_client("auditor").get(FILES).status_code == 403
    ask(away, "seminars")
    assert len(rows_of(file_of(away, app))) == 1


def test_seminars_and_enterprises_go_out(app: Flask, staff_client: StaffClient, seminar: Seminar) -> None:
    make_enterprise("中山市翡翠灯饰有限公司")
    client = staff_client(series="zhuhai")
    ask(client, "seminars", "text=&year=abc")
    assert rows_of(file_of(client, app))[1][1] == "珠海系列"
    past = clock.now() - timedelta(days=9000)
    make_seminar(series=seminar.series, state="closed", starts_at=past, imported=True, issue_no=12)
    ask(client, "seminars", "text=&state=closed", format="csv")
    Worker(app).run_dry()
    with client.post(f"{FILES}/export/{last_export().id}/take") as answer:
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        cells = answer.get_data().decode("utf-8-sig").splitlines()[1].split(",")
    assert cells[0] == "12" and [cells[place] for place in (3, 4, 9, 10)] == [""] * 4, "nobody knows"
    ask(client, "enterprises", "q=翡翠")
    assert [row[0] for row in rows_of(file_of(client, app))] == ["企业名称", "中山市翡翠灯饰有限公司"]


def test_a_worker_that_died_leaves_its_work_to_another_and_a_third_death_is_the_last(
    app: Flask, staff_client: StaffClient
) -> None:
    client = staff_client()
    ask(client, "enterprises")
    for turn in range(3):
        with time_machine.travel(clock.now() + timedelta(minutes=3 * turn)), transaction():
            taken = leasing.claim(worker=f"dead-{turn}")
            assert taken is not None
            assert leasing.claim(worker="another") is None
    with time_machine.travel(clock.now() + timedelta(minutes=30)):
        Worker(app).run_dry()
    assert last_export().state == "failed"
    assert "没有做完" in client.get(FILES).text


def test_files_past_their_time_are_forgotten(app: Flask, staff_client: StaffClient) -> None:
    client = staff_client()
    ask(client, "enterprises")
    Worker(app).run_dry()
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        do_due(app.extensions[CHORES])
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ExportFile)) == 0


def test_the_page_says_that_a_file_is_being_written(app: Flask, staff_client: StaffClient) -> None:
    client = staff_client()
    assert "还没有导出过" in client.get(FILES).text
    ask(client, "enterprises")
    page = client.get(FILES).text
    assert "正在生成" in page
    assert "刷新看进度" in page
    Worker(app).run_dry()
    part = client.get(FILES, headers={"X-Fragment": "1"}).text
    assert "可以下载" in part
    assert "<html" not in part


def test_the_page_looks_again_while_a_file_can_be_taken(app: Flask, staff_client: StaffClient) -> None:
    """A download leaves the page standing: its row has to learn by itself that the file is gone."""
    client = staff_client()
    ask(client, "enterprises")
    Worker(app).run_dry()
    assert "data-live" in client.get(FILES).text
    assert status_of_taking(client, last_export().id) == 200
    page = client.get(FILES).text
    assert "已下载，已删除" in page
    assert "/take" not in page
    assert "data-live" not in page


def test_the_form_says_where_the_reason_will_stand(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    client = staff_client()
    page = client.get(f"{FILES}/export/registrations/{seminar.id}").text
    assert "必填：文件里有个人信息" in page and "xlsx文件里也写" in page
    ask(client, f"registrations/{seminar.id}", format="csv")
    assert "印签到表" not in file_of(client, app).decode("utf-8-sig")
