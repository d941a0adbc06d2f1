"""What a search at the desk has found, with the part that fits marked."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from seminars.checkin import queries
from seminars.checkin.queries import Elsewhere, Guest
from seminars.checkin.rules import Lookup, LookupKind, classify_lookup, hits, letters_of
from seminars.checkin.staff.blueprint import issue_and_day
from seminars.core.i18n import _
from seminars.enterprises.rules import shortened
from seminars.registration.rules import displayed_short_code, parse_short_code, syllables

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One person who fits: pieces of text, each with whether it is the part that was typed."""

    guest: Guest
    name: Pieces
    pinyin: Pieces
    enterprise: Pieces
    tail_fits: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to the search field: its words as typed, a heading, and the people."""

    text: str
    way: str
    heading: Markup
    hits: list[Hit]
    total: int
    """how many fit; `hits` are the first of them"""


def found(seminar_id: int, text: str) -> Found:
    """Look for people as the field understands what is typed."""
    wanted = classify_lookup(text[:100])
    people = queries.lookup(seminar_id, wanted)
    if not people.total and (letters := wanted.kind is LookupKind.CODE and letters_of(text)):
        wanted = Lookup(LookupKind.INITIALS, letters)  # ANTONIO could be a code, and is a name
        people = queries.lookup(seminar_id, wanted)
    way = "name" if wanted.kind in (LookupKind.TEXT, LookupKind.NOTHING) else wanted.kind.value
    hits_of = [_hit(guest, wanted) for guest in people.rows]
    there = None if people.total else _elsewhere(seminar_id, text)
    return Found(text, way, _heading(text, wanted, people.total, there), hits_of, people.total)


def _elsewhere(seminar_id: int, text: str) -> Elsewhere | None:
    """The other seminar whose short code it is."""
    code = parse_short_code(text)
    return queries.by_code_elsewhere(seminar_id, code).elsewhere if code else None


def _heading(text: str, wanted: Lookup, total: int, there: Elsewhere | None) -> Markup:
    """What was looked for stands by itself in it, whichever way it is written."""
    if wanted.kind is LookupKind.NOTHING:
        return escape(_("没有找到") if text.strip() else "")
    what = {
        LookupKind.TAIL: _("手机尾号%(value)s", value=_apart(wanted.value)),
        LookupKind.CODE: _("短码%(value)s", value=_apart(displayed_short_code(wanted.value))),
        LookupKind.INITIALS: _("“%(value)s”", value=_apart(text.strip())),
        LookupKind.TEXT: _("“%(value)s”", value=_apart(wanted.value)),
    }[wanted.kind]
    if total:
        said = _("%(what)s：%(n)s位 · 未到的在前", what=what, n=total)
    elif there:
        of = issue_and_day(there.issue_no, there.starts_at)
        said = _("%(what)s：是%(seminar)s的，不是本场", what=what, seminar=of)
    else:
        said = _("%(what)s：没有找到", what=what)
    return Markup(said)  # noqa: S704 - words of the house around what `_apart` has escaped


def _apart(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _hit(guest: Guest, wanted: Lookup) -> Hit:
    typed = wanted.value if wanted.kind in (LookupKind.TEXT, LookupKind.INITIALS) else ""
    return Hit(
        guest,
        hits(guest.name, typed),
        _pinyin(guest, typed) if wanted.kind is LookupKind.INITIALS else [],
        hits(shortened(guest.enterprise), typed),
        wanted.kind is LookupKind.TAIL,
    )


def _pinyin(guest: Guest, letters: str) -> Pieces:
    """The name in pinyin with the letters that were typed marked; of a rarer reading the letters alone."""
    spoken = syllables(guest.name)
    first = "".join(part[0] for part in spoken).find(letters)
    if first < 0:
        return _other_reading(guest, letters) if spoken else []
    pieces: Pieces = []
    for place, part in enumerate(spoken):
        pieces += [(part[0], first <= place < first + len(letters)), (part[1:] + " ", False)]
    return pieces


def _other_reading(guest: Guest, letters: str) -> Pieces:
    fitting = (one for one in guest.initials.split() if letters in one)
    return hits(next(fitting, ""), letters)
