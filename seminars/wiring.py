"""Who hears which news, who writes which letters, and what the menus offer: one screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from seminars.cases import letters as cases_letters
from seminars.core.i18n import _l
from seminars.feedback import letters as feedback_letters
from seminars.feedback import service as feedback
from seminars.places import service as places
from seminars.questions import letters as questions_letters
from seminars.questions import service as questions
from seminars.registration import letters as registration_letters
from seminars.registration import service as registration
from seminars.registration.news import Registered
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.news import SeminarCancelled, SeminarClosed, SeminarClosing, SeminarMoved
from seminars.workdays import service as workdays


def _keep_questions(event: Registered) -> None:
    """Questions and registration stand side by side: what an enterprise brings along is kept from here."""
    registration = event.registration
    person = registration.attendees[0] if registration.attendees else None
    for number, (text, category) in enumerate(event.questions, start=1):
        questions.ask(
            seminar_id=registration.seminar_id,
            text=text,
            category_slug=category,
            enterprise_id=registration.enterprise_id,
            asker_name=person.name if person else "",
            asker_phone=person.phone if person else "",
            asker_email=registration.contact_email or (person.email if person else ""),
            language=registration.language,
            channel="registration",
            form_key=f"registration:{registration.id}:{number}",
            registration_id=registration.id,
        )


NEWS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    Registered: (_keep_questions,),
    SeminarClosing: (questions.decide_leftovers,),
    SeminarClosed: (feedback.invite_all,),
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
    "questions/answered": questions_letters.answered,
    "questions/in_case": questions_letters.in_case,
    "cases/answered": cases_letters.answered,
    "feedback/invitation": feedback_letters.invitation,
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


PUBLIC_MENU: Sequence[Entry] = (
    Entry("schedule_public.programme", _l("场次")),
    Entry("registration_public.my", _l("我的报名")),
)

FOOTER_MENU: Sequence[Entry] = (Entry("registration_public.privacy", _l("个人信息处理规则")),)

STAFF_MENU: Sequence[Entry] = (
    Entry("schedule_staff.plans", _l("年度计划"), "calendar"),
    Entry("schedule_staff.seminars", _l("场次"), "list"),
    Entry("places_staff.venues", _l("会场"), "pin"),
    Entry("cases_staff.cases", _l("事项"), "case"),
    Entry("accounts_staff.accounts", _l("账号"), "users"),
    Entry("accounts_staff.log", _l("日志"), "log"),
)

SEMINAR_TABS: Sequence[Entry] = (
    Entry("schedule_staff.edit", _l("信息")),
    Entry("schedule_staff.agenda", _l("议程")),
    Entry("schedule_staff.handouts", _l("讲义")),
    Entry("registration_staff.registrations", _l("报名")),
    Entry("questions_staff.questions", _l("问题")),
    Entry("feedback_staff.results", _l("反馈")),
)


def scopes() -> list[tuple[str, str]]:
    """The series a role can be granted for: slug and name."""
    return [(series.slug, series.name_zh) for series in schedule.all_series()]
