"""Codes that are no ticket of this house: mutations of real ones, foreign ones, and what people put into QR codes to do harm."""

import random
from collections.abc import Iterator

from seminars.core.tokens import CROCKFORD

HOST = "seminars.example.cn"
LINK = f"https://{HOST}/t/"
LOOK_ALIKES = dict(zip("acehkmopxy", "асеһкморху", strict=True))
"""Cyrillic letters that nobody can tell from Latin ones."""
HOSTS = (
    "evil.cn",
    f"{HOST}.evil.cn",
    f"evil.cn/{HOST}",
    f"{HOST}@evil.cn",
    f"{HOST}:8443",
    f"{HOST}\\@evil.cn",
    f"xn--{HOST}",
    "seminаrs.example.cn",
    f"{HOST}.",
    f"user:secret@{HOST}",
    "127.0.0.1",
    "[::1]",
)
WRAPPINGS = (
    "http:/{}",
    "https:///{}",
    "javascript://" + HOST + "/t/{}",
    "data:text/html,{}",
    LINK + "{}/edit",
    LINK + "{}?next=/staff",
    LINK + "{}#x",
    LINK + "/{}",
    LINK + "../t/{}",
    LINK + "%2e%2e/{}",
    f"https://{HOST}/r/" + "{}",
    f"https://{HOST}/t%2f" + "{}",
    "weixin://t/{}",
    "{}\u202e",
    "\u200b{}",
    "{}\x00",
    "票{}",
)
HOSTILE = (
    "",
    " ",
    "https://evil.cn/",
    "BEGIN:VCARD\nVERSION:3.0\nFN:李明\nTEL:13800138000\nEND:VCARD",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}",
    "' OR 1=1; DROP TABLE ticket; --",
    "7" * 4000,
    "\x00\x01\x02\xff\xfe",
    f"{LINK}\x00{'0' * 16}",
    "\u202egnp.elif\u2066\u202e",
    "=cmd|'/C calc'!A0",
    "WIFI:T:WPA;S:hall;P:secret;;",
    "tel:110",
    "１２３４５６７８９０１２３４５６",
    "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥",
    "🧧" * 200,
)
"""What a guest may hold before the camera, or type; none of it is a ticket, all of it may be shown as text."""


def forged(tokens: list[str], codes: list[str], number: int, seed: int = 15) -> Iterator[str]:
    """`number` texts, each made from a ticket of `tokens` or a short code of `codes` in one of many ways."""
    dice = random.Random(seed)
    ways = (_flipped, _cut, _spliced, _foreign, _elsewhere, _wrapped, _look_alike, _digits, _short)
    made = 0
    while made < number:
        token, code = dice.choice(tokens).lower(), dice.choice(codes)
        text = ways[made % len(ways)](dice, token, code)
        if _written_otherwise(text, token) or _same_code(text, code):
            continue
        made += 1
        yield text


def _flipped(dice: random.Random, token: str, _code: str) -> str:
    """One to three bits of the link or of the bare token."""
    text = list(dice.choice((LINK, "")) + token)
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(text))
        text[place] = chr(ord(text[place]) ^ (1 << dice.randrange(7)))
    return "".join(text)


def _cut(dice: random.Random, token: str, _code: str) -> str:
    text = LINK + token
    return text[: dice.randrange(len(text))] if dice.random() < 0.5 else text[dice.randrange(1, len(text)) :]


def _spliced(dice: random.Random, token: str, _code: str) -> str:
    """A character too many, two exchanged, or one replaced by another of the alphabet."""
    place, other = dice.sample(range(16), 2)
    letters = list(token)
    if dice.random() < 0.3:
        letters.insert(place, dice.choice(CROCKFORD))
    elif dice.random() < 0.5:
        letters[place], letters[other] = letters[other], letters[place]
    else:
        letters[place] = dice.choice(CROCKFORD).lower()
    return dice.choice((LINK, "")) + "".join(letters)


def _foreign(dice: random.Random, _token: str, _code: str) -> str:
    """A ticket as another house would draw it, or a guess."""
    return dice.choice((LINK, "")) + "".join(dice.choices(CROCKFORD, k=16))


def _elsewhere(dice: random.Random, token: str, _code: str) -> str:
    return f"https://{dice.choice(HOSTS)}/t/{token}"


def _wrapped(dice: random.Random, token: str, _code: str) -> str:
    return dice.choice(WRAPPINGS).format(token)


def _look_alike(dice: random.Random, token: str, _code: str) -> str:
    """Letters or digits of another script in place of some of ours."""
    wide = {char: chr(ord(char) + 0xFEE0) for char in token}
    table = wide if dice.random() < 0.5 else LOOK_ALIKES
    swapped = "".join(table.get(char, char) if dice.random() < 0.5 else char for char in token)
    return dice.choice((LINK, "")) + (swapped if swapped != token else "".join(wide.values()))


def _digits(dice: random.Random, token: str, code: str) -> str:
    """Digits of other scripts, which `isdigit` and `\\d` take for digits."""
    zero = dice.choice((0x660, 0x966, 0xFF10, 0x1D7CE, 0x6F0))
    text = dice.choice((token, code))
    swapped = "".join(chr(zero + int(char)) if char in "0123456789" else char for char in text)
    return swapped if swapped != text else chr(zero) + text[1:]


def _short(dice: random.Random, _token: str, code: str) -> str:
    """A short code whose check character does not fit."""
    place = dice.randrange(7)
    wrong = code[:place] + dice.choice(CROCKFORD) + code[place + 1 :]
    return f"{wrong[:3]}-{wrong[3:6]}-{wrong[6:]}" if dice.random() < 0.5 else wrong


def _written_otherwise(text: str, token: str) -> bool:
    """Whether this is the ticket itself, as people may write it: any case, O for 0, I and L for 1, blanks and hyphens."""
    plain = text.strip(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f")
    head = plain[: len(LINK)].lower() == LINK
    rest = plain[len(LINK) :] if head else plain.replace("-", "").replace(" ", "")
    forgiving = str.maketrans("oil", "011")
    return rest.isascii() and rest.lower().translate(forgiving) == token.translate(forgiving)


def _same_code(text: str, code: str) -> bool:
    plain = text.upper().replace("-", "").replace(" ", "")
    return plain.translate(str.maketrans("OIL", "011")) == code
