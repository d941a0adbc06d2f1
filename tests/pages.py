"""What nobody should have to remember: the test client looks at every page that it is given."""

import contextvars
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from seminars.core.db import db

UNCLEAN = "tests.unclean"
LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
    "form": "action",
    "use": "href",
}
NAMED_BY_THEMSELVES = {"hidden", "submit", "button", "reset", "image"}


class Client(FlaskClient):
    """A visitor: every request has its own context, every page is checked, no change may be left uncommitted.

    A page is checked on SQLite: its markup knows no database. `checked = False` switches that off for a test that needs a broken page.
    """

    checked = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """One request, as from outside: what the test itself has read is read anew afterwards."""
        if has_app_context():
            pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
            assert not pending, (
                f"the test itself has not committed {pending}: write inside `with transaction():`"
            )
            db.session.rollback()
        self.application.extensions[UNCLEAN] = []
        answer: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        unclean = self.application.extensions[UNCLEAN]
        assert not unclean, f"{answer.request.path} left changes after its commit, they are lost: {unclean}"
        if self.checked and self.application.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
            self._check(answer)
        return answer

    def _check(self, answer: TestResponse) -> None:
        if answer.mimetype != "text/html":
            return
        text = answer.get_data(as_text=True)
        if not text or answer.request.method == "HEAD":
            return
        if 300 <= answer.status_code < 400:
            return
        fragment = "X-Fragment" in answer.request.headers
        faults = list(fragment_faults(text) if fragment else page_faults(text))
        assert not faults, f"{answer.request.path} is not a good page:\n  " + "\n  ".join(faults)


def page_faults(html: str) -> Iterator[str]:
    """Everything wrong with a whole page; nothing for a good one."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    yield from _syntax(parser, html)
    headings = [text_of(node) for node in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"a page has one h1 with words, this has {headings}"
    if not any(text_of(node) for node in root.findall("./head/title")):
        yield "a page has a title"
    if not root.get("lang"):
        yield "the html element says no language"
    yield from _faults(root)


def fragment_faults(html: str) -> Iterator[str]:
    """Everything wrong with a piece of a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    yield from _syntax(parser, html)
    yield from _faults(root, whole=False)


def text_of(node: Element) -> str:
    """The words inside an element, blanks joined."""
    return " ".join("".join(node.itertext()).split())


def _syntax(parser: html5lib.HTMLParser, html: str) -> Iterator[str]:
    lines = html.splitlines() or [""]
    for (line, _column), code, details in parser.errors:
        shown = lines[min(line, len(lines)) - 1].strip()[:120]
        yield f"line {line}: {code} {details or ''} — {shown}"


def _faults(root: Element, whole: bool = True) -> Iterator[str]:
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    ids = Counter(node.get("id") for node in nodes if node.get("id"))
    yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    if whole:
        yield from _pointers(nodes, set(filter(None, ids)))
    yield from _names(root, nodes)
    yield from _inline(nodes)


def _pointers(nodes: list[Element], ids: set[str]) -> Iterator[str]:
    for node in nodes:
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list"):
            for name in (node.get(attribute) or "").split():
                if name not in ids:
                    yield f"<{node.tag} {attribute}={name!r}> points at nothing"


def _names(root: Element, nodes: list[Element]) -> Iterator[str]:
    labels = {node.get("for") for node in root.iter("label") if text_of(node)}
    wrapped = {child for node in root.iter("label") if text_of(node) for child in node.iter()}
    for node in nodes:
        said = bool((node.get("aria-label") or node.get("aria-labelledby") or "").strip())
        if node.tag in {"select", "textarea"} or (
            node.tag == "input" and node.get("type") not in NAMED_BY_THEMSELVES
        ):
            if not (said or node in wrapped or node.get("id") in labels):
                yield f"<{node.tag} name={node.get('name')!r}> has no label"
        elif node.tag in {"button", "a"} and not (said or text_of(node) or _pictured(node)):
            yield f"<{node.tag} {dict(node.attrib)}> has no words"
        elif node.tag == "img" and node.get("alt") is None:
            yield f"<img src={node.get('src')!r}> has no alt"


def _pictured(node: Element) -> bool:
    return any(img.get("alt") for img in node.iter("img")) or any(
        text_of(title) for title in node.iter("title")
    )


def _inline(nodes: list[Element]) -> Iterator[str]:
    for node in nodes:
        for name in node.attrib:
            if name == "style" or name.startswith("on"):
                yield f"<{node.tag} {name}=…>: the policy forbids inline styles and scripts"
        if node.tag == "style" or (
            node.tag == "script" and not node.get("src") and "json" not in (node.get("type") or "")
        ):
            yield f"<{node.tag}> written into the page: the policy forbids it"
        yield from _elsewhere(node)


def _elsewhere(node: Element) -> Iterator[str]:
    address = node.get(LOADS.get(str(node.tag), ""), "")
    if node.tag == "link" and node.get("rel") in {"canonical", "alternate"}:
        return
    if urlsplit(address).netloc:
        yield f"<{node.tag}> loads from another host: {address}"
