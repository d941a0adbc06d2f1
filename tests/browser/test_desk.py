"""The desk in a real Chromium: a fake camera that shows ten tickets, a scanner that types, search, walk-in, team, undo."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserType, Page, expect

from seminars.checkin import queries
from seminars.checkin.models import Attendance
from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.browser.desks import (
    OPENED,
    film,
    outcomes,
    phone,
    picture,
    ready_for_anything,
    typed,
    verdict,
    ways,
)
from tests.builders.checkin import qr_text
from tests.builders.registration import make_attendee, make_registration

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


WATCH = """() => {
  const video = document.querySelector("video");
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const name = document.querySelector("#verdict .v-name");
  window.seen = {};
  window.told = {};
  const look = () => {
    pen.drawImage(video, 0, 0, video.videoWidth / 10, video.videoHeight / 10, 0, 0, 1, 1);
    window.seen[Math.round(pen.getImageData(0, 0, 1, 1).data[0] / 20)] ??= performance.now();
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  new MutationObserver(() => (window.told[name.textContent] ??= performance.now())).observe(name, { childList: true });
}"""
"""Notes when each code came into sight (by the grey of the picture's corner) and when its guest's name was on the screen."""


def test_ten_codes_in_a_row_are_read_each_once_and_known_when_they_come_again(
    desk: Page, live_server: str, seminar: Seminar, browser_type: BrowserType, tmp_path: Path
) -> None:
    names = [f"来宾{number}" for number in "一二三四五六七八九十"]
    guests = [make_attendee(seminar, name) for name in names]
    video = film(tmp_path / "camera.mjpeg", [qr_text(guest) for guest in guests], seconds=0.9)
    key = seminar.id
    with phone(browser_type, desk.context.cookies(), video) as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{live_server}/door/{key}")
        expect(page.locator("[data-cam][data-state=on]")).to_be_visible(timeout=OPENED)
        expect(page.locator("[data-torch]")).to_be_hidden()
        page.evaluate(WATCH)
        expect(page.locator("#verdict[data-tone=known] .v-word")).to_have_text("已签过", timeout=OPENED)
        expect(page.locator("[data-arrived]")).to_have_text("10", timeout=OPENED)
        seen, told = page.evaluate("() => [window.seen, window.told]")
        assert said == []
    assert outcomes()[:11] == ["ok"] * 10 + ["already"]
    assert set(ways()) == {"camera"}
    assert queries.arrivals(key) == 10
    waits = sorted(
        told[name] - seen[str(n)] for n, name in enumerate(names, 1) if {name} & set(told) and str(n) in seen
    )
    print(
        f"from first sight to the name on the screen, ms: median {waits[len(waits) // 2]:.0f}, most {waits[-1]:.0f}"
    )


def test_a_hostile_code_is_shown_as_text_and_never_followed(
    desk: Page, live_server: str, seminar: Seminar, browser_type: BrowserType, tmp_path: Path
) -> None:
    """C10."""
    video = film(tmp_path / "camera.mjpeg", ["https://evil.example/<img src=x onerror=alert(1)>"], seconds=1)
    with phone(browser_type, desk.context.cookies(), video) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        address = f"{live_server}/door/{seminar.id}"
        page.goto(address)
        verdict(page, "读不出")
        expect(page.locator(".v-detail")).to_have_text("https://evil.example/<img src=x onerror=alert(1)>")
        assert page.url == address
        assert page.locator("#verdict img").count() == 0
        assert [url for url in asked if not url.startswith(live_server)] == []


def test_a_photo_of_a_code_is_read_in_the_same_way(desk: Page, seminar: Seminar) -> None:
    """C15."""
    guest = make_attendee(seminar, "周思敏")
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture(qr_text(guest))}
    desk.set_input_files("#photo", photo)
    verdict(desk, "请进", "周思敏")
    desk.set_input_files("#photo", {**photo, "buffer": picture("")})
    expect(desk.locator("#toast")).to_contain_text("没有认出二维码")


def test_without_a_camera_the_page_says_so_and_what_still_works(
    desk: Page, live_server: str, seminar: Seminar, browser_type: BrowserType, tmp_path: Path
) -> None:
    """C15."""
    code = make_attendee(seminar, "周思敏").tickets[0].short_code
    video = film(tmp_path / "camera.mjpeg", [""], seconds=1)
    with phone(browser_type, desk.context.cookies(), video, permitted=False) as page:
        page.goto(f"{live_server}/door/{seminar.id}")
        expect(page.locator("[data-off-title]")).to_have_text("摄像头没有允许", timeout=OPENED)
        expect(page.locator("[data-off-text]")).to_contain_text("拍照、输短码、查姓名都行")
        expect(page.get_by_role("button", name="重试摄像头")).to_be_visible()
    with phone(browser_type, desk.context.cookies(), None, permitted=False) as page:
        page.goto(f"{live_server}/door/{seminar.id}")
        expect(page.locator("[data-off-text]")).to_contain_text("没有找到摄像头", timeout=OPENED)
        page.fill("#q", code)
        page.locator("#q").press("Enter")
        verdict(page, "请进", "周思敏")
        assert ways() == ["code"]


DEVICES = """
  const done = (window.done = []);
  const tell = (...what) => done.push(what.join(" "));
  const on = (object, name, value) => Object.defineProperty(object, name, { configurable: true, ...value });
  on(navigator, "vibrate", { value: (shake) => tell("shake", shake) > 0 });
  const lock = { release: async () => tell("asleep") };
  on(navigator, "wakeLock", { value: { request: async (what) => (tell("awake", what), lock) } });
  on(document, "hidden", { get: () => Boolean(window.isAway) });
  let wanted = "one";
  const cameras = ["one", "two"].map((deviceId) => ({ kind: "videoinput", deviceId }));
  on(navigator.mediaDevices, "enumerateDevices", { value: async () => cameras });
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const camera = ({ video }) => {
    wanted = video.deviceId?.ideal ?? "one";
    tell("camera", wanted);
    return open({ video: true });
  };
  on(navigator.mediaDevices, "getUserMedia", { value: camera });
  on(MediaStreamTrack.prototype, "getSettings", { value: () => ({ deviceId: wanted }) });
  on(MediaStreamTrack.prototype, "getCapabilities", { value: () => ({ torch: true }) });
  on(MediaStreamTrack.prototype, "applyConstraints", { value: async ({ advanced: [{ torch }] }) => void tell("torch", torch) });
"""
"""A phone with two cameras, a torch, a motor and a wake lock, which tell what is asked of them."""


BOTH_TOLD = "() => ['shake 60', 'shake 400'].every((one) => window.done.includes(one))"


def test_the_desk_uses_torch_motor_wake_lock_and_the_camera_that_was_chosen(
    desk: Page, live_server: str, seminar: Seminar, browser_type: BrowserType, tmp_path: Path
) -> None:
    guest = make_attendee(seminar, "周思敏")
    video = film(tmp_path / "camera.mjpeg", [qr_text(guest), "https://evil.example/"], seconds=1)
    with phone(browser_type, desk.context.cookies(), video) as page:
        page.add_init_script(DEVICES)

        def told() -> list[str]:
            return page.evaluate("() => window.done.splice(0)")  # type: ignore[no-any-return]

        def is_on() -> None:
            expect(page.locator("[data-cam][data-state=on]")).to_be_visible(timeout=OPENED)

        page.goto(f"{live_server}/door/{seminar.id}")
        page.locator(".door-numbers").click()  # a browser shakes only after a touch
        page.wait_for_function(BOTH_TOLD)  # whichever of the two codes the film shows first
        assert {"camera one", "awake screen", "shake 60", "shake 400"} <= set(told())
        page.keyboard.press("Escape")
        page.evaluate(
            "() => document.dispatchEvent(new Event('visibilitychange', void (window.isAway = true)))"
        )
        page.evaluate(
            "() => document.dispatchEvent(new Event('visibilitychange', void (window.isAway = false)))"
        )
        is_on()
        assert sorted(word for word in told() if "shake" not in word) == ["awake screen", "camera one"]
        torch = page.locator("[data-torch]")
        for state in ("true", "false", "true"):
            torch.click(force=True)
            expect(torch).to_have_attribute("aria-pressed", state)
        page.locator("[data-flip]").click(force=True)
        expect(torch).to_have_attribute("aria-pressed", "false")
        is_on()
        assert [word for word in told() if "shake" not in word] == [
            *("torch true", "torch false", "torch true"),
            "camera two",
        ]
        page.reload()
        is_on()
        assert "camera two" in told()


def test_a_walk_in_a_team_and_an_undo_happen_on_sheets(desk: Page, seminar: Seminar) -> None:
    make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文"), firm="中山市沐岚示例制衣有限公司")
    desk.get_by_role("link", name="现场报名").first.click()
    sheet = desk.locator("#sheet")
    sheet.get_by_label("企业").fill("沐岚")
    sheet.get_by_role("button", name="中山市沐岚示例制衣有限公司").click()
    sheet.get_by_label("姓名").fill("黄敏仪")
    sheet.get_by_label("手机号码").fill("12")
    sheet.get_by_role("button", name="报名并签到").click()
    expect(sheet.locator("#phone-msg")).to_be_visible()
    sheet.get_by_label("手机号码").fill("139 0000 2718")
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "请进", "黄敏仪")
    desk.get_by_role("link", name="同事一起到").click()
    expect(sheet.get_by_role("checkbox", checked=True)).to_have_count(0)
    sheet.get_by_label("黎泳仪").check()
    sheet.get_by_label("梁伟文").check()
    sheet.get_by_role("button", name="再签到 2 人").click()
    verdict(desk, "请进", "黎泳仪、梁伟文")
    expect(desk.locator("#verdict")).to_be_hidden(timeout=5_000)
    expect(desk.locator("[data-arrived]")).to_have_text("3")
    desk.locator("#door-recent").get_by_role("link", name="撤销").first.click()
    sheet.get_by_label("本人没有进场").check()
    sheet.get_by_role("button", name="撤销这次签到").click()
    expect(desk.locator("#toast")).to_contain_text("已撤销")
    expect(desk.locator("[data-arrived]")).to_have_text("2")
    assert outcomes() == ["ok", "ok", "ok", "undone"]


def test_a_sheet_that_is_tapped_twice_is_asked_for_once(
    desk: Page, live_server: str, seminar: Seminar
) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    walk_in = desk.locator(".door-left > .door-keys").get_by_role("link", name="现场报名")
    for times in (1, 2):
        walk_in.evaluate("link => [link, link].forEach((one) => one.click())")
        expect(desk.locator("#sheet").get_by_label("姓名")).to_be_visible()
        assert asked.count(f"{live_server}/door/{seminar.id}/walk-in") == times
        desk.keyboard.press("Escape")


def test_a_lost_answer_is_asked_for_again_and_counts_once(desk: Page, seminar: Seminar) -> None:
    guest = make_attendee(seminar, "周思敏")
    desk.reload()
    ready_for_anything(desk, 1)
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().text())
            route.abort()

    desk.route("**/scan", lose_the_first)
    typed(desk, qr_text(guest))
    verdict(desk, "请进", "周思敏")
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    assert lost
    assert outcomes() == ["ok"]


def test_on_a_laptop_the_scan_field_keeps_the_focus_and_the_list_lives_beside_it(
    desk: Page, seminar: Seminar
) -> None:
    guests = [make_attendee(seminar, name) for name in ("周思敏", "刘嘉豪")]
    with desk.expect_navigation():
        desk.set_viewport_size({"width": 1280, "height": 800})
    expect(desk.locator("[data-cam]")).to_be_visible()
    field = desk.locator("#q")
    expect(field).to_be_focused()
    row = desk.get_by_role("row", name=re.compile("周思敏"))
    expect(row).to_contain_text("未到", timeout=OPENED)
    typed(desk, qr_text(guests[0]))
    verdict(desk, "请进", "周思敏")
    expect(row).to_contain_text("2号台")
    expect(field).to_be_focused()
    expect(desk.locator("#door-numbers")).to_contain_text("剩余座位")
    desk.get_by_role("button", name="签到 刘嘉豪").click()
    verdict(desk, "请进", "刘嘉豪")
    expect(field).to_be_focused()
    desk.keyboard.press("F2")
    expect(desk.locator("#sheet").get_by_label("企业")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(field).to_be_focused()
    desk.keyboard.press("F4")
    expect(desk.locator("#sheet")).to_contain_text("刘嘉豪")
    desk.keyboard.press("Escape")
    desk.locator("a[data-list]", has_text="未到").click()
    expect(desk.get_by_role("row", name=re.compile("周思敏"))).to_have_count(0)
    expect(field).to_be_focused()


@pytest.mark.parametrize(
    ("scheme", "size", "lang"),
    [
        ("light", (390, 844), "zh"),
        ("dark", (390, 844), "en"),
        ("dark", (1280, 800), "zh"),
        ("light", (1280, 800), "en"),
    ],
)
def test_every_state_of_the_desk_is_accessible(
    desk: Page, live_server: str, seminar: Seminar, scheme: str, size: tuple[int, int], lang: str
) -> None:
    team = make_registration(seminar, names=("周思敏", "黎泳仪")).attendees
    texts = [qr_text(team[0]), qr_text(team[0]), "https://evil.example/"]
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    desk.goto("about:blank")  # a desk that becomes wide loads itself anew
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    door = f"/door/{seminar.id}"
    desk.goto(f"{live_server}{door}?lang={lang}")
    expect(desk.locator("[data-cam]")).to_be_visible()
    faults = []

    def look(state: str) -> None:
        found = Axe().run(desk).response["violations"]
        wide = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults.extend((state, one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found)
        if wide > 0:
            faults.append((state, f"{wide} pixels too wide"))

    look("ready")
    for text, tone in zip(texts, ("good", "known", "stop"), strict=True):
        typed(desk, text)
        expect(desk.locator(f"#verdict[data-tone={tone}]")).to_be_visible(timeout=OPENED)
        look(tone)
    desk.keyboard.press("Escape")
    desk.fill("#q", "zsm")
    expect(desk.locator(".door-hits")).to_be_visible()
    look("found")
    desk.keyboard.press("Escape")
    for path in (
        f"{door}/walk-in",
        f"{door}/team",
        f"{door}/team?enterprise={team[0].enterprise_id}",
        f"{door}/undo/{team[0].id}",
        f"{door}/desk",
        f"/staff/seminars/{seminar.id}/arrivals",
    ):
        desk.goto(f"{live_server}{path}")
        look(path)
    assert faults == []


def test_the_attendance_is_that_of_the_desk(desk: Page, seminar: Seminar) -> None:
    guest = make_attendee(seminar, "周思敏")
    typed(desk, qr_text(guest))
    verdict(desk, "请进")
    db.session.rollback()
    [arrival] = db.session.query(Attendance)
    assert arrival.desk == "2号台"
