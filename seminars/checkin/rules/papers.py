"""The papers of the door, cut into pages: who signs where, and what each badge says (C-8). Pure.

Databases do not sort Chinese as people look for it, so the order is made here.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from seminars.registration.rules import spoken, spoken_name

PEOPLE_A_PAGE, BLANK_ROWS = 18, 4
BADGES_A_PAGE = 10
OTHERS = "#"
"""Where names without any letter stand, behind Z."""

SHEET_NAME, SHEET_FIRM, SHEET_POSITION = (8, 36, 50), (64, 114), (24, 48)
BADGE_NAME, BADGE_FIRM = (10.5, 34), (56, 112)
"""How wide a text may be, in half characters, for its largest type and for the next smaller ones."""


class Order(StrEnum):
    """How the sign-in sheet is sorted: for people who say their enterprise, or for those who say their name."""

    ENTERPRISE = "enterprise"
    INITIAL = "initial"


class Kind(StrEnum):
    """Whose badge it is; a blank one is filled in by hand."""

    GUEST = "guest"
    SPEAKER = "speaker"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Signer:
    """A person on the sign-in sheet. Of the phone only the tail; `arrived_at` of whoever is in when it is printed."""

    attendee_id: int
    name: str
    enterprise_id: int
    enterprise: str
    position: str = ""
    tail: str = ""
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet: its number, the initial where a new one begins, and whether the firm is that above it."""

    number: int
    initial: str
    is_same_firm: bool
    signer: Signer


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says. `address` is in its QR picture, `code` below it; a speaker has neither."""

    kind: Kind
    name: str = ""
    firm: str = ""
    code: str = ""
    address: str = ""


def sheet(signers: Iterable[Signer], order: Order) -> list[list[Row]]:
    """The pages of the sign-in sheet, at least one: 18 people each, and the paper has room for four more.

    On each page the firm and the initial are written anew; by initial, the firm with each letter as well.
    """
    by = _by_firm if order is Order.ENTERPRISE else _by_name
    listed = sorted(signers, key=by)
    cuts = range(0, max(len(listed), 1), PEOPLE_A_PAGE)
    return [_page(listed[first : first + PEOPLE_A_PAGE], first, order) for first in cuts]


def badge_pages(guests: Iterable[tuple[Signer, Badge]], speakers: Iterable[Badge]) -> list[list[Badge]]:
    """The pages of badges, colleagues side by side, speakers behind them, and at least one blank badge at the end."""
    made = [badge for _signer, badge in sorted(guests, key=lambda pair: _by_firm(pair[0]))]
    made += speakers
    made += [Badge(Kind.BLANK)] * (BADGES_A_PAGE - len(made) % BADGES_A_PAGE)
    return [made[first : first + BADGES_A_PAGE] for first in range(0, len(made), BADGES_A_PAGE)]


def initial(name: str) -> str:
    """The letter under which somebody looks for the name: 区晓彤 → O."""
    first = next(iter(spoken_name(name)), "")[:1].upper()
    return first if "A" <= first <= "Z" else OTHERS


def size(text: str, widths: Sequence[float]) -> str:
    """The class of type in which a text keeps to its place: large by itself, `long`, where there is one `small`, or `tiny`."""
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1.2 for char in text)
    kinds = ("", "long", "small")
    return next((kind for kind, most in zip(kinds, widths, strict=False) if width <= most), "tiny")


def _page(people: Sequence[Signer], before: int, order: Order) -> list[Row]:
    rows: list[Row] = []
    for place, signer in enumerate(people):
        above = people[place - 1] if place else None
        letter = initial(signer.name)
        is_same_letter = above is not None and initial(above.name) == letter
        is_same_firm = above is not None and above.enterprise_id == signer.enterprise_id
        if order is Order.INITIAL:
            is_same_firm = is_same_firm and is_same_letter
        rows.append(Row(before + place + 1, "" if is_same_letter else letter, is_same_firm, signer))
    return rows


def _by_firm(one: Signer) -> tuple[object, ...]:
    return (spoken(one.enterprise), one.enterprise, one.enterprise_id, *_by_name(one)[1:])


def _by_name(one: Signer) -> tuple[object, ...]:
    return (initial(one.name) == OTHERS, spoken_name(one.name), one.name, one.attendee_id)
