"""The calendar part of letters: an invitation for those who come, its withdrawal for those who do not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from seminars.calendars import rules, service
from seminars.outbox.rules import Addressee, Draft
from seminars.registration import queries as registrations
from seminars.registration.models import Registration
from seminars.schedule.models import CANCELLED, Seminar

Writer = Callable[[Any, Addressee], Draft | None]


def with_invitation(write: Writer) -> Writer:
    """The letter of `write` with the seminar for the reader's calendar; CANCEL if it was called off.

    The draft's context must name the `seminar`.
    """

    def part(draft: Draft, seminar: Seminar, to: Addressee) -> Draft:
        method = rules.CANCEL if seminar.state == CANCELLED else rules.REQUEST
        return _with_part(draft, seminar, to, method, 2 * _withdrawn(seminar, to))

    return _written(write, part)


def with_cancellation(write: Writer) -> Writer:
    """The letter of `write`, taking the seminar out of the reader's calendar, unless another registration keeps it there."""

    def part(draft: Draft, seminar: Seminar, to: Addressee) -> Draft:
        if registrations.has_seat(seminar.id, to.address):
            return draft
        return _with_part(draft, seminar, to, rules.CANCEL, max(2 * _withdrawn(seminar, to) - 1, 0))

    return _written(write, part)


def _withdrawn(seminar: Seminar, to: Addressee) -> int:
    """Each withdrawal is newer than the invitation before it, and older than the one after it."""
    return registrations.withdrawals(seminar.id, to.address)


def _with_part(draft: Draft, seminar: Seminar, to: Addressee, method: str, rises: int) -> Draft:
    concerned = draft.context.get("registration")
    since = concerned.changed_at if isinstance(concerned, Registration) else None
    content = service.invitation(seminar, to.address, method, to.name, rises=rises, since=since)
    return replace(draft, calendar=(method, content))


def _written(write: Writer, part: Callable[[Draft, Seminar, Addressee], Draft]) -> Writer:
    def written(facts: Mapping[str, Any], to: Addressee) -> Draft | None:
        draft = write(facts, to)
        if draft is None or draft.context.get("no_invitation"):  # who waits has nothing to keep free yet
            return draft
        seminar = draft.context["seminar"]
        assert isinstance(seminar, Seminar)
        return part(draft, seminar, to)

    return written
