"""What the letters share: fresh rows, tickets, and how a seminar is called in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from seminars.core import clock
from seminars.core.errors import Missing
from seminars.core.i18n import _, current_language, day, span
from seminars.core.qr import qr_png
from seminars.outbox.rules import Attachment, Draft
from seminars.places import queries as places
from seminars.registration import queries
from seminars.registration.models import CANCELLED, WAITING, Registration
from seminars.registration.rules import dates
from seminars.schedule import queries as schedule
from seminars.schedule.models import CANCELLED as SEMINAR_CANCELLED
from seminars.schedule.models import Seminar

Facts = Mapping[str, object]
Change = tuple[str, str, str]
"""what it is, how it was, how it is"""


def live_one(facts: Facts) -> Registration | None:
    """The registration as it is now; None when it, its seminar or the day itself is over."""
    registration = found_one(facts)
    dead = registration is None or registration.state == CANCELLED or is_off(registration.seminar)
    return None if dead else registration


def is_off(seminar: Seminar) -> bool:
    """Whether nobody needs to hear of it any more: cancelled, or over."""
    return seminar.state == SEMINAR_CANCELLED or clock.now() >= seminar.ends_at


def found_one(facts: Facts) -> Registration | None:
    """The registration as it is now; None when it was erased."""
    try:
        return queries.get(int(str(facts["registration"])))
    except Missing:
        return None


def without_tickets(
    subject: str, registration: Registration, heading: str = "", changes: Sequence[Change] = ()
) -> Draft:
    """For those who wait for a seat, or for approval; without a `heading` the letter's own: where they stand."""
    if registration.state == WAITING:
        return in_line(subject, registration, heading, changes)
    context = context_of(registration) | {
        "heading": heading,
        "changes": changes,
        "people": queries.listed_people(registration),
        "gone": (),
        "no_invitation": True,
    }
    return draft_of("received", subject, context)


def in_line(
    subject: str, registration: Registration, heading: str = "", changes: Sequence[Change] = ()
) -> Draft:
    """For those who wait: no tickets, and nothing for a calendar."""
    place = queries.place_in_line(registration)
    context = context_of(registration) | {
        "heading": heading,
        "changes": changes,
        "ahead": place.ahead,
        "firm_has": place.firm_has,
        "people": queries.waiting_of(registration),
        "gone": (),
        "cutoff": schedule.promotion_ends(registration.seminar),
        "no_invitation": True,
    }
    return draft_of("waiting", subject, context)


def with_tickets(name: str, subject: str, registration: Registration, **more: object) -> Draft:
    """The letter `name` with a code, also as a picture, for each person who has a seat."""
    passes = queries.passes(registration)
    pictures = tuple(
        Attachment(
            f"{one.code}.png",
            "image/png",
            qr_png(queries.ticket_address(one.ticket)),
            f"ticket-{one.ticket.id}",
        )
        for one in passes
    )
    tickets = [
        {"name": one.person.name, "cid": f"ticket-{one.ticket.id}", "code": one.code} for one in passes
    ]
    context = context_of(registration) | _in_line_too(registration) | {"tickets": tickets} | more
    return replace(draft_of(name, subject, context), attachments=pictures)


def _in_line_too(registration: Registration) -> dict[str, object]:
    """Who of a registration with tickets still waits for one, and whether in vain."""
    return {
        "waiting": [person.name for person in queries.waiting_of(registration)],
        "line_ended": clock.now() >= schedule.promotion_ends(registration.seminar),
    }


def draft_of(name: str, subject: str, context: dict[str, object]) -> Draft:
    """The letter `name`; a broker, who gets those of many firms, reads in its subject which one it is about."""
    registration = context["registration"]
    assert isinstance(registration, Registration)
    if registration.agent:
        subject = _("%(subject)s（%(firm)s）", subject=subject, firm=context["enterprise"])
    return Draft(subject, f"registration/letters/{name}", context)


def context_of(registration: Registration, about: Seminar | None = None) -> dict[str, object]:
    """What every letter knows; `about` another seminar than the one it stands in now."""
    seminar = about or registration.seminar
    return {
        "registration": registration,
        "enterprise": registration.firm_name,
        "seminar": seminar,
        "title": title_of(seminar),
        "place": place_of(seminar),
        "uncertain": schedule.uncertain(seminar),
        "link": queries.link_address(registration),
        "why_moved": told(seminar.move_reason, seminar.move_reason_en),
        "why_cancelled": told(seminar.cancel_reason, seminar.cancel_reason_en),
        "when": dates(
            starts_at=seminar.starts_at,
            ends_at=seminar.ends_at,
            edits_close_at=seminar.edits_close_at,
            questions_close_at=seminar.questions_close_at,
            now=clock.now(),
        ),
    }


def title_of(seminar: Seminar) -> str:
    """Its title in the reader's language."""
    return told(seminar.title_zh, seminar.title_en)


def place_of(seminar: Seminar) -> str:
    """Its hall in the reader's language; empty while there is none."""
    return told(seminar.venue.name_zh, seminar.venue.name_en) if seminar.venue else ""


def whereabouts_of(seminar: Seminar) -> str:
    """Its hall with city and township: 金湾礼堂（珠海市金湾区）."""
    if seminar.venue is None:
        return ""
    where = places.township_of(seminar.venue)
    return str(_("%(hall)s（%(where)s）", hall=place_of(seminar), where=where))


def told(zh: str, en: str) -> str:
    """The English words for an English reader, if there are any."""
    return en if current_language() == "en" and en else zh


def day_of(seminar: Seminar, beside: datetime | None = None) -> str:
    """12月15日（星期二）; `beside` a day of another year with its own."""
    return day(seminar.starts_at, beside)


def time_of(seminar: Seminar, beside: datetime | None = None) -> str:
    """12月15日（星期二） 14:30—16:30; the year as `day_of` says it."""
    return f"{day_of(seminar, beside)} {span(seminar.starts_at, seminar.ends_at)}"
