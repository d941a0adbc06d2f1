"""The look of the product is one small stylesheet, and every class in it is met by some page."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STYLESHEET = ROOT / "static" / "site" / "site.css"
MOST = 12_288  # bytes, gzipped: the budget of frontend.md for the whole product
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
    text = re.sub(r"/\*.*?\*/|url\(.*?\)", "", STYLESHEET.read_text("utf-8"), flags=re.S)
    return " ".join(re.findall(r"([^{};]+)\{", text))


def words_of_pages() -> set[str]:
    """Every word of templates, of Python and of the product's own scripts."""
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "seminars").rglob("*.py"),
        *(path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts),
    ]
    return {word for file in files for word in re.findall(r"[\w-]+", file.read_text("utf-8"))}


def test_there_is_one_stylesheet() -> None:
    found = [path for path in (ROOT / "static").rglob("*.css") if "vendor" not in path.parts]
    assert found == [STYLESHEET]


def test_the_stylesheet_is_small() -> None:
    assert len(gzip.compress(STYLESHEET.read_bytes(), 9)) <= MOST


def test_every_class_of_the_stylesheet_is_on_some_page() -> None:
    used = words_of_pages()
    composed = re.compile("|".join(COMPOSED))
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors()))
    assert len(classes) > 100
    assert sorted(name for name in classes - used if not composed.fullmatch(name)) == []
