"""Who still waits when the line ends is told so, by the clock (R4)."""

from seminars.core import clock
from seminars.outbox import queries as outbox
from seminars.registration import queries
from seminars.registration.service import posting
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


def tell_line_ended() -> int:
    """Write to every team that got no seat by the cut-off; returns how many letters. A chore: twice is once.

    Where the cut-off was set later after that, the line goes on, and ends with a letter again. Nobody is told once the seminar has begun.
    """
    now = clock.now()
    ended = [one for one in schedule.with_people_waiting(now) if now >= schedule.promotion_ends(one)]
    return sum(_tell(seminar) for seminar in ended)


def _tell(seminar: Seminar) -> int:
    cutoff = schedule.promotion_ends(seminar).isoformat()
    waiting = queries.waiting_with_email(seminar.id)
    told = outbox.known_keys([posting.key("no_seat", one, cutoff) for one in waiting])
    left = [one for one in waiting if posting.key("no_seat", one, cutoff) not in told]
    posting.to_all(seminar, "no_seat", left, {"cutoff": cutoff}, mark=cutoff)
    return len(left)
