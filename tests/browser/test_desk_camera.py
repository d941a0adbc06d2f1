"""The camera and the screen of a desk: taken away and given back, kept awake, muted; and the link where there is no camera."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, expect

from seminars.schedule.models import Seminar
from tests.browser.desks import OPENED, film, look, phone, verdict
from tests.builders.checkin import qr_text
from tests.builders.registration import make_attendee

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]
TAKEN = """(another) => {
  const [track] = document.querySelector("video").srcObject.getVideoTracks();
  if (another) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotReadableError"));
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
"""a call takes the camera away; `another` keeps it"""


@pytest.fixture
def filmed(
    desk: Page, live_server: str, seminar: Seminar, browser_type: BrowserType, tmp_path: Path
) -> Iterator[Page]:
    """The same desk on a phone whose camera is on and sees a bare wall."""
    video = film(tmp_path / "camera.mjpeg", [""], seconds=1)
    with phone(browser_type, desk.context.cookies(), video) as page:
        page.goto(f"{live_server}/door/{seminar.id}")
        expect(page.locator("[data-cam]")).to_have_attribute("data-state", "on", timeout=OPENED)
        yield page


def test_a_camera_that_is_taken_away_starts_again_by_itself_or_the_desk_says_so(
    desk: Page, live_server: str, seminar: Seminar, browser_type: BrowserType, tmp_path: Path
) -> None:
    guest = make_attendee(seminar, "周思敏")
    video = film(tmp_path / "camera.mjpeg", ["", qr_text(guest)], seconds=1)
    with phone(browser_type, desk.context.cookies(), video) as page:
        page.goto(f"{live_server}/door/{seminar.id}")
        camera, retry = page.locator("[data-cam]"), page.get_by_role("button", name="重试摄像头")
        expect(camera).to_have_attribute("data-state", "on", timeout=OPENED)
        page.evaluate("() => (window.before = document.querySelector('video').srcObject)")
        page.evaluate(TAKEN, False)
        page.wait_for_function(
            "() => ![null, window.before].includes(document.querySelector('video').srcObject)"
        )
        expect(camera).to_have_attribute("data-state", "on", timeout=OPENED)
        verdict(page, "请进", "周思敏")
        page.keyboard.press("Escape")
        page.evaluate(TAKEN, True)
        expect(page.locator("[data-off-title]")).to_have_text("摄像头被占用")
        look(page, "camera-taken")
        page.evaluate("() => delete navigator.mediaDevices.getUserMedia")
        retry.click()
        expect(camera).to_have_attribute("data-state", "on", timeout=OPENED)
        expect(retry).to_be_hidden()


def test_a_camera_that_shows_nothing_for_a_while_is_no_camera_meanwhile(
    filmed: Page,
) -> None:
    for event, state in (("mute", "busy"), ("unmute", "on")):
        filmed.evaluate(
            "(event) => document.querySelector('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event(event))",
            event,
        )
        expect(filmed.locator("[data-cam]")).to_have_attribute("data-state", state)


AWAKE = """
  window.asked = 0;
  const request = async () => ({ release: async () => {}, held: ++window.asked });
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""


def test_a_desk_without_a_camera_stays_awake_and_again_when_it_is_seen_again(desk: Page) -> None:
    desk.add_init_script(AWAKE)
    desk.reload()
    expect(desk.locator("[data-off-title]")).to_be_visible()
    desk.wait_for_function("() => window.asked === 1")
    desk.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    desk.wait_for_function("() => window.asked === 2")


@pytest.mark.parametrize(
    "clipboard",
    ["undefined", "{ writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) }"],
    ids=["absent", "refusing"],
)
def test_a_link_that_was_not_copied_is_shown_selected(desk: Page, clipboard: str) -> None:
    desk.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }});")
    desk.reload()
    desk.get_by_role("button", name="复制链接").click()
    expect(desk.locator("#toast")).to_have_text("没有复制成功，请自己复制选中的链接")
    expect(desk.get_by_label("本页链接")).to_have_value(desk.url)
    look(desk, "link")
    assert desk.evaluate("() => getSelection().toString()") == desk.url


def test_a_muted_desk_shows_a_crossed_out_loudspeaker_and_no_lit_key(filmed: Page) -> None:
    key = filmed.get_by_role("button", name="静音")
    shown = "key => [getComputedStyle(key).backgroundColor, [...key.querySelectorAll('.i')].map((one) => one.checkVisibility())]"
    ground, icons = key.evaluate(shown)
    assert icons == [True, False]
    key.click()
    expect(key).to_have_attribute("aria-pressed", "true")
    look(filmed, "muted")
    assert key.evaluate(shown) == [ground, [False, True]]
