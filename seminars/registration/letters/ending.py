"""It is cancelled: the registration, or the seminar."""

from seminars.core import clock
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft
from seminars.registration import queries
from seminars.registration.letters.drafting import Facts, context_of, day_of, draft_of, found_one, title_of
from seminars.registration.models import CANCELLED
from seminars.registration.rules.reasons import reason_in_words
from seminars.schedule import queries as schedule


def cancelled(facts: Facts, to: Addressee) -> Draft | None:
    """The enterprise, or customs with a reason, has cancelled."""
    registration = found_one(facts)
    if registration is None:
        return None
    subject = _(
        "报名已取消：%(day)s %(title)s",
        day=day_of(registration.seminar),
        title=title_of(registration.seminar),
    )
    had_tickets, merged = queries.had_tickets(registration), queries.merged_people(registration)
    context = context_of(registration) | {
        "has_merged": bool(merged),
        "still_open": [one.person.name for one in merged if one.opens and one.is_here],
        "reason": reason_in_words(str(facts.get("reason", ""))),
        "had_tickets": had_tickets,
        "no_invitation": not had_tickets,
        "may_again": schedule.may_register_again(registration.seminar, clock.now()),
    }
    return draft_of("cancelled", subject, context)


def seminar_cancelled(facts: Facts, to: Addressee) -> Draft | None:
    """It will not take place (B2)."""
    registration = found_one(facts)
    if registration is None or registration.state == CANCELLED:
        return None
    seminar = registration.seminar
    subject = _("活动取消：%(day)s %(title)s", day=day_of(seminar), title=title_of(seminar))
    context = context_of(registration) | {"no_invitation": not queries.had_tickets(registration)}
    return draft_of("seminar_cancelled", subject, context)
