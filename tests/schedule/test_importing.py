"""Past seminars come in as numbers and keep their issue numbers (S5, D-02, F9)."""

import html
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from flask import Flask
from sqlalchemy import func, select

from seminars.accounts.models import Grant, Staff
from seminars.core.db import db, transaction
from seminars.reports import queries as reports
from seminars.reports import service as history
from seminars.schedule import service
from seminars.schedule.models import Programme, Seminar, Series
from seminars.sheets.models import ImportFinding
from tests.builders.schedule import at, make_district, make_seminar, make_series
from tests.builders.sheets import looked_at, table, taken_back, taken_in
from tests.conftest import StaffClient, signed_in
from tests.pages import Client

HEADS = ["期号", "日期", "系列", "镇街", "主题", "家次", "人次"]
FILES = "/staff/files"


def checked(client: Client, *rows: list[str]) -> str:
    """Past seminars, checked; returns the address of the file's page."""
    return looked_at(client, f"{FILES}/import/seminars", table(HEADS, *rows), "往期.csv")


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
    assert "已导入117行" in taken_in(client, checked(client, *history_of(117)))
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
    taken_in(client, checked(client, *history_of(119)))
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
    taken_in(client, checked(client, ["12", "2002-03-15", "中山", "", "", "86", ""]))
    key = db.session.scalars(select(Seminar.id)).one()
    for page in (client.get(f"/staff/seminars/{key}").text, client.get(f"/seminars/{key}").text):
        assert "<b>86</b>" in page and "家次" in page
        assert "2002年3月15日" in page
        for words in ("人次", "14:30", "签到、领资料", "议程", "余座", "到举办日的清单", "还没有人报名"):
            assert words not in page.partition("<main")[2].replace("议程</a>", ""), words
        assert "09:30" not in page and "14:30" not in page, "nor is it said to who searches for it"
    assert "/ 150" not in client.get("/staff/seminars?year=2002").text
    taken_in(client, checked(client, ["13", "2002-04-15", "中山", "", "", "", ""]))
    bare = db.session.scalars(select(Seminar.id).where(Seminar.issue_no == 13)).one()
    assert "没有记录。" in client.get(f"/seminars/{bare}").text


def test_every_wrong_row_is_named(app: Flask, staff_client: StaffClient) -> None:
    make_series("zhongshan", name_zh="中山系列")
    make_district("zs-guzhen", name_zh="古镇镇", name_en="Guzhen Town")
    held = make_seminar(state="closed", issue_no=118).id
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
    empty = client.get(checked(client, ["", "", "中山", "古镇镇", "", "", ""])).text
    assert "请填写期号。" in empty and "请填写举办日" in empty


def test_a_corrected_file_says_what_differs_and_how_to_correct_it(
    app: Flask, staff_client: StaffClient
) -> None:
    """An import changes nothing that is there; it must not say either that there is nothing new to be read."""
    make_series("zhongshan", name_zh="中山系列")
    make_district("zs-guzhen", name_zh="古镇镇", name_en="Guzhen Town")
    client = staff_client()
    first = ["12", "2002-03-15", "中山", "古镇镇", "加工贸易", "86", ""]
    taken_in(client, checked(client, first))
    assert "每一行系统里都有了" in client.get(checked(client, first)).text
    page = client.get(checked(client, ["12", "2002-03-15", "中山", "", "内外贸", "999", "132"])).text
    told = dict(re.findall(r'class="mono nowrap">(\w+)</td>.*?</span> (.*?)</span>', html.unescape(page)))
    assert told == {"E2": "系统里是“加工贸易”。", "F2": "系统里是“86”。", "G2": "系统里是空的。"}
    assert "有1行和系统里已有的场次不一样" in page and "每一行系统里都有了" not in page
    assert db.session.scalars(select(Seminar.title_zh)).one() == "加工贸易"


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
    taken_in(client, page)
    assert "都收回了" in taken_back(client, page)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Seminar)) == 0


def test_a_series_is_a_fence_for_past_seminars_too(app: Flask, make_staff: Callable[..., Staff]) -> None:
    """T2: a row for a series that one may not plan is a wrong row; only one's own are offered, also when a role goes."""
    for slug, name in (("zhongshan", "中山系列"), ("zhuhai", "珠海系列"), ("hengqin", "横琴系列")):
        make_series(slug, name_zh=name)
    member = make_staff(series="zhongshan")
    with transaction():
        member.grants.append(Grant(role="organizer", series="zhuhai"))
    client = signed_in(app, member)
    page = checked(
        client, ["12", "2002-03-15", "横琴"], ["13", "2002-04-15", ""], ["14", "2002-05-15", "珠海"]
    )
    shown = client.get(page).text
    assert "您没有“横琴”的权限，可以写：中山系列、珠海系列。" in shown
    assert "请写系列：中山系列、珠海系列。" in shown
    assert client.post(f"{page}/confirm", data={"shown": "x"}).status_code == 422
    good = checked(client, ["14", "2002-05-15", "珠海"])
    with transaction():
        member.grants.pop()
    assert "您已没有其中某个系列的权限" in taken_in(client, good)
    alone = checked(client, ["13", "2002-04-15", ""])
    assert "已导入1行" in taken_in(client, alone)
    assert db.session.scalars(select(Series.slug).join(Seminar)).all() == ["zhongshan"]
    with transaction():
        member.grants[0].series = "zhuhai"
    assert "您已没有其中某个系列的权限" in taken_back(client, alone)
    assert db.session.scalar(select(func.count()).select_from(Seminar)) == 1


