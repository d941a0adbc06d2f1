"""Who hears which news, who writes which letters, and what the menus offer: one screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from seminars.core.i18n import _l
from seminars.places import service as places
from seminars.registration import letters as registration_letters
from seminars.registration import service as registration
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.news import SeminarCancelled, SeminarMoved
from seminars.workdays import service as workdays

NEWS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    SeminarMoved: (registration.seminar_moved,),
    SeminarCancelled: (registration.seminar_cancelled,),
}

STARTING_SETS: Sequence[Callable[[], object]] = (
    places.load_starting_set,
    workdays.load_starting_set,
    schedule_service.load_starting_set,
)
"""What every house needs before its first day; each may run again and adds only what is missing."""

LETTERS: Mapping[str, Callable[..., Any]] = {
    "registration/confirmed": registration_letters.confirmed,
    "registration/changed": registration_letters.changed,
    "registration/moved": registration_letters.moved,
    "registration/cancelled": registration_letters.cancelled,
    "registration/seminar_cancelled": registration_letters.seminar_cancelled,
    "registration/links": registration_letters.links,
}


class Entry(NamedTuple):
    """A place in a menu: shown to those whom its guard lets in."""

    endpoint: str
    label: object
    icon: str = ""
    url: str = ""
    badge: int = 0
    now: bool = False


PUBLIC_MENU: Sequence[Entry] = (Entry("registration_public.my", _l("我的报名")),)

FOOTER_MENU: Sequence[Entry] = (Entry("registration_public.privacy", _l("个人信息处理规则")),)

STAFF_MENU: Sequence[Entry] = (
    Entry("accounts_staff.accounts", _l("账号"), "users"),
    Entry("accounts_staff.log", _l("日志"), "log"),
)

SEMINAR_TABS: Sequence[Entry] = (Entry("registration_staff.registrations", _l("报名")),)


def scopes() -> list[tuple[str, str]]:
    """The series a role can be granted for: slug and name."""
    return [(series.slug, series.name_zh) for series in schedule.all_series()]
