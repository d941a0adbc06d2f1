"""What a phone keeps of the desk: never lost silently, never shown as done unkept, and forgotten in time (C10, C12, C13)."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from seminars.accounts.models import Staff
from seminars.checkin.models import DeskContact, Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule.models import Seminar
from tests.browser.desks import (
    KEPT,
    OPENED,
    attendances,
    beeped,
    cut,
    look,
    ready_for_anything,
    verdict,
)
from tests.builders.checkin import make_seminar_today, qr_text
from tests.builders.registration import make_attendee
from tests.builders.schedule import make_series

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

LEFT_BEHIND = """async (until) => {
  const answer = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await answer(indexedDB.open("door"));
  const stores = database.transaction(["rosters", "acts"], "readwrite");
  stores.objectStore("rosters").put({ id: 999, until });
  const act = { seminar_id: 999, answered_at: 1, name: "周思敏" };
  for (const waiting of [0, 1]) stores.objectStore("acts").add({ ...act, waiting, scan_id: `left-behind:${waiting}` });
  return new Promise((resolve) => (stores.oncomplete = resolve));
}"""
"""a list of another seminar, an act that was answered there and one that waits"""

OF_ANOTHER = """async () => {
  const answer = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await answer(indexedDB.open("door"));
  const all = (name) => answer(database.transaction(name).objectStore(name).getAll());
  const acts = (await all("acts")).filter((act) => act.seminar_id === 999);
  const lists = (await all("rosters")).filter((one) => one.id === 999);
  return [lists, acts.filter((act) => !act.waiting), acts.filter((act) => act.waiting)].map((found) => found.length);
}"""
"""how many of each are kept"""


@pytest.fixture
def desk(kept_desk: Page) -> Page:
    """The desk of these tests."""
    return kept_desk


def test_what_cannot_be_kept_is_never_shown_as_done(desk: Page) -> None:
    """C13: a full disk is told, the records that wait can be saved to a file, and a cleared storage is noticed."""
    cut(desk)
    beeped(desk, "https://elsewhere.example/")
    verdict(desk, "读不出")
    desk.keyboard.press("Escape")
    desk.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "没存下")
    expect(desk.locator("#strip")).to_contain_text("本机存储已满")
    expect(desk.locator("[data-arrived]")).to_have_text("0")
    desk.locator("#strip [data-waits]").click()
    with desk.expect_download() as saved:
        desk.get_by_role("button", name="导出到文件").click()
    [entry] = json.loads(saved.value.path().read_text())["queue"]
    assert (entry["kind"], entry["text"], entry["said"]) == (
        "scan",
        "https://elsewhere.example/",
        "unreadable",
    )
    desk.get_by_role("button", name="退出").click()
    expect(desk.locator("[data-refusal]")).to_contain_text("还有1条没有上传")
    desk.evaluate("() => indexedDB.deleteDatabase('door')")
    desk.reload()
    expect(desk.locator("#strip")).to_contain_text("有1条未上传的记录被浏览器清掉了")


def read_in(desk: Page, text: str) -> str:
    """What the desk says of a file with this in it."""
    desk.locator("#sheet [data-file]").set_input_files(
        {"name": "door.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    said = desk.locator("#sheet [data-read]")
    expect(said).to_be_visible()
    words = said.inner_text()
    said.evaluate("(place) => { place.hidden = true; }")
    return words


def test_a_file_of_what_waited_is_read_in_at_a_desk_once(desk: Page) -> None:
    """C13: a wrong file, half a one and one of another seminar change nothing."""
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    desk.keyboard.press("Escape")
    desk.locator("#strip [data-waits]").click()
    with desk.expect_download() as saved:
        desk.get_by_role("button", name="导出到文件").click()
    hour = clock.local(clock.now()).strftime("%Y-%m-%dT%H")
    assert f"-{hour}" in saved.value.suggested_filename, "by the clock on the wall"
    file = saved.value.path().read_text().replace("2号台", "9号台")
    desk.evaluate("() => indexedDB.deleteDatabase('door')")
    desk.reload()
    expect(desk.locator("#strip")).to_contain_text("被浏览器清掉了")
    desk.context.set_offline(False)
    ready_for_anything(desk, 1)
    desk.locator(".door-net").click()
    number = str(json.loads(file)["seminar"])
    for wrong in ("", "{}", "名单,1", file[: len(file) // 2], file.replace('"scan_id"', '"id"')):
        assert "不完整" in read_in(desk, wrong)
    assert "另一期" in read_in(desk, file.replace(f'"seminar": {number}', f'"seminar": {number}1'))
    assert "刷新" in read_in(desk, file.replace('"v": 1', '"v": 2'))
    assert attendances() == {}
    read_in(desk, file)
    expect(desk.locator("#sheet [data-read]")).to_have_text("文件里1条算数。")
    expect(desk.locator("[data-said=waits]")).to_have_text("没有")
    desk.locator("#sheet [data-read]").evaluate("(place) => { place.hidden = true; }")
    assert read_in(desk, file) == "1条本机已有，或已经上传。"
    look(desk, "read-in")
    desk.locator("#sheet [data-close]").click()
    expect(desk.locator("[data-arrived]")).to_have_text("1", timeout=OPENED)
    assert attendances()["周思敏"].desk == "9号台"
    assert "file" in db.session.query(Scan).one().doubts.split(), "whoever read it in did not serve there"


STRANGERS = """async (seminars) => {
  const { addActs } = await import(document.querySelector("script[src$='desk.js']").src.replace("desk.js", "store.js"));
  const at = new Date().toISOString();
  const act = { kind: "scan", way: "name", attendee_id: 1, outcome: "ok", at, waiting: 1 };
  await addActs(seminars.map((seminar_id) => ({ ...act, scan_id: `of-seminar-${seminar_id}`, seminar_id })));
}"""
"""acts of seminars where this browser may not enter, older than anything else in its queue"""


def test_a_queue_that_is_refused_is_kept_and_named_and_stops_no_other(desk: Page) -> None:
    """C13: of a seminar of another series, and of one that is gone."""
    strange = make_seminar_today(series=make_series("zhuhai")).id
    desk.evaluate(STRANGERS, [strange, 999_999])
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    desk.keyboard.press("Escape")
    desk.context.set_offline(False)
    expect(desk.locator("#strip")).to_contain_text("另一期有1条传不上去", timeout=OPENED)
    assert set(attendances()) == {"周思敏"}
    desk.locator("#strip [data-waits]").click()
    queue = desk.locator("#sheet [data-others] li", has_text=f"编号{strange}的")
    expect(queue).to_contain_text("这里不能进那一期的签到台")
    look(desk, "refused-queue")
    assert Axe().run(desk).response["violations"] == []
    with desk.expect_download() as saved:
        queue.get_by_role("button", name="导出到文件").click()
    assert [one["seminar"] for one in json.loads(saved.value.path().read_text())["queue"]] == [strange]
    queue.get_by_role("button", name="从本机删除").click()
    expect(desk.locator("#sheet [data-others] li")).to_have_count(1)
    assert desk.evaluate(KEPT) == 3, "this seminar's list and act, and what waits for the last one"


def test_nobody_signs_out_over_records_that_wait(desk: Page, live_server: str) -> None:
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    desk.context.route("**/scans", lambda route: route.abort())
    desk.context.set_offline(False)
    desk.goto(f"{live_server}/staff")
    desk.get_by_text("菜单").click()
    desk.get_by_role("button", name="退出").click()
    refusal = desk.locator("[data-leave] [role=alert]")
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text("退出会丢失")
    look(desk, "sign-out")
    desk.context.unroute("**/scans")
    refusal.get_by_role("link").click()
    ready_for_anything(desk, 1)
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    desk.locator(".door-net").click()
    desk.get_by_role("button", name="退出").click()
    desk.wait_for_url(lambda address: "/door/" not in address)
    assert desk.evaluate(KEPT) == 0


def test_a_list_that_comes_after_signing_out_is_not_kept(desk: Page) -> None:
    lists: list[Route] = []
    desk.context.route("**/roster", lambda route: lists.append(route))
    desk.evaluate(
        "() => (HTMLFormElement.prototype.submit = () => (document.title = 'left'))"
    )  # a slow way out
    desk.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    desk.locator(".door-net").click()
    desk.get_by_role("button", name="退出").click()
    expect(desk).to_have_title("left")
    assert (desk.evaluate(KEPT), len(lists)) == (0, 1)
    lists[0].continue_()
    desk.wait_for_timeout(1000)
    assert desk.evaluate(KEPT) == 0


def test_without_a_list_nobody_is_waved_through(
    desk: Page, live_server: str, make_staff: Callable[..., Staff]
) -> None:
    desk.add_init_script(
        "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: { open() { throw new Error('denied'); } } });"
    )
    desk.reload()
    expect(desk.locator("#strip")).to_contain_text("本机存不了数据")
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "没连上")
    desk.context.set_offline(False)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")


def test_a_browser_that_keeps_no_pages_says_so_and_works_online(desk: Page) -> None:
    desk.add_init_script("delete Navigator.prototype.serviceWorker;")
    desk.reload()
    expect(desk.locator("#strip")).to_contain_text("此浏览器不支持离线")
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")


def test_who_waits_for_a_seat_takes_a_free_one_without_a_network(desk: Page) -> None:
    [seminar] = db.session.query(Seminar)
    with transaction():
        make_attendee(seminar, "候补客").state = "waiting"
        seminar.people_waiting = 1
    desk.reload()
    ready_for_anything(desk, 2)
    line = desk.locator("#door-numbers [data-in-line]").first
    expect(line).to_have_text("· 候补中 1")
    cut(desk)
    desk.fill("#q", "候补客")
    look(desk, "waits-found")
    desk.locator(".door-hits").get_by_role("link", name="候补中").click()
    sheet = desk.locator("#sheet")
    expect(sheet).to_contain_text("这一位还在候补")
    look(desk, "waits-sheet")
    sheet.get_by_label("手机号码").fill("139 0000 2718")
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "请进", "候补客")
    expect(line).to_be_hidden()


def test_in_english_the_strip_is_whole_and_two_lines_high(desk: Page) -> None:
    desk.goto(f"{desk.url}?lang=en")
    ready_for_anything(desk, 1)
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    expect(verdict(desk, "Come in")).to_be_visible()
    strip, section = desk.locator("#strip").bounding_box(), desk.locator("#verdict").bounding_box()
    assert strip and section
    assert strip["height"] <= 62
    assert section["y"] == strip["y"] + strip["height"]
    texts = desk.locator("#strip :is(b, small)")
    assert (
        texts.evaluate_all(
            "found => found.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)"
        )
        == []
    )


@pytest.mark.parametrize(("hours", "kept"), [(1, [1, 1, 1]), (-1, [0, 0, 1])])
def test_the_list_of_another_seminar_goes_when_its_time_has_passed(
    desk: Page, hours: int, kept: list[int]
) -> None:
    """C12: what waits for it stays until it is sent or removed."""
    until = clock.now() + timedelta(hours=hours)
    desk.evaluate(LEFT_BEHIND, until.timestamp() * 1000)
    cut(desk)
    desk.reload()
    expect(desk.locator("#strip")).to_contain_text("没有网络")
    desk.wait_for_timeout(300)
    assert desk.evaluate(OF_ANOTHER) == kept


EMPTIED = """async () => {
  const answer = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await answer(indexedDB.open("door"));
  const cleared = database.transaction(["rosters", "acts"], "readwrite");
  for (const name of ["rosters", "acts"]) cleared.objectStore(name).clear();
  return new Promise((resolve) => (cleared.oncomplete = resolve));
}"""
"""what a browser does that needs room: the page stays open, and is not told"""


def test_what_a_browser_clears_under_an_open_desk_is_put_back(desk: Page) -> None:
    """C13: what waits is still in the page, and is said while it is not on the disk."""
    seminar = db.session.query(Seminar).one()
    other = make_attendee(seminar, "刘嘉豪")
    desk.reload()
    ready_for_anything(desk, 2)
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    beeped(desk, "https://elsewhere.example/")
    verdict(desk, "读不出")
    desk.keyboard.press("Escape")
    desk.evaluate(EMPTIED)
    beeped(desk, qr_text(other))
    verdict(desk, "请进", "刘嘉豪")
    expect(desk.locator("#strip [data-waits]")).to_have_text("待上传 3")
    expect(desk.locator("#strip")).to_contain_text("浏览器清掉了本机的记录，已放回2条")
    desk.keyboard.press("Escape")
    desk.reload()
    expect(desk.locator("#strip [data-waits]")).to_have_text("待上传 3")
    desk.context.set_offline(False)
    expect(desk.locator("#strip [data-waits]")).to_be_hidden(timeout=OPENED)
    assert set(attendances()) == {"周思敏", "刘嘉豪"}


def test_what_another_tab_has_sent_or_removed_is_not_put_back(desk: Page) -> None:
    """C13: fewer wait, and none was lost."""
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    desk.keyboard.press("Escape")
    tab = desk.context.new_page()
    tab.goto(desk.url)
    expect(tab.locator("#strip [data-waits]")).to_have_text("待上传 1")
    desk.context.set_offline(False)
    for page in (desk, tab):
        expect(page.locator("#strip")).to_be_hidden(timeout=OPENED)
    beeped(tab, desk.ticket)  # type: ignore[attr-defined]
    verdict(tab, "已签过")
    expect(desk.locator("#strip")).to_be_hidden()


def test_a_loss_is_said_until_it_is_confirmed_and_told_to_the_organizer(desk: Page) -> None:
    """C13: and a desk without list and network says what can be done without them."""
    cut(desk)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    desk.evaluate("() => indexedDB.deleteDatabase('door')")
    desk.reload()
    strip = desk.locator("#strip")
    expect(strip).to_contain_text("有1条未上传的记录被浏览器清掉了")
    expect(strip).to_contain_text("纸质名单")
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    expect(verdict(desk, "没连上").locator(".v-fact")).to_contain_text("别的签到台")
    desk.keyboard.press("Escape")
    desk.locator(".door-net").click()
    expect(desk.locator("[data-said=mode]")).to_have_text("没有网络，本机也没有名单")
    desk.context.set_offline(False)
    desk.reload()
    ready_for_anything(desk, 1)
    expect(strip).to_contain_text("有1条未上传的记录被浏览器清掉了")
    look(desk, "lost")
    db.session.rollback()
    assert [contact.lost for contact in db.session.query(DeskContact)] == [1]
    strip.get_by_role("button", name="知道了").click()
    expect(strip).to_be_hidden()
    desk.reload()
    ready_for_anything(desk, 1)
    expect(strip).to_be_hidden()
