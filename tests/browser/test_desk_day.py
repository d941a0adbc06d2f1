"""A desk on another day than the seminar's own: it lets in, and says so, with a network or without."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.i18n import force_language, short_day
from seminars.schedule.models import Seminar
from tests.browser.desks import beeped, cut, look, ready_for_anything, typed, verdict

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


def moved(days: int, language: str = "zh") -> str:
    """The seminar of the desk is so many days away; how its day is spoken of."""
    with transaction():
        seminar = db.session.query(Seminar).one()
        seminar.starts_at = clock.now() + timedelta(days=days)
        seminar.ends_at = seminar.starts_at + timedelta(hours=2)
        starts = seminar.starts_at
    with force_language(language):
        return short_day(starts)


@pytest.mark.parametrize(
    ("language", "said", "word"),
    [("zh", "本期{}举行，不是今天", "请进"), ("en", "This seminar is on {}, not today", "Come in")],
)
def test_a_seminar_of_another_day_lets_in_and_the_desk_says_which_day_it_is(
    kept_desk: Page, language: str, said: str, word: str
) -> None:
    day = moved(7, language)
    kept_desk.goto(f"{kept_desk.url}?lang={language}")
    line = kept_desk.locator("#door-day")
    expect(line).to_have_text(said.format(day))
    ready_for_anything(kept_desk, 1)
    typed(kept_desk, kept_desk.ticket)  # type: ignore[attr-defined]
    section = verdict(kept_desk, word)
    expect(section.locator(".v-fact")).to_have_text(said.format(day))
    look(kept_desk, f"other-day-{language}")
    over, under = line.bounding_box(), section.bounding_box()
    assert over and under
    assert over["y"] + over["height"] == under["y"]


def test_without_a_network_the_day_is_told_as_well(kept_desk: Page) -> None:
    said = f"本期{moved(-1)}举行，不是今天"
    kept_desk.reload()
    ready_for_anything(kept_desk, 1)
    expect(kept_desk.locator("#door-day")).to_have_text(said)
    with kept_desk.expect_response("**/roster"):
        kept_desk.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    cut(kept_desk)
    kept_desk.reload()
    expect(kept_desk.locator("#door-day")).to_have_text(said)
    beeped(kept_desk, kept_desk.ticket)  # type: ignore[attr-defined]
    expect(verdict(kept_desk, "请进", "周思敏").locator(".v-fact")).to_have_text(said)


def test_a_desk_that_is_left_open_follows_the_calendar(kept_desk: Page) -> None:
    moved(0)
    kept_desk.reload()
    ready_for_anything(kept_desk, 1)
    line = kept_desk.locator("#door-day")
    expect(line).to_be_hidden()
    kept_desk.clock.install(time=clock.now() + timedelta(days=1))
    cut(kept_desk)
    kept_desk.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(line).to_contain_text("不是今天")
