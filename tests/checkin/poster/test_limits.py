"""A code on the screen lives a minute, and whoever guesses is slowed."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from seminars.checkin import queries
from seminars.core import clock
from seminars.schedule.models import Seminar
from tests.builders.checkin import code_seen, make_seminar_today, put_up, with_tail
from tests.builders.registration import make_attendee, make_registration
from tests.checkin.poster.giving import check_in
from tests.conftest import new_client
from tests.pages import Client

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@on_sqlite
def test_a_code_on_the_screen_lives_a_minute_and_its_page_ten(
    noon: time_machine.Traveller, app: Flask, client: Client
) -> None:
    seminar = make_seminar_today()
    guest, link = make_attendee(seminar), put_up(seminar, changes=True)
    paper = link.rpartition("/")[0]
    assert "请扫大屏上的码" in client.get(paper).text
    noon.shift(59)
    assert client.get(link).headers["Location"] == paper
    assert 'name="tail"' in client.get(paper).text
    noon.shift(1)
    late = new_client(app)
    assert "请扫大屏上的码" in late.get(link, follow_redirects=True).text
    assert "请扫大屏上的码" in late.get(f"{paper}/0123456789", follow_redirects=True).text
    assert "请扫大屏上的码" in check_in(late, paper, guest.phone_tail).text
    assert code_seen(seminar) != link
    noon.shift(timedelta(minutes=9))
    assert check_in(client, paper, guest.phone_tail).status_code == 303
    noon.shift(timedelta(minutes=1))
    assert "请扫大屏上的码" in client.get(paper).text


@on_sqlite
def test_the_screen_of_one_seminar_opens_no_other(client: Client, seminar: Seminar) -> None:
    other = make_seminar_today()
    link, others = put_up(seminar, changes=True), put_up(other, changes=True)
    client.get(link)
    assert "请扫大屏上的码" in client.get(others.rpartition("/")[0]).text
    mixed = f"{others.rpartition('/')[0]}/{link.rpartition('/')[2]}"
    assert "请扫大屏上的码" in client.get(mixed, follow_redirects=True).text


@on_sqlite
def test_fifty_people_of_one_wifi_come_in_and_whoever_guesses_is_slowed(
    noon: time_machine.Traveller, client: Client
) -> None:
    """Every tenth of them mistypes once; then somebody tries one number after the other."""
    seminar = make_seminar_today(capacity=99, enterprise_limit=99)
    guests = make_registration(seminar, names=["李晓雯"] * 50).attendees
    tails, link = [guest.phone_tail for guest in guests], put_up(seminar)
    client.checked = False
    for place, tail in enumerate(tails):
        if place % 10 == 0:
            assert check_in(client, link, "x").status_code == 422
        assert check_in(client, link, tail).status_code == 303
        noon.shift(2)
    assert queries.arrivals(seminar.id) == 50
    noon.shift(60)
    guesses = [f"{number:04d}" for number in range(9000, 9030)]
    codes = [check_in(client, link, guess).status_code for guess in guesses]
    assert codes == [422] * 20 + [429] * 10
    told = check_in(client, link, tails[0])
    assert (told.status_code, "请到签到台" in told.text) == (429, True)
    for _minute in range(8):
        noon.shift(61)
        codes += [check_in(client, link, guess).status_code for guess in guesses]
    assert codes.count(422) <= 95, "an hour has a limit of its own"
    assert client.get(link).status_code == 200


@on_sqlite
def test_many_addresses_that_try_one_tail_are_slowed_together(client: Client, seminar: Seminar) -> None:
    make_attendee(seminar)
    link = put_up(seminar)
    client.checked = False
    spellings = [link, link.lower(), link.replace("0", "o")]
    codes = [
        check_in(
            client, spellings[place % 3], "9876", environ_base={"REMOTE_ADDR": f"10.0.0.{place}"}
        ).status_code
        for place in range(16)
    ]
    assert codes == [422] * 15 + [429]


@on_sqlite
def test_one_tail_typed_in_two_ways_is_one_tail_to_the_limit(client: Client, seminar: Seminar) -> None:
    guest, link = with_tail(make_attendee(seminar), "0014"), put_up(seminar)
    answers = [
        client.post(
            link, data={"scan_id": "poster-0001", "tail": ("0014", "００１４")[number % 2]}
        ).status_code
        for number in range(16)
    ]
    assert guest.phone_tail == "0014" and answers[-1] == 429 and 429 not in answers[:15]


def test_the_digits_given_before_one_poster_open_no_other_and_not_for_long(
    app: Flask, client: Client, seminar: Seminar
) -> None:
    other = make_seminar_today()
    for one in (seminar, other):
        with_tail(make_attendee(one, "陈婉仪"), "8866")
    link, elsewhere = put_up(seminar), put_up(other)
    asked = client.post(link, data={"scan_id": "poster-0001", "tail": "8866"}).headers["Location"]
    question = asked.rpartition("?")[2]
    assert "陈" in client.get(asked).text
    assert "陈" not in client.get(f"{elsewhere}?{question}").text
    assert "陈" not in new_client(app).get(asked).text
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert "陈" not in client.get(asked).text
