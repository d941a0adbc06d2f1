"""Lists that staff keep as they filtered them, and the keyboard's page."""

import re
from html import unescape

from flask import Flask

from seminars.accounts import queries
from seminars.accounts.rules import MOST_VIEWS
from tests.builders.schedule import make_seminar, make_staff
from tests.conftest import StaffClient, signed_in

HIDDEN = re.compile(r'name="(place|query|seminar_id)" value="([^"]*)"')


def test_a_view_is_kept_used_replaced_and_removed(app: Flask) -> None:
    seminar, member = make_seminar().id, make_staff("organizer")
    visitor, me = signed_in(app, member), member.id
    address = f"/staff/seminars/{seminar}/registrations"
    assert "存为我的视图" in visitor.get(f"{address}?state=cancelled").text
    typed = {
        "place": "registrations",
        "name": "取消的",
        "query": "state=cancelled",
        "seminar_id": str(seminar),
    }
    answer = visitor.post("/staff/views", data=typed)
    assert answer.location == f"{address}?state=cancelled"
    assert f'href="{address}?state=cancelled"' in visitor.get(address).text
    assert visitor.post("/staff/views", data=typed | {"query": "by=firm"}).status_code == 303
    assert [(one.name, one.query) for one in queries.views(me, "registrations")] == [("取消的", "by=firm")]
    view = queries.views(me, "registrations")[0].id
    other = signed_in(app, make_staff("organizer"))
    assert "取消的" not in other.get(address).text
    assert other.post(f"/staff/views/{view}/remove").status_code == 404
    gone = visitor.post(f"/staff/views/{view}/remove", data={"seminar_id": str(seminar)})
    assert gone.location == address
    assert queries.views(me, "registrations") == []


def test_a_view_of_several_filters_is_known_again_and_can_be_removed(app: Flask) -> None:
    seminar, visitor = make_seminar().id, signed_in(app, make_staff("organizer"))
    for address in (
        f"/staff/seminars/{seminar}/registrations?q=hx&channel=online",
        "/staff/enterprises?q=%E5%B8%82&claimed=1",
    ):
        page = visitor.get(address).text
        form = {name: unescape(value) for name, value in HIDDEN.findall(page[page.index("/staff/views") :])}
        assert form["query"] == address.partition("?")[2]
        kept = visitor.post("/staff/views", data={**form, "name": "两个条件"}, follow_redirects=True).text
        assert "存为我的视图" not in kept
        assert "删除视图" in kept


def test_views_lead_nowhere_else_and_are_bounded(app: Flask) -> None:
    member = make_staff("organizer")
    visitor, me = signed_in(app, member), member.id
    typed = {"place": "enterprises", "name": "甲", "query": "q=五金&x=//evil.example"}
    assert visitor.post("/staff/views", data=typed | {"place": "//evil.example"}).status_code == 404
    assert visitor.post("/staff/views", data=typed | {"name": ""}).location == (
        "/staff/enterprises?q=%E4%BA%94%E9%87%91&x=%2F%2Fevil.example"
    )
    assert visitor.post("/staff/views", data=typed | {"name": "长" * 10_000}).status_code == 303
    assert queries.views(me, "enterprises") == []
    for number in range(MOST_VIEWS + 1):
        visitor.post("/staff/views", data=typed | {"name": f"第{number}个"})
    assert len(queries.views(me, "enterprises")) == MOST_VIEWS


def test_the_keyboard_can_be_switched_off(staff_client: StaffClient) -> None:
    visitor = staff_client("helper")
    assert "关闭快捷键" in visitor.get("/staff/keys").text
    visitor.post("/staff/keys", data={"keys": "off"})
    assert "打开快捷键" in visitor.get("/staff/keys").text
