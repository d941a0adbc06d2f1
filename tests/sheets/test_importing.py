"""Rows on their way in: looked at first, every fault named by its cell, then all or nothing, twice adds nothing (F1, F2, F9)."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.accounts.models import Staff
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import uscc_check_character
from seminars.places import service as places
from seminars.sheets.models import ImportFile, ImportFinding, ImportRows
from seminars.sheets.service import leasing
from seminars.sheets.worker import Worker
from tests.builders.enterprises import make_enterprise
from tests.builders.registration import make_registration
from tests.builders.sheets import looked_at, said_yes, table, taken_back, taken_in, uploaded, write_book
from tests.conftest import StaffClient, signed_in
from tests.pages import Client
from tests.statements import statements

FILES = "/staff/files"
HEADS = ["企业名称", "统一社会信用代码", "海关编码", "镇街", "行业"]


def code(number: int) -> str:
    body = f"91442000MA{number:07d}"
    return body + uscc_check_character(body)


def upload(client: Client, content: Any, name: str = "名录.csv", **typed: str) -> Any:
    return client.post(f"{FILES}/import/enterprises", data={"file": uploaded(content, name), **typed})


def matched(client: Client, content: Any, name: str = "名录.csv", **columns: str) -> str:
    """A list of firms, checked; returns the address of its page."""
    return looked_at(client, f"{FILES}/import/enterprises", content, name, **columns)


def firms() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Enterprise.name).order_by(Enterprise.id)))


def the_file() -> ImportFile:
    db.session.rollback()
    return db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).first() or pytest.fail(
        "no file"
    )


def test_firms_come_in_once_confirmed_and_a_second_time_adds_nothing(
    app: Flask, staff_client: StaffClient
) -> None:
    """F9: nothing is saved before the yes; the same file again adds 0 and says so."""
    client = staff_client()
    file = table(
        HEADS, ["中山市翡翠灯饰有限公司", code(1), "4420960001", "", "照明"], ["珠海斗门水产", "", "", "", ""]
    )
    page = matched(client, file)
    shown = client.get(page).text
    assert "导入2行" in shown
    assert firms() == []
    assert "已导入2行" in taken_in(client, page)
    assert firms() == ["中山市翡翠灯饰有限公司", "珠海斗门水产"]
    again = client.get(matched(client, file)).text
    assert "没有新内容" in again
    assert len(firms()) == 2
    saved = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "import.saved")).all()
    assert [(entry.details["rows"], entry.staff_id is not None) for entry in saved] == [(2, True)]


def test_a_yes_counts_only_for_the_file_that_was_shown(app: Flask, staff_client: StaffClient) -> None:
    """A file deleted in another tab may leave its number to the next one."""
    client = staff_client()
    first = matched(client, table(HEADS, ["中山灯饰厂", "", "", "", ""]))
    yes = said_yes(client, first)
    client.post(f"{first}/discard")
    second = matched(client, table(HEADS, ["珠海斗门水产", "", "", "", ""]))
    refused = client.post(f"{second}/confirm", data=yes)
    assert refused.status_code == 422
    assert "这不是您刚才看的那份文件" in refused.text
    assert "珠海斗门水产" in refused.text and "导入1行" in refused.text
    Worker(app).run_dry()
    assert firms() == []
    again = dict(re.findall(r'name="(shown)"[^>]*value="(\w*)"', refused.text))
    assert client.post(f"{second}/confirm", data=again).status_code == 303
    Worker(app).run_dry()
    assert firms() == ["珠海斗门水产"]


def test_a_yes_to_other_columns_or_to_an_earlier_check_is_none(app: Flask, staff_client: StaffClient) -> None:
    client = staff_client()
    page = matched(client, table([*HEADS, "别名"], ["中山灯饰厂", "", "", "", "", "灯饰二厂"]))
    yes = said_yes(client, page)
    client.post(f"{page}/match", data={"column_name": "5"})
    Worker(app).run_dry()
    assert client.post(f"{page}/confirm", data=yes).status_code == 422
    assert "已导入1行" in taken_in(client, page)
    assert firms() == ["灯饰二厂"]


def test_a_row_that_repeats_another_of_the_file_is_not_counted_as_known(
    app: Flask, staff_client: StaffClient
) -> None:
    client = staff_client()
    page = matched(client, table(HEADS, *[["中山灯饰厂", code(1), "", "", ""] for _twice in range(2)]))
    shown = client.get(page).text
    assert re.search(r"<dt>系统里已有，不重复导入</dt><dd><b>0</b>", shown)
    assert re.search(r"<dt>文件里重复的行，只导入一次</dt><dd><b>1</b>", shown)
    counts = the_file().counts
    assert (counts["new"], counts["repeated"], counts.get("same", 0)) == (1, 1, 0)
    assert "已导入1行" in taken_in(client, page)


def test_headings_nobody_knows_above_one_row_are_still_the_headings(
    app: Flask, staff_client: StaffClient
) -> None:
    client = staff_client()
    page = upload(client, table(["甲", "乙"], ["中山翡翠灯饰有限公司名称", "照明"]))
    assert page.status_code == 303
    assert "标题在第1行" in client.get(page.location).text


def test_every_fault_of_every_row_is_named_by_its_cell_at_once(app: Flask, staff_client: StaffClient) -> None:
    """F2, F9: one wrong row keeps everything out; all of them are listed."""
    client = staff_client()
    file = table(
        HEADS,
        ["中山市翡翠灯饰有限公司", code(1), "", "", ""],
        ["", code(2), "", "", ""],
        ["珠海水产", "914420001234567890", "12", "里溪镇", ""],
        ["另一个名字", code(1), "9.1442E+17", "", ""],
        ["中山市翡翠灯饰有限公司", "", "", "", ""],
    )
    page = matched(client, file)
    shown = client.get(page).text
    db.session.rollback()
    errors = db.session.scalars(
        select(ImportFinding.cell).where(ImportFinding.tone == "error").order_by(ImportFinding.id)
    ).all()
    assert errors == ["A3", "B4", "C4", "D4", "B5", "A6"] or errors == ["A3", "B4", "C4", "D4", "C5", "A6"]
    assert all(f">{cell}<" in shown for cell in errors)
    assert "还不能导入" in shown
    assert client.post(f"{page}/confirm").status_code == 422
    assert firms() == []


def test_a_known_firm_only_learns_what_was_not_known(app: Flask, staff_client: StaffClient) -> None:
    make_enterprise("中山市翡翠灯饰有限公司")
    client = staff_client()
    file = table(HEADS, ["中山市翡翠灯饰有限公司", code(1), "4420960001", "", "照明"])
    page = matched(client, file)
    assert "补上空项" in client.get(page).text
    taken_in(client, page)
    firm = db.session.scalars(select(Enterprise)).one()
    assert (firm.uscc, firm.customs_code, firm.industry) == (code(1), "4420960001", "照明")
    other = table(HEADS, ["翡翠灯饰", code(1), "4420960002", "", "家电"])
    shown = client.get(matched(client, other)).text
    assert "名称不改" in shown
    assert "没有新内容" in shown


def test_what_came_in_can_be_taken_back_until_something_hangs_on_it(
    app: Flask, staff_client: StaffClient
) -> None:
    make_enterprise("中山市翡翠灯饰有限公司")
    client = staff_client()
    file = table(HEADS, ["中山市翡翠灯饰有限公司", "", "", "", "照明"], ["珠海斗门水产", "", "", "", ""])
    for registers in (False, True):
        page = matched(client, file)
        taken_in(client, page)
        if registers:
            make_registration(firm="珠海斗门水产")
        assert ("不能整批撤销" in taken_back(client, page)) is registers
        assert len(firms()) == 1 + registers
        assert db.session.scalars(select(Enterprise.industry).order_by(Enterprise.id)).first() == (
            "照明" if registers else ""
        )


def test_townships_are_known_by_the_names_people_write(app: Flask, staff_client: StaffClient) -> None:
    with transaction():
        places.load_starting_set()
    client = staff_client()
    rows = [
        [f"中山市第{number}灯饰", "", "", name, ""]
        for number, name in enumerate(["古镇镇", "古镇", "guzhen", "东升镇"])
    ]
    page = matched(client, table(HEADS, *rows))
    taken_in(client, page)
    slugs = [
        one.district.slug if one.district else ""
        for one in db.session.scalars(select(Enterprise).order_by(Enterprise.id))
    ]
    assert slugs == ["zs-guzhen", "zs-guzhen", "zs-guzhen", "zs-xiaolan"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "headings",
    [
        HEADS,
        ["Enterprise", "Unified social credit code", "Customs registration code", "Township", "Trade"],
    ],
    ids=["chinese", "english"],
)
def test_headings_in_either_language_are_known_on_a_page_in_either(
    app: Flask, staff_client: StaffClient, headings: list[str], language: str
) -> None:
    client = staff_client()
    client.get(f"/staff?lang={language}")
    upload(client, table(headings, ["中山灯饰厂", "", "", "", "照明"]))
    columns = ("name", "uscc", "customs_code", "district", "industry")
    assert the_file().columns == {key: place for place, key in enumerate(columns)}


def test_a_page_that_waits_says_how_the_step_ended(app: Flask, staff_client: StaffClient) -> None:
    make_enterprise("中山灯饰厂")
    client = staff_client()
    page = matched(client, table(HEADS, ["中山灯饰厂", code(5), "", "", ""]))
    assert "检查完了，还没有保存" in waiting_part(client, page)
    make_enterprise("珠海斗门水产", uscc=code(5))
    taken_in(client, page)
    assert "没有做完，什么都没有变" in waiting_part(client, page)
    assert "做完了" not in waiting_part(client, page)
    client.post(f"{page}/discard")
    page = matched(client, table(HEADS, ["中山卫浴厂", "", "", "", ""]))
    taken_in(client, page)
    assert "做完了" in waiting_part(client, page)


def waiting_part(client: Client, page: str) -> str:
    """What the page asks for again by itself while a worker has the file."""
    return client.get(page, headers={"X-Fragment": "1"}).text


def test_columns_are_guessed_and_can_be_chosen_otherwise(
    app: Flask, staff_client: StaffClient, tmp_path: Path
) -> None:
    """F1, F2: headings below a title; a wrong guess is put right; a needed column that is missing is asked for."""
    client = staff_client()
    book = write_book(
        tmp_path / "a.xlsx", [["2026年名录"], ["甲", "单位"], ["x", "中山灯饰厂"], [None, "=A3"]]
    )
    page = upload(client, book, "名录.xlsx").location
    shown = client.get(page).text
    assert "标题在第2行" in shown
    assert client.post(f"{page}/match", data={"column_name": ""}).status_code == 422
    assert client.post(f"{page}/match", data={"column_name": "1", "column_industry": "1"}).status_code == 422
    client.post(f"{page}/match", data={"column_name": "1"})
    Worker(app).run_dry()
    assert ">B4<" in client.get(page).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("企业名称\r\n", "只找到标题行"),
        (b"\x00\x01", "看不见的空字符"),
        ("企業名稱,電話\r\n中山燈飾,1\r\n".encode("big5"), "看不准文字编码"),
        (b"%PDF-1.7", "请上传xlsx或csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    app: Flask, staff_client: StaffClient, content: Any, words: str
) -> None:
    client = staff_client()
    answer = upload(client, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert client.post(f"{FILES}/import/enterprises", data={}).status_code == 422
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ImportFile)) == 0


def test_a_person_who_says_the_encoding_gets_the_file_read(app: Flask, staff_client: StaffClient) -> None:
    """F1: asked, answered, right."""
    client = staff_client()
    answer = upload(client, "企業名稱,電話\r\n中山燈飾,1\r\n".encode("big5"), encoding="big5")
    assert "中山燈飾" in client.get(answer.location).text


def test_nobody_sees_another_ones_file(app: Flask, make_staff: Callable[..., Staff]) -> None:
    """F10: not even an administrator."""
    me, other = signed_in(app, make_staff()), signed_in(app, make_staff("administrator"))
    page = matched(me, table(HEADS, ["中山灯饰厂", "", "", "", ""]))
    for path in ("", "/match"):
        assert other.get(page + path).status_code == 404
    for deed in ("match", "confirm", "again", "back", "discard"):
        assert other.post(f"{page}/{deed}").status_code == 404
    assert "名录.csv" not in other.get(FILES).text
    assert "名录.csv" in me.get(FILES).text
    assert me.post(f"{page}/discard").status_code == 303
    assert me.get(page).status_code == 404


def test_a_row_that_cannot_be_saved_keeps_everything_out(app: Flask, staff_client: StaffClient) -> None:
    """F9: saving fails in the second thousand, nothing of the first is there; checked again, all that is right comes in."""
    make_enterprise("中山灯饰厂")
    client = staff_client()
    rows = [[f"中山市第{number}灯饰有限公司", "", "", "", ""] for number in range(1500)]
    rows[1200] = ["中山灯饰厂", code(5), "", "", ""]
    page = matched(client, table(HEADS, *rows))
    make_enterprise("珠海斗门水产", uscc=code(5))
    assert "刚刚被另一家企业用了" in taken_in(client, page)
    assert firms() == ["中山灯饰厂", "珠海斗门水产"]
    client.post(f"{page}/again")
    Worker(app).run_dry()
    assert "已导入1,499行" in taken_in(client, page)
    assert len(firms()) == 1501
    assert db.session.scalar(select(func.count()).select_from(ImportRows)) == 0


def test_a_worker_that_died_while_saving_has_saved_nothing_and_another_does(
    app: Flask, staff_client: StaffClient
) -> None:
    """F9, D3: the lease runs out, the next worker takes over."""
    client = staff_client()
    page = matched(client, table(HEADS, ["中山灯饰厂", "", "", "", ""]))
    client.post(f"{page}/confirm", data=said_yes(client, page))
    with transaction():
        assert leasing.claim(worker="dead") is not None
    Worker(app).run_dry()
    assert firms() == []
    assert "正在保存" in client.get(page).text
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        Worker(app).run_dry()
    assert firms() == ["中山灯饰厂"]


def test_a_taking_back_that_is_given_up_leaves_the_file_taken_in(
    app: Flask, staff_client: StaffClient
) -> None:
    client = staff_client()
    page = matched(client, table(HEADS, ["中山灯饰厂", "", "", "", ""]))
    taken_in(client, page)
    client.post(f"{page}/back")
    for turn in range(leasing.MOST_TRIES):
        with time_machine.travel(clock.now() + timedelta(minutes=3 * turn)), transaction():
            assert leasing.claim(worker=f"dead-{turn}") is not None
    with time_machine.travel(clock.now() + timedelta(minutes=30)):
        Worker(app).run_dry()
    shown = client.get(page).text
    assert "已导入1行" in shown and "没有撤销" in shown
    assert "什么都没有保存" not in shown
    assert firms() == ["中山灯饰厂"]
    taken_back(client, page)
    assert firms() == [], "and may be tried again"


def test_the_number_of_statements_does_not_grow_with_the_rows(app: Flask, staff_client: StaffClient) -> None:
    """A piece of rows is judged and saved with as many statements, whether it holds two or nine hundred."""
    client = staff_client()
    counted = []
    for many in (2, 900):
        rows = [
            [f"中山市{many}第{number}灯饰有限公司", code(number + many * 1000), "", "", ""]
            for number in range(many)
        ]
        with statements() as counted_now:
            taken_in(client, matched(client, table(HEADS, *rows)))
        counted.append(len(counted_now))
    assert counted[0] == counted[1]


def test_the_template_asks_for_what_is_read(app: Flask, staff_client: StaffClient, tmp_path: Path) -> None:
    client = staff_client()
    path = tmp_path / "t.xlsx"
    path.write_bytes(client.get(f"{FILES}/import/enterprises/template").data)
    assert "只找到标题行" in upload(client, path, "t.xlsx").text
