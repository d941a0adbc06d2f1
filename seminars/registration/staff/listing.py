"""The page of a seminar's list, as it is asked for and as a deed for many comes back to it."""

from collections.abc import Collection, Mapping

from flask import render_template

from seminars.core.paging import page_number
from seminars.registration import queries
from seminars.registration.models import CANCELLED
from seminars.registration.staff.blueprint import wishes_in
from seminars.schedule import queries as schedule


def the_list(
    seminar_id: int, sent: Mapping[str, str], *, refused: str = "", do: str = "", picked: Collection[str] = ()
) -> str:
    """Who is coming, searched and filtered as `sent` says; with why a deed was `refused`, its choice and ticks are kept."""
    wishes = wishes_in(sent)
    by_firm = sent.get("by") == "firm"
    found = queries.by_state(seminar_id, **{name: wishes[name] for name in ("text", "channel", "district")})
    total = found[wishes["state"]] if wishes["state"] else found.total()
    return render_template(
        "registration/registrations.html",
        seminar=schedule.get(seminar_id),
        page=queries.people(
            seminar_id, **wishes, total=total, by_firm=by_firm, page=page_number(sent.get("page"))
        ),
        counts=queries.counts(seminar_id),
        found=found,
        within_reach=total - (found[CANCELLED] if wishes["state"] in ("", CANCELLED) else 0),
        answers=queries.after_move(seminar_id),
        doubles=queries.doubles_count(seminar_id),
        sizes=queries.firm_sizes(seminar_id),
        rows_of=queries.by_enterprise(seminar_id, **wishes) if by_firm else {},
        districts=queries.districts(seminar_id),
        by_firm=by_firm,
        refused=refused,
        do=do,
        picked=picked,
        **wishes,
    )
