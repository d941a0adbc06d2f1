"""How a seminar looks in calendars: faults.md 3, row by row. Facts in, iCalendar text out."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText, vUri

from seminars.core.clock import SHANGHAI
from seminars.core.text import clean_line, clean_text

FORMAT = 2
"""Rises when the text made from the same facts changes, so that every calendar program asks again."""

REFRESH = timedelta(hours=6)
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
_FIRST_YEAR_WITHOUT_SUMMER_TIME = 1992

# One STANDARD block: the summers of 1986 to 1991 mislead several calendar programs.
TIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
_STAMPS = re.compile("^(?:DTSTAMP|LAST-MODIFIED):.*?\r\n", re.MULTILINE)
_FULL_WIDTH = str.maketrans({",": "，", ";": "；", "\\": "＼"})


@dataclass(frozen=True)
class Organizer:
    """Who invites: the sender of the letters."""

    address: str
    name: str


@dataclass(frozen=True)
class Facts:
    """What a calendar says about one seminar. Moments are aware; `changed_at` is that of its last change."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    changed_at: datetime
    status: str
    url: str
    organizer: Organizer
    lines: tuple[str, ...] = ()
    """the description, one entry a line"""
    place: str = ""
    position: tuple[float, float] | None = None
    topic: str = ""
    moved: bool = False
    """to another time"""
    rehoused: bool = False
    """to another hall"""
    all_day: bool = False
    """of the past, with hours that nobody knows"""


def uid(seminar_id: int, domain: str) -> str:
    """Never from date, title or host: a changed UID is a second event in every calendar."""
    return f"seminar-{seminar_id}@{domain}"


def to_event(facts: Facts) -> Event:
    """The VEVENT of a seminar, the same in file, feed and mail."""
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    for name, moment in (
        ("dtstamp", facts.changed_at),
        ("created", facts.created_at),
        ("last-modified", facts.changed_at),
    ):
        event.add(name, moment.astimezone(UTC).replace(microsecond=0))
    _add_time(event, facts)
    event.add("summary", _summary(facts))
    event.add("description", _readable(clean_text("\n".join(facts.lines))))
    _add_place(event, facts)
    event.add("url", vUri(facts.url))
    event.add("status", facts.status)
    event.add("transp", "TRANSPARENT" if facts.status == CANCELLED else "OPAQUE")
    event.add("organizer", _person(facts.organizer.address, facts.organizer.name))
    if facts.topic:
        event.add("categories", [clean_line(facts.topic)])
    return event


def text(component: Event) -> str:
    """A component as it goes over the wire: CRLF, lines of at most 75 octets."""
    return str(component.to_ical(), "utf-8")


def is_same(event: str, other: str) -> bool:
    """Whether two texts tell the same; when it was last changed is no news by itself."""
    return _STAMPS.sub("", event) == _STAMPS.sub("", other)


def with_alarm(event: str, title: str) -> str:
    """One reminder a day before, for the file of a single seminar."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean_line(title))
    alarm.add("trigger", -timedelta(days=1))
    body, end, rest = event.rpartition("END:VEVENT")
    return body + str(alarm.to_ical(), "utf-8") + end + rest


def with_attendee(event: Event, address: str, name: str) -> Event:
    """The event as sent to one person: REQUEST and CANCEL name their reader."""
    person = _person(address, name)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("ACCEPTED")
    person.params["RSVP"] = vText("FALSE")
    event.add("attendee", person)
    return event


def calendar(events: list[str], *, method: str, name: str = "", source: str = "") -> bytes:
    """A whole calendar around finished VEVENTs; `name` and `source` make it one that can be subscribed to."""
    frame = Calendar()
    frame.add("prodid", "-//Customs Enterprise Face to Face//seminars//ZH")
    frame.add("version", "2.0")
    frame.add("calscale", "GREGORIAN")
    frame.add("method", method)
    if name:
        _add_subscription(frame, plain_name(name), source)
    body, end, rest = str(frame.to_ical(), "utf-8").rpartition("END:VCALENDAR")
    return "".join([body, TIMEZONE, *events, end, rest]).encode("utf-8")


def plain_name(name: str) -> str:
    """A name without the characters that some programs show with their backslashes."""
    return clean_line(name).translate(_FULL_WIDTH)


def _add_subscription(frame: Calendar, name: str, source: str) -> None:
    frame.add("name", vText(name))
    frame.add("x-wr-calname", vText(name))
    frame.add("x-wr-timezone", vText("Asia/Shanghai"))
    frame.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    frame.add("x-published-ttl", vText("PT6H"))
    frame.add("color", vText("goldenrod"))
    frame.add("source", vUri(source), parameters={"VALUE": "URI"})


def _add_time(event: Event, facts: Facts) -> None:
    if facts.all_day:
        day = facts.starts_at.astimezone(SHANGHAI).date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        return
    event.add("dtstart", _on_the_wall(facts.starts_at))
    event.add("dtend", _on_the_wall(facts.ends_at))


def _on_the_wall(moment: datetime) -> datetime:
    local = moment.astimezone(SHANGHAI)
    return local if local.year >= _FIRST_YEAR_WITHOUT_SUMMER_TIME else moment.astimezone(UTC)


def _summary(facts: Facts) -> str:
    if facts.status == CANCELLED:
        return "【已取消】" + _readable(clean_line(facts.title))
    marks = ("【改期】" if facts.moved else "") + ("【换会场】" if facts.rehoused else "")
    marks += "【暂定】" if facts.status == TENTATIVE else ""
    return marks + _readable(clean_line(facts.title))


def _add_place(event: Event, facts: Facts) -> None:
    if facts.place:
        event.add("location", _readable(clean_line(facts.place)))
    if facts.position:
        event.add("geo", facts.position)


def _readable(text: str) -> str:
    """Some programs read an escaped backslash before an n as a line end: a full-width one means the same to people."""
    return text.replace("\\", "＼")


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(clean_line(name) or address)
    return person
