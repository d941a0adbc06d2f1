"""Who hears which news, who writes which letters, and what the menus offer: one screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from seminars.core.i18n import _l
from seminars.places import service as places
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.workdays import service as workdays

NEWS: Mapping[type, Sequence[Callable[[Any], None]]] = {}

STARTING_SETS: Sequence[Callable[[], object]] = (
    places.load_starting_set,
    workdays.load_starting_set,
    schedule_service.load_starting_set,
)
"""What every house needs before its first day; each may run again and adds only what is missing."""

LETTERS: Mapping[str, Callable[..., Any]] = {}


class Entry(NamedTuple):
    """A place in a menu: shown to those whom its guard lets in."""

    endpoint: str
    label: object
    icon: str = ""
    url: str = ""
    badge: int = 0
    now: bool = False


PUBLIC_MENU: Sequence[Entry] = ()

FOOTER_MENU: Sequence[Entry] = ()

STAFF_MENU: Sequence[Entry] = (
    Entry("accounts_staff.accounts", _l("账号"), "users"),
    Entry("accounts_staff.log", _l("日志"), "log"),
)

SEMINAR_TABS: Sequence[Entry] = ()


def scopes() -> list[tuple[str, str]]:
    """The series a role can be granted for: slug and name."""
    return [(series.slug, series.name_zh) for series in schedule.all_series()]
