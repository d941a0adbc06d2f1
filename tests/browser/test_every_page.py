"""Every kind of page of the demonstration house, as a visitor and as an administrator meet it: no accessibility fault,
nothing wider than a phone, nothing said on the console."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from seminars.accounts.models import Staff
from seminars.serve import bring_up, load_demonstration
from tools.shots import walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]
LIGHT = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # nothing else depends on the colours


@pytest.fixture
def demonstration(app: Flask) -> Flask:
    """The house with its demonstration content."""
    bring_up(app)
    load_demonstration(app)
    return app


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What the browser complained about: blocked styles and scripts, missing files, errors."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    yield complaints


def faults_on(page: Page, path: str) -> Iterator[str]:
    """What axe says in light and dark, and whether a phone must scroll sideways."""
    schemes: tuple[tuple[Literal["light", "dark"], dict[str, object]], ...] = (
        ("light", LIGHT),
        ("dark", DARK),
    )
    for scheme, rules in schemes:
        page.emulate_media(color_scheme=scheme)
        for violation in Axe().run(page, options=rules).response["violations"]:
            nodes = [node["html"][:100] for node in violation["nodes"][:3]]
            yield f"{path} ({scheme}): {violation['id']}: {violation['help']} {nodes}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{path}: {wide} pixels wider than a phone"


def look_at_all(page: Page, base: str, starts: tuple[str, ...]) -> tuple[list[str], list[str]]:
    paths: list[str] = []
    faults: list[str] = []
    for path in walk(page, base, starts, broken=faults):
        paths.append(path)
        faults += faults_on(page, path)
    return paths, faults


def test_what_a_visitor_meets(demonstration: Flask, live_server: str, page: Page, said: list[str]) -> None:
    paths, faults = look_at_all(page, live_server, ("/",))
    assert not [*faults, *said], "\n" + "\n".join([*faults, *said])
    assert len(paths) >= 5


def test_what_staff_meet(
    demonstration: Flask,
    live_server: str,
    make_staff: Callable[..., Staff],
    staff_page: Callable[[Staff], Page],
    said: list[str],
) -> None:
    page = staff_page(make_staff("administrator"))
    paths, faults = look_at_all(page, live_server, ("/staff",))
    assert not [*faults, *said], "\n" + "\n".join([*faults, *said])
    assert len(paths) >= 8
