"""Past seminars come in as numbers and keep their issue numbers (S5, D-02, F9)."""

import re
from datetime import date
from itertools import pairwise

from flask import Flask
from sqlalchemy import func, select

from seminars.core.db import db, transaction
from seminars.reports import queries as reports
from seminars.reports import service as history
from seminars.schedule import service
from seminars.schedule.models import Programme, Seminar
from seminars.sheets.models import ImportFinding
from seminars.sheets.worker import Worker
from tests.builders.schedule import make_district, make_seminar, make_series
from tests.builders.sheets import said_yes, table, uploaded
from tests.conftest import StaffClient
from tests.pages import Client

HEADS = ["期号", "日期", "系列", "镇街", "主题", "家次", "人次"]
FILES = "/staff/files"


def checked(client: Client, *rows: list[str]) -> str:
    """Upload, accept the guess, let the worker check; returns the address of the file's page."""
    page = client.post(
        f"{FILES}/import/seminars", data={"file": uploaded(table(HEADS, *rows), "往期.csv")}
    ).location
    fields = re.findall(r'name="(column_\w+)".*?selected value="(\d*)"', client.get(page).text, re.DOTALL)
    client.post(f"{page}/match", data=dict(fields))
    Worker(client.application).run_dry()
    return str(page)


def confirmed(client: Client, page: str) -> str:
    client.post(f"{page}/confirm", data=said_yes(client, page))
    Worker(client.application).run_dry()
    return client.get(page).text


def history_of(number: int) -> list[list[str]]:
    """So many months from March 2001 on."""
    months = [date(2001 + (place + 2) // 12, (place + 2) % 12 + 1, 15) for place in range(number)]
    return [
        [f"第{place}期", day.isoformat(), "中山", "", "", "86", "132"]
        for place, day in enumerate(months, start=1)
    ]


def test_117_past_seminars_come_in_without_people_and_the_next_is_118(
    app: Flask, staff_client: StaffClient
) -> None:
    """S5, D-02, F9: marked as imported; the second time adds nothing; published afterwards is 118."""
    make_series("zhongshan", name_zh="中山系列")
    client = staff_client()
    assert "已导入117行" in confirmed(client, checked(client, *history_of(117)))
    found = db.session.scalars(select(Seminar).order_by(Seminar.issue_no)).all()
    assert [one.issue_no for one in found] == list(range(1, 118))
    assert {(one.state, one.imported, one.seats_taken) for one in found} == {("closed", True, 0)}
    assert all(later.starts_at > earlier.starts_at for earlier, later in pairwise(found))
    assert db.session.get_one(Programme, 1).last_issue_no == 117
    assert "没有新内容" in client.get(checked(client, *history_of(117))).text
    draft = make_seminar(state="draft")
    key = draft.id
    with transaction():
        service.publish(seminar_id=key)
    assert db.session.get_one(Seminar, key).issue_no == 118
    assert "导入" in client.get("/staff/seminars?year=2001").text


def test_the_ledger_counts_what_was_imported_once(app: Flask, staff_client: StaffClient) -> None:
    """F-4, D-11: seminars that the totals of 2001-2011 hold already are their rows, later ones count by their numbers."""
    make_series("zhongshan", name_zh="中山系列")
    with transaction():
        history.load_imported_history()
    client = staff_client()
    confirmed(client, checked(client, *history_of(119)))
    with transaction():
        history.count_ledger()
    ledger = reports.ledger()
    assert (ledger.imported_seminars, ledger.own_seminars, ledger.missing) == (117, 2, 0)
    figures = ledger.figures
    assert (figures["enterprise_visits"].own, figures["person_visits"].own) == (2 * 86, 2 * 132)
    assert figures["enterprise_visits"].total == 13_000 + 2 * 86


def test_the_pages_of_a_past_seminar_say_what_was_counted_and_invent_nothing(
    app: Flask, staff_client: StaffClient
) -> None:
    """Its file says a day and figures: no hours, seats, agenda or checklist are known, and a figure may be missing."""
    make_series("zhongshan", name_zh="中山系列")
    client = staff_client()
    confirmed(client, checked(client, ["12", "2002-03-15", "中山", "", "", "86", ""]))
    key = db.session.scalars(select(Seminar.id)).one()
    for page in (client.get(f"/staff/seminars/{key}").text, client.get(f"/seminars/{key}").text):
        assert "<b>86</b>" in page and "家次" in page
        assert "2002年3月15日" in page
        for words in ("人次", "14:30", "签到、领资料", "议程", "余座", "到举办日的清单", "还没有人报名"):
            assert words not in page.partition("<main")[2].replace("议程</a>", ""), words
        assert "09:30" not in page and "14:30" not in page, "nor is it said to who searches for it"
    assert "/ 150" not in client.get("/staff/seminars?year=2002").text
    confirmed(client, checked(client, ["13", "2002-04-15", "中山", "", "", "", ""]))
    bare = db.session.scalars(select(Seminar.id).where(Seminar.issue_no == 13)).one()
    assert "没有记录。" in client.get(f"/seminars/{bare}").text


def test_every_wrong_row_is_named(app: Flask, staff_client: StaffClient) -> None:
    make_series("zhongshan", name_zh="中山系列")
    make_district("zs-guzhen", name_zh="古镇镇", name_en="Guzhen Town")
    held = make_seminar(state="closed").id
    issue = db.session.get_one(Seminar, held).issue_no
    client = staff_client()
    page = checked(
        client,
        ["12", "2002-03-15", "中山", "古镇", "", "", ""],
        ["12", "2002-04-15", "中山", "", "", "", ""],
        [str(issue), "2002-05-15", "中山", "", "", "", ""],
        ["14", "2999-03-15", "中山", "里溪镇", "", "", ""],
        ["abc", "三月十五", "火星", "", "", "-1", "1.5"],
        ["15", "2002年3月18日", "中山", "古镇镇", "", "", ""],
    )
    db.session.rollback()
    cells = db.session.scalars(
        select(ImportFinding.cell).where(ImportFinding.tone == "error").order_by(ImportFinding.id)
    ).all()
    assert cells == ["A3", "A4", "B5", "D5", "A6", "B6", "F6", "G6", "C6", "D7"]
    assert client.post(f"{page}/confirm").status_code == 422
    assert db.session.scalar(select(func.count()).where(Seminar.imported)) == 0


def test_on_an_english_page_columns_are_found_and_series_called_by_their_english_names(
    app: Flask, staff_client: StaffClient
) -> None:
    make_series("zhongshan", name_zh="中山系列", name_en="Zhongshan series")
    make_series("zhuhai", name_zh="珠海系列", name_en="Zhuhai series")
    client = staff_client()
    client.get("/staff?lang=en")
    page = client.get(checked(client, ["12", "2002-03-15", "火星", "", "", "86", "132"])).text
    assert "Write the series: Zhongshan series, Zhuhai series." in page
    assert "Enterprise visits" in page and "Person visits" in page


def test_past_seminars_can_be_taken_back(app: Flask, staff_client: StaffClient) -> None:
    make_series("zhongshan", name_zh="中山系列")
    client = staff_client()
    page = checked(client, *history_of(3))
    confirmed(client, page)
    client.post(f"{page}/back")
    Worker(app).run_dry()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Seminar)) == 0
    assert "都收回了" in client.get(page).text
