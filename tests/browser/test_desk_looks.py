"""What a desk looks like at its worst: long names beside long firms, long words on a phone."""

import pytest
from playwright.sync_api import Page, expect

from seminars.core.db import db, transaction
from seminars.schedule.models import CANCELLED, Seminar
from tests.browser.desks import look, until
from tests.builders.registration import make_attendee, make_registration

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

LINES = """(cells) => cells.map((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
})"""


@pytest.mark.parametrize(
    "name", ["Maria da Conceicao Rodrigues de Oliveira", "名" * 40], ids=["words", "one word"]
)
def test_a_long_name_leaves_the_firms_their_room_in_the_list(desk: Page, seminar: Seminar, name: str) -> None:
    make_attendee(seminar, name, firm="中山市沐岚示例精密制衣设备厂")
    make_attendee(seminar, "周思敏", firm="中山市三禾示例智能家居用品厂")
    desk.set_viewport_size({"width": 1280, "height": 800})
    rows = desk.locator(".list-rows tbody")
    expect(rows.locator("tr")).to_have_count(2)
    look(desk, f"list-{len(name)}")
    assert max(rows.locator("td:nth-child(2)").evaluate_all(LINES)) <= 2
    assert rows.evaluate(
        "(rows) => rows.closest('.list-rows').scrollWidth <= rows.closest('.list-rows').clientWidth"
    )


def drawn(desk: Page, language: str, size: tuple[int, int], part: str) -> None:
    """The desk in this language on a screen of this size, once the part is there."""
    desk.goto(f"{desk.url}?lang={language}")
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    expect(desk.locator(part)).to_be_visible()


WIDTHS = """async () => {
  const here = document.querySelector("script[src$='desk.js']").src;
  const [{ show }, { stop }] = await Promise.all(["verdict.js", "told.js"].map((name) => import(here.replace("desk.js", name))));
  const words = JSON.parse(document.getElementById("door-words").textContent);
  const place = document.querySelector("#verdict .v-word");
  const { aside, ...verdicts } = words.verdicts; // that one stands in the list of acts alone
  return [...Object.values(verdicts), words.failed_word, words.offline, words.signed_out].map((word) => {
    show(stop(word, ""));
    const range = document.createRange();
    range.selectNodeContents(place);
    const { left, right } = range.getBoundingClientRect();
    return [word, left >= 16 && right <= innerWidth - 16];
  });
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_of_a_verdict_keeps_clear_of_the_edges_of_a_phone(desk: Page, language: str) -> None:
    drawn(desk, language, (390, 844), "[data-cam]")
    assert [word for word, fits in desk.evaluate(WIDTHS) if not fits] == []


OUTSIDE = """() => {
  const box = document.querySelector(".cam").getBoundingClientRect();
  const parts = [...document.querySelectorAll(".cam-off, .cam-off > *")].slice(1).map((one) => one.getBoundingClientRect());
  return parts.filter(({ height, top, bottom }) => height && (top < box.top || bottom > box.bottom)).length;
}"""

SAY = """async (told) => {
  const here = document.querySelector("script[src$='desk.js']").src;
  (await import(here.replace("desk.js", "verdict.js"))).show(told);
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_stands_in_for_the_camera_is_whole_beside_any_verdict(desk: Page, language: str) -> None:
    drawn(desk, language, (1280, 800), ".cam-off")
    assert desk.evaluate(OUTSIDE) == 0
    for tone, outcome in (("stop", "unknown"), ("known", "already"), ("good", "ok")):
        way = {"kind": "walk_in", "label": "现场报名"}
        told = {
            "tone": tone,
            "outcome": outcome,
            "word": "查无此票",
            "size": "m",
            "fact": "本期名单里没有这张票",
        }
        desk.evaluate(
            SAY, told | {"note": "本场还有9个座位", "name": "周思敏", "way_on": way, "has_team": True}
        )
        look(desk, f"cam-{language}-{tone}")
        assert desk.evaluate(OUTSIDE) == 0, tone


@pytest.mark.parametrize("width", [390, 1280])
def test_the_desk_of_a_cancelled_seminar_fits_its_screen_and_registers_nobody(
    desk: Page, seminar: Seminar, width: int
) -> None:
    with transaction():
        off = db.session.get_one(Seminar, seminar.id)
        off.state, off.cancel_reason = CANCELLED, "台风"
    desk.reload()
    desk.set_viewport_size({"width": width, "height": 844})  # from narrow to wide it loads anew by itself
    expect(desk.locator(".door-shut")).to_contain_text("本期已取消")
    look(desk, f"cancelled-{width}")
    until(desk, "() => document.documentElement.scrollHeight <= 844")
    for name in ("现场报名", "团队签到"):
        expect(desk.get_by_role("link", name=name)).to_have_count(0)
    desk.fill("#q", "周思")
    expect(desk.locator("#door-found")).to_contain_text("没有找到")
    expect(desk.locator("#door-found")).not_to_contain_text("现场报名")


def test_a_team_however_large_keeps_its_button_in_sight(desk: Page, seminar: Seminar) -> None:
    with transaction():
        db.session.get_one(Seminar, seminar.id).enterprise_limit = 20
    names = [f"周思{given}" for given in "敏丽华英玲梅"]
    make_registration(seminar, names=names, firm="中山市第一示例制衣厂")
    make_registration(seminar, names=[f"李{name[1:]}" for name in names], firm="中山市第一示例制衣厂")
    desk.get_by_role("link", name="团队签到").click()
    desk.get_by_role("link", name="中山市第一示例制衣厂").click()
    expect(desk.locator("#sheet [name=people]")).to_have_count(12)
    button = desk.locator("#sheet [type=submit]")
    expect(button).to_be_in_viewport(ratio=1)
    look(desk, "team-large")
    desk.locator("#sheet label").last.scroll_into_view_if_needed()
    button.click()
    expect(desk.locator("#sheet .msg")).to_be_in_viewport(ratio=1)
