"""What the schedule tells upwards. Who hears is said in `seminars/wiring.py`."""

from dataclasses import dataclass
from datetime import datetime

from seminars.schedule.models import Seminar


@dataclass(frozen=True)
class SeminarChanged:
    """Something the public or a calendar sees has changed (also told with every other kind below)."""

    seminar: Seminar


@dataclass(frozen=True)
class SeminarMoved:
    """Time or place is another now; the old ones, the place in each language, are what letters must name."""

    seminar: Seminar
    old_start: datetime
    old_end: datetime
    old_place: str
    old_place_en: str = ""


@dataclass(frozen=True)
class SeminarCancelled:
    """It will not take place."""

    seminar: Seminar


@dataclass(frozen=True)
class SeminarClosed:
    """It is over, and every question was decided or made a case by those who heard `SeminarClosing`."""

    seminar: Seminar


@dataclass(frozen=True)
class SeminarClosing:
    """It is about to be closed: what is undecided must become a case now, or refuse."""

    seminar: Seminar
