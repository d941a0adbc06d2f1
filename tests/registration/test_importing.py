"""A list from a file becomes registrations by the deed of every other: limits, seats, tickets, letters (R7, A4, A11, F9)."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.accounts.models import Staff
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration.models import Attendee, Registration
from seminars.registration.rules import PersonInput
from seminars.schedule.models import Seminar
from seminars.sheets.models import ImportFile, ImportFinding
from seminars.sheets.worker import Worker
from tests.builders.registration import make_registration, next_phone, typed
from tests.builders.schedule import make_seminar, make_series
from tests.builders.sheets import looked_at, said_yes, table, taken_in, uploaded
from tests.conftest import StaffClient, new_client, signed_in
from tests.pages import Client
from tests.statements import statements

HEADS = ["单位", "姓名", "手机", "邮箱", "职务"]
FILES = "/staff/files"


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar(series=make_series("zhuhai", name_zh="珠海系列"), capacity=10, enterprise_limit=3)


def row(firm: str, name: str = "李晓雯", phone: str = "", email: str = "") -> list[str]:
    return [firm, name, phone or next_phone(), email, ""]


def checked(client: Client, seminar_id: int, *rows: list[str]) -> str:
    """A list for a seminar, checked; returns the address of its page."""
    return looked_at(client, f"{FILES}/import/registrations/{seminar_id}", table(HEADS, *rows))


def confirmed(client: Client, page: str) -> str:
    return taken_in(client, page, agreed="y")


def people(seminar_id: int) -> int:
    db.session.rollback()
    return (
        db.session.scalar(
            select(func.count()).where(Attendee.seminar_id == seminar_id, Attendee.state == "confirmed")
        )
        or 0
    )


def findings(tone: str = "error") -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(ImportFinding.cell, ImportFinding.text)
        .where(ImportFinding.tone == tone)
        .order_by(ImportFinding.id)
    )
    return [(cell, text) for cell, text in rows]


def test_a_list_becomes_one_registration_an_enterprise_with_tickets_and_letters(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """R7, F9: the promise is asked for; the same list again adds nobody."""
    client, key = staff_client(), seminar.id
    rows = [
        row("中山灯饰厂", "李晓雯", "13800000001"),
        row("中山灯饰厂", "陈志豪", "13800000002", "guanwu@example.cn"),
        row("珠海水产公司", "周思敏", "+86 13800000003"),
    ]
    page = checked(client, key, *rows)
    assert client.post(f"{page}/confirm", data=said_yes(client, page)).status_code == 422
    assert "已导入3行" in confirmed(client, page)
    made = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(one.channel, len(one.attendees), one.contact_email) for one in made] == [
        ("import", 2, "guanwu@example.cn"),
        ("import", 1, ""),
    ]
    assert all(len(person.tickets) == 1 for one in made for person in one.attendees)
    assert db.session.scalar(select(func.count()).where(Letter.kind == "registration/confirmed")) == 1
    assert db.session.get_one(Seminar, key).seats_taken == 3
    assert "没有新内容" in client.get(checked(client, key, *rows)).text
    assert "文件导入" in client.get(f"/staff/seminars/{key}/registrations?channel=import").text


def test_what_would_refuse_one_registration_names_its_row(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """A2, A4, F9: a number that is registered, a number twice, a fourth person; nobody gets in."""
    make_registration(seminar, people=[PersonInput("黄嘉欣", "13800000009")], firm="中山灯饰厂")
    client, key = staff_client(), seminar.id
    page = checked(
        client,
        key,
        row("珠海水产公司", "黄嘉欣", "13800000009"),
        row("中山灯饰厂", "李晓雯", "13800000001"),
        row("中山灯饰厂", "陈志豪", "13800000001"),
        row("中山灯饰厂", "周思敏", "13800000002"),
        row("中山灯饰厂", "罗国强", "13800000003"),
        row("", "李先生1", "12345", "not an address"),
    )
    assert [cell for cell, _text in findings()] == ["C2", "C4", "A6", "A7", "B7", "C7", "D7"]
    assert client.post(f"{page}/confirm", data={"agreed": "y"}).status_code == 422
    assert people(key) == 1


@pytest.mark.parametrize(
    ("first", "second", "cells"),
    [
        (("中山灯饰厂", "李晓雯", "bad"), ("珠海水产公司", "陈志豪", ""), ["D2", "C3"]),
        (("中山灯饰厂", "李晓雯", ""), ("珠海水产公司", "陈志豪", "bad"), ["D3", "C3"]),
        (("", "李晓雯", ""), ("珠海水产公司", "陈志豪", ""), ["A2", "C3"]),
        (("中山灯饰厂", "李晓雯", "bad"), ("中山灯饰厂", "李晓雯", ""), ["D2"]),
        (("", "", ""), ("", "", ""), ["A2", "B2", "A3", "B3", "C3"]),
    ],
    ids=["first wrong", "second wrong", "no firm", "the same person", "nobody knows"],
)
def test_a_number_twice_is_named_also_beside_another_error(
    app: Flask,
    staff_client: StaffClient,
    seminar: Seminar,
    first: tuple[str, str, str],
    second: tuple[str, str, str],
    cells: list[str],
) -> None:
    """F9: all that is wrong at once, so that a file is mended once."""
    rows = [[firm, name, "13800000001", email, ""] for firm, name, email in (first, second)]
    checked(staff_client(), seminar.id, *rows)
    assert [cell for cell, _text in findings()] == cells


def test_everything_else_is_looked_for_beside_another_error(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """Who is registered already, one too many of a firm: also where the e-mail is wrong. In words for staff."""
    make_registration(seminar, people=[PersonInput("黄嘉欣", "13800000009")], firm="中山灯饰厂")
    checked(
        staff_client(),
        seminar.id,
        row("珠海水产公司", "黄嘉欣", "13800000009", "bad"),
        row("中山灯饰厂", "李晓雯", email="bad"),
        row("中山灯饰厂", "陈志豪", email="bad"),
        row("中山灯饰厂", "周思敏"),
    )
    assert [cell for cell, _text in findings()] == ["D2", "C2", "D3", "D4", "A5"]
    told = dict(findings())
    assert told["A5"] == "每家企业最多3位，这家企业连同文件里前面的行已有3位。"
    assert told["C2"] == "这个手机号已在本期名单上（报名、候补或待审核），不用再报。"


def test_a_file_that_cannot_come_in_says_so_in_the_list(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    client = staff_client()
    good = checked(client, seminar.id, row("中山灯饰厂"))
    assert "等您确认" in client.get(FILES).text
    assert "按UTF-8编码读的" in client.get(good).text
    client.post(f"{good}/discard")
    checked(client, seminar.id, row("中山灯饰厂", email="bad"))
    page = client.get(FILES).text
    assert "要改，还不能导入" in page
    assert "等您确认" not in page


def test_a_list_longer_than_the_room_is_refused_as_a_whole(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """A11: seen when it is checked, and again when seats went meanwhile."""
    client, key = staff_client(), seminar.id
    page = checked(client, key, *[row(f"中山第{number}厂") for number in range(11)])
    assert "只剩10个座位，文件里有11位新参会人" in client.get(page).text
    page = checked(client, key, *[row(f"中山第{number}厂") for number in range(9)])
    make_registration(seminar)
    assert "中山第8厂：座位已报满" in confirmed(client, page)
    assert people(key) == 2
    assert db.session.get_one(Seminar, key).seats_taken == 2


def test_a_seminar_that_takes_no_registrations_takes_no_list(app: Flask, staff_client: StaffClient) -> None:
    """A8, R7: why is said before a file is asked for, and none is taken."""
    client = staff_client()
    for state, why in (("cancelled", "这一期已取消。"), ("draft", "这一期还没有发布")):
        address = f"{FILES}/import/registrations/{make_seminar(state=state).id}"
        shown = client.get(address)
        assert (shown.status_code, why in shown.text, 'name="file"' in shown.text) == (200, True, False)
        sent = client.post(address, data={"file": uploaded(table(HEADS, row("中山灯饰厂")))})
        assert (sent.status_code, why in sent.text) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(ImportFile)) == 0
    other = make_seminar(series=make_series("zhuhai")).id
    away = staff_client(series="zhongshan")
    assert away.get(f"{FILES}/import/registrations/{other}").status_code == 403
    assert away.get(f"{FILES}/import/registrations/9999").status_code == 404


def test_a_list_comes_in_while_people_register_and_the_room_never_overflows(
    app: Flask, staff_client: StaffClient
) -> None:
    """A11: sixteen clients for ten seats while a list of six is taken in: all six or none, never more than ten."""
    client = staff_client()
    for _round in range(4):
        key = make_seminar(capacity=10).id
        page = checked(client, key, *[row(f"中山第{number}厂") for number in range(6)])
        client.post(f"{page}/confirm", data=said_yes(client, page) | {"agreed": "y"})
        barrier = threading.Barrier(17)

        def send(form: dict[str, str], seminar_id: int = key, gate: threading.Barrier = barrier) -> int:
            visitor = new_client(app)
            visitor.checked = False
            gate.wait()
            return visitor.post(f"/seminars/{seminar_id}/register", data=form).status_code

        with ThreadPoolExecutor(17) as crowd:
            sent = [crowd.submit(send, typed()) for _client in range(16)]
            barrier.wait()
            Worker(app).run_dry()
            answers = [one.result() for one in sent]
        brought = db.session.scalar(
            select(func.count()).where(Registration.channel == "import", Registration.seminar_id == key)
        )
        assert brought in (0, 6)
        assert people(key) == answers.count(303) + (brought or 0)
        assert people(key) == db.session.get_one(Seminar, key).seats_taken <= 10
        assert not {500, 503} & set(answers)


def test_checking_a_list_costs_the_same_for_few_and_for_many(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    client, counted = staff_client(), []
    for many in (2, 200):
        with statements() as sent:
            checked(client, seminar.id, *[row(f"中山第{number}厂") for number in range(many)])
        counted.append(len([one for one in sent if "import_finding" not in one]))
    assert counted[0] == counted[1]


def begins(seminar_id: int, moment: datetime) -> None:
    with transaction():
        db.session.get_one(Seminar, seminar_id).starts_at = moment


def test_a_list_that_came_in_by_mistake_is_taken_back_until_the_seminar_begins(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """R7: its registrations are cancelled and told so; who came otherwise stays, and a freed seat goes to the line."""
    make_registration(seminar, names=("罗国强",))
    client, key = staff_client(), seminar.id
    page = checked(client, key, row("中山灯饰厂", email="guanwu@example.cn"), row("珠海水产公司"))
    confirmed(client, page)
    assert people(key) == 3
    starts_at = seminar.starts_at
    begins(key, clock.now())
    assert client.post(f"{page}/back").status_code == 303
    Worker(app).run_dry()
    assert "这一期已经开始，不能整批撤销了" in client.get(page).text
    assert people(key) == 3
    begins(key, starts_at)
    assert client.post(f"{page}/back").status_code == 303
    Worker(app).run_dry()
    assert "已撤销" in client.get(page).text
    assert people(key) == 1 == db.session.get_one(Seminar, key).seats_taken
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/cancelled")).one()
    for language, why in (
        ("zh", "原因：名单导入有误，已整批撤销"),
        ("en", "Reason: The list was imported by mistake"),
    ):
        letter.language = language
        written = compose.write(letter)
        assert written is not None and why in written.text
    db.session.rollback()


def test_undoing_a_list_says_first_who_is_cancelled_who_is_told_and_what_stays(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    client, key = staff_client(), seminar.id
    firms = ("中山灯饰厂", "guanwu@example.cn"), ("珠海水产公司", ""), ("中山卫浴厂", "bath@example.cn")
    page = checked(
        client, key, *[row(firm, email=email) for firm, email in firms], row("珠海水产公司", "陈志豪")
    )
    confirmed(client, page)
    assert "撤销这次导入…" in client.get(page).text
    asked = client.get(f"{page}/back").text
    for words in (
        "取消3份报名，共4人；入场码失效，座位放出来",
        "寄出2封取消信",
        "2人没有邮箱，请电话通知",
        "导入时新建的企业留在企业名录里",
    ):
        assert words in asked
    assert people(key) == 4, "asking cancels nobody"
    begins(key, clock.now())
    refused = client.get(f"{page}/back").text
    assert "这一期已经开始，不能整批撤销了" in refused and "取消3份报名" not in refused


def test_a_list_does_not_come_in_for_who_lost_the_series_meanwhile(
    app: Flask, make_staff: Callable[..., Staff], seminar: Seminar
) -> None:
    member = make_staff(series="zhuhai")
    client, me, key = signed_in(app, member), member.id, seminar.id
    page = checked(client, key, row("中山灯饰厂"))
    client.post(f"{page}/confirm", data=said_yes(client, page) | {"agreed": "y"})
    with transaction():
        db.session.get_one(Staff, me).grants[0].series = "zhongshan"
    Worker(app).run_dry()
    assert "您已没有这个系列的权限" in client.get(page).text
    assert people(key) == 0


def test_registration_that_closes_while_a_file_is_looked_at_is_no_fault_of_the_file(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    client, key = staff_client(), seminar.id
    page = client.post(
        f"{FILES}/import/registrations/{key}", data={"file": uploaded(table(HEADS, row("中山灯饰厂")))}
    ).location
    with transaction():
        db.session.get_one(Seminar, key).closes_at = clock.now()
    client.post(f"{page}/match", data=fields_of(client.get(page).text))
    Worker(app).run_dry()
    shown = client.get(page).text
    assert "报名已截止。" in shown and "请按下面的清单改好文件" not in shown


def fields_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(column_\w+)".*?selected value="(\d*)"', page, re.DOTALL))


def test_who_cancelled_does_not_come_back_with_the_file_they_went_out_with(
    app: Flask, staff_client: StaffClient, seminar: Seminar
) -> None:
    """F8, F9: 状态 is read; the page says of each row whether it is new."""
    client, key = staff_client(), seminar.id
    people = [
        [*row(f"中山第{number}厂"), state]
        for number, state in enumerate(["已确认", "Cancelled", "未通过", ""])
    ]
    content = table([*HEADS, "状态"], *people)
    page = looked_at(client, f"{FILES}/import/registrations/{key}", content)
    shown = client.get(page).text
    assert findings("note") == [("F3", "写着“Cancelled”，不导入。"), ("F4", "写着“未通过”，不导入。")]
    told = re.findall(r'data-label="结果"[^>]*><span[^>]*>(?:<svg.*?</svg>)?([^<]*)', shown)
    assert told == ["新的", "不导入", "不导入", "新的"]
    assert "已导入2行" in confirmed(client, page)
    assert people_named(key) == ["中山第0厂", "中山第3厂"]


def people_named(seminar_id: int) -> list[str]:
    """The firms on the list of a seminar."""
    db.session.rollback()
    found = db.session.scalars(
        select(Attendee).where(Attendee.seminar_id == seminar_id).order_by(Attendee.id)
    )
    return [one.enterprise.name for one in found]


def test_who_sent_it_in_comes_in_with_the_list_and_is_never_the_enterprise_itself(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    """F8: the heading is the one that our own file carries."""
    client = staff_client()
    rows = [
        ["中山灯饰厂", "李晓雯", "13800000001", "联达报关行"],
        ["中山灯饰厂", "陈志豪", "13800000002", "中山灯饰厂"],
    ]
    page = looked_at(
        client,
        f"{FILES}/import/registrations/{seminar.id}",
        table(["企业名称", "姓名", "手机号码", "由谁代报"], *rows),
    )
    confirmed(client, page)
    made = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(one.agent, one.attendees[0].name) for one in made] == [("联达报关行", "李晓雯"), ("", "陈志豪")]
