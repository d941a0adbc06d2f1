"""What two desks without a network have done, and what an organizer has to decide: nothing, unless it stands on top."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.checkin import queries, service
from seminars.checkin.staff.blueprint import SEMINAR, Page, bp, of_organizers, of_readers
from seminars.checkin.staff.held import LONGEST, Typed, entry_with, in_words, typed_of
from seminars.core import clock
from seminars.core.doors import done_and_said
from seminars.core.i18n import _
from seminars.registration.rules import displayed_short_code, parse_short_code
from seminars.schedule import queries as schedule


@bp.get(SEMINAR + "/conflicts")
@of_readers
def conflicts(seminar_id: int) -> Page:
    """The report: what must be decided, then what one should know."""
    return _report(seminar_id, {})


@bp.post(SEMINAR + "/held/<int:held_id>/apply")
@of_organizers
def apply_entry(seminar_id: int, held_id: int) -> Page | Response:
    """It counts after all, perhaps corrected; what was typed stays when it is refused."""
    typed = typed_of(request.form)
    who = typed.get("who", "")
    person = _whom(seminar_id, who) if who else None
    if who and person is None:
        flash(_("名单里没有找到“%(who)s”，没有补记。", who=who), "warn")
        return _report(seminar_id, {held_id: typed}), 422
    is_done = done_and_said(
        lambda: service.apply_entry(
            seminar_id=seminar_id,
            held_id=held_id,
            entry=entry_with(queries.held_entry(seminar_id, held_id), typed),
            person=person,
            reason=typed.get("reason", ""),
        ),
        _("已补记。"),
    )
    return _back(seminar_id) if is_done else (_report(seminar_id, {held_id: typed}), 422)


@bp.post(SEMINAR + "/held/<int:held_id>/drop")
@of_organizers
def drop_entry(seminar_id: int, held_id: int) -> Response:
    """It does not count."""
    done_and_said(lambda: service.drop_entry(seminar_id=seminar_id, held_id=held_id), _("已放弃。"))
    return _back(seminar_id)


@bp.post(SEMINAR + "/held/<int:held_id>/undo")
@of_organizers
def undo_decision(seminar_id: int, held_id: int) -> Response:
    """It waits for a decision again."""
    done_and_said(
        lambda: service.undo_decision(seminar_id=seminar_id, held_id=held_id), _("已撤销，请重新决定。")
    )
    return _back(seminar_id)


def _back(seminar_id: int) -> Response:
    return redirect(url_for(".conflicts", seminar_id=seminar_id))


def _report(seminar_id: int, typed: Mapping[int, Typed]) -> str:
    seminar, waiting = schedule.get(seminar_id), queries.waiting_entries(seminar_id)
    decided = queries.decided_entries(seminar_id, clock.now() - service.UNDO_FOR)
    told = in_words(seminar_id, [*waiting, *decided], typed)
    return render_template(
        "checkin/conflicts.html",
        seminar=seminar,
        held=told[: len(waiting)],
        decided=told[len(waiting) :],
        longest=LONGEST,
        seats_left=queries.here(seminar_id).seats_left,
        short=displayed_short_code,
        twice=queries.twice(seminar_id),
        doubtful=queries.doubtful(seminar_id),
        uninvited=queries.uninvited(seminar_id),
        beyond=queries.beyond_hall(seminar_id, seminar.venue.capacity if seminar.venue else 0),
    )


def _whom(seminar_id: int, who: str) -> int | None:
    """A person on the list, by short code or by the whole name."""
    if code := parse_short_code(who):
        person = queries.by_code(seminar_id, code).person
        return person.attendee_id if person else None
    return queries.by_name(seminar_id, who, "")
