"""The look of the product is one small stylesheet; the desk and its papers have their own. Every class is met by some page."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUDGETS = {
    ROOT / "static" / "site" / "site.css": 10_752,
    ROOT / "static" / "checkin" / "desk.css": 4_096,
    ROOT / "static" / "checkin" / "paper.css": 1_536,
    ROOT / "static" / "checkin" / "poster.css": 768,
}
"""What each stylesheet may weigh, bytes gzipped: a visitor never waits for what only the desk or its papers wear."""
COMPOSED = {
    r"tag-\w+": "the macro tag() names the colour of a state",
    r"notice-\w+": "the macro notice() names its kind",
    r"disc-\w+": "the macro disc() names its size",
    r"flow-\w+": "a letter's state",
    r"[bt][1-5]": "one part of a bar of marks, 1 to 5",
    r"s[1-5]": "one mark",
}


def selectors() -> str:
    """What stands before the braces, without remarks, addresses and values."""
    rules = "".join(stylesheet.read_text("utf-8") for stylesheet in BUDGETS)
    text = re.sub(r"/\*.*?\*/|url\(.*?\)", "", rules, flags=re.S)
    return " ".join(re.findall(r"([^{};]+)\{", text))


def words_of_pages() -> set[str]:
    """Every word of templates, of Python and of the product's own scripts."""
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "seminars").rglob("*.py"),
        *(path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts),
    ]
    return {word for file in files for word in re.findall(r"[\w-]+", file.read_text("utf-8"))}


def test_there_are_no_other_stylesheets() -> None:
    found = {path for path in (ROOT / "static").rglob("*.css") if "vendor" not in path.parts}
    assert found == set(BUDGETS)


@pytest.mark.parametrize("stylesheet", BUDGETS, ids=lambda path: path.stem)
def test_a_stylesheet_is_small(stylesheet: Path) -> None:
    assert len(gzip.compress(stylesheet.read_bytes(), 9)) <= BUDGETS[stylesheet]


def test_every_class_is_on_some_page() -> None:
    used = words_of_pages()
    composed = re.compile("|".join(COMPOSED))
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors()))
    assert len(classes) > 100
    assert sorted(name for name in classes - used if not composed.fullmatch(name)) == []
