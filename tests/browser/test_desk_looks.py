"""What a desk looks like at its worst: long names beside long firms, long words on a phone."""

import pytest
from playwright.sync_api import Page, expect

from seminars.schedule.models import Seminar
from tests.browser.desks import look
from tests.builders.registration import make_attendee

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
    desk.goto(f"{desk.url}?lang={language}")
    desk.set_viewport_size({"width": 390, "height": 844})
    expect(desk.locator("[data-cam]")).to_be_visible()
    assert [word for word, fits in desk.evaluate(WIDTHS) if not fits] == []
