"""What registration tells upwards."""

from dataclasses import dataclass

from seminars.registration.models import Attendee, Registration


@dataclass(frozen=True)
class Registered:
    """An enterprise has registered; `questions` are (text, category slug) pairs it brought along."""

    registration: Registration
    questions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RegistrationFiled:
    """A registration stands under the enterprise `target_id` and no longer under `source_id`: what came of it follows."""

    registration_id: int
    source_id: int
    target_id: int


@dataclass(frozen=True)
class SeatGivenUp:
    """A person will not come; the seat is free."""

    attendee: Attendee


@dataclass(frozen=True)
class PeopleMerging:
    """`gone` turned out to be `kept`: whoever cannot follow refuses."""

    kept: Attendee
    gone: Attendee
