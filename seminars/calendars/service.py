"""Deeds for calendars: each VEVENT is made once, when its seminar changes."""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from seminars.calendars import queries, rules
from seminars.core.config import settings
from seminars.core.db import db
from seminars.core.i18n import force_language, hour, long_day, span
from seminars.places import queries as places
from seminars.places.rules import full_address
from seminars.schedule import queries as schedule
from seminars.schedule.models import CANCELLED, Seminar
from seminars.schedule.news import SeminarChanged


def rebuild(event: SeminarChanged) -> None:
    """Keep the VEVENT of a seminar that has changed; one that tells the same as before keeps its stamps."""
    event.seminar.ical = _now(event.seminar)
    db.session.flush()


def rebuild_all() -> int:
    """Make every VEVENT anew, after a change of address or format; returns how many differ."""
    changed = 0
    for seminar_id in queries.public_ids():
        seminar = schedule.get(seminar_id)
        fresh = _now(seminar)
        changed += fresh != seminar.ical
        seminar.ical = fresh
    db.session.flush()
    return changed


def _now(seminar: Seminar) -> str:
    fresh = rules.text(rules.to_event(facts_of(seminar)))
    return seminar.ical if rules.is_same(seminar.ical, fresh) else fresh


def single(seminar: Seminar) -> bytes:
    """The file of one seminar, with a reminder unless it is cancelled."""
    event = seminar.ical or rules.text(rules.to_event(facts_of(seminar)))
    if seminar.state != CANCELLED:
        event = rules.with_alarm(event, seminar.title_zh)
    return rules.calendar([event], method=rules.PUBLISH)


def feed(wanted: queries.Feed, source: str) -> bytes:
    """A calendar to subscribe to."""
    found = [
        event or rules.text(rules.to_event(facts_of(schedule.get(seminar_id))))
        for seminar_id, event in queries.events(wanted)
    ]
    return rules.calendar(found, method=rules.PUBLISH, name=f"海关•企业面对面 {wanted.name}", source=source)


def invitation(
    seminar: Seminar,
    attendee_address: str,
    method: str,
    attendee_name: str = "",
    *,
    rises: int = 0,
    since: datetime | None = None,
) -> bytes:
    """The calendar part of a letter. CANCEL takes the event out of the reader's calendar, for whatever reason.

    For this reader SEQUENCE `rises` above that of the seminar, and what concerns only them changed at `since`.
    """
    facts = facts_of(seminar, called_off=method == rules.CANCEL)
    changed_at = max(facts.changed_at, since or facts.changed_at)
    event = rules.to_event(replace(facts, sequence=facts.sequence + rises, changed_at=changed_at))
    person = rules.with_attendee(event, attendee_address, attendee_name)
    return rules.calendar([rules.text(person)], method=method)


def facts_of(seminar: Seminar, *, called_off: bool = False) -> rules.Facts:
    """What calendars may say about a seminar: nothing about persons."""
    config = settings()
    name, address = parseaddr(config.mail_from)
    venue = seminar.venue
    place = venue is not None and venue.latitude is not None and venue.longitude is not None
    return rules.Facts(
        uid=rules.uid(seminar.id, config.calendar_domain),
        sequence=seminar.sequence,
        title=seminar.title_zh,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        created_at=seminar.created_at,
        changed_at=seminar.changed_at,
        status=_status(seminar, called_off),
        url=f"{config.base_url.rstrip('/')}/seminars/{seminar.id}",
        organizer=rules.Organizer(address, name),
        lines=tuple(_lines(seminar)),
        place=_place(seminar),
        position=(venue.latitude, venue.longitude) if place and venue else None,  # type: ignore[arg-type]
        topic=seminar.category.name_zh if seminar.category else "",
        moved=seminar.moved_from is not None,
        rehoused=bool(seminar.moved_from_place),
        all_day=seminar.imported,
    )


def _status(seminar: Seminar, called_off: bool) -> str:
    if called_off or seminar.state == CANCELLED:
        return rules.CANCELLED
    return rules.TENTATIVE if seminar.provisional else rules.CONFIRMED


def _place(seminar: Seminar) -> str:
    """One line a map can find: hall, city, township and street; of a seminar without a hall as much as is known."""
    venue, district = seminar.venue, seminar.district
    if venue is None:
        return (
            full_address(district.city.name_zh if district.city else "", district.name_zh, "")
            if district
            else ""
        )
    with force_language("zh"):
        return f"{venue.name_zh}，{places.address_of(venue)}"


def _moved(seminar: Seminar) -> str:
    """What it was before it was moved last, and why; "" when it never was."""
    said = []
    if seminar.moved_from is not None:
        said.append(f"已改期，原定{long_day(seminar.moved_from)}{hour(seminar.moved_from)}。")
    if seminar.moved_from_place:
        said.append(f"已换会场，原会场{seminar.moved_from_place}。")
    return "".join([*said, seminar.move_reason]) if said else ""


def _lines(seminar: Seminar) -> list[str]:
    """The description, in Chinese with the English title: one calendar serves both languages."""
    with force_language("zh"):
        lines = [f"海关•企业面对面 第{seminar.issue_no}期" if seminar.issue_no else "海关•企业面对面"]
        if seminar.state == CANCELLED:
            lines.append("本场已取消。" + seminar.cancel_reason)
        lines.append(_moved(seminar))
        hours = "" if seminar.imported else f" {span(seminar.starts_at, seminar.ends_at)}（北京时间）"
        lines.append(long_day(seminar.starts_at) + hours)
        if seminar.venue is not None:
            lines += [seminar.venue.transport_note_zh, seminar.venue.access_note_zh]
        lines += [seminar.summary_zh, seminar.title_en, f"热线：{settings().hotline}"]
    return [line for line in lines if line]
