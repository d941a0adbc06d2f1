"""Which of two is kept, and when two who were merged can be two again."""

from seminars.registration.rules.refusals import MergedOn, NotOpen, NumberReused, RegistrationRefusal

STANDING = ("confirmed", "pending", "waiting")
"""from the best to the least"""


def may_be_kept(state: str, beside: str) -> bool:
    """Whether who stands like this on a list may be kept, and who stands `beside` goes: no seat is lost for a place in the line."""
    return STANDING.index(state) <= STANDING.index(beside)


def undo_refusal(
    *,
    shut: RegistrationRefusal | None,
    is_merged_on: bool,
    is_number_used: bool,
    needs_seat: bool,
    left: int,
) -> RegistrationRefusal | None:
    """Why not, in the order in which it would be put right; None: it can. `shut`: why nothing of the seminar can be changed.

    Who only waited needs no seat and takes the old place in the line again.
    """
    if shut is not None:
        return shut
    if is_merged_on:
        return MergedOn()
    if is_number_used:
        return NumberReused()
    return NotOpen("full") if needs_seat and left <= 0 else None
