"""What a scanned text means: a ticket of ours or nothing at all (C8-C10)."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from seminars.core.tokens import CROCKFORD, normal

TOKEN_LENGTH = 16

_LONGEST_SCAN = 200
_PATH = re.compile(r"/t/([0-9a-z]{16})", re.IGNORECASE)


def parse_scanned(text: str, own_hosts: Collection[str]) -> str | None:
    """The token in a scanned text, in normal form: a link to `/t/…` on one of our hosts, or the bare token.

    Everything else (C10) is None and may only be shown as text, never followed. Hosts as in the Host header.
    """
    typed = text.strip()
    if not typed or len(typed) > _LONGEST_SCAN or not typed.isascii() or not typed.isprintable():
        return None
    if ":" in typed or "/" in typed:
        return _token_of_link(typed, {host.lower() for host in own_hosts})
    return _token(typed)


def _token_of_link(link: str, own_hosts: set[str]) -> str | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    path = _PATH.fullmatch(parts.path)
    if parts.scheme not in ("https", "http") or parts.netloc.lower() not in own_hosts or not path:
        return None
    return None if parts.query or parts.fragment else _token(path[1])


def _token(typed: str) -> str | None:
    token = normal(typed)
    return token if len(token) == TOKEN_LENGTH and set(token) <= set(CROCKFORD) else None
