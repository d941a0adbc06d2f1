"""What of a ticket a device may hold: hashes nobody reads a ticket back from (frontend.md 3.4)."""

import base64
import hashlib

TICKET_HASH, CODE_HASH = 11, 8
"""characters of six bits: 66 bits tell 5,000 tickets apart, and so do 48 those of one seminar"""


def ticket_hash(salt: str, token: str) -> str:
    """The mark of a ticket; `token` in normal form (upper case)."""
    return _hash(salt, token)[:TICKET_HASH]


def code_hash(salt: str, code: str) -> str:
    """The mark of a short code in its stored form."""
    return _hash(salt, code)[:CODE_HASH]


def _hash(salt: str, text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256((salt + text).encode()).digest()).decode()
