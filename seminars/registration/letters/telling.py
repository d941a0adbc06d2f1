"""Nothing is another: a reminder, a word to many, a lost link."""

from seminars.core import clock
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft
from seminars.registration import queries
from seminars.registration.letters.drafting import (
    Facts,
    context_of,
    day_of,
    draft_of,
    live_one,
    title_of,
    with_tickets,
)
from seminars.registration.models import CANCELLED, CONFIRMED, Registration


def reminder(facts: Facts, to: Addressee) -> Draft | None:
    """The day comes near: tickets, way, and what can still be changed. None when the date is another one by now."""
    registration = live_one(facts)
    if registration is None or registration.state != CONFIRMED:
        return None
    seminar = registration.seminar
    if seminar.starts_at.isoformat() != facts["starts_at"] or clock.now() >= seminar.starts_at:
        return None
    near = _("明天见") if facts["days"] == 1 else _("还有一周")
    subject = _("%(near)s：%(day)s %(title)s", near=near, day=day_of(seminar), title=title_of(seminar))
    return with_tickets("reminder", subject, registration, near=near, no_invitation=True)


def message(facts: Facts, to: Addressee) -> Draft | None:
    """What an organizer writes to many of a seminar."""
    registration, text = live_one(facts), queries.bulk_text(int(str(facts["bulk"])))
    if registration is None or not text:
        return None
    subject = _(
        "关于%(day)s的活动：%(title)s", day=day_of(registration.seminar), title=title_of(registration.seminar)
    )
    return draft_of("message", subject, context_of(registration) | {"text": text})


def links(facts: Facts, to: Addressee) -> Draft | None:
    """Every link of this address that still opens something."""
    keys = facts["registrations"]
    found = [queries.get(int(key)) for key in keys] if isinstance(keys, list) else []
    live = [one for one in found if one.state != CANCELLED]
    if not live:
        return None
    rows = [(_words_of_link(one), queries.link_address(one)) for one in live]
    return Draft(_("您的报名链接"), "registration/letters/links", {"rows": rows})


def _words_of_link(registration: Registration) -> str:
    """Which seminar and which firm: a broker has many for one day."""
    return f"{day_of(registration.seminar)} {title_of(registration.seminar)} · {registration.firm_name}"
