"""What two desks without a network have done, and what an organizer has to decide: nothing, unless it stands on top."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.checkin import queries, service
from seminars.checkin.forms import entry_of
from seminars.checkin.models import HeldEntry
from seminars.checkin.service import Entry
from seminars.checkin.staff.blueprint import SEMINAR, Page, bp, of_organizers, of_readers
from seminars.core import clock
from seminars.core.doors import done_and_said
from seminars.core.i18n import _, _l
from seminars.registration.rules import parse_short_code
from seminars.schedule import queries as schedule

WHY = {
    "revoked": _l("设备已撤销"),
    "expired": _l("设备已失效"),
    "late": _l("活动结束后才传来"),
    "closed": _l("本期没有发布"),
    "unclear": _l("看不懂"),
    "unlisted": _l("名单里没有"),
    "full": _l("已满员"),
    "hard_limit": _l("超过会场容量"),
}
KINDS = {"in": _l("签到"), "out": _l("离场"), "undo": _l("撤销"), "walk_in": _l("现场报名")}


@dataclass(frozen=True, slots=True)
class Held:
    """An act that waits for a decision, in words."""

    row: HeldEntry
    kind: object
    name: str
    enterprise: str
    why: object
    is_guest: bool


@bp.get(SEMINAR + "/conflicts")
@of_readers
def conflicts(seminar_id: int) -> Page:
    """The report: what must be decided, then what one should know."""
    seminar, waiting = schedule.get(seminar_id), queries.waiting_entries(seminar_id)
    decided = queries.decided_entries(seminar_id, clock.now() - service.UNDO_FOR)
    told = _in_words(seminar_id, [*waiting, *decided])
    return render_template(
        "checkin/conflicts.html",
        seminar=seminar,
        held=told[: len(waiting)],
        decided=told[len(waiting) :],
        twice=queries.twice(seminar_id),
        doubtful=queries.doubtful(seminar_id),
        uninvited=queries.uninvited(seminar_id),
        beyond=queries.beyond_hall(seminar_id, seminar.venue.capacity if seminar.venue else 0),
    )


@bp.post(SEMINAR + "/held/<int:held_id>/apply")
@of_organizers
def apply_entry(seminar_id: int, held_id: int) -> Response:
    """It counts after all."""
    who = request.form.get("who", "").strip()
    person = _whom(seminar_id, who) if who else None
    if who and person is None:
        flash(_("名单里没有找到“%(who)s”，没有补记。", who=who), "warn")
        return redirect(url_for(".conflicts", seminar_id=seminar_id))
    done_and_said(
        lambda: service.apply_entry(
            seminar_id=seminar_id,
            held_id=held_id,
            entry=_entry(queries.held_entry(seminar_id, held_id)),
            person=person,
            reason=request.form.get("reason", "").strip()[:120],
        ),
        _("已补记。"),
    )
    return redirect(url_for(".conflicts", seminar_id=seminar_id))


@bp.post(SEMINAR + "/held/<int:held_id>/drop")
@of_organizers
def drop_entry(seminar_id: int, held_id: int) -> Response:
    """It does not count."""
    done_and_said(lambda: service.drop_entry(seminar_id=seminar_id, held_id=held_id), _("已放弃。"))
    return redirect(url_for(".conflicts", seminar_id=seminar_id))


@bp.post(SEMINAR + "/held/<int:held_id>/undo")
@of_organizers
def undo_decision(seminar_id: int, held_id: int) -> Response:
    """It waits for a decision again."""
    done_and_said(
        lambda: service.undo_decision(seminar_id=seminar_id, held_id=held_id), _("已撤销，请重新决定。")
    )
    return redirect(url_for(".conflicts", seminar_id=seminar_id))


def _in_words(seminar_id: int, rows: Sequence[HeldEntry]) -> list[Held]:
    """Whom they are about is read once for all of them: the marks of every ticket are made for it."""
    if not rows:
        return []
    marks = queries.people_by_mark(seminar_id, clock.now())
    named = queries.people_named(seminar_id)
    return [_worded(row, marks, named) for row in rows]


def _worded(row: HeldEntry, marks: dict[str, int], named: dict[int, tuple[str, str]]) -> Held:
    entry = _entry(row)
    person = marks.get(entry.mark) or marks.get(entry.code) or entry.attendee_id or 0
    name, enterprise = named.get(person, (entry.name, entry.enterprise_name))
    return Held(
        row,
        KINDS[entry.kind] if entry.is_clear else "—",
        name,
        enterprise,
        WHY.get(row.why, _l("报名没有成功")),
        entry.kind == "walk_in",
    )


def _entry(row: HeldEntry) -> Entry:
    return entry_of(json.loads(row.entry))


def _whom(seminar_id: int, who: str) -> int | None:
    """A person on the list, by short code or by the whole name."""
    if code := parse_short_code(who):
        person = queries.by_code(seminar_id, code).person
        return person.attendee_id if person else None
    return queries.by_name(seminar_id, who, "")
