"""Into the seminar and the line before it: seats, places in the line, and neither."""

from seminars.core import clock
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft
from seminars.registration import queries
from seminars.registration.letters.drafting import (
    Facts,
    context_of,
    day_of,
    draft_of,
    found_one,
    in_line,
    is_off,
    live_one,
    title_of,
    with_tickets,
    without_tickets,
)
from seminars.registration.models import PENDING, WAITING
from seminars.schedule import queries as schedule


def confirmed(facts: Facts, to: Addressee) -> Draft | None:
    """Seats are kept: tickets, dates and the link."""
    registration = live_one(facts)
    if registration is None:
        return None
    subject = _(
        "报名成功：%(day)s %(title)s", day=day_of(registration.seminar), title=title_of(registration.seminar)
    )
    return with_tickets("confirmed", subject, registration)


def received(facts: Facts, to: Addressee) -> Draft | None:
    """Seats are held until an organizer has decided."""
    registration = live_one(facts)
    if registration is None or registration.state != PENDING:
        return None
    seminar = registration.seminar
    subject = _("已收到报名，等待审核：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    return without_tickets(subject, registration)


def refused(facts: Facts, to: Addressee) -> Draft | None:
    """Not approved, with the reason."""
    registration = found_one(facts)
    if registration is None or is_off(registration.seminar):
        return None
    seminar = registration.seminar
    subject = _("报名未通过审核：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    context = context_of(registration) | {"reason": facts.get("reason", "")}
    return draft_of("refused", subject, context)


def waiting(facts: Facts, to: Addressee) -> Draft | None:
    """No seat yet: the place in the line, and the rules of the list."""
    registration = live_one(facts)
    if registration is None or registration.state != WAITING:
        return None
    seminar = registration.seminar
    subject = _("已加入候补：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    return in_line(subject, registration)


def promoted(facts: Facts, to: Addressee) -> Draft | None:
    """Seats from the waiting list: tickets, and the link that gives them back; None when they were given back already."""
    registration = live_one(facts)
    if registration is None:
        return None
    promotion = queries.promotion(int(str(facts["promotion"])))
    names = [person.name for person in queries.promoted_people(promotion)]
    if not names:
        return None
    seminar = registration.seminar
    subject = _("候补成功：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    return with_tickets(
        "promoted",
        subject,
        registration,
        names=names,
        by_hand=bool(promotion.reason),
        is_over=seminar.seats_taken - len(names) >= seminar.capacity,
        decline=queries.decline_address(promotion),
        cutoff=schedule.promotion_ends(seminar),
    )


def no_seat(facts: Facts, to: Addressee) -> Draft | None:
    """The line has ended without a seat for everybody; None when they have one by now, or when the line goes on."""
    registration = live_one(facts)
    if registration is None:
        return None
    seminar, waiting = registration.seminar, len(queries.waiting_of(registration))
    cutoff = schedule.promotion_ends(seminar)
    if not waiting or cutoff.isoformat() != facts["cutoff"] or clock.now() >= seminar.starts_at:
        return None
    subject = _("候补没有等到座位：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    context = context_of(registration) | {
        "waiting": waiting,
        "seated": len(queries.live_people(registration)),
        "cutoff": cutoff,
    }
    return draft_of("no_seat", subject, context)


def left_line(facts: Facts, to: Addressee) -> Draft | None:
    """Nobody of the registration waits any more; who has a seat keeps it."""
    registration = found_one(facts)
    if registration is None or is_off(registration.seminar):
        return None
    seminar = registration.seminar
    subject = _("已退出候补：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    context = context_of(registration) | {
        "reason": facts.get("reason", ""),
        "seated": len(queries.live_people(registration)),
    }
    return draft_of("left_line", subject, context)
