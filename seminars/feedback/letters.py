"""The letter that asks for feedback."""

from typing import Any

from seminars.core import clock
from seminars.core.i18n import _
from seminars.feedback import queries
from seminars.outbox.rules import Addressee, Draft


def invitation(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The person's own link; nothing when there is an answer already or the form is closed.

    Where it comes to the mailbox of a broker, it asks the broker to pass it on, and its subject names the firm.
    """
    invited = queries.by_id(facts["invitation"])
    if invited.answered or clock.now() > invited.closes_at:
        return None
    registration = invited.attendee.registration
    agent = registration.agent if to.address != invited.attendee.email else ""
    subject = _("这一期怎么样？请您说几句")
    if agent:
        subject = _("%(subject)s（%(firm)s）", subject=subject, firm=registration.firm_name)
    return Draft(
        subject=subject,
        template="feedback/letters/invitation",
        context={
            "invitation": invited,
            "seminar": invited.seminar,
            "person": invited.attendee,
            "firm": registration.firm_name,
            "agent": agent,
            "link": queries.link(invited),
        },
    )
