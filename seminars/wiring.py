"""Who hears which news, who writes which letters, and what the menus offer: one screen."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from flask import url_for

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER, Staff
from seminars.calendars import letters as calendar_letters
from seminars.calendars import queries as calendars
from seminars.calendars import service as calendars_service
from seminars.cases import letters as cases_letters
from seminars.cases import queries as cases
from seminars.cases.models import Case, CaseAsker
from seminars.checkin import service as checkin
from seminars.checkin.models import Attendance
from seminars.core import clock
from seminars.core.chores import Chore
from seminars.core.i18n import _l, _lp, localized
from seminars.enterprises import service as enterprises
from seminars.enterprises.news import EnterpriseKnown, EnterpriseRowsMoving, EnterprisesParted
from seminars.feedback import letters as feedback_letters
from seminars.feedback import service as feedback
from seminars.feedback.models import FeedbackAnswer
from seminars.outbox import queries as outbox
from seminars.places import service as places
from seminars.places.news import DistrictSucceeded, VenuesChanged
from seminars.places.rules import Use
from seminars.questions import letters as questions_letters
from seminars.questions import service as questions
from seminars.questions.models import Question
from seminars.questions.news import BroughtBy, WhoBrought
from seminars.registration import letters as registration_letters
from seminars.registration import queries as registrations
from seminars.registration import service as registration
from seminars.registration.models import Attendee, Registration
from seminars.registration.news import PeopleMerging, Registered, RegistrationFiled
from seminars.reports import service as reports
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.news import (
    SeminarCancelled,
    SeminarChanged,
    SeminarClosed,
    SeminarClosing,
    SeminarMoved,
)
from seminars.sheets import service as sheets
from seminars.sheets.rules import ExportKind, ImportKind
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
            asked_as=registration.firm_name,
            asker_name=person.name if person else "",
            asker_phone=person.phone if person else "",
            asker_email=registration.contact_email or (person.email if person else ""),
            language=registration.language,
            channel="hotline" if registration.channel == "hotline" else "registration",
            form_key=f"registration:{registration.id}:{number}",
            registration_id=registration.id,
        )


def _say_who_brought(event: WhoBrought) -> None:
    """The other way round: who sent in what a question came with."""
    for one in registrations.registrations_of(sorted(event.registrations)):
        people = tuple(person.name for person in one.attendees)
        event.found[one.id] = BroughtBy(one.firm_name, one.agent, one.contact_email, people)


NAME_AN_ENTERPRISE = (Registration, Attendee, Question, Case, CaseAsker, Attendance, FeedbackAnswer)
"""Tables of the floors above whose rows follow when two enterprises turn out to be one."""

NEWS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    SeminarChanged: (calendars_service.rebuild, registration.seminar_changed),
    DistrictSucceeded: (enterprises.district_succeeded, schedule_service.district_succeeded),
    VenuesChanged: (schedule_service.venues_changed,),
    EnterpriseRowsMoving: (partial(enterprises.follow, tables=NAME_AN_ENTERPRISE),),
    EnterpriseKnown: (registration.enterprise_known,),
    EnterprisesParted: (registration.enterprises_parted,),
    RegistrationFiled: (partial(reports.registration_filed, tables=NAME_AN_ENTERPRISE),),
    Registered: (_keep_questions,),
    WhoBrought: (_say_who_brought,),
    PeopleMerging: (checkin.people_merging,),
    SeminarClosing: (questions.decide_leftovers,),
    SeminarClosed: (feedback.invite_all,),
    SeminarMoved: (registration.seminar_moved, checkin.seminar_moved),
    SeminarCancelled: (registration.seminar_cancelled,),
}

CHORES: Sequence[Chore] = (
    Chore("registration.remind", timedelta(minutes=5), registration.remind),
    Chore("sheets.forget_expired", timedelta(minutes=10), sheets.forget_expired),
    Chore("reports.count_ledger", timedelta(minutes=10), reports.count_ledger),
    Chore("checkin.forget_decided", timedelta(minutes=10), checkin.forget_decided),
    Chore("registration.release_reserves", timedelta(minutes=1), registration.release_reserves),
    Chore("registration.tell_line_ended", timedelta(minutes=5), registration.tell_line_ended),
)
"""What the workers do by the clock."""

STARTING_SETS: Sequence[Callable[[], object]] = (
    places.load_starting_set,
    enterprises.load_starting_set,
    workdays.load_starting_set,
    schedule_service.load_starting_set,
    calendars_service.rebuild_all,
)
"""What every house needs before its first day; each may run again and adds only what is missing."""

IMPORTS: Mapping[str, ImportKind] = {
    "registrations": registration.REGISTRATIONS_IN,
    "enterprises": enterprises.ENTERPRISES_IN,
    "seminars": schedule_service.SEMINARS_IN,
}
"""What organizers can take in from a file."""

EXPORTS: Mapping[str, ExportKind] = {
    "registrations": registration.REGISTRATIONS_OUT,
    "enterprises": enterprises.ENTERPRISES_OUT,
    "seminars": schedule_service.SEMINARS_OUT,
    "questions": questions.QUESTIONS_OUT,
}
"""What organizers can take out as a file."""

LETTERS: Mapping[str, Callable[..., Any]] = {
    "questions/answered": questions_letters.answered,
    "questions/in_case": questions_letters.in_case,
    "questions/taken_back": questions_letters.taken_back,
    "questions/withdrawn": questions_letters.withdrawn,
    "cases/answered": questions_letters.with_firm(cases_letters.answered),
    "cases/closed": questions_letters.with_firm(cases_letters.closed),
    "cases/reopened": questions_letters.with_firm(cases_letters.reopened),
    "cases/handed": cases_letters.handed,
    "feedback/invitation": feedback_letters.invitation,
    "registration/confirmed": calendar_letters.with_invitation(
        questions_letters.with_questions(registration_letters.confirmed)
    ),
    "registration/waiting": registration_letters.waiting,
    "registration/received": registration_letters.received,
    "registration/refused": questions_letters.with_questions(registration_letters.refused),
    "registration/promoted": calendar_letters.with_invitation(registration_letters.promoted),
    "registration/no_seat": questions_letters.with_questions(registration_letters.no_seat),
    "registration/left_line": questions_letters.with_questions(registration_letters.left_line),
    "registration/message": registration_letters.message,
    "registration/changed": registration_letters.changed,
    "registration/transferred": calendar_letters.with_invitation(
        questions_letters.with_questions(registration_letters.transferred)
    ),
    "registration/transferred_away": calendar_letters.with_cancellation(
        registration_letters.transferred_away
    ),
    "registration/reminder": registration_letters.reminder,
    "registration/moved": calendar_letters.with_invitation(registration_letters.moved),
    "registration/cancelled": calendar_letters.with_cancellation(
        questions_letters.with_questions(registration_letters.cancelled)
    ),
    "registration/seminar_cancelled": calendar_letters.with_invitation(
        registration_letters.seminar_cancelled
    ),
    "registration/links": registration_letters.links,
}


LETTER_NAMES: Mapping[str, object] = {
    "registration/confirmed": _l("报名成功"),
    "registration/waiting": _l("已加入候补"),
    "registration/received": _l("等待审核"),
    "registration/refused": _l("未通过审核"),
    "registration/promoted": _l("候补补上"),
    "registration/no_seat": _l("候补未补上"),
    "registration/left_line": _l("退出候补"),
    "registration/message": _l("给报名企业的信"),
    "registration/changed": _l("报名有变"),
    "registration/transferred": _l("改到另一期"),
    "registration/transferred_away": _l("原来那一期不用来"),
    "registration/moved": _l("改期或换会场"),
    "registration/reminder": _l("会前提醒"),
    "registration/cancelled": _l("报名已取消"),
    "registration/seminar_cancelled": _l("活动取消"),
    "registration/links": _l("找回报名"),
    "questions/answered": _l("答复"),
    "questions/in_case": _l("转为事项"),
    "questions/taken_back": _l("答复收回"),
    "questions/withdrawn": _l("问题撤下"),
    "cases/answered": _l("事项答复"),
    "cases/closed": _l("事项办结"),
    "cases/reopened": _l("事项重新办理"),
    "cases/handed": _l("事项转办"),
    "feedback/invitation": _l("反馈邀请"),
}
"""What staff call each kind of letter."""


class Entry(NamedTuple):
    """A place in a menu: shown to those whom its guard lets in."""

    endpoint: str
    label: object
    icon: str = ""


class Badge(NamedTuple):
    """How much waits behind an entry, and whether any of it is late."""

    waiting: int
    is_late: bool


PUBLIC_MENU: Sequence[Entry] = (
    Entry("schedule_public.programme", _l("场次")),
    Entry("registration_public.my", _l("我的报名")),
)

FOOTER_MENU: Sequence[Entry] = (
    Entry("calendars_public.subscribe", _l("订阅日历")),
    Entry("registration_public.privacy", _l("个人信息处理规则")),
)

STAFF_MENU: Sequence[Entry] = (
    Entry("reports_staff.today", _l("今天"), "home"),
    Entry("schedule_staff.plans", _l("年度计划"), "calendar"),
    Entry("schedule_staff.seminars", _l("场次"), "list"),
    Entry("reports_staff.enterprises_list", _lp("list", "企业"), "users"),
    Entry("places_staff.venues", _lp("list", "会场"), "pin"),
    Entry("enterprises_staff.credit", _l("信用等级"), "check-circle"),
    Entry("cases_staff.cases", _l("事项"), "case"),
    Entry("outbox_staff.letters", _l("信件"), "mail"),
    Entry("sheets_staff.files", _l("导入导出"), "file"),
    Entry("accounts_staff.accounts", _l("账号"), "user"),
    Entry("accounts_staff.log", _l("日志"), "log"),
)


def _my_cases(me: Staff) -> Badge:
    mine, overdue = cases.waiting(me.id, clock.now())
    return Badge(mine, overdue > 0)


def _failed_letters(me: Staff) -> Badge:
    failed = outbox.failed(guards.series_allowed(me, ORGANIZER, AUDITOR))
    return Badge(failed, failed > 0)


BADGES: Mapping[str, Callable[[Staff], Badge]] = {
    "cases_staff.cases": _my_cases,
    "outbox_staff.letters": _failed_letters,
}
"""What waits behind an entry of the staff menu: one statement each, asked when the menu is drawn."""

VIEWED: Mapping[str, str] = {
    "registrations": "registration_staff.registrations",
    "enterprises": "reports_staff.enterprises_list",
}
"""Lists that staff can keep as they filtered them: the endpoint of each."""

SEMINAR_TABS: Sequence[Entry] = (
    Entry("reports_staff.seminar", _l("概览")),
    Entry("schedule_staff.edit", _l("信息")),
    Entry("schedule_staff.agenda", _l("议程")),
    Entry("schedule_staff.handouts", _l("讲义")),
    Entry("schedule_staff.webcast", _l("直播")),
    Entry("registration_staff.registrations", _l("报名")),
    Entry("questions_staff.questions", _l("问题")),
    Entry("checkin_staff.arrivals", _l("签到")),
    Entry("feedback_staff.results", _l("反馈")),
)


def scopes() -> list[tuple[str, str]]:
    """The series a role can be granted for: slug and name."""
    return [(series.slug, localized(series, "name")) for series in schedule.all_series()]


def cities_of(series: Collection[str] | None) -> set[str] | None:
    """Slugs of the cities of these series, none for all: who may plan one may change the halls of its city."""
    return None if series is None else {one.city_slug for one in schedule.all_series() if one.slug in series}


def uses_of(venue_id: int) -> list[Use]:
    """Published seminars still to come in a hall."""
    coming = schedule.coming_to(venue_id, clock.now())
    names = calendars.names([one.id for one in coming])
    return [
        Use(names[one.id], url_for("schedule_staff.move", seminar_id=one.id), one.capacity) for one in coming
    ]


def names_of(abouts: Collection[str]) -> dict[str, str]:
    """How staff call the things that letters are about: "seminar:12" is 第295期 · 斗门区."""
    ids = {int(key) for kind, _, key in (about.partition(":") for about in abouts) if kind == "seminar"}
    return {f"seminar:{key}": name for key, name in calendars.names(ids).items()}


def list_of(kind: str, target: int) -> str:
    """Where the rows of an import are found afterwards."""
    if kind == "registrations":
        return url_for("registration_staff.registrations", seminar_id=target)
    return url_for("reports_staff.enterprises_list" if kind == "enterprises" else "schedule_staff.seminars")
