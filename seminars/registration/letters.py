"""The letters about a registration, composed from fresh rows when they are sent; None when there is nothing left to say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from seminars.core import clock
from seminars.core.errors import Missing
from seminars.core.i18n import _, current_language, day, span
from seminars.core.qr import qr_png
from seminars.outbox.rules import Addressee, Attachment, Draft
from seminars.registration import queries
from seminars.registration.models import CANCELLED, CONFIRMED, PENDING, WAITING, Registration
from seminars.registration.rules import dates
from seminars.schedule import queries as schedule
from seminars.schedule.models import CANCELLED as SEMINAR_CANCELLED
from seminars.schedule.models import Seminar

Facts = Mapping[str, object]
Change = tuple[str, str, str]
"""what it is, how it was, how it is"""


def confirmed(facts: Facts, to: Addressee) -> Draft | None:
    """Seats are kept: tickets, dates and the link."""
    registration = _live(facts)
    if registration is None:
        return None
    subject = _(
        "报名成功：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    return _with_tickets("confirmed", subject, registration)


def waiting(facts: Facts, to: Addressee) -> Draft | None:
    """No seat yet: the place in the line, and the rules of the list."""
    registration = _live(facts)
    if registration is None or registration.state != WAITING:
        return None
    seminar = registration.seminar
    subject = _("已加入候补：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    return _in_line(subject, registration)


def received(facts: Facts, to: Addressee) -> Draft | None:
    """Seats are held until an organizer has decided."""
    registration = _live(facts)
    if registration is None or registration.state != PENDING:
        return None
    seminar = registration.seminar
    subject = _("已收到报名，等待审核：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    return _without_tickets(subject, registration)


def refused(facts: Facts, to: Addressee) -> Draft | None:
    """Not approved, with the reason."""
    registration = _found(facts)
    if registration is None or _is_off(registration.seminar):
        return None
    seminar = registration.seminar
    subject = _("报名未通过审核：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    context = _context(registration) | {"reason": facts.get("reason", "")}
    return Draft(subject, "registration/letters/refused", context)


def promoted(facts: Facts, to: Addressee) -> Draft | None:
    """Seats from the waiting list: tickets, and the link that gives them back; None when they were given back already."""
    registration = _live(facts)
    if registration is None:
        return None
    promotion = queries.promotion(int(str(facts["promotion"])))
    names = [person.name for person in queries.promoted_people(promotion)]
    if not names:
        return None
    seminar = registration.seminar
    subject = _("候补成功：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    return _with_tickets(
        "promoted",
        subject,
        registration,
        names=names,
        by_hand=bool(promotion.reason),
        decline=queries.decline_address(promotion),
        cutoff=schedule.promotion_ends(seminar),
    )


def no_seat(facts: Facts, to: Addressee) -> Draft | None:
    """The line has ended without a seat for everybody; None when they have one by now, or when the line goes on."""
    registration = _live(facts)
    if registration is None:
        return None
    seminar, waiting = registration.seminar, len(queries.waiting_of(registration))
    cutoff = schedule.promotion_ends(seminar)
    if not waiting or cutoff.isoformat() != facts["cutoff"] or clock.now() >= seminar.starts_at:
        return None
    subject = _("候补没有等到座位：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    context = _context(registration) | {
        "waiting": waiting,
        "seated": len(queries.live_people(registration)),
        "cutoff": cutoff,
    }
    return Draft(subject, "registration/letters/no_seat", context)


def message(facts: Facts, to: Addressee) -> Draft | None:
    """What an organizer writes to many of a seminar."""
    registration, text = _live(facts), queries.bulk_text(int(str(facts["bulk"])))
    if registration is None or not text:
        return None
    subject = _(
        "关于%(day)s的活动：%(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    return Draft(subject, "registration/letters/message", _context(registration) | {"text": text})


def left_line(facts: Facts, to: Addressee) -> Draft | None:
    """Nobody of the registration waits any more; who has a seat keeps it."""
    registration = _found(facts)
    if registration is None or _is_off(registration.seminar):
        return None
    seminar = registration.seminar
    subject = _("已退出候补：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    context = _context(registration) | {
        "reason": facts.get("reason", ""),
        "seated": len(queries.live_people(registration)),
    }
    return Draft(subject, "registration/letters/left_line", context)


def changed(facts: Facts, to: Addressee) -> Draft | None:
    """Another person comes, somebody does not, or a ticket was issued anew: the tickets as they are now."""
    registration = _live(facts)
    if registration is None:
        return None
    subject = _(
        "名单有变：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    if registration.state == CONFIRMED:
        draft = _with_tickets("changed", subject, registration, what=facts.get("what", ""))
    else:
        draft = _without_tickets(subject, registration)
    gone = facts.get("gone")
    names = [one.name for one in registration.attendees if isinstance(gone, list) and one.id in gone]
    return replace(draft, context={**draft.context, "gone": names, "reason": facts.get("reason", "")})


def moved(facts: Facts, to: Addressee) -> Draft | None:
    """What has changed, time or place or both, old and new; the same tickets; keep, or give up (B1).

    None when it stands again where it stood.
    """
    registration = _live(facts)
    if registration is None:
        return None
    seminar = registration.seminar
    time, place = _change_of_time(seminar, facts), _change_of_place(seminar, facts)
    if not time and not place:
        return None
    subject, heading = _called(seminar, is_time=bool(time), is_place=bool(place))
    if registration.state != CONFIRMED:
        return _without_tickets(subject, registration, heading=heading, changes=time + place)
    return _with_tickets(
        "moved",
        subject,
        registration,
        heading=heading,
        changes=time + place,
        keep=f"{queries.link_address(registration)}/keep",
    )


def _change_of_time(seminar: Seminar, facts: Facts) -> list[Change]:
    starts = datetime.fromisoformat(str(facts["old_start"]))
    lasted = seminar.ends_at - seminar.starts_at  # a letter that was queued before its end was told
    ends = datetime.fromisoformat(str(facts.get("old_end") or (starts + lasted).isoformat()))
    if (starts, ends) == (seminar.starts_at, seminar.ends_at):
        return []
    return [(_("时间"), f"{day(starts)} {span(starts, ends)}", _time(seminar))]


def _change_of_place(seminar: Seminar, facts: Facts) -> list[Change]:
    old = str(facts.get("old_place", ""))
    if not old or old == (seminar.venue.name_zh if seminar.venue else ""):
        return []
    return [(_("地点"), _told(old, str(facts.get("old_place_en", ""))), _place(seminar))]


def _called(seminar: Seminar, *, is_time: bool, is_place: bool) -> tuple[str, str]:
    """Subject and heading of a move: they name what is another now, and only that."""
    day, time, title, place = _day(seminar), _time(seminar), _title(seminar), _place(seminar)
    if not is_place:
        return _("改期通知：改到%(time)s %(title)s", time=time, title=title), _("改到%(time)s", time=time)
    if not is_time:
        subject = _("换会场通知：%(day)s %(title)s", day=day, title=title)
        return subject, _("会场换到%(place)s", place=place)
    subject = _("改期、换会场通知：改到%(time)s %(title)s", time=time, title=title)
    return subject, _("改到%(time)s，会场换到%(place)s", time=time, place=place)


def transferred(facts: Facts, to: Addressee) -> Draft | None:
    """All of it comes to another seminar: which one it was, which one it is, and the new tickets. None when it came back."""
    registration, source = _live(facts), schedule.get(int(str(facts["source"])))
    if registration is None or registration.seminar_id == source.id:
        return None
    seminar = registration.seminar
    rows = [
        (_("时间"), _time(source), _time(seminar)),
        (_("题目"), _title(source), _title(seminar)),
        (_("地点"), _place(source), _place(seminar)),
    ]
    return _with_tickets(
        "transferred",
        _("改到另一期：%(day)s %(title)s", day=_day(seminar), title=_title(seminar)),
        registration,
        source=source,
        changes=[(label, old, new) for label, old, new in rows if old != new],
        had_tickets=facts["had_tickets"],
    )


def transferred_away(facts: Facts, to: Addressee) -> Draft | None:
    """The seminar that a registration has left: its day is free again. None when it came back, or when the day is off anyway."""
    registration, source = _found(facts), schedule.get(int(str(facts["seminar"])))
    if registration is None or registration.seminar_id == source.id or _is_off(source):
        return None
    subject = _("这一期不用来了：%(day)s %(title)s", day=_day(source), title=_title(source))
    return Draft(subject, "registration/letters/transferred_away", _context(registration, source))


def reminder(facts: Facts, to: Addressee) -> Draft | None:
    """The day comes near: tickets, way, and what can still be changed. None when the date is another one by now."""
    registration = _live(facts)
    if registration is None or registration.state != CONFIRMED:
        return None
    seminar = registration.seminar
    if seminar.starts_at.isoformat() != facts["starts_at"] or clock.now() >= seminar.starts_at:
        return None
    near = _("明天见") if facts["days"] == 1 else _("还有一周")
    subject = _("%(near)s：%(day)s %(title)s", near=near, day=_day(seminar), title=_title(seminar))
    return _with_tickets("reminder", subject, registration, near=near, no_invitation=True)


def cancelled(facts: Facts, to: Addressee) -> Draft | None:
    """The enterprise, or customs with a reason, has cancelled."""
    registration = _found(facts)
    if registration is None:
        return None
    subject = _(
        "报名已取消：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    had_tickets = queries.had_tickets(registration)
    context = _context(registration) | {
        "reason": facts.get("reason", ""),
        "had_tickets": had_tickets,
        "no_invitation": not had_tickets,
        "may_again": schedule.may_register_again(registration.seminar, clock.now()),
    }
    return Draft(subject, "registration/letters/cancelled", context)


def seminar_cancelled(facts: Facts, to: Addressee) -> Draft | None:
    """It will not take place (B2)."""
    registration = _found(facts)
    if registration is None or registration.state == CANCELLED:
        return None
    seminar = registration.seminar
    subject = _("活动取消：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    context = _context(registration) | {"no_invitation": not queries.had_tickets(registration)}
    return Draft(subject, "registration/letters/seminar_cancelled", context)


def links(facts: Facts, to: Addressee) -> Draft | None:
    """Every link of this address that still opens something."""
    keys = facts["registrations"]
    found = [queries.get(int(key)) for key in keys] if isinstance(keys, list) else []
    live = [one for one in found if one.state != CANCELLED]
    if not live:
        return None
    rows = [(f"{_day(one.seminar)} {_title(one.seminar)}", queries.link_address(one)) for one in live]
    return Draft(_("您的报名链接"), "registration/letters/links", {"rows": rows})


def _live(facts: Facts) -> Registration | None:
    registration = _found(facts)
    dead = registration is None or registration.state == CANCELLED or _is_off(registration.seminar)
    return None if dead else registration


def _is_off(seminar: Seminar) -> bool:
    return seminar.state == SEMINAR_CANCELLED or clock.now() >= seminar.ends_at


def _found(facts: Facts) -> Registration | None:
    """The registration as it is now; None when it was erased."""
    try:
        return queries.get(int(str(facts["registration"])))
    except Missing:
        return None


def _without_tickets(
    subject: str, registration: Registration, heading: str = "", changes: Sequence[Change] = ()
) -> Draft:
    """For those who wait for a seat, or for approval; without a `heading` the letter's own: where they stand."""
    if registration.state == WAITING:
        return _in_line(subject, registration, heading, changes)
    context = _context(registration) | {
        "heading": heading,
        "changes": changes,
        "people": queries.listed_people(registration),
        "gone": (),
        "no_invitation": True,
    }
    return Draft(subject, "registration/letters/received", context)


