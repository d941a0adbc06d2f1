"""What two desks without a network have done, and what an organizer has to decide: nothing, unless it stands on top."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, HeldEntry
from seminars.checkin.rules import OUT, UNDO
from seminars.checkin.service import Entry
from seminars.checkin.staff.blueprint import SEMINAR, Page, bp, of_organizers, of_readers
from seminars.checkin.staff.held import LONGEST, Held, Typed, entry_with, in_words, typed_of
from seminars.core import clock
from seminars.core.doors import done_and_said
from seminars.core.errors import Refusal
from seminars.core.i18n import _, _n, stamp
from seminars.registration.rules import displayed_short_code, parse_short_code
from seminars.schedule import queries as schedule

Decide = Callable[[int, Sequence[HeldEntry]], None]
SURE = "sure"
"""holds the number of somebody who is in, of whom an organizer says that they are meant all the same"""
MOST_SAID = 10
"""of the refusals that many acts at once may meet; the acts themselves all stay on the page"""


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
    entry = entry_with(queries.held_entry(seminar_id, held_id), typed)
    found = _whom(seminar_id, typed.get("who", ""))
    if asked := _asked_first(seminar_id, typed, found, entry):
        return _report(seminar_id, {held_id: {**typed, **asked}}), 422
    is_done = done_and_said(
        lambda: service.apply_entry(
            seminar_id=seminar_id,
            held_id=held_id,
            entry=entry,
            person=found[0] if found else None,
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


@bp.route(SEMINAR + "/held/of/<who>/apply", methods=["GET", "POST"])
@of_organizers
def apply_together(seminar_id: int, who: str) -> Page | Response:
    """All that waits of one device, or of one member of staff, counts."""
    return _together(seminar_id, who, "apply", _apply)


@bp.route(SEMINAR + "/held/of/<who>/drop", methods=["GET", "POST"])
@of_organizers
def drop_together(seminar_id: int, who: str) -> Page | Response:
    """None of it counts."""
    return _together(seminar_id, who, "drop", _drop)


def _together(seminar_id: int, who: str, deed: str, decide: Decide) -> Page | Response:
    """Asked first, then done with exactly those that were shown."""
    rows = [row for row in queries.waiting_entries(seminar_id) if row.who == who]
    if request.method == "POST":
        shown = request.form.getlist("held", type=int)
        decide(seminar_id, [row for row in rows if row.id in shown])
        return _back(seminar_id)
    if not rows:
        return _back(seminar_id)
    return render_template("checkin/together.html", seminar=schedule.get(seminar_id), rows=rows, deed=deed)


def _drop(seminar_id: int, rows: Sequence[HeldEntry]) -> None:
    service.drop_all(seminar_id=seminar_id, held_ids=[row.id for row in rows])
    if rows:
        flash(_n("已放弃%(n)s条。", "已放弃%(n)s条。", len(rows), n=len(rows)))


def _apply(seminar_id: int, rows: Sequence[HeldEntry]) -> None:
    """Say what came of it, also of those that met a refusal."""
    entries = {row.id: entry_with(row, {}) for row in rows}
    refused = service.apply_all(seminar_id=seminar_id, entries=entries)
    if done := len(rows) - len(refused):
        flash(_n("已补记%(n)s条。", "已补记%(n)s条。", done, n=done))
    for told in in_words(seminar_id, [row for row in rows if row.id in refused], {})[:MOST_SAID]:
        flash(_not_applied(told, refused[told.row.id]), "warn")


def _not_applied(told: Held, refusal: Refusal) -> str:
    whom = told.name or told.known or str(told.kind)
    return str(_("没有补记%(whom)s：%(why)s", whom=whom, why=refusal.text))


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
        queues=_queues(waiting),
        decided=told[len(waiting) :],
        longest=LONGEST,
        seats_left=queries.here(seminar_id).seats_left,
        short=displayed_short_code,
        twice=queries.twice(seminar_id),
        doubtful=queries.doubtful(seminar_id),
        uninvited=queries.uninvited(seminar_id),
        beyond=queries.beyond_hall(seminar_id, seminar.venue.capacity if seminar.venue else 0),
    )


def _queues(waiting: Sequence[HeldEntry]) -> list[list[HeldEntry]]:
    """The acts of each device, or member of staff, of which several wait."""
    by_source = sorted((row for row in waiting if row.who), key=lambda row: row.who)
    queues = [list(rows) for _who, rows in groupby(by_source, key=lambda row: row.who)]
    return [rows for rows in queues if len(rows) > 1]


def _whom(seminar_id: int, who: str) -> Sequence[int]:
    """Everybody on the list with this short code or this whole name, two at most."""
    if code := parse_short_code(who):
        person = queries.by_code(seminar_id, code).person
        return [person.attendee_id] if person else []
    return queries.namesakes(seminar_id, who) if who else []


def _asked_first(seminar_id: int, typed: Typed, found: Sequence[int], entry: Entry) -> Typed:
    """Say why it does not count yet with what was typed, and what the form has to hold then; nothing where all is clear."""
    who = typed.get("who", "")
    if who and not found:
        flash(_("名单里没有找到“%(who)s”，没有补记。", who=who), "warn")
        return typed
    if len(found) > 1:
        flash(_("名单里不止一位“%(who)s”，没有补记。请改填短码。", who=who), "warn")
        return typed
    arrived = _arrival_of(found, entry)
    if not arrived or request.form.get(SURE) == str(arrived.attendee_id):
        return {}
    person, at = arrived.attendee, stamp(arrived.arrived_at)
    told = {"name": person.name, "firm": person.enterprise.name, "time": at}
    flash(_("%(name)s（%(firm)s）%(time)s已经签到，没有补记。真是同一位，请勾选后再补记。", **told), "warn")
    return {SURE: str(arrived.attendee_id)}


def _arrival_of(found: Sequence[int], entry: Entry) -> Attendance | None:
    """When the person meant came in already, of an act that would let them in once more."""
    comes_in = not entry.is_clear or entry.kind not in (OUT, UNDO)
    return queries.arrival_scan(found[0]) if found and comes_in else None
