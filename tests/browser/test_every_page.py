"""Every kind of page of the demonstration house, as a visitor, the holder of a secret link and an administrator meet it:
no accessibility fault, nothing wider than its screen, nothing said on the console, no link that leads nowhere.

What runs where: one house is filled on each database and walked once by each kind of reader. On SQLite the house speaks
Chinese, on PostgreSQL English. Each page is loaded once and looked at on two screens: all rules of axe run on the first of
them (Chinese: phone, light; English: desk, dark), the other asks only whether anything is too wide. At the end every form is
sent empty, and what comes back with errors is looked at too.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page

from seminars.accounts.models import Staff
from seminars.checkin import service as checkin
from seminars.core.db import transaction
from seminars.serve import bring_up, load_demonstration
from tests.builders.checkin import let_in, make_act, make_seminar_today, put_up, with_tail
from tests.builders.registration import make_attendee
from tools.links import secret_paths_here
from tools.shots import walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Screen = tuple[int, Literal["light", "dark"]]
SPEAKS = {"sqlite": "zh", "postgresql": "en"}
SCREENS: dict[str, tuple[Screen, Screen]] = {
    "zh": ((390, "light"), (1280, "light")),
    "en": ((1280, "dark"), (390, "dark")),
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIELD = ":is(input:is([type=text], [type=email], [type=tel], [type=number], [type=date], [type=password]), textarea)"
DEED = "button:is(.btn-main, .btn-sea)"
FORM = f"main form[method=post]:has({FIELD}):has({DEED})"


@pytest.fixture
def demonstration(app: Flask) -> Flask:
    """The house with its demonstration content."""
    bring_up(app)
    load_demonstration(app)
    return app


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What the browser complained about: blocked styles and scripts, missing files, errors; not that a form was refused."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "status of 422" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    yield complaints


def faults_of(page: Page) -> list[dict[str, Any]]:
    """What axe has to say."""
    page.evaluate(Axe().axe_script)
    run = "runOnly => axe.run({runOnly, resultTypes: ['violations'], iframes: false}).then(found => found.violations)"
    violations: list[dict[str, Any]] = page.evaluate(run, RULES)
    return violations


def faults_on(page: Page, path: str, language: str, screens: int = 2) -> Iterator[str]:
    """What is wrong with the page that is open, on the first so many screens of this language."""
    for place, (width, scheme) in enumerate(SCREENS[language][:screens]):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        where = f"{path} ({language}, {width}, {scheme})"
        for violation in faults_of(page) if place == 0 else ():
            nodes = [node["html"][:100] for node in violation["nodes"][:3]]
            yield f"{where}: {violation['id']}: {violation['help']} {nodes}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"{where}: {wide} pixels wider than the screen"


def has_form(page: Page) -> bool:
    """Whether the page that is open has a form that can be sent empty."""
    return page.locator(FORM).count() > 0


def is_refused_empty(page: Page, address: str) -> bool:
    """Empties every field of the page's form and sends it; whether it came back with what is wrong."""
    page.goto(address)
    form = page.locator(FORM).first
    for field in form.locator(f"{FIELD}:visible").all():
        field.fill("")
    form.locator(DEED).last.click()
    page.wait_for_load_state()
    return page.locator("#errors").count() > 0


def test_the_poster_in_every_state_it_shows_a_guest(
    app: Flask, engine: str, live_server: str, page: Page, said: list[str]
) -> None:
    """Of the demonstration's poster the walk sees that it is not today; this one is open."""
    language = SPEAKS[engine]
    page.context.add_cookies([{"name": "lang", "value": language, "url": live_server}])
    seminar = make_seminar_today(capacity=9)
    names = ("周思敏", "黎泳仪", "梁伟文")
    expected, inside, outside = (with_tail(make_attendee(seminar, name), "8866") for name in names)
    for one in (inside, outside):
        let_in(one)
    with transaction():
        checkin.check_out(seminar_id=seminar.id, attendee_id=outside.id, act=make_act())
    alone = make_attendee(seminar, "黄敏仪")
    let_in(alone)
    link = live_server + put_up(seminar)
    faults: list[str] = []

    def give(tail: str, state: str) -> None:
        page.goto(link)
        page.locator("#tail").fill(tail)
        page.locator("main [type=submit]").click()
        faults.extend(faults_on(page, f"poster, {state}", language))

    page.goto(link)
    faults.extend(faults_on(page, "poster, first page", language))
    give("0000", "nobody")
    give("12", "wrong")
    give(alone.phone_tail, "already in")
    give("8866", "who of them")
    page.locator(f"button[value='{expected.id}']").click()
    page.wait_for_url("**?scan=*")
    faults.extend(faults_on(page, "poster, come in", language))
    assert not [*faults, *said], "\n" + "\n".join([*faults, *said])


def test_every_page_on_every_screen(
    demonstration: Flask,
    engine: str,
    live_server: str,
    make_staff: Callable[..., Staff],
    staff_page: Callable[[Staff], Page],
    page: Page,
    said: list[str],
) -> None:
    language = SPEAKS[engine]
    page.context.add_cookies([{"name": "lang", "value": language, "url": live_server}])
    faults: list[str] = []
    paths: list[str] = []
    forms: list[str] = []
    for path in walk(page, live_server, ("/", *secret_paths_here().values()), broken=faults):
        paths.append(path)
        forms += [path] if has_form(page) else []
        faults += faults_on(page, path, language)
    staff_page(make_staff("administrator"))
    for path in walk(page, live_server, ("/staff",), broken=faults):
        if path.startswith(("/staff", "/door")):
            paths.append(path)
            forms += [path] if has_form(page) else []
            faults += faults_on(page, path, language)
    refused = 0
    for path in forms:
        if is_refused_empty(page, live_server + path):
            refused += 1
            faults += faults_on(page, f"{path} sent empty", language, screens=1)
    assert not [*faults, *said], "\n" + "\n".join([*faults, *said])
    assert len(paths) >= 50
    assert refused >= 10