def _in_line(
    subject: str, registration: Registration, heading: str = "", changes: Sequence[Change] = ()
) -> Draft:
    """For those who wait: no tickets, and nothing for a calendar."""
    context = _context(registration) | {
        "heading": heading,
        "changes": changes,
        "ahead": queries.ahead_of(registration),
        "people": queries.waiting_of(registration),
        "gone": (),
        "cutoff": schedule.promotion_ends(registration.seminar),
        "no_invitation": True,
    }
    return Draft(subject, "registration/letters/waiting", context)


def _with_tickets(name: str, subject: str, registration: Registration, **more: object) -> Draft:
    passes = queries.passes(registration)
    pictures = tuple(
        Attachment(
            f"{one.code}.png",
            "image/png",
            qr_png(queries.ticket_address(one.ticket)),
            f"ticket-{one.ticket.id}",
        )
        for one in passes
    )
    tickets = [
        {"name": one.person.name, "cid": f"ticket-{one.ticket.id}", "code": one.code} for one in passes
    ]
    context = _context(registration) | _in_line_too(registration) | {"tickets": tickets} | more
    return Draft(subject, f"registration/letters/{name}", context, pictures)


def _in_line_too(registration: Registration) -> dict[str, object]:
    """Who of a registration with tickets still waits for one, and whether in vain."""
    return {
        "waiting": [person.name for person in queries.waiting_of(registration)],
        "line_ended": clock.now() >= schedule.promotion_ends(registration.seminar),
    }


