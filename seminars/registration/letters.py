"""The letters about a registration, composed from fresh rows when they are sent; None when there is nothing left to say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from seminars.core import clock
from seminars.core.errors import Missing
from seminars.core.i18n import _, current_language, day, hour
from seminars.core.qr import qr_png
from seminars.outbox.rules import Addressee, Attachment, Draft
from seminars.registration import queries
from seminars.registration.models import CANCELLED, CONFIRMED, PENDING, WAITING, Registration
from seminars.registration.rules import dates
from seminars.schedule import queries as schedule
from seminars.schedule.models import CANCELLED as SEMINAR_CANCELLED
from seminars.schedule.models import Seminar

Facts = Mapping[str, object]


def confirmed(facts: Facts, to: Addressee) -> Draft | None:
    """Seats are kept: tickets, dates, the link, and the questions that came along."""
    registration = _live(facts)
    if registration is None:
        return None
    subject = _(
        "报名成功：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    return _with_tickets("confirmed", subject, registration, questions=_texts(facts.get("questions")))


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
        waiting=len(queries.waiting_of(registration)),
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
    """Another person comes, a seat was given up or a ticket issued anew: the tickets as they are now."""
    registration = _live(facts)
    if registration is None:
        return None
    subject = _(
        "名单有变：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    if registration.state != CONFIRMED:
        return _without_tickets(subject, registration)
    return _with_tickets("changed", subject, registration, what=facts.get("what", ""))


def moved(facts: Facts, to: Addressee) -> Draft | None:
    """Old and new time and place; the same tickets; keep, or give up (B1)."""
    registration = _live(facts)
    if registration is None:
        return None
    seminar = registration.seminar
    subject = _("改期通知：改到%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    old = datetime.fromisoformat(str(facts["old_start"]))
    changes = [(_("时间"), f"{day(old)} {hour(old)}", f"{_day(seminar)} {hour(seminar.starts_at)}")]
    old_place = str(facts.get("old_place", ""))
    if old_place and old_place != (seminar.venue.name_zh if seminar.venue else ""):
        was = _told(old_place, str(facts.get("old_place_en", "")))
        changes.append((_("地点"), was, _place(seminar)))
    if registration.state != CONFIRMED:
        return _without_tickets(subject, registration, changes)
    return _with_tickets(
        "moved", subject, registration, changes=changes, keep=f"{queries.link_address(registration)}/keep"
    )


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
    """The enterprise, or staff with a reason, has cancelled."""
    registration = _found(facts)
    if registration is None:
        return None
    subject = _(
        "报名已取消：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    context = _context(registration) | {
        "reason": facts.get("reason", ""),
        "had_tickets": queries.had_tickets(registration),
    }
    return Draft(subject, "registration/letters/cancelled", context)


def seminar_cancelled(facts: Facts, to: Addressee) -> Draft | None:
    """It will not take place (B2)."""
    registration = _found(facts)
    if registration is None or registration.state == CANCELLED:
        return None
    seminar = registration.seminar
    subject = _("活动取消：%(day)s %(title)s", day=_day(seminar), title=_title(seminar))
    return Draft(subject, "registration/letters/seminar_cancelled", _context(registration))


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
    subject: str, registration: Registration, changes: Sequence[tuple[str, str, str]] = ()
) -> Draft:
    """For those who wait for a seat, or for approval."""
    if registration.state == WAITING:
        return _in_line(subject, registration, changes)
    context = _context(registration) | {
        "changes": changes,
        "people": queries.listed_people(registration),
        "no_invitation": True,
    }
    return Draft(subject, "registration/letters/received", context)


def _in_line(subject: str, registration: Registration, changes: Sequence[tuple[str, str, str]] = ()) -> Draft:
    """For those who wait: no tickets, and nothing for a calendar."""
    context = _context(registration) | {
        "changes": changes,
        "ahead": queries.ahead_of(registration),
        "people": queries.waiting_of(registration),
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
    context = _context(registration) | {"tickets": tickets} | more
    return Draft(subject, f"registration/letters/{name}", context, pictures)


def _context(registration: Registration) -> dict[str, object]:
    seminar = registration.seminar
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


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
