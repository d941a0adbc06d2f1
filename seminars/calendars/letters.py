"""The calendar part of letters: an invitation for those who come, its withdrawal for those who do not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from seminars.calendars import rules, service
from seminars.outbox.rules import Addressee, Draft
from seminars.schedule.models import CANCELLED, Seminar

Writer = Callable[[Any, Addressee], Draft | None]


def with_invitation(write: Writer) -> Writer:
    """The letter of `write` with the seminar for the reader's calendar; CANCEL if it was called off.

    The draft's context must name the `seminar`.
    """
    return _with_part(write, lambda seminar: rules.CANCEL if seminar.state == CANCELLED else rules.REQUEST)


def with_cancellation(write: Writer) -> Writer:
    """The letter of `write`, taking the seminar out of the reader's calendar."""
    return _with_part(write, lambda seminar: rules.CANCEL)


def _with_part(write: Writer, method_for: Callable[[Seminar], str]) -> Writer:
    def written(facts: Mapping[str, Any], to: Addressee) -> Draft | None:
        draft = write(facts, to)
        if draft is None or draft.context.get("no_invitation"):  # who waits has nothing to keep free yet
            return draft
        seminar = draft.context["seminar"]
        assert isinstance(seminar, Seminar)
        method = method_for(seminar)
        return replace(draft, calendar=(method, service.invitation(seminar, to.address, method, to.name)))

    return written
