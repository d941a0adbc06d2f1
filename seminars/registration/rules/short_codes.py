"""The code under the QR picture: six characters and a check character, typed at the desk as K7M-2Q9-N."""

from functools import reduce

from seminars.core.tokens import CROCKFORD, normal

LENGTH = 7
NUMBERS = 32 ** (LENGTH - 1)
"""How many codes there are: draw a number below this one."""

_LONGEST_TYPED = 20


def short_code(number: int) -> str:
    """The code of a number below `NUMBERS`, as stored: seven characters, no hyphens."""
    body = "".join(CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH - 1)))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Sum over GF(32) with another weight for each place: sees every wrong character and every swap of two."""
    return CROCKFORD[reduce(lambda total, char: _doubled(total ^ CROCKFORD.index(char)), body, 0)]


def displayed_short_code(code: str) -> str:
    """As printed: K7M2Q9N → K7M-2Q9-N."""
    return f"{code[:3]}-{code[3:6]}-{code[6:]}"


def parse_short_code(text: str) -> str | None:
    """The stored form of a typed code, or None. Forgives case, blanks, hyphens, O for 0, I and L for 1."""
    if len(text) > _LONGEST_TYPED or not text.isascii():
        return None
    code = normal(text.strip())
    if len(code) != LENGTH or not set(code) <= set(CROCKFORD):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def _doubled(value: int) -> int:
    """Times the generator of GF(32), modulo x^5 + x^2 + 1."""
    return (value << 1) ^ (0b100101 if value & 16 else 0)
