"""What a longer history costs: the same requests before ten years (117 seminars, 20,000 people) and before a hundred times as many."""

from collections.abc import Iterator, Sequence

from bench import counting, seeding, visiting, years
from bench.house import House
from bench.printing import Fact
from bench.visiting import Request

SEMINARS, PEOPLE, TIMES = 117, 20_000, 100
MOST = 1.3
ASKED, DEEDS = 150, 400
"""requests of each kind, pages and deeds: a second of CPU at the least"""

Costs = dict[str, float]


def facts(house: House, tolerance: float) -> Iterator[Fact]:
    """One line for each kind of request: how many times the CPU it costs with the longer history."""
    years.write(house.app, SEMINARS, PEOPLE)
    short = _costs(house)
    years.write(house.app, SEMINARS * TIMES, PEOPLE * TIMES)
    long = _costs(house)
    for name, cost in long.items():
        ratio = cost / short[name]
        words = f"{short[name]:.1f} ms, then {cost:.1f} ms"
        yield Fact(f"h {name}, {TIMES} x the history", ratio, str(MOST), ratio <= MOST * tolerance, words)


def _costs(house: House) -> Costs:
    """CPU milliseconds of server and database for one request of each kind."""
    port = house.product.port
    organizer = visiting.signed_in(port, seeding.ORGANIZER)
    begun = visiting.begun(port, house.seeded)
    pages = {
        "front page": Request("/", headers=begun),
        "programme": Request("/seminars", headers=begun),
        "public page of a seminar": Request(f"/seminars/{house.seeded.empty}", headers=begun),
        "planner": Request("/staff/plan/zhongshan/2027", headers=organizer.headers()),
        "staff's list of seminars": Request("/staff/seminars", headers=organizer.headers()),
        "staff's day": Request("/staff", headers=organizer.headers()),
    }
    house.product_data.nobody_registered()
    costs = {name: _cost(house, [page] * ASKED, 200) for name, page in pages.items()}
    costs["registration"] = _cost(house, visiting.registrations(port, house.seeded, DEEDS), 303)
    costs["check-in"] = _cost(house, visiting.scans(port, house.seeded, f"h{len(costs)}")[:DEEDS], 200)
    house.product_data.nobody_registered()
    house.product_data.nobody_in()
    return costs


def _cost(house: House, requests: Sequence[Request], status: int) -> float:
    visitor, warm = visiting.Visitor(house.product.port), len(requests) // 5
    for request in requests[:warm]:
        _expect(visitor.send(request), status, request)
    measured = requests[warm:]
    roots = [house.product.pid, *([house.postgres] if house.postgres else [])]
    before = sum(map(counting.cpu_ms, roots))
    for request in measured:
        _expect(visitor.send(request), status, request)
    return (sum(map(counting.cpu_ms, roots)) - before) / len(measured)


def _expect(found: int, wanted: int, request: Request) -> None:
    if found != wanted:
        raise RuntimeError(f"{request.path} answered {found} instead of {wanted}")
