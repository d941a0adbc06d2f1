"""Whatever the code writes into the log has words for those who read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from seminars.deeds import DEED_NAMES
from seminars.details import DETAIL_NAMES

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {
    "cases": ("write", 1, "case."),
    "questions": ("note", 1, "question."),
    "registration": ("note", 0, ""),
    "schedule": ("changed", 1, ""),
}
"""Packages with a writer of their own: its name, where the deed stands among its arguments, what it puts before it."""


def deeds_of(path: Path) -> Iterator[str]:
    """The deeds that a file writes: through `audit.note`, or through the writer of its package."""
    writer, place, before = WRITERS.get(path.relative_to(ROOT / "seminars").parts[0], ("", 0, ""))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "audit.note":
            yield from constants(node.args[:1])
        elif called.rpartition(".")[2] == writer:
            yield from (before + deed for deed in constants(node.args[place : place + 1]))


def details_of(path: Path) -> Iterator[str]:
    """The facts that a file adds to its lines of the log."""
    writer, _place, _before = WRITERS.get(path.relative_to(ROOT / "seminars").parts[0], ("", 0, ""))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "audit.note" or called.rpartition(".")[2] == writer:
                yield from (one.arg for one in node.keywords if one.arg not in (None, "subject", "series"))


def constants(arguments: list[ast.expr]) -> Iterator[str]:
    """The words an argument can be: one, or either of two."""
    for argument in arguments:
        branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        yield from (
            one.value for one in branches if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )


def test_every_deed_has_words_and_no_word_is_left_over() -> None:
    found = {deed for path in (ROOT / "seminars").rglob("*.py") for deed in deeds_of(path)}
    assert len(found) > 50
    assert sorted(found) == sorted(DEED_NAMES)


def test_every_fact_of_a_deed_has_a_name() -> None:
    found = {key for path in (ROOT / "seminars").rglob("*.py") for key in details_of(path)}
    assert len(found) > 30
    assert sorted(found - set(DETAIL_NAMES)) == []
