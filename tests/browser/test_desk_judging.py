"""A desk without a network judges as the server does: what a code is, and what its ticket is worth (C10, C16)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from seminars.checkin import queries, rules, service
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import service as registration
from seminars.schedule.models import Seminar
from tests.browser.desks import attendances, cut, ready_for_anything, verdict
from tests.builders.checkin import let_in, make_act, qr_text
from tests.builders.registration import make_attendee

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


@pytest.fixture
def desk(kept_desk: Page) -> Page:
    """The desk of these tests."""
    return kept_desk


READ = """async (texts) => {
  const module = document.querySelector("script[src$='desk.js']").src.replace("desk.js", "ticket.js");
  const { parseScanned } = await import(module);
  return texts.map((text) => parseScanned(text, [document.getElementById("door").dataset.host]));
}"""


def test_page_and_server_read_a_code_alike(desk: Page, live_server: str) -> None:
    """C10: what is no ticket of ours is none without a network either; nothing is followed."""
    host, token = live_server.removeprefix("http://"), "0123456789ABCDEF"
    texts = [
        *(f"{live_server}/t/{token}", f"{live_server}/t/{token.lower()}", token, "O123-4567 89AB-CDEF"),
        *(f"http://evil.example/t/{token}", f"http://{host}@evil.example/t/{token}", f"//{host}/t/{token}"),
        *(
            f"{live_server}/t/{token}?x=1",
            f"{live_server}/t/{token}#x",
            f"{live_server}/t/{token}/",
            token + "U",
        ),
        *("", " ", "javascript:alert(1)", "<img src=x onerror=alert(1)>", "BEGIN:VCARD\nFN:x", "' OR 1=1 --"),
        *("9" * 4000, "\x00\x01", "０１２３４５６７８９ABCDEF", f"ftp://{host}/t/{token}", "WIFI:S:x;;"),
    ]
    read = [rules.parse_scanned(text, [host]) for text in texts]
    assert desk.evaluate(READ, texts) == read
    assert [text for text in read if text] == [token] * 4


JUDGE = """async (texts) => {
  const { base, host } = document.getElementById("door").dataset;
  const here = document.querySelector("script[src$='desk.js']").src;
  const [{ Book }, { recognise }] = await Promise.all(["book.js", "ticket.js"].map((name) => import(here.replace("desk.js", name))));
  const roster = await (await fetch(`${base}/roster`)).json();
  const book = new Book({ id: roster.seminar.id, roster, asked_at: 1 });
  return Promise.all(texts.map(async (text) => {
    const { outcome, at } = book.judge(await recognise(text, [host], roster.salt));
    return [outcome, at ? Date.parse(at) / 1000 : null];
  }));
}"""


def test_page_and_server_judge_alike(desk: Page) -> None:
    """C16: also who has gone out, and who is in though the registration was cancelled or the ticket is another one."""
    [seminar] = db.session.query(Seminar)
    names = ("未到", "已到", "离场", "退了", "退了还在", "退了走了", "换了码", "候补")
    people = [make_attendee(seminar, name) for name in names]
    texts, codes = [qr_text(one) for one in people], [one.tickets[0].short_code for one in people]
    moment = clock.now().replace(microsecond=0) - timedelta(minutes=5)
    with transaction():
        for place in (1, 2, 4, 5):
            let_in(people[place], at=moment)
        for place in (2, 5):
            service.check_out(seminar_id=seminar.id, attendee_id=people[place].id, act=make_act())
        for place in (3, 4, 5):
            registration.give_up(attendee_id=people[place].id)
        registration.reissue(attendee_id=people[6].id)
        people[7].state = "waiting"
    expected = ["ok", "already", "ok", "cancelled", "already", "ok", "replaced", "waiting"]
    seen = [queries.by_token(seminar.id, text[-16:].upper()).found for text in texts]
    assert seen == [queries.by_code(seminar.id, code).found for code in codes]
    said = [rules.judge(rules.Scanned(seminar.id, found), clock.now()) for found in seen]
    assert [verdict.outcome for verdict in said] == expected
    at = [moment.timestamp() if outcome == "already" else None for outcome in expected]
    judged = [list(pair) for pair in zip(expected, at, strict=True)]
    assert [desk.evaluate(JUDGE, asked) for asked in (texts, codes)] == [judged, judged]


RECKON = """async ([ahead, phone]) => {
  const { base } = document.getElementById("door").dataset;
  const here = document.querySelector("script[src$='desk.js']").src;
  const names = ["book.js", "handover.js"].map((name) => here.replace("desk.js", name));
  const [{ Book }, { fromFile }] = await Promise.all(names.map((name) => import(name)));
  const roster = await (await fetch(`${base}/roster`)).json();
  const { id } = roster.seminar;
  const [[, attendee_id]] = roster.people;
  const at = new Date().toISOString();
  const guest = { kind: "walk_in", at, enterprise_name: "中山市新示例制衣厂", name: "何俊杰", phone, seminar: id };
  const queue = ["first-desk-1", "other-desk-1"].map((scan_id) => ({ ...guest, scan_id }));
  const read = fromFile(JSON.stringify({ v: 1, desk: "3号台", queue }), id).acts;
  const acts = [...read, { kind: "scan", scan_id: "here-000001", at, attendee_id, outcome: "ok" }];
  const undo = { kind: "undo", scan_id: "here-000002", at, of: "other-desk-1" };
  const bookOf = (acts) => new Book({ id, roster, asked_at: 1, ahead }, acts.map((act) => ({ ...act, waiting: 1, seminar_id: id })));
  const book = bookOf(acts);
  const shown = [...book.arrived.map((one) => one.arrived_at), book.judge({ attendee_id }).at];
  const off = [...shown.map((moment) => Date.parse(moment) - Date.parse(at)), book.asked_at - 1];
  return [book.arrived.length, book.downloaded, bookOf([...acts, undo]).arrived.length, off];
}"""


def test_one_guest_of_two_desks_is_one_and_every_time_is_the_servers(desk: Page) -> None:
    """Also of a phone whose clock is nine hours wrong; the list that was downloaded has as many as it had."""
    nine_hours = -9 * 3_600_000
    assert desk.evaluate(RECKON, [nine_hours, "13900002718"]) == [2, 1, 1, [nine_hours] * 4]


def test_a_short_code_that_was_replaced_is_refused_without_a_network(desk: Page) -> None:
    """As with one: also of letters alone, which could be a name."""
    [seminar] = db.session.query(Seminar)
    before = ["7YK2M3E", "MYRTZDB"]
    for name, code in zip(("换码甲", "换码乙"), before, strict=True):
        with transaction():
            guest = make_attendee(seminar, name)
            guest.tickets[0].short_code = code
            registration.reissue(attendee_id=guest.id)
    desk.reload()
    ready_for_anything(desk, 3)
    cut(desk)
    for code in before:
        desk.fill("#q", code)
        desk.locator("#q").press("Enter")
        expect(verdict(desk, "码已换")).to_be_visible()
        desk.keyboard.press("Escape")
    assert attendances() == {}
