"""What a seminar with a waiting list should look like: the published order in a few lines, without a database."""

from dataclasses import dataclass, field

SEATED, WAITS, GONE = "confirmed", "waiting", "cancelled"


@dataclass
class ModelTeam:
    """One registration: whose, whether it may come in parts, and how each of its people stands."""

    firm: int
    may_split: bool
    people: list[str]
    has_agreed: bool = False
    """has ever been willing to come in parts"""

    def __post_init__(self) -> None:
        self.has_agreed |= self.may_split

    def waiting(self) -> int:
        return self.people.count(WAITS)


@dataclass
class Model:
    """Seats, limit and teams in the order in which they came."""

    capacity: int
    limit: int
    is_over: bool = False
    """the cut-off has passed"""
    teams: list[ModelTeam] = field(default_factory=list)

    def count(self, state: str, firm: int | None = None) -> int:
        return sum(team.people.count(state) for team in self.teams if firm in (None, team.firm))

    @property
    def free(self) -> int:
        return self.capacity - self.count(SEATED)

    def come(self, firm: int, size: int, *, waits: bool, may_split: bool) -> bool:
        """A team registers; False when it is sent away."""
        if self.count(SEATED, firm) + self.count(WAITS, firm) + size > self.limit:
            return False
        if self.is_over and (self.count(WAITS) or self.free < size):
            return False
        if self.free < size and not waits:
            return False
        state = SEATED if self.free >= size else WAITS
        self.teams.append(ModelTeam(firm, may_split, [state] * size))
        self.promote()
        return True

    def leave(self, team: int, *states: str, person: int | None = None) -> None:
        """Everybody of a team in one of these states goes, or one person of it."""
        people = self.teams[team].people
        for place, state in enumerate(people):
            if state in states and person in (None, place):
                people[place] = GONE
        self.promote()

    def choose(self, team: int, may_split: bool) -> bool:
        """Only who waits has a choice; the seats that a part now fits are given at once."""
        if not self.teams[team].waiting():
            return False
        self.teams[team].may_split = may_split
        self.teams[team].has_agreed |= may_split
        self.promote()
        return True

    def decline(self, team: int, promoted: list[int]) -> None:
        """Promoted seats are given back; who of the team still waits goes too."""
        people = self.teams[team].people
        for place, state in enumerate(people):
            if state == WAITS or (state == SEATED and place in promoted):
                people[place] = GONE
        self.promote()

    def seat_by_hand(self, team: int) -> bool:
        """A whole waiting team, whatever the order and the room; not beyond the limit."""
        found = self.teams[team]
        if not found.waiting() or self.count(SEATED, found.firm) + found.waiting() > self.limit:
            return False
        self._seat(found, found.waiting())
        return True

    def promote(self) -> None:
        """The published order."""
        for team in self.teams if not self.is_over else ():
            room = min(self.free, self.limit - self.count(SEATED, team.firm))
            if team.waiting() <= room:
                self._seat(team, team.waiting())
            elif team.may_split and room > 0:
                self._seat(team, room)

    def _seat(self, team: ModelTeam, number: int) -> None:
        for place in [place for place, state in enumerate(team.people) if state == WAITS][:number]:
            team.people[place] = SEATED
