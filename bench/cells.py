"""The cells: what is asked of the product, what of the limit, and what it may cost at most (performance.md §3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from bench import limit_data, seeding, statements, visiting
from bench.house import House
from bench.limit_app import ROWS_OF_15_KB
from bench.printing import Fact
from bench.rounds import Cell, Side
from bench.visiting import FORM, Request

HISTORIES = (12, 120, 1_200)
ICS = "/calendars/zhongshan.ics"
BYTES_OF_A_ROW = 208
REACHED = {"a": 8.5, "a'": 8.5, "b": 21.0, "c": 11.5, "c'": 17.0, "d'": 4.5}
"""times the limit: what has been reached must not be lost; docs/decisions/0015 says why it is not what was first wished for"""
REGISTERING_ALONE = 30.0
"""one visitor at a time: those who register together wait for the seats' row, which costs the limit half of its CPU"""
FLOORS = {"a": 3.3, "a'": 2.9, "b": 6.5, "c": 4.7}
"""times the floor of the packages with as many statements (floor_app.py)"""
BY_HAND = {"a": 3.5, "b": 10.5}
"""times the same deed written by hand on the same rows (by_hand_app.py)"""


def scan(house: House, connections: Sequence[int]) -> Iterator[Cell]:
    """A check-in by a signed-in helper: session, CSRF, permission, scan and attendance written."""
    port = house.product.port
    asked = visiting.scans(port, house.seeded)
    product = Side(
        house.product,
        [one.raw(port) for one in asked],
        contains='"outcome":"ok"',
        repeat=False,
        reset=house.product_data.nobody_in,
        wrong=house.product_data.wrong_with_arrivals,
    )
    codes = [limit_data.code(number) for number in range(1, limit_data.TICKETS + 1)]
    limit = Side(
        house.limit,
        [Request(f"/check-in/{code}", "POST").raw(house.limit.port) for code in codes],
        repeat=False,
        reset=house.limit_data.refill,
        wrong=lambda answered: _differs(house, "check_ins", answered),
    )
    name = "a'" if house.engine == "sqlite" else "a"
    floor, by_hand = _floor(house, reads=3, writes=2), _by_hand(house, product, asked)
    for number in connections:
        yield Cell(name, f"a check-in, {house.engine}", number, product, limit, REACHED[name])
        yield Cell(name, "the same beside the floor, 3 + 2", number, product, floor, FLOORS[name])
        if name in BY_HAND:
            yield Cell(name, "the same by hand, 1 + 1", number, product, by_hand, BY_HAND[name])


def registration(house: House, connections: Sequence[int]) -> Iterator[Cell]:
    """The form of one enterprise with one person: seat, enterprise, person, ticket, letter and log written."""
    port = house.product.port
    asked = visiting.registrations(port, house.seeded, seeding.SEATS)
    product = Side(
        house.product,
        [one.raw(port) for one in asked],
        status=303,
        repeat=False,
        reset=house.product_data.nobody_registered,
        wrong=house.product_data.wrong_with_registrations,
    )
    limit = Side(
        house.limit,
        [_limit_person(number).raw(house.limit.port) for number in range(limit_data.SEATS)],
        repeat=False,
        reset=house.limit_data.refill,
        wrong=lambda answered: _differs(house, "people", answered),
    )
    floor, by_hand = _floor(house, reads=6, writes=6), _by_hand(house, product, asked)
    for number in connections:
        bar = REGISTERING_ALONE if number == 1 else REACHED["b"]
        yield Cell("b", f"a registration, {house.engine}", number, product, limit, bar)
        yield Cell("b", "the same beside the floor, 6 + 6", number, product, floor, FLOORS["b"])
        yield Cell("b", "the same by hand, 1 + 1", number, product, by_hand, BY_HAND["b"])


def seminar_page(house: House, connections: Sequence[int]) -> Iterator[Cell]:
    """The public page of one seminar beside a page of 15 KB: made anew, and as strangers are shown it."""
    path = f"/seminars/{house.seeded.empty}"
    own = _pages(house, path, "</html>", visiting.begun(house.product.port, house.seeded))
    shared = _pages(house, path, "</html>")
    limit, floor = _tpl(house, ROWS_OF_15_KB), _tpl(house, ROWS_OF_15_KB, "/floor/page/4")
    for number in connections:
        yield Cell("c", "page of a seminar, made anew", number, own, limit, REACHED["c"])
        yield Cell("c", "the same beside the floor, 4 reads", number, own, floor, FLOORS["c"])
        yield Cell("c", "page of a seminar, to strangers", number, shared, limit, 0.6)


