"""Pieces of the desk that refresh themselves: numbers, last entries, the live list, names of enterprises."""

from flask import Response, request

from seminars.checkin import queries
from seminars.checkin.staff.blueprint import DOOR, Page, at_the_door, bp, desk_name, fresh, page
from seminars.enterprises import queries as enterprises
from seminars.schedule import queries as schedule

SHOWS = ("all", "absent", "walk_in")
ROWS, MOST_ROWS = 30, 600


@bp.get(DOOR + "/numbers")
@at_the_door
def numbers(seminar_id: int) -> Page:
    """How many are in."""
    return fresh(page("checkin/parts/numbers.html", schedule.get(seminar_id)))


@bp.get(DOOR + "/recent")
@at_the_door
def recent(seminar_id: int) -> Page:
    """The last two acts of this desk."""
    entries = queries.recent(seminar_id, desk_name())
    return fresh(page("checkin/parts/recent.html", schedule.get(seminar_id), recent=entries))


@bp.get(DOOR + "/list")
@at_the_door
def guests(seminar_id: int) -> Page:
    """Everyone on the list, newest arrivals first, and what each desk has done."""
    show = request.args.get("show", "all")
    show = show if show in SHOWS else SHOWS[0]
    limit = min(request.args.get("rows", ROWS, type=int), MOST_ROWS)
    return fresh(
        page(
            "checkin/parts/list.html",
            schedule.get(seminar_id),
            show=show,
            limit=limit,
            guests=queries.guests(seminar_id, show, limit),
            desks=queries.desks(seminar_id),
            step=ROWS,
        )
    )


@bp.get(DOOR + "/enterprises")
@at_the_door
def suggest(seminar_id: int) -> Response | Page:
    """Enterprises whose name holds what is typed: for the field of the walk-in."""
    text = request.args.get("q", "")
    found = enterprises.suggest(text) if len(text.strip()) > 1 else []
    return page("checkin/parts/enterprises.html", schedule.get(seminar_id), found=found, text=text)
