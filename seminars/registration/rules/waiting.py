"""The waiting list: which teams get the seats that are free, by the published order (R4, decision 0007)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

ORDER, CAPACITY, RESERVE, CUTOFF = "order", "capacity", "reserve", "cutoff"


@dataclass(frozen=True, slots=True)
class Team:
    """Those of a registration who wait, first come first: `size` persons, split only if they agreed."""

    id: int
    enterprise_id: int
    size: int
    may_split: bool = False
    has_priority: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """So many persons of a team get seats, in the order in which the team named them."""

    team_id: int
    people: int


@dataclass(frozen=True, slots=True)
class Line:
    """How many teams (家) and persons (人) wait."""

    teams: int = 0
    people: int = 0


def promotions(
    teams: Iterable[Team],
    *,
    free: int,
    limit: int,
    has: Mapping[int, int],
    now: datetime,
    cutoff: datetime,
    kept: int = 0,
) -> list[Given]:
    """Who gets the `free` seats; `teams` in their order, `has` persons with a seat by enterprise, at most `limit` each.

    `kept` of the free seats are for teams of the priority tier only (R5). The first team for which seats and limit
    suffice comes first; one for which they do not keeps its place and the next is asked. From the cut-off on nobody
    gets anything.
    """
    found: list[Given] = []
    if now >= cutoff:
        return found
    seated = dict(has)
    for team in teams:
        if free <= 0:
            break
        room = free if team.has_priority else free - kept
        seats = _seats_for(team, min(room, limit - seated.get(team.enterprise_id, 0)))
        if seats:
            found.append(Given(team.id, seats))
            free -= seats
            kept -= min(kept, seats) if team.has_priority else 0
            seated[team.enterprise_id] = seated.get(team.enterprise_id, 0) + seats
    return found


def is_at_limit(team: Team, *, limit: int, has: int) -> bool:
    """Whether the limit of its enterprise, of which `has` persons have a seat, keeps this team waiting beside free seats."""
    return not _seats_for(team, limit - has)


def _seats_for(team: Team, room: int) -> int:
    if team.size <= room:
        return team.size
    return max(room, 0) if team.may_split else 0


def overridden(
    team_id: int, teams: Sequence[Team], *, free: int, now: datetime, cutoff: datetime, kept: int = 0
) -> tuple[str, ...]:
    """Which rules of the list an organizer passes over who gives this team seats now: order, capacity, reserve, cutoff.

    `kept` of the free seats are the reserve of the priority tier.
    """
    place = next(place for place, team in enumerate(teams) if team.id == team_id)
    team = teams[place]
    passed = {
        ORDER: place > 0,
        CAPACITY: team.size > max(free, 0),
        RESERVE: kept > 0 and not team.has_priority and team.size > free - kept,
        CUTOFF: now >= cutoff,
    }
    return tuple(rule for rule, is_passed in passed.items() if is_passed)


def line_before(team_id: int | None, teams: Sequence[Team]) -> Line:
    """Who stands before this team; before a newcomer (None) stand all."""
    ahead = [team for team in teams if team_id is None or team.id < team_id]
    return Line(len(ahead), sum(team.size for team in ahead))
