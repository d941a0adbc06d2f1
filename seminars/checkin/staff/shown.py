"""A verdict in words, as the desk shows it and as JSON: what a person reads from two metres, and one way on."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from seminars.checkin.queries import Elsewhere, Here, Person
from seminars.checkin.rules import Outcome, Verdict, shortened_name
from seminars.checkin.service import Answer
from seminars.checkin.staff.blueprint import desk_words, may_override
from seminars.core.clock import local, today
from seminars.core.i18n import _, current_language, day, hour, short_day
from seminars.schedule.models import CANCELLED, CLOSED

LOOKUP, WALK_IN, LET_IN = "lookup", "walk_in", "let_in"
NO_WAY_ON = {"kind": "", "label": ""}
LONGEST_ECHO = 80
MOST_NAMES = 3


def shown(answer: Answer, text: str = "") -> dict[str, Any]:
    """Everything the desk shows of an answer, in the reader's language; `text` is what was scanned."""
    verdict, sight = answer.verdict, answer.sight
    person = _nameable(sight.person, sight.elsewhere)
    word = str(verdict.word)
    words: dict[str, Any] = {
        "scan_id": answer.scan_id,
        "outcome": verdict.outcome.value,
        "tone": verdict.tone,
        "word": word,
        "size": _size(word),
        "fact": "",
        "detail": "",
        "name": _name(verdict, person),
        "enterprise": person.enterprise if person else "",
        "note": "",
        "attendee_id": person.attendee_id if person else None,
        "enterprise_id": person.enterprise_id if person else None,
        "has_team": bool(person and verdict.lets_in and person.registered > person.arrived),
        "way_on": _way_on(answer),
        "let_in": [],
    }
    return words | _said(answer, person, text)


def shown_team(answers: Sequence[Answer]) -> dict[str, Any]:
    """Several people let in at once, as one verdict: their names, and how many of the team are in.

    Where the hall had not room for all, it is about those who are still outside; an organizer may let each of them in.
    """
    outside = [answer for answer in answers if answer.verdict.outcome is Outcome.HALL_FULL]
    admitted = [answer for answer in answers if answer.verdict.lets_in] or list(answers)
    meant = outside or admitted
    people = [answer.sight.person for answer in meant if answer.sight.person]
    together = shown(meant[-1])
    if len(people) < 2:
        return together
    names = _("、").join(person.name for person in people[:MOST_NAMES])
    more = _("%(names)s等%(n)s人", names=names, n=len(people)) if len(people) > MOST_NAMES else names
    counted = _("本企业报名%(all)s人，已到%(n)s人", all=people[-1].registered, n=people[-1].arrived)
    if not outside:
        return together | {"name": more, "note": counted}
    if together["way_on"]["kind"] == LET_IN:
        each = [{"attendee_id": one.attendee_id, "label": _("放行%(name)s", name=one.name)} for one in people]
        together |= {"way_on": NO_WAY_ON, "let_in": each}
    return together | {"name": more}


def _nameable(person: Person | None, elsewhere: Elsewhere | None) -> Person | None:
    """A ticket of another series says which seminar it is for, never whose it is (C17)."""
    return None if elsewhere and not elsewhere.is_same_series else person


def _name(verdict: Verdict, person: Person | None) -> str:
    """Whoever shows a ticket a second time is asked for the name, so the screen does not tell it (C11)."""
    if person is None:
        return ""
    return shortened_name(person.name) if verdict.outcome is Outcome.ALREADY else person.name


