"""The poster for the seminar to come: printed, and ready to hang at the venue."""

from seminars.checkin import service
from seminars.core import audit, clock
from seminars.reports.demo.seminars import Cast
from seminars.schedule.models import Seminar


def print_one(cast: Cast, seminar: Seminar) -> None:
    """As the organizer does it when the seminar is published."""
    member = cast.staff["liang"]
    assert seminar.published_at is not None, "it is published"
    with clock.telling_of(seminar.published_at), audit.acting_as(audit.Actor(member.name, member.id)):
        service.put_up_poster(seminar_id=seminar.id)