def test_a_number_that_its_day_contradicts_is_noticed(app: Flask, staff_client: StaffClient) -> None:
    """S5: a move by months may put 118 after 119; years apart it is a slip of the pen."""
    make_series("zhongshan", name_zh="中山系列")
    make_seminar(state="closed", issue_no=296, starts_at=at("2026-10-15 14:30"))
    client = staff_client()
    for number, day, tone in (
        ("1117", "2011-11-15", "error"),
        ("297", "2026-09-15", "note"),
        ("90", "2011-11-15", ""),
    ):
        page = checked(client, [number, day, "中山"])
        found = db.session.execute(
            select(ImportFinding.cell, ImportFinding.tone).where(
                ImportFinding.text.startswith("期号和日期对不上：第296期在2026-10-15")
            )
        ).all()
        assert [tuple(one) for one in found] == ([("A2", tone)] if tone else [])
        client.post(f"{page}/discard")


def test_an_import_says_which_number_is_next_and_undoing_gives_the_numbers_back(
    app: Flask, staff_client: StaffClient
) -> None:
    """S5: unless something was published since: a number that was given is never given again."""
    make_series("zhongshan", name_zh="中山系列")
    client, rows = staff_client(), history_of(117)
    rows[-1][0] = "1117"
    page = checked(client, *rows)
    assert "导入后，下次发布是第1118期；不导入是第1期，相差1117期。" in client.get(page).text
    taken_in(client, page)
    asked = client.get(f"{page}/back").text
    assert "删除导入的117期场次和它们的数字" in asked and "期号退回，下次发布是第1期" in asked
    taken_back(client, page)
    good = checked(client, *history_of(117))
    assert "下次发布是第118期" in client.get(good).text
    taken_in(client, good)
    draft = make_seminar(state="draft").id
    publishing = f"/staff/seminars/{draft}/publish"
    assert "期号是第118期" in client.get(publishing).text
    assert client.post(publishing, data={"version": "1"}).status_code == 303
    assert db.session.get_one(Seminar, draft).issue_no == 118
    assert "下次发布仍是第119期" in client.get(f"{good}/back").text
    taken_back(client, good)
    assert "期号是第119期" in client.get(f"/staff/seminars/{make_seminar(state='draft').id}/publish").text


def test_undoing_one_import_steps_over_the_numbers_of_another(app: Flask, staff_client: StaffClient) -> None:
    make_series("zhongshan", name_zh="中山系列")
    client = staff_client()
    wrong = checked(client, ["1117", "2011-11-15", "中山"])
    taken_in(client, wrong)
    taken_in(client, checked(client, ["117", "2011-10-15", "中山"]))
    assert "下次发布是第118期" in client.get(f"{wrong}/back").text
    taken_back(client, wrong)
    assert db.session.get_one(Programme, 1).last_issue_no == 117


def test_a_past_seminar_is_in_a_township_of_its_city_under_the_name_of_its_day(
    app: Flask, staff_client: StaffClient
) -> None:
    """S3, S5, R7: 民众镇 of 2005 is not yet 民众街道; another city's township is refused beside its cell."""
    make_series("zhongshan", name_zh="中山系列")
    make_series("zhuhai", name_zh="珠海系列", city_slug="zhuhai")
    today = make_district("zs-minzhong-sub", name_zh="民众街道")
    make_district(
        "zs-minzhong",
        name_zh="民众镇",
        successor_id=today.id,
        active=False,
        in_picker=False,
        valid_to=date(2021, 12, 31),
    )
    make_district("zh-jinwan", name_zh="金湾区", city_slug="zhuhai")
    client = staff_client()
    rows = [
        ["12", "2005-03-15", "中山", "民众镇", "", "", ""],
        ["13", "2005-04-15", "中山", "民众", "", "", ""],
        ["14", "2022-03-15", "中山", "民众镇", "", "", ""],
        ["15", "2022-04-15", "珠海", "金湾区", "", "", ""],
    ]
    refused = client.get(checked(client, *rows, ["16", "2022-05-15", "珠海", "民众街道", "", "", ""])).text
    assert "D6" in refused and "这个系列的城市没有“民众街道”这个镇街" in html.unescape(refused)
    page = checked(client, *rows)
    assert "已导入4行" in taken_in(client, page)
    found = db.session.scalars(select(Seminar).order_by(Seminar.issue_no)).all()
    towns = [one.district.name_zh if one.district else "" for one in found]
    assert towns == ["民众镇", "民众镇", "民众街道", "金湾区"]
