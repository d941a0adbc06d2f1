"""Secret links and tickets: derived from a nonce and the secret key, stored as hashes, one purpose each.

A ticket must be shown again on the self-service page, so it cannot be a forgotten random number; it must not
be readable from a stolen database either. It is therefore HMAC(secret key, purpose, nonce): the row keeps the
nonce and the hash, and only the running application can make the token again.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from seminars.core.config import settings

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Purpose:
    """What a token opens (`label` goes into the key) and how many characters of five bits it has."""

    label: str
    length: int = 26


@dataclass(frozen=True)
class Issued:
    """A new token with what may be stored of it."""

    token: str
    nonce: str
    digest: str


def issue(purpose: Purpose) -> Issued:
    """Make a token nobody can guess; store `nonce` and `digest`, never `token`."""
    nonce = secrets.token_hex(16)
    token = _derive(purpose, nonce, settings().secret_key)
    return Issued(token, nonce, digest(purpose, token))


def reveal(purpose: Purpose, nonce: str, stored: str) -> str:
    """The token of a stored row once more, also one issued under an older key. Raises LookupError."""
    for key in (settings().secret_key, *settings().secret_key_fallbacks):
        token = _derive(purpose, nonce, key)
        if hmac.compare_digest(digest(purpose, token), stored):
            return token
    raise LookupError("the key that made this token is gone")


def digest(purpose: Purpose, token: str) -> str:
    """What is stored and looked up in place of the token."""
    return hashlib.sha256(f"{purpose.label}:{normal(token)}".encode()).hexdigest()


def keyed(purpose: Purpose, text: str) -> str:
    """A fingerprint of `text` that only this application can compute."""
    key = settings().secret_key.encode()
    return hmac.new(key, f"{purpose.label}:{text}".encode(), hashlib.sha256).hexdigest()


def normal(token: str) -> str:
    """Forgive what people type: case, blanks, hyphens, O for 0, I and L for 1."""
    kept = token.upper().replace(" ", "").replace("-", "")
    return kept.translate(str.maketrans("OIL", "011"))


def _derive(purpose: Purpose, nonce: str, key: str) -> str:
    drawn = int.from_bytes(
        hmac.new(key.encode(), f"{purpose.label}:{nonce}".encode(), hashlib.sha256).digest(), "big"
    )
    return "".join(CROCKFORD[(drawn >> (5 * place)) & 31] for place in range(purpose.length))