def programme(house: House, connections: Sequence[int]) -> Iterator[Cell]:
    """The programme with more and more history, beside a page of as many bytes; at last as strangers are shown it."""
    begun = visiting.begun(house.product.port, house.seeded)
    for past in HISTORIES:
        seeding.history(house.app, past)
        size = visiting.Visitor(house.product.port).get("/seminars").size
        limit = _tpl(house, size // BYTES_OF_A_ROW)
        own = _pages(house, "/seminars", "</html>", begun)
        yield Cell("c'", f"programme, {past:,} past seminars", connections[-1], own, limit, REACHED["c'"])
    shared = _pages(house, "/seminars", "</html>")
    yield Cell("c", f"programme, {past:,}, to strangers", connections[-1], shared, limit, 0.6)


def calendar(house: House, connections: Sequence[int]) -> Iterator[Cell]:
    """The feed of a series, whole, and asked for again with its ETag."""
    seeding.history(house.app, HISTORIES[-1])
    feed = visiting.Visitor(house.product.port).get(ICS)
    limit = Side(house.limit, [Request("/events.ics").raw(house.limit.port)], contains="END:VCALENDAR")
    product = _pages(house, ICS, "END:VCALENDAR")
    yield Cell("d", "calendar of 1,212 seminars, whole", connections[-1], product, limit, 1.8)
    again = Request(ICS, headers={"If-None-Match": feed.headers.get("ETag", "-")})
    unchanged = Side(house.product, [again.raw(house.product.port)], status=304)
    ok = Side(house.limit, [Request("/ok").raw(house.limit.port)])
    yield Cell("d'", "calendar, unchanged (304)", connections[-1], unchanged, ok, REACHED["d'"], 0.3)


CELLS = (scan, registration, seminar_page, programme, calendar)


def statement_counts(house: House) -> Iterator[Fact]:
    """How many statements each hot path sends."""
    port = house.product.port
    house.product_data.nobody_in()
    house.product_data.nobody_registered()
    scan_once = visiting.scans(port, house.seeded)[-1]
    form = visiting.registrations(port, house.seeded, 1)[0]
    asked = (
        ("a check-in", scan_once, 200, 5),
        ("a registration", form, 303, 11),
        ("public page of a seminar", Request(f"/seminars/{house.seeded.empty}"), 200, 4),
        ("programme", Request("/seminars"), 200, 5),
        ("calendar", Request(ICS), 200, 2),
    )
    for name, request, status, most in asked:
        found = len(statements.of(house.app, request, status))
        yield Fact(f"statements: {name}", found, str(most), found <= most)


def second_scans(house: House, number: int = 200) -> Fact:
    """Tickets shown a second time: nobody is let in."""
    house.product_data.nobody_in()
    port = house.product.port
    some = seeding.Seeded(house.seeded.full, house.seeded.empty, house.seeded.tickets[:number])
    helper = visiting.Visitor(port)
    answers = []
    for mark in ("first", "second"):
        for one in visiting.scans(port, some, mark):
            helper.connection.request(
                "POST", one.path, one.body, dict(one.headers) | {"User-Agent": visiting.AGENT}
            )
            answers.append(b'"outcome":"ok"' in helper.connection.getresponse().read())
    accepted = sum(answers[number:])
    holds = sum(answers[:number]) == house.product_data.arrived() == number and accepted == 0
    return Fact("tickets accepted a second time", accepted, "0", holds)


def _pages(house: House, path: str, contains: str, headers: Mapping[str, str] | None = None) -> Side:
    request = Request(path, headers=headers or {})
    return Side(house.product, [request.raw(house.product.port)], contains=contains)


def _tpl(house: House, rows: int, path: str = "/tpl") -> Side:
    return Side(house.limit, [Request(f"{path}?rows={rows}").raw(house.limit.port)], contains="</html>")


def _floor(house: House, *, reads: int, writes: int) -> Side:
    visitor = visiting.Visitor(house.limit.port)
    token = visitor.get("/floor/token").text
    headers = {**visitor.headers(), "X-CSRFToken": token}
    request = Request(f"/floor/deed/{reads}/{writes}", "POST", headers)
    reset = house.limit_data.refill
    return Side(house.limit, [request.raw(house.limit.port)], contains=f'"writes":{writes}', reset=reset)


def _by_hand(house: House, product: Side, asked: Sequence[Request]) -> Side:
    """The very requests of the product, at the doors that write its rows by hand."""
    requests = [replace(one, path=f"/by-hand{one.path}").raw(house.limit.port) for one in asked]
    return replace(product, server=house.limit, requests=requests)


def _limit_person(number: int) -> Request:
    body = urlencode({"name": seeding.NAMES[number % len(seeding.NAMES)], "phone": seeding.phone(number)})
    return Request("/register", "POST", FORM, body.encode())


def _differs(house: House, what: str, answered: int) -> str:
    found = house.limit_data.counts()[what]
    return "" if found == answered else f"{answered} answers, {found} rows"
