"""Tokens: guessed by nobody, readable from no database, one purpose each."""

import pytest
from flask import Flask

from seminars.core import tokens
from seminars.core.tokens import Purpose

TICKET, LINK = Purpose("ticket", 16), Purpose("registration")


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """No database is touched."""
    return str(request.param)


def test_a_token_is_revealed_again_from_what_is_stored(app: Flask) -> None:
    issued = tokens.issue(TICKET)
    assert len(issued.token) == 16
    assert issued.token not in (issued.nonce, issued.digest)
    assert tokens.reveal(TICKET, issued.nonce, issued.digest) == issued.token


def test_a_token_opens_one_purpose_only(app: Flask) -> None:
    """H7."""
    issued = tokens.issue(TICKET)
    assert tokens.digest(LINK, issued.token) != issued.digest


@pytest.mark.parametrize(
    "typed", [str.lower, lambda t: t.replace("0", "o").replace("1", "l"), lambda t: f" {t[:8]}-{t[8:]} "]
)
def test_typing_is_forgiven(app: Flask, typed) -> None:
    issued = tokens.issue(LINK)
    assert tokens.digest(LINK, typed(issued.token)) == issued.digest


def test_an_older_key_still_reveals_until_it_is_dropped(app: Flask) -> None:
    """E12."""
    issued = tokens.issue(TICKET)
    settings = app.extensions["seminars.settings"]
    old, settings.secret_key = settings.secret_key, "another key, as long as it needs to be"
    settings.secret_key_fallbacks = [old]
    assert tokens.reveal(TICKET, issued.nonce, issued.digest) == issued.token
    settings.secret_key_fallbacks = []
    with pytest.raises(LookupError):
        tokens.reveal(TICKET, issued.nonce, issued.digest)
