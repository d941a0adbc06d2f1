"""Seats: capacity of the room and the limit of one enterprise, for whole teams (R3, A3-A8)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeatsGiven:
    """All seats wanted are there; `left` is what remains afterwards, None without a capacity."""

    left: int | None


@dataclass(frozen=True, slots=True)
class RoomFull:
    """Fewer seats are left than wanted; a team is never split silently."""

    left: int


@dataclass(frozen=True, slots=True)
class OverEnterpriseLimit:
    """The enterprise would have more persons than one enterprise may bring."""

    limit: int
    has: int


SeatsDecision = SeatsGiven | RoomFull | OverEnterpriseLimit


def seats_decision(
    *, capacity: int | None, taken: int, wanted: int, enterprise_limit: int | None, enterprise_has: int
) -> SeatsDecision:
    """Whether `wanted` more persons of one enterprise get seats. Call it under the lock of the seminar's row.

    The enterprise's limit speaks first: waiting for a seat would not help it.
    """
    if enterprise_limit is not None and enterprise_has + wanted > enterprise_limit:
        return OverEnterpriseLimit(enterprise_limit, enterprise_has)
    if capacity is None:
        return SeatsGiven(None)
    left = max(capacity - taken, 0)
    return SeatsGiven(left - wanted) if wanted <= left else RoomFull(left)
