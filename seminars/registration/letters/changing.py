"""Something is another now: who comes, when and where, to which seminar."""

from dataclasses import replace
from datetime import datetime

from seminars.core.i18n import _, day, span
from seminars.outbox.rules import Addressee, Draft
from seminars.registration import queries
from seminars.registration.letters.drafting import (
    Change,
    Facts,
    context_of,
    day_of,
    draft_of,
    found_one,
    is_off,
    live_one,
    place_of,
    time_of,
    title_of,
    told,
    whereabouts_of,
    with_tickets,
    without_tickets,
)
from seminars.registration.models import CONFIRMED
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


def changed(facts: Facts, to: Addressee) -> Draft | None:
    """Another person comes, somebody does not, or a ticket was issued anew: the tickets as they are now."""
    registration = live_one(facts)
    if registration is None:
        return None
    subject = _(
        "名单有变：%(day)s %(title)s", day=day_of(registration.seminar), title=title_of(registration.seminar)
    )
    if registration.state == CONFIRMED:
        draft = with_tickets("changed", subject, registration, what=facts.get("what", ""))
    else:
        draft = without_tickets(subject, registration)
    gone, whose = facts.get("gone"), facts.get("whose")
    more = {
        "gone": [one.name for one in registration.attendees if isinstance(gone, list) and one.id in gone],
        "whose": next((one.name for one in registration.attendees if one.id == whose), ""),
        "reason": facts.get("reason", ""),
    }
    return replace(draft, context={**draft.context, **more})


def moved(facts: Facts, to: Addressee) -> Draft | None:
    """What has changed, time or place or both, old and new; the same tickets; keep, or give up (B1).

    None when it stands again where it stood.
    """
    registration = live_one(facts)
    if registration is None:
        return None
    seminar = registration.seminar
    time, place = _change_of_time(seminar, facts), _change_of_place(seminar, facts)
    if not time and not place:
        return None
    subject, heading = _called(seminar, _old_start(facts), is_time=bool(time), is_place=bool(place))
    if registration.state != CONFIRMED:
        return without_tickets(subject, registration, heading=heading, changes=time + place)
    return with_tickets(
        "moved",
        subject,
        registration,
        heading=heading,
        changes=time + place,
        keep=f"{queries.link_address(registration)}/keep",
    )


def _change_of_time(seminar: Seminar, facts: Facts) -> list[Change]:
    starts = _old_start(facts)
    lasted = seminar.ends_at - seminar.starts_at  # a letter that was queued before its end was told
    ends = datetime.fromisoformat(str(facts.get("old_end") or (starts + lasted).isoformat()))
    if (starts, ends) == (seminar.starts_at, seminar.ends_at):
        return []
    before = f"{day(starts, seminar.starts_at)} {span(starts, ends)}"
    return [(_("时间"), before, time_of(seminar, starts))]


def _old_start(facts: Facts) -> datetime:
    return datetime.fromisoformat(str(facts["old_start"]))


def _change_of_place(seminar: Seminar, facts: Facts) -> list[Change]:
    old = str(facts.get("old_place", ""))
    if not old or old == (seminar.venue.name_zh if seminar.venue else ""):
        return []
    return [(_("地点"), told(old, str(facts.get("old_place_en", ""))), whereabouts_of(seminar))]


def _called(seminar: Seminar, old_start: datetime, *, is_time: bool, is_place: bool) -> tuple[str, str]:
    """Subject and heading of a move: they name what is another now, and only that."""
    time, title, place = time_of(seminar, old_start), title_of(seminar), place_of(seminar)
    if not is_place:
        return _("改期通知：改到%(time)s %(title)s", time=time, title=title), _("改到%(time)s", time=time)
    if not is_time:
        subject = _("换会场通知：%(day)s %(title)s", day=day_of(seminar), title=title)
        return subject, _("会场换到%(place)s", place=place)
    subject = _("改期、换会场通知：改到%(time)s %(title)s", time=time, title=title)
    return subject, _("改到%(time)s，会场换到%(place)s", time=time, place=place)


def transferred(facts: Facts, to: Addressee) -> Draft | None:
    """All of it comes to another seminar: which one it was, which one it is, and the new tickets. None when it came back."""
    registration, source = live_one(facts), schedule.get(int(str(facts["source"])))
    if registration is None or registration.seminar_id == source.id:
        return None
    seminar = registration.seminar
    rows = [
        (_("时间"), time_of(source, seminar.starts_at), time_of(seminar, source.starts_at)),
        (_("题目"), title_of(source), title_of(seminar)),
        (_("地点"), whereabouts_of(source), whereabouts_of(seminar)),
    ]
    return with_tickets(
        "transferred",
        _("改到另一期：%(day)s %(title)s", day=day_of(seminar, source.starts_at), title=title_of(seminar)),
        registration,
        source=source,
        changes=[(label, old, new) for label, old, new in rows if old != new],
        had_tickets=facts["had_tickets"],
    )


def transferred_away(facts: Facts, to: Addressee) -> Draft | None:
    """The seminar that a registration has left: its day is free again. None when it came back, or when the day is off anyway."""
    registration, source = found_one(facts), schedule.get(int(str(facts["seminar"])))
    if registration is None or registration.seminar_id == source.id or is_off(source):
        return None
    subject = _("这一期不用来了：%(day)s %(title)s", day=day_of(source), title=title_of(source))
    return draft_of("transferred_away", subject, context_of(registration, source))
