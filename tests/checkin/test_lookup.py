"""One table says how people are looked up at the desk; server and page both follow it (C-1, C15)."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update

from seminars.checkin import queries, rules
from seminars.checkin.staff.found import found
from seminars.core.db import db, transaction
from seminars.enterprises.rules import shortened
from seminars.registration.models import Attendee, Ticket
from seminars.registration.rules import initials
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "lookup-cases.json").read_text("utf-8"))
SALT = "salt"


@pytest.mark.parametrize(("typed", "kind", "value"), CASES["kinds"])
def test_one_field_decides_by_itself(typed: str, kind: str, value: str) -> None:
    """C15."""
    assert rules.classify_lookup(typed) == rules.Lookup(rules.LookupKind(kind), value)


def test_pieces_and_short_names_are_as_the_table_says() -> None:
    assert [[list(piece) for piece in rules.hits(text, part)] for text, part, _ in CASES["pieces"]] == [
        told for *_, told in CASES["pieces"]
    ]
    assert [shortened(name) for name, _ in CASES["shortened"]] == [short for _, short in CASES["shortened"]]


def test_the_roster_tells_no_digit_of_a_tail() -> None:
    """C12: whatever it says of a tail, each last digit and all but one first digit remain possible."""
    assert [rules.tail_share(tail) for tail, _ in CASES["tails"]] == [share for _, share in CASES["tails"]]
    sharing: dict[int, list[str]] = {}
    for number in range(10_000):
        sharing.setdefault(rules.tail_share(f"{number:04d}"), []).append(f"{number:04d}")
    assert {len(tails) for tails in sharing.values()} == {10, 11}
    assert {len({tail[-1] for tail in tails}) for tails in sharing.values()} == {10}
    assert {len({tail[0] for tail in tails}) for tails in sharing.values()} <= {9, 10}


def test_the_server_finds_whom_the_table_names(app: Flask) -> None:
    """C15: those still absent first, exact before prefix before inside."""
    seminar = make_seminar_today(capacity=99)
    make_attendee(make_seminar_today(), "周思敏")
    for name, firm, tail, state, is_in, code in CASES["people"]:
        person = make_attendee(seminar, name, firm=firm)
        if is_in:
            let_in(person)
        with transaction():
            changes = {"phone_tail": tail, "state": state}
            db.session.execute(update(Attendee).where(Attendee.id == person.id).values(changes))
            if code:
                mine = update(Ticket).where(Ticket.attendee_id == person.id)
                db.session.execute(mine.values(short_code=code))
    with app.test_request_context():
        told = {
            typed: [hit.guest.name for hit in found(seminar.id, typed).hits] for typed, _ in CASES["searches"]
        }
        spoken = {typed: found(seminar.id, typed).hits[0].pinyin for typed in ("zs", "sm", "cl", "joao")}
    assert told == dict(CASES["searches"])
    marked = {
        typed: "".join(f"[{text}]" if fits else text for text, fits in spoken[typed]) for typed in spoken
    }
    assert marked == {"zs": "[z]hou [s]i ", "sm": "zhou [s]i [m]in ", "cl": "[cl]", "joao": ""}
    wanted = rules.classify_lookup("zsm")
    assert queries.lookup(seminar.id, wanted).total == 3


def test_a_search_says_what_was_typed_and_no_way_that_did_not_find_it(app: Flask) -> None:
    seminar = make_seminar_today()
    make_attendee(seminar, "Thomas Müller", firm="Zhuhai Example Trading Ltd.")
    with app.test_request_context():
        headings = {typed: found(seminar.id, typed).heading for typed in ("trading", "Muller", "tm")}
    assert headings == {typed: f"“<bdi>{typed}</bdi>”：1位 · 未到的在前" for typed in headings}


def roster() -> dict[str, Any]:
    """The same people as the device holds them."""
    firms = list(dict.fromkeys(firm for _, firm, *_ in CASES["people"]))
    people = [
        [
            "",
            number,
            name,
            firms.index(firm),
            state,
            "2026-11-25T01:12:00Z" if is_in else None,
            "",
            code,
            rules.tail_share(tail),
            rules.roster_initials(" ".join(initials(name))),
        ]
        for number, (name, firm, tail, state, is_in, code) in enumerate(CASES["people"])
    ]
    return {"people": people, "firms": firms}


ASK = """async ([url, cases, roster, salt]) => {
    const lookup = await import(url);
    const people = await Promise.all(roster.people.map(async (one) => {
        const row = [...one];
        row[7] = one[7] && (await lookup.fingerprint(salt, one[7], 8));
        return row;
    }));
    const finds = async (typed) => (await lookup.search(people, roster.firms, typed, salt)).hits.map((hit) => hit.person[2]);
    const told = {
        kinds: cases.kinds.map(([typed]) => Object.values(lookup.classify(typed))),
        tails: cases.tails.map(([tail]) => lookup.tailShare(tail)),
        pieces: cases.pieces.map(([text, part]) => lookup.pieces(text, part)),
        shortened: cases.shortened.map(([name]) => lookup.shortened(name)),
        searches: await Promise.all(cases.searches.map(async ([typed]) => [typed, await finds(typed)])),
        shown: (await lookup.search(people, roster.firms, "zsm", salt)).hits[0],
    };
    people.push(["", "walk-in", "黄敏仪", roster.firms.push("中山市新来示例灯饰厂") - 1, "confirmed", null, "", "", "", ""]);
    return { ...told, added: await finds("新来") };
}"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_desk_without_a_network_finds_the_same_people(live_server: str, app: Flask, page: Page) -> None:
    """C15: the module of the page follows the same table."""
    page.goto(f"{live_server}/staff/sign-in")
    with app.test_request_context():
        url = app.jinja_env.globals["asset"]("checkin/lookup.js")  # type: ignore[operator]
    told = page.evaluate(ASK, [url, CASES, roster(), SALT])
    shown = told.pop("shown")
    assert told.pop("added") == ["黄敏仪"]
    expected = {
        "kinds": [[kind, value] for _, kind, value in CASES["kinds"]],
        "tails": [share for _, share in CASES["tails"]],
        "pieces": [told for *_, told in CASES["pieces"]],
        "shortened": [short for _, short in CASES["shortened"]],
        "searches": CASES["searches"],
    }
    assert told == expected
    assert shown["pinyin"] == [["zsm", True]]
    assert shown["enterprise"] == [["中山市沐岚示例制衣", False]]