def _said(answer: Answer, person: Person | None, text: str) -> dict[str, str]:
    """The line of fact, the line below it, and what the helper may do about it."""
    verdict, sight = answer.verdict, answer.sight
    if verdict.outcome is Outcome.OK:
        return {"fact": _other_day(sight.here), "note": _place_in_team(person) if person else ""}
    if verdict.outcome is Outcome.ALREADY:
        return {"fact": _first_time(verdict), "note": _("本人出去后再回来，可以进")}
    if verdict.outcome is Outcome.OTHER_SEMINAR and sight.elsewhere:
        return {**_other(sight.elsewhere), "note": _seats(sight.here.seats_left)}
    if verdict.outcome is Outcome.UNREADABLE:
        return {"fact": _("不是本系统的票"), "detail": printable(text)}
    if verdict.outcome is Outcome.HALL_FULL:
        return _hall(sight.here)
    facts = {
        Outcome.UNKNOWN: _("本期名单里没有这张票"),
        Outcome.CANCELLED: _("这个报名已经取消"),
        Outcome.WAITING: _("还在候补，没有座位"),
        Outcome.REPLACED: _("座位换了人或换了码，请出示新码"),
        Outcome.SEMINAR_CANCELLED: _("本期取消，不签到"),
    }
    needs_seat = verdict.outcome in (Outcome.UNKNOWN, Outcome.CANCELLED, Outcome.WAITING)
    return {"fact": facts[verdict.outcome], "note": _seats(sight.here.seats_left) if needs_seat else ""}


def _place_in_team(person: Person) -> str:
    if person.registered < 2:
        return ""
    return str(_("本企业报名%(all)s人，第%(n)s位到", all=person.registered, n=person.arrived))


def _other_day(here: Here) -> str:
    """That the seminar is not today: whoever is let in is let in all the same."""
    if local(here.starts_at).date() == today():
        return ""
    return str(_("本期%(day)s举行，不是今天", day=short_day(here.starts_at, today())))


def _first_time(verdict: Verdict) -> str:
    if not verdict.desk:
        return str(_("%(time)s已签到", time=hour(verdict.at)))
    return str(_("%(time)s 在%(desk)s签到", time=hour(verdict.at), desk=desk_words(verdict.desk)))


def _other(there: Elsewhere) -> dict[str, str]:
    fact = _("这张码是第%(n)s期", n=there.issue_no) if there.issue_no else _("这张码是另一期的")
    place = there.place_en if current_language() == "en" else there.place_zh
    state = {CLOSED: _("已结束"), CANCELLED: _("已取消")}.get(there.state, "")
    return {"fact": fact, "detail": " · ".join(filter(None, [place, day(there.starts_at, today()), state]))}


def _hall(here: Here) -> dict[str, str]:
    told = _("会场容%(n)s人，场内已有%(m)s人", n=here.hall.holds, m=here.hall.inside)
    return {"fact": told, "note": "" if may_override(here.seminar_id) else _("要再放人进来，请找组织员")}


def _seats(left: int) -> str:
    return str(_("本场还有%(n)s个座位，可以现场报名", n=left) if left else _("本场已经满员"))


def _way_on(answer: Answer) -> dict[str, str]:
    """The one way on that each verdict has besides the next guest."""
    outcome = answer.verdict.outcome
    if outcome is Outcome.HALL_FULL and may_override(answer.sight.here.seminar_id):
        return {"kind": LET_IN, "label": _("写明原因，放行")}
    if outcome is Outcome.ALREADY:
        return {"kind": LOOKUP, "label": _("不是本人？查姓名")}
    if outcome in (Outcome.OTHER_SEMINAR, Outcome.CANCELLED, Outcome.WAITING):
        return {"kind": WALK_IN, "label": _("带上姓名企业，现场报名")}
    if outcome is Outcome.UNKNOWN:
        return {"kind": WALK_IN, "label": _("现场报名")}
    if outcome in (Outcome.REPLACED, Outcome.UNREADABLE):
        return {"kind": LOOKUP, "label": _("查姓名")}
    return NO_WAY_ON


def _size(word: str) -> str:
    """How large the word may be without wrapping on a phone: by its width in half characters."""
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in word)
    return "xl" if width <= 4 else "l" if width <= 6 else "m" if width <= 8 else "s" if width <= 10 else "xs"


def printable(text: str) -> str:
    """A foreign code as text, cut short: shown, never followed (C10)."""
    kept = "".join(char for char in text if char.isprintable())
    return kept[:LONGEST_ECHO] + ("…" if len(kept) > LONGEST_ECHO else "")
