"""The desk without a network: it opens, lets in, remembers, and tells the server later, by itself (C2, C12, C13, C14)."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from seminars.accounts.models import Staff
from seminars.checkin.models import Scan
from seminars.core.db import db
from tests.browser.desks import OPENED, attendances, beeped, look, open_desk, ready_for_anything, verdict
from tests.builders.checkin import make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration
from tests.conftest import QUIET, chromium, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


class House:
    """The product as a process of its own, that can be killed and started again."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment, self.port = environment, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "seminars", "serve", "--no-worker", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _try in range(150):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the server does not start")

    def kill(self) -> None:
        """As when the power goes."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def house(app: Flask, environment: dict[str, str], port: int) -> Iterator[House]:
    running = House(environment, port)
    running.start()
    try:
        yield running
    finally:
        running.kill()


@contextmanager
def phone_of_its_own(browser_type: BrowserType, folder: Path) -> Iterator[BrowserContext]:
    """A phone that keeps what it has when its browser is closed; no camera."""
    context = browser_type.launch_persistent_context(
        folder,
        executable_path=chromium(),
        headless=True,
        chromium_sandbox=False,
        args=[switch for switch in QUIET if "fake-device" not in switch],
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    try:
        yield context
    finally:
        context.close()


def session_cookie(app: Flask, member: Staff, base: str, agent: str) -> Any:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = signed_in(app, member, agent=agent).get_cookie(name)
    assert cookie is not None
    return {"name": name, "value": cookie.value, "url": base}


def waiting(page: Page) -> Any:
    return expect(page.locator("#strip [data-waits]"))


def test_thirty_arrive_and_the_server_dies_in_the_middle(
    house: House,
    app: Flask,
    make_staff: Callable[..., Staff],
    browser_type: BrowserType,
    tmp_path: Path,
) -> None:
    """C2 C16: two desks, a killed server, a closed browser, a walk-in, a team, an undo: in the end all is told once."""
    seminar = make_seminar_today()
    base, key = f"http://127.0.0.1:{house.port}", seminar.id
    names = [f"{surname}来宾" for surname in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"]
    guests = {name: qr_text(make_attendee(seminar, name)) for name in names}
    team = make_registration(seminar, names=("黎泳仪", "梁伟文", "黄敏仪"), firm="中山市沐岚示例制衣有限公司")
    guests |= {person.name: qr_text(person) for person in team.attendees}
    people = len(guests)
    member = make_staff("helper", "zhongshan")
    folder = tmp_path / "phone"

    def arrive(page: Page, name: str, word: str = "请进") -> None:
        beeped(page, guests[name])
        verdict(page, word, name if word == "请进" else "")

    with phone_of_its_own(browser_type, tmp_path / "second") as other:
        second = other.pages[0]
        with phone_of_its_own(browser_type, folder) as first:
            desk = first.pages[0]
            agent = desk.evaluate("navigator.userAgent")
            for context in (first, other):
                context.add_cookies([session_cookie(app, member, base, agent)])
            open_desk(desk, base, key)
            second.goto(f"{base}/door/{key}")
            second.get_by_role("button", name="1号台").click()
            for page in (desk, second):
                ready_for_anything(page, people)
            assert (
                first.new_cdp_session(desk).send("Page.getInstallabilityErrors")["installabilityErrors"] == []
            )
            for name in names[:6]:
                arrive(desk, name)
            look(desk, "01-online")
            house.kill()
            for name in names[6:12]:
                arrive(desk, name)
            look(desk, "02-dead-server")
            expect(desk.locator("#strip")).to_contain_text("服务器没有回应，签到照常")
            arrive(desk, names[11], "已签过")
            expect(desk.locator("#verdict .v-name")).to_have_text("卫＊宾")  # C11
            look(desk, "03-already")
            waiting(desk).to_have_text("待上传 7")
        # the browser was closed; it is opened again with the server still dead
        with phone_of_its_own(browser_type, folder) as first:
            desk = first.pages[0]
            desk.goto(f"{base}/door/{key}")
            waiting(desk).to_have_text("待上传 7")
            look(desk, "04-restarted")
            for name in names[12:17]:
                arrive(desk, name)
            at_the_sheets(desk)  # for longer than a queue takes to arrive, by which times are measured
            arrive(second, names[16])  # both let the same ticket in: neither can know of the other
            arrive(second, names[17])
            waiting(desk).to_have_text("待上传 17")
            look(desk, "08-waiting")
            tab = first.new_page()  # another tab sees the same queue, and does not send it twice
            tab.goto(f"{base}/door/{key}")
            waiting(tab).to_have_text("待上传 17")
            house.start()
            for page in (desk, second, tab):
                expect(page.locator("#strip")).to_be_hidden(timeout=OPENED)
            look(desk, "09-sent")
            for name in names[18:]:
                arrive(desk, name)
            look(desk, "10-online-again")
            expect(desk.locator("[data-arrived]")).to_have_text("27")
    there = attendances()
    assert set(there) == {*names, "黎泳仪", "梁伟文", "新来宾"}
    assert there[names[16]].desk == "2号台"
    ids = [scan.scan_id for scan in db.session.query(Scan)]
    assert len(ids) == len(set(ids)) == 6 + 7 + 5 + 2 + 5 + 6
    moments = [there[name].arrived_at for name in names[:16]]
    assert moments == sorted(moments)


def at_the_sheets(desk: Page) -> None:
    """Without a server: a walk-in, two of a team of three, somebody found by name; one of them is taken back."""
    sheet = desk.locator("#sheet")
    desk.keyboard.press("Escape")
    desk.get_by_role("link", name="现场报名").first.click()
    sheet.get_by_label("企业").fill("中山市新示例制衣有限公司")
    sheet.get_by_label("姓名").fill("新来宾")
    sheet.get_by_role("button", name="报名并签到").click()
    expect(sheet.locator("#phone-msg")).to_be_visible()
    look(desk, "05-walk-in")
    sheet.get_by_label("手机号码").fill("139 0000 2718")
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "请进", "新来宾")
    desk.keyboard.press("Escape")
    desk.get_by_role("link", name="团队签到").click()
    sheet.get_by_role("link", name="中山市沐岚示例制衣有限公司").click()
    sheet.get_by_label("黎泳仪").check()
    sheet.get_by_label("梁伟文").check()
    look(desk, "06-team")
    sheet.get_by_role("button", name="签到 2 人").click()
    verdict(desk, "请进", "黎泳仪、梁伟文")
    desk.keyboard.press("Escape")
    desk.fill("#q", "敏仪")
    desk.get_by_role("button", name="签到 黄敏仪").click()
    verdict(desk, "请进", "黄敏仪")
    desk.get_by_role("link", name="撤销").first.click()
    sheet.get_by_label("本人没有进场").check()
    look(desk, "07-undo")
    sheet.get_by_role("button", name="撤销这次签到").click()
    expect(desk.locator("#toast")).to_contain_text("已撤销")
