"""Feeds and files over HTTP, and how they follow the schedule."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine
from flask import Flask

from seminars.calendars import queries, rules, service
from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.core.i18n import force_language
from seminars.schedule import service as schedule
from seminars.schedule.models import CANCELLED, CLOSED, DRAFT, PUBLISHED, SKIPPED, Seminar
from seminars.schedule.news import SeminarChanged
from tests.builders.schedule import make_city, make_district, make_seminar, make_series, make_venue
from tests.conftest import new_client
from tests.pages import Client
from tests.statements import statements

FEED = "/calendars/zhongshan.ics"


def built(seminar: Seminar) -> Seminar:
    with transaction():
        service.rebuild(SeminarChanged(seminar))
    return seminar


def events(content: bytes) -> dict[str, icalendar.Event]:
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def uid(seminar: Seminar) -> str:
    return f"seminar-{seminar.id}@seminars.invalid"


def test_a_feed_follows_publication_move_and_cancellation_of_the_same_event(
    app: Flask, client: Client
) -> None:
    """B1, B2: same UID, SEQUENCE rises, what was cancelled stays."""
    start = clock.now()
    make_city()
    seminar = make_seminar(state=DRAFT)
    key, when, hall = seminar.id, seminar.starts_at, seminar.venue_id
    assert client.get(FEED).data.count(b"BEGIN:VEVENT") == 0
    tags, sequences = [], []
    with time_machine.travel(start, tick=False) as clocks:
        for deed in (
            lambda: schedule.publish(seminar_id=key),
            lambda: schedule.move(
                seminar_id=key,
                to=schedule.Move(
                    when + timedelta(days=7), when + timedelta(days=7, hours=2.5), hall, "会场检修"
                ),
            ),
            lambda: schedule.cancel(seminar_id=key, reason="台风"),
        ):
            clocks.shift(timedelta(minutes=1))
            with transaction():
                deed()
            answer = client.get(FEED)
            (found,) = events(answer.data).values()
            tags.append(answer.headers["ETag"])
            sequences.append(int(found["SEQUENCE"]))
            assert found.decoded("DTSTAMP") == clock.now().replace(microsecond=0)
    assert str(found["UID"]) == f"seminar-{key}@seminars.invalid"
    assert sequences == sorted(set(sequences))
    assert len(set(tags)) == 3
    assert str(found["SUMMARY"]).startswith("【已取消】")
    assert "台风" in str(found["DESCRIPTION"])
    assert found.decoded("DTSTART") == when + timedelta(days=7)


@pytest.mark.parametrize("state", [DRAFT, SKIPPED])
def test_drafts_are_in_no_calendar_whoever_counts_the_ids(app: Flask, client: Client, state: str) -> None:
    """H6."""
    hidden = make_seminar(state=state)
    client.checked = False
    assert client.get(f"/seminars/{hidden.id}.ics").status_code == 404
    assert client.get("/seminars/999999.ics").status_code == 404
    assert b"BEGIN:VEVENT" not in client.get(FEED).data


def test_a_township_feed_holds_its_own_seminars_only(app: Flask, client: Client) -> None:
    here = built(make_seminar(venue=make_venue(make_district("zs-xiaolan", name_zh="小榄镇"))))
    built(make_seminar())
    content = client.get("/calendars/zhongshan/zs-xiaolan.ics").data
    assert list(events(content)) == [uid(here)]
    assert "X-WR-CALNAME:海关•企业面对面 小榄镇" in content.decode()


@pytest.mark.parametrize(
    "address",
    ["/calendars/nowhere.ics", "/calendars/zhongshan/nowhere.ics", "/calendars/zhongshan/zh-doumen.ics"],
)
def test_unknown_calendars_are_not_found_and_lead_to_no_sign_in(
    app: Flask, client: Client, address: str
) -> None:
    make_series()
    make_district("zh-doumen", city_slug="zhuhai")
    client.checked = False
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "vary"),
    [(FEED, "Accept-Encoding"), ("/seminars/{id}.ics", "Accept-Encoding, User-Agent")],
    ids=["feed", "file"],
)
def test_what_programs_poll_is_cacheable_by_anyone(
    app: Flask, client: Client, address: str, vary: str
) -> None:
    seminar = built(make_seminar())
    address = address.format(id=seminar.id)
    answer = client.get(address, headers={"Accept-Encoding": "identity"})
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert answer.headers["Vary"] == vary
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["ETag"].startswith('"')
    assert answer.content_length == len(answer.data)
    head = client.head(address, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(answer.data))


def test_a_signed_in_visitor_gets_the_same_answer_without_a_cookie(
    app: Flask, client: Client, staff_client: object
) -> None:
    built(make_seminar())
    inside = staff_client(role="organizer").get(FEED + "?lang=en")  # type: ignore[operator]
    outside = client.get(FEED)
    assert inside.data == outside.data
    assert "Set-Cookie" not in inside.headers
    assert inside.headers["Vary"] == "Accept-Encoding"


def test_unchanged_feeds_cost_a_304_and_one_statement(app: Flask, client: Client) -> None:
    built(make_seminar())
    first = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(first.data) == client.get(FEED).data
    for known in (first.headers["ETag"], client.get(FEED).headers["ETag"]):
        app.extensions["seminars.pages"].clear()  # as after two seconds
        with statements() as asked:
            again = client.get(FEED, headers={"If-None-Match": known, "Accept-Encoding": "gzip"})
        assert (again.status_code, again.data) == (304, b"")
        assert len(asked) == 1, asked
    assert client.get(FEED, headers={"If-None-Match": '"other"'}).status_code == 200


def test_many_programs_that_poll_at_once_cost_the_database_one_look(app: Flask, client: Client) -> None:
    """Two seconds, as a page (decision 0014); what this process writes is seen at once, and each township by itself."""
    seminar = built(make_seminar())
    tag = client.get(FEED).headers["ETag"]
    with statements() as asked:
        again = new_client(app).get(FEED, headers={"If-None-Match": tag})
    assert (again.status_code, asked) == (304, [])
    with transaction():
        schedule.cancel(seminar_id=seminar.id, reason="台风")
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 200
    assert seminar.district is not None
    township = client.get(FEED.replace(".ics", f"/{seminar.district.slug}.ics"))
    assert township.headers["ETag"] != client.get(FEED).headers["ETag"]


def test_two_nodes_give_the_same_tag(app: Flask, client: Client) -> None:
    built(make_seminar())
    tag = client.get(FEED).headers["ETag"]
    app.extensions.pop("seminars.feeds")
    app.extensions["seminars.pages"].clear()
    assert client.get(FEED).headers["ETag"] == tag


def test_1200_events_cost_two_statements_and_are_all_there(app: Flask, client: Client) -> None:
    seminar = built(make_seminar())
    base, text = seminar.starts_at, seminar.ical
    series = seminar.series_id
    with transaction():
        db.session.execute(
            db.insert(Seminar),
            [
                {
                    "series_id": series,
                    "state": PUBLISHED if n % 10 else CANCELLED,
                    "nominal_date": (base - timedelta(days=n)).date(),
                    "starts_at": base - timedelta(days=n),
                    "ends_at": base - timedelta(days=n) + timedelta(hours=2),
                    "created_at": base,
                    "changed_at": base,
                    "ical": text.replace(f"seminar-{seminar.id}@", f"seminar-{10_000 + n}@"),
                }
                for n in range(1, 1200)
            ],
        )
    with statements() as asked:
        content = client.get(FEED).data
    assert len(asked) == 2, asked
    assert len(events(content)) == 1200
    packed = client.get(FEED, headers={"Accept-Encoding": "gzip"}).data
    assert len(packed) < len(content) / 10


def test_a_seminar_nobody_has_built_yet_is_built_on_the_way(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    assert uid(seminar) in client.get(FEED).data.decode()
    with transaction():
        assert service.rebuild_all() == 1
    with transaction():
        assert service.rebuild_all() == 0


def test_the_single_file_reminds_unless_cancelled(app: Flask, client: Client) -> None:
    assert b"TRIGGER:-P1D" in client.get(f"/seminars/{built(make_seminar()).id}.ics").data
    cancelled = built(make_seminar(state=CANCELLED, cancel_reason="台风"))
    assert b"VALARM" not in client.get(f"/seminars/{cancelled.id}.ics").data


def test_links_keep_the_configured_address_whatever_the_host_says(
    app: Flask, client: Client, settings: Settings
) -> None:
    """D12."""
    built(make_seminar())
    content = client.get(FEED, headers={"Host": "evil.cn"}).data
    assert b"evil.cn" not in content
    assert f"SOURCE;VALUE=URI:{settings.base_url}{FEED}" in content.decode().replace("\r\n ", "")


def test_an_invitation_is_one_event_with_its_reader(app: Flask) -> None:
    seminar = built(make_seminar(sequence=3))
    for method, status in ((rules.REQUEST, "CONFIRMED"), (rules.CANCEL, "CANCELLED")):
        content = service.invitation(seminar, "reader@example.cn", method, "李晓雯")
        (found,) = events(content).values()
        assert str(icalendar.Calendar.from_ical(content)["METHOD"]) == method
        assert (str(found["UID"]), int(found["SEQUENCE"]), str(found["STATUS"])) == (uid(seminar), 3, status)
        assert str(found["ATTENDEE"]) == "mailto:reader@example.cn"


def test_the_page_offers_calendar_programs_and_addresses(
    app: Flask, client: Client, settings: Settings
) -> None:
    make_series()
    make_district("zs-xiaolan", name_zh="小榄镇")
    page = client.get("/calendars").get_data(as_text=True)
    host = settings.base_url.partition("://")[2]
    assert f'href="webcal://{host}/calendars/zhongshan.ics"' in page
    assert f'value="{settings.base_url}/calendars/zhongshan.ics"' in page
    assert f'href="webcal://{host}/calendars/zhongshan/zs-xiaolan.ics"' in page
    assert "在浏览器打开" not in page


@pytest.mark.parametrize(
    "agent", ["Mozilla/5.0 MicroMessenger/8.0.50", "Mozilla/5.0 wxwork/4.1 MicroMessenger/7"]
)
def test_wechat_gets_addresses_to_copy_and_no_link_that_leads_nowhere(
    app: Flask, client: Client, agent: str
) -> None:
    """domain.md 6."""
    make_series()
    page = client.get("/calendars", headers={"User-Agent": agent}).get_data(as_text=True)
    assert "在浏览器打开" in page
    assert "webcal:" not in page
    assert not re.search(r'href="[^"]*\.ics"', page)


def test_a_seminars_file_in_wechat_is_the_way_to_a_browser_that_opens_it(app: Flask, client: Client) -> None:
    """R2: its page is made once for all strangers and cannot know; nothing on the way may keep one answer for both."""
    address = f"/seminars/{make_seminar().id}.ics"
    wechat = client.get(address, headers={"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.50"})
    assert wechat.mimetype == "text/html" and wechat.status_code == 200
    assert "选“在浏览器打开”" in wechat.text and "复制链接" in wechat.text
    other = client.get(address)
    assert other.mimetype == "text/calendar"
    assert "User-Agent" in wechat.vary and "User-Agent" in other.vary


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_notice_is_promised_that_is_never_sent(app: Flask, client: Client, language: str) -> None:
    """The house writes mail and nothing else."""
    make_series()
    for address in ("/calendars", "/privacy"):
        page = client.get(f"{address}?lang={language}").text
        assert "mail" in page if language == "en" else "邮箱" in page
        assert not re.search("短信|发往当地|text messages?|SMS", page)


def test_staff_call_a_seminar_by_number_and_place(app: Flask) -> None:
    seminar = make_seminar(
        venue=make_venue(make_district("zh-doumen", name_zh="斗门区", name_en="Doumen District"))
    )
    assert queries.names([seminar.id]) == {seminar.id: f"第{seminar.issue_no}期 · 斗门区"}
    assert queries.names([]) == {}
    with force_language("en"):
        assert queries.names([seminar.id]) == {seminar.id: f"No. {seminar.issue_no} · Doumen District"}


def test_an_event_that_tells_the_same_keeps_its_stamps(app: Flask, client: Client) -> None:
    """N3: a handout more, or the copies of one, is nothing a calendar tells."""
    seminar = built(make_seminar())
    key = seminar.id
    before = client.get(f"/seminars/{key}.ics").data
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        with transaction():
            facts = schedule.HandoutFacts(title="归类指引")
            link = schedule.add_link(seminar_id=key, facts=facts, url="https://guide.example")
            schedule.count_printed(seminar_id=key, handout_id=link.id, copies=30)
        with transaction():
            assert service.rebuild_all() == 0
        assert client.get(f"/seminars/{key}.ics").data == before


def test_a_past_seminar_whose_hours_nobody_knows_takes_the_whole_day(app: Flask, client: Client) -> None:
    """S5: the file told a day; nothing is said that nobody knows."""
    start = datetime(2003, 3, 15, 6, 30, tzinfo=UTC)
    seminar = built(make_seminar(state=CLOSED, starts_at=start, imported=True))
    event = events(client.get(f"/seminars/{seminar.id}.ics").data)[uid(seminar)]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2003, 3, 15), date(2003, 3, 16))
    assert "2003年3月15日" in event["DESCRIPTION"] and "14:30" not in event["DESCRIPTION"]


def test_a_past_seminar_without_a_hall_lies_in_its_township(app: Flask, client: Client) -> None:
    make_city()
    town = make_district("zs-guzhen", name_zh="古镇镇")
    seminar = built(make_seminar(state=CLOSED, imported=True, venue_id=None, district_id=town.id))
    assert events(client.get(f"/seminars/{seminar.id}.ics").data)[uid(seminar)]["LOCATION"] == "中山市古镇镇"


def test_a_township_feed_is_called_as_the_township_is_today(app: Flask, client: Client) -> None:
    make_series()
    today = make_district("zs-minzhong-sub", name_zh="民众街道")
    make_district("zs-minzhong", name_zh="民众镇", successor_id=today.id, active=False)
    assert "X-WR-CALNAME:海关•企业面对面 民众街道" in client.get("/calendars/zhongshan/zs-minzhong.ics").text
