"""The letter that asks for feedback."""

from typing import Any

from seminars.core import clock
from seminars.core.i18n import _
from seminars.feedback import queries
from seminars.outbox.rules import Addressee, Draft


def invitation(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The person's own link; nothing when there is an answer already or the form is closed."""
    invited = queries.by_id(facts["invitation"])
    if invited.answered or clock.now() > invited.closes_at:
        return None
    return Draft(
        subject=_("这一期怎么样？请您说几句"),
        template="feedback/letters/invitation",
        context={
            "invitation": invited,
            "seminar": invited.seminar,
            "person": invited.attendee,
            "link": queries.link(invited),
        },
    )
