"""One event, read by four parsers that share no code; every rule of the wire (faults.md 3)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import ical.calendar_stream
import icalendar
import ics
import pytest
import vobject

from seminars.calendars import rules
from seminars.core import clock
from seminars.core.text import clean_line

STARTS = datetime(2026, 12, 15, 6, 30, tzinfo=UTC)
ENDS = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
HOSTILE = {
    "commas": "报关,报检;备案，一次讲清",
    "backslashes": r"路径 C:\new\ndir \, \; \\",
    "newline": "第一行\n第二行\r\n第三行\r第四行",
    "vertical tab": "外发\x0b加工\x0c备案\x1c\x00",
    "line separators": "归类\u2028审价\u2029原产地\x85完",
    "emoji family": "家庭👨‍👩‍👧‍👦与旗帜🇨🇳",
    "rare characters": "𠮷野家与㛃买买提·吐尔逊",
    "two hundred": "稽查" * 100,
    "injection": "题\r\nATTENDEE:mailto:evil@x.cn\r\nX:",
    "bidi": "abc\u202eevil\u2066",
    "property": "END:VEVENT",
    "quotes": "\"RCEP\" ^n ^ '单一窗口': a=b",
    "tabs": "加贸\t手册",
}


class Read(NamedTuple):
    """What a parser made of the event."""

    uid: str
    summary: str
    starts: datetime
    ends: datetime
    location: str


def facts(**changed: Any) -> rules.Facts:
    usual: dict[str, Any] = {
        "uid": rules.uid(12, "seminars.example"),
        "sequence": 0,
        "title": "加工贸易手册设立与外发加工备案",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "created_at": datetime(2026, 11, 1, 1, 2, 3, 456789, tzinfo=UTC),
        "changed_at": datetime(2026, 11, 20, 4, 5, 6, 789, tzinfo=UTC),
        "status": rules.CONFIRMED,
        "url": "https://mdm.example.cn/seminars/12",
        "organizer": rules.Organizer("no-reply@mdm.example.cn", "海关•企业面对面"),
        "lines": ("第295期", "公交5路“会堂”站下车"),
        "place": "斗门区政务服务大厅附楼报告厅，井岸镇中兴中路",
        "position": (22.2089, 113.2965),
        "topic": "加工贸易",
    }
    return rules.Facts(**{**usual, **changed})


def feed(*several: rules.Facts) -> bytes:
    events = [rules.text(rules.to_event(one)) for one in several]
    source = "https://mdm.example.cn/calendars/zhuhai.ics"
    return rules.calendar(events, method=rules.PUBLISH, name="海关•企业面对面 珠海系列", source=source)


def single(one: rules.Facts) -> bytes:
    event = rules.with_alarm(rules.text(rules.to_event(one)), one.title)
    return rules.calendar([event], method=rules.PUBLISH)


def by_icalendar(content: bytes) -> list[Read]:
    found = icalendar.Calendar.from_ical(content)
    assert not found.errors
    return [
        Read(
            str(e["UID"]),
            str(e["SUMMARY"]),
            e.decoded("DTSTART"),
            e.decoded("DTEND"),
            str(e.get("LOCATION", "")),
        )
        for e in found.walk("VEVENT")
    ]


def by_vobject(content: bytes) -> list[Read]:
    found = vobject.readOne(content.decode())
    return [
        Read(e.uid.value, e.summary.value, e.dtstart.value, e.dtend.value, e.location.value)
        for e in found.vevent_list
    ]


def by_ics(content: bytes) -> list[Read]:
    found = ics.Calendar(content.decode())
    return [
        Read(str(e.uid), str(e.name), e.begin.datetime, e.end.datetime, str(e.location))
        for e in sorted(found.events, key=lambda e: str(e.uid))
    ]


def by_ical(content: bytes) -> list[Read]:
    found = ical.calendar_stream.IcsCalendarStream.calendar_from_ics(content.decode())
    return [Read(str(e.uid), str(e.summary), e.dtstart, e.dtend, str(e.location)) for e in found.events]


def readable(title: str) -> str:
    """What a person should read: nothing is lost but what cannot be seen."""
    return clean_line(title).replace("\\", "＼")


PARSERS = [by_icalendar, by_vobject, by_ics, by_ical]


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("whole", [single, feed])
@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_parser_reads_what_people_typed(parse: Any, whole: Any, title: str) -> None:
    """G1, G6, H1."""
    (read,) = parse(whole(facts(title=title, place=title)))
    assert read.summary == read.location == readable(title)
    assert read.uid == "seminar-12@seminars.example"
    assert (read.starts, read.ends) == (STARTS, ENDS)
    assert read.starts.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("parse", PARSERS)
def test_every_parser_reads_a_whole_series(parse: Any) -> None:
    several = [
        facts(uid=rules.uid(n, "x.example"), title=title) for n, title in enumerate(HOSTILE.values(), 10)
    ]
    found = {read.uid: read.summary for read in parse(feed(*several))}
    assert found == {one.uid: readable(one.title) for one in several}


@pytest.mark.parametrize("parse", PARSERS)
def test_years_with_summer_time_are_read_alike(parse: Any) -> None:
    """B11."""
    summer = datetime(1989, 7, 15, 1, 0, tzinfo=UTC)
    (read,) = parse(feed(facts(starts_at=summer, ends_at=summer + timedelta(hours=2))))
    assert read.starts.astimezone(UTC) == summer


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_wire_is_as_the_standard_wants_it(title: str) -> None:
    content = feed(facts(title=title, lines=(title, title)))
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    for line in content.split(b"\r\n"):
        line.decode("utf-8")  # no fold inside a character
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]", content.decode()
    )
    assert b"RRULE" not in content
    assert content.count(b"BEGIN:VEVENT") == 1
    assert b"ATTENDEE" not in unfolded(content).replace(b"SUMMARY", b"\nSUMMARY").split(b"\nSUMMARY")[0]


def test_no_title_can_add_a_property() -> None:
    content = unfolded(feed(facts(title=HOSTILE["injection"])))
    assert not [line for line in content.split(b"\r\n") if line.startswith((b"ATTENDEE", b"X:"))]


def unfolded(content: bytes) -> bytes:
    return content.replace(b"\r\n ", b"")


def lines_of(content: bytes) -> list[str]:
    return unfolded(content).decode().split("\r\n")


def test_a_perfect_event() -> None:
    """faults.md 3: the whole table in one text."""
    assert lines_of(rules.text(rules.to_event(facts(sequence=2))).encode()) == [
        "BEGIN:VEVENT",
        "SUMMARY:加工贸易手册设立与外发加工备案",
        "DTSTART;TZID=Asia/Shanghai:20261215T143000",
        "DTEND;TZID=Asia/Shanghai:20261215T170000",
        "DTSTAMP:20261120T040506Z",
        "UID:seminar-12@seminars.example",
        "SEQUENCE:2",
        "CATEGORIES:加工贸易",
        "CREATED:20261101T010203Z",
        "DESCRIPTION:第295期\\n公交5路“会堂”站下车",
        "GEO:22.2089;113.2965",
        "LAST-MODIFIED:20261120T040506Z",
        "LOCATION:斗门区政务服务大厅附楼报告厅，井岸镇中兴中路",
        "ORGANIZER;CN=海关•企业面对面:mailto:no-reply@mdm.example.cn",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://mdm.example.cn/seminars/12",
        "END:VEVENT",
        "",
    ]


def test_the_same_facts_make_the_same_text_at_any_time() -> None:
    assert feed(facts()) == feed(facts())


@pytest.mark.parametrize(
    ("changed", "summary", "status", "transparent"),
    [
        ({"status": rules.CANCELLED, "moved": True}, "【已取消】题", "CANCELLED", "TRANSPARENT"),
        ({"moved": True}, "【改期】题", "CONFIRMED", "OPAQUE"),
        ({"rehoused": True}, "【换会场】题", "CONFIRMED", "OPAQUE"),
        ({"status": rules.TENTATIVE}, "【暂定】题", "TENTATIVE", "OPAQUE"),
        ({"status": rules.TENTATIVE, "moved": True}, "【改期】【暂定】题", "TENTATIVE", "OPAQUE"),
    ],
)
def test_people_read_the_state_in_the_title(
    changed: dict[str, Any], summary: str, status: str, transparent: str
) -> None:
    """B2, B5: many programs ignore STATUS."""
    event = rules.to_event(facts(title="题", **changed))
    assert (str(event["SUMMARY"]), str(event["STATUS"]), str(event["TRANSP"])) == (
        summary,
        status,
        transparent,
    )


def test_one_timezone_with_one_block() -> None:
    content = lines_of(feed(facts(), facts(uid="seminar-13@x.example")))
    assert content.count("BEGIN:VTIMEZONE") == content.count("BEGIN:STANDARD") == 1
    assert "BEGIN:DAYLIGHT" not in content
    zone = content.index("BEGIN:VTIMEZONE")
    assert content[zone : zone + 9] == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_a_feed_can_be_subscribed_to_and_its_name_needs_no_backslash() -> None:
    source = "https://mdm.example.cn/calendars/a,b;c.ics"
    frame = lines_of(rules.calendar([], method=rules.PUBLISH, name="海关,企业;面\\对\n面", source=source))
    assert "NAME:海关，企业；面＼对 面" in frame
    assert "X-WR-CALNAME:海关，企业；面＼对 面" in frame
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in frame
    assert "X-PUBLISHED-TTL:PT6H" in frame
    assert "METHOD:PUBLISH" in frame
    assert f"SOURCE;VALUE=URI:{source}" in frame


def test_the_single_file_reminds_a_day_before_and_the_feed_does_not() -> None:
    assert "TRIGGER:-P1D" in lines_of(single(facts()))
    assert b"VALARM" not in feed(facts())
    event = icalendar.Calendar.from_ical(single(facts())).walk("VALARM")[0]
    assert (str(event["ACTION"]), str(event["DESCRIPTION"])) == ("DISPLAY", "加工贸易手册设立与外发加工备案")


def test_what_goes_to_one_person_names_that_person() -> None:
    event = rules.with_attendee(rules.to_event(facts()), "reader@example.cn", '李"晓;雯,\r\nX:')
    content = rules.calendar([rules.text(event)], method=rules.REQUEST)
    (read,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(read["ATTENDEE"]) == "mailto:reader@example.cn"
    assert str(read["ORGANIZER"]) == "mailto:no-reply@mdm.example.cn"
    assert not [line for line in lines_of(content) if line.startswith("X:")]
    assert "METHOD:REQUEST" in lines_of(content)


def test_a_moment_is_a_moment_in_any_zone() -> None:
    local = facts(starts_at=clock.local(STARTS), ends_at=clock.local(ENDS))
    assert feed(local) == feed(facts())
