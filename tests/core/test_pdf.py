"""PDF of a page: only with our own files, only with fonts that have every character, and in plain words where it cannot be had."""

import importlib
from typing import Never

import pypdfium2
import pytest

from seminars.core.pdf import NEEDED, PdfUnavailable, pdf


def test_a_page_becomes_a_page_with_its_rare_characters() -> None:
    """G6."""
    (page,) = pypdfium2.PdfDocument(pdf(f"<p>{NEEDED}𠮷㛃·</p>"))
    assert set(f"{NEEDED}𠮷㛃·") <= set(page.get_textpage().get_text_range())


def test_a_character_without_a_font_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(PdfUnavailable, match="U\\+10FFFD"):
        pdf("<p>海\U0010fffd</p>")


@pytest.mark.parametrize(
    "address",
    [
        "http://198.51.100.7/x.css",
        "file:///etc/passwd",
        "/assets/0/../../pyproject.toml",
        "/assets/0/none.css",
    ],
)
def test_nothing_but_our_own_files_is_fetched(address: str) -> None:
    with pytest.raises(PdfUnavailable, match="Error fetching"):
        pdf(f'<link rel="stylesheet" href="{address}"><p>海关</p>')


@pytest.mark.parametrize(
    ("reason", "words"),
    [(ImportError("weasyprint"), "seminars\\[pdf\\]"), (OSError("libpango-1.0-0"), "libpangoft2-1.0-0")],
)
def test_where_it_is_not_installed_it_says_what_to_install(
    reason: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> Never:
        raise reason

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(PdfUnavailable, match=words):
        pdf("<p>海关</p>")
