"""An import is confirmed once and taken back once, however often the button is pressed; what undoing does is said first."""

from flask import Flask
from sqlalchemy import func, select

from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.enterprises.models import Enterprise
from seminars.registration import service as registration
from seminars.sheets.worker import Worker
from tests.builders.enterprises import make_enterprise
from tests.builders.registration import make_registration
from tests.builders.sheets import looked_at, said_yes, table, taken_back, taken_in
from tests.conftest import StaffClient
from tests.pages import Client

HEADS = ["企业名称", "统一社会信用代码", "海关编码", "镇街", "行业"]


def listed(client: Client, *firms: str) -> str:
    """A list of firms, checked; returns the address of its page."""
    rows = [[name, "", "", "", "照明"] for name in firms]
    return looked_at(client, "/staff/files/import/enterprises", table(HEADS, *rows))


def number_of(deed: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(AuditEntry.deed == deed)) or 0


def test_a_double_click_shows_the_result_and_is_one_deed(app: Flask, staff_client: StaffClient) -> None:
    client = staff_client()
    page = listed(client, "中山灯饰厂", "珠海水产公司")
    yes = said_yes(client, page)
    for deed, typed, result in (("confirm", yes, "已导入2行"), ("back", {}, "2行都收回了")):
        assert client.post(f"{page}/{deed}", data=typed).status_code == 303
        again = client.post(f"{page}/{deed}", data=typed, follow_redirects=True)
        assert "状态已经变了" not in again.text, "while the worker is at it"
        Worker(app).run_dry()
        again = client.post(f"{page}/{deed}", data=typed, follow_redirects=True)
        assert result in again.text and "状态已经变了" not in again.text, "and when it is done"
    Worker(app).run_dry()
    assert [number_of(f"import.{deed}") for deed in ("confirmed", "saved", "taken_back", "undone")] == [1] * 4
    assert client.post(f"{page}/confirm", data=yes).status_code == 422, "a yes to what was taken back is none"


def test_undoing_a_list_of_firms_says_first_what_goes_and_what_stays(
    app: Flask, staff_client: StaffClient
) -> None:
    make_enterprise("珠海水产公司")
    client = staff_client()
    page = listed(client, "中山灯饰厂", "中山卫浴厂", "珠海水产公司")
    assert client.get(f"{page}/back").location.endswith(page), "there is nothing to undo yet"
    taken_in(client, page)
    asked = client.get(f"{page}/back").text
    for words in ("删除导入时新建的2家企业", "导入时补上的1处重新留空", "原有的企业都留着；不发信"):
        assert words in asked
    assert db.session.scalar(select(func.count()).select_from(Enterprise)) == 3, "asking changes nothing"
    assert "3行都收回了" in taken_back(client, page)
    assert db.session.scalars(select(Enterprise.name)).all() == ["珠海水产公司"]


def test_firms_that_history_names_keep_an_import_and_are_named(app: Flask, staff_client: StaffClient) -> None:
    """Also one whose only registration is cancelled: what happened is not deleted."""
    client = staff_client()
    page = listed(client, "中山灯饰厂", "中山卫浴厂")
    taken_in(client, page)
    key = make_registration(firm="中山灯饰厂").id
    with transaction():
        registration.cancel(registration_id=key, by_staff=True)
    for shown in (client.get(f"{page}/back").text, taken_back(client, page)):
        assert "有1家企业名下已有报名、问题等记录（取消的报名也算）：“中山灯饰厂”" in shown
    assert db.session.scalar(select(func.count()).select_from(Enterprise)) == 2