def _context(registration: Registration, about: Seminar | None = None) -> dict[str, object]:
    """What every letter knows; `about` another seminar than the one it stands in now."""
    seminar = about or registration.seminar
    return {
        "registration": registration,
        "enterprise": registration.enterprise.name,
        "seminar": seminar,
        "title": _title(seminar),
        "place": _place(seminar),
        "link": queries.link_address(registration),
        "why_moved": _told(seminar.move_reason, seminar.move_reason_en),
        "why_cancelled": _told(seminar.cancel_reason, seminar.cancel_reason_en),
        "when": dates(
            starts_at=seminar.starts_at,
            ends_at=seminar.ends_at,
            edits_close_at=seminar.edits_close_at,
            questions_close_at=seminar.questions_close_at,
            now=clock.now(),
        ),
    }


def _title(seminar: Seminar) -> str:
    return _told(seminar.title_zh, seminar.title_en)


def _place(seminar: Seminar) -> str:
    return _told(seminar.venue.name_zh, seminar.venue.name_en) if seminar.venue else ""


def _told(zh: str, en: str) -> str:
    return en if current_language() == "en" and en else zh


def _day(seminar: Seminar) -> str:
    return day(seminar.starts_at)


def _time(seminar: Seminar) -> str:
    return f"{_day(seminar)} {span(seminar.starts_at, seminar.ends_at)}"
