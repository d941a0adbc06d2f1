"""The letters about a registration, composed from fresh rows when they are sent; None when there is nothing left to say."""

from collections.abc import Mapping
from datetime import datetime

from seminars.core import clock
from seminars.core.errors import Missing
from seminars.core.i18n import _, current_language, day, hour
from seminars.outbox.rules import Addressee, Attachment, Draft
from seminars.registration import queries
from seminars.registration.models import CANCELLED, Registration
from seminars.registration.qr import qr_png
from seminars.registration.rules import dates
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


def changed(facts: Facts, to: Addressee) -> Draft | None:
    """Another person comes, a seat was given up or a ticket issued anew: the tickets as they are now."""
    registration = _live(facts)
    if registration is None:
        return None
    subject = _(
        "名单有变：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
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
    if facts.get("old_place") and facts["old_place"] != _place(seminar):
        changes.append((_("地点"), str(facts["old_place"]), _place(seminar)))
    return _with_tickets("moved", subject, registration, changes=changes)


def cancelled(facts: Facts, to: Addressee) -> Draft | None:
    """The enterprise, or staff with a reason, has cancelled."""
    registration = _found(facts)
    if registration is None:
        return None
    subject = _(
        "报名已取消：%(day)s %(title)s", day=_day(registration.seminar), title=_title(registration.seminar)
    )
    context = _context(registration) | {"reason": facts.get("reason", "")}
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
