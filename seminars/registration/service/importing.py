"""Registrations of a seminar from a file: the deed is the one of every registration, for all or for nobody (A11)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from seminars.core import clock
from seminars.core.db import locked
from seminars.core.i18n import _, _l, _n, localized, stamp
from seminars.enterprises import queries as enterprises
from seminars.registration import queries
from seminars.registration.rules import (
    COLUMNS_IN,
    AlreadyRegistered,
    EnterpriseInput,
    NotOpen,
    PersonInput,
    RegistrationRefusal,
)
from seminars.registration.rules.importing import PeopleSeen, PersonRow, is_left_out, read_person
from seminars.registration.rules.reasons import LIST_TAKEN_BACK
from seminars.registration.service import leaving
from seminars.registration.service.changing import cancel
from seminars.registration.service.registering import register
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar
from seminars.sheets.rules import (
    LEFT,
    NEW,
    REPEATED,
    SAME,
    Finding,
    ImportKind,
    Row,
    Saved,
    Task,
    Undo,
    of_file,
)

MOST_ROWS = 500
"""a hall holds fewer; the seminar is locked while they come in"""
TAKES_LISTS = ("open", "full")
"""states of registration in which a list may come in"""


class _Judge:
    """Judges the rows of one file."""

    def __init__(self, task: Task) -> None:
        seminar = schedule.get(task.target)
        self.state = str(schedule.state_of(seminar, clock.now()))
        self.left = max(seminar.capacity - seminar.seats_taken, 0)
        self.area_code = seminar.area_code
        people = queries.on_list(task.target)
        self.by_phone = {one.phone: one for one in people}
        self.sizes = Counter(one.enterprise_id for one in people)
        self.seen = PeopleSeen(seminar.enterprise_limit)
        self.coming = 0

    def rows(self, rows: Sequence[Row]) -> None:
        """Each is new, or on the list already, or says itself that it is cancelled."""
        read = []
        for row in rows:
            if is_left_out(row):
                row.settle(LEFT)
            else:
                read.append((row, read_person(row, self.area_code)))
        known = enterprises.known(
            {one.enterprise.folded for _row, one in read if one.enterprise.folded},
            {one.uscc for _row, one in read if one.uscc},
        )
        for row, one in read:
            firm = known.find(one.enterprise.folded, one.uscc) if one.firm else None
            self._settle(row, one, firm.id if firm else 0)

    def _settle(self, row: Row, read: PersonRow, enterprise_id: int) -> None:
        there = self.by_phone.get(read.person.phone)
        if there is not None:
            if (there.name, there.enterprise_id) == (read.person.name, enterprise_id):
                row.settle(SAME)
            else:
                row.refuse("phone", AlreadyRegistered().for_staff)
        elif self.seen.repeats(row, read):
            row.settle(REPEATED)
        elif self.seen.has_room(row, read, self.sizes[enterprise_id]):
            self.coming += 1
            row.settle(NEW, _value(read))

    def end(self) -> Sequence[Finding]:
        """Whether the seminar takes registrations now, and has seats for all who are new."""
        if self.state not in TAKES_LISTS:
            return [of_file(NotOpen(self.state).text)]
        if self.coming > self.left:
            words = _(
                "只剩%(left)s个座位，文件里有%(n)s位新参会人。请减少名单，或先调大名额。",
                left=self.left,
                n=self.coming,
            )
            return [of_file(words)]
        return ()


def _value(read: PersonRow) -> dict[str, Any]:
    person = read.person
    return {
        "firm": read.firm,
        "enterprise": read.enterprise.shown,
        "uscc": read.uscc,
        "agent": read.agent,
        "person": [person.name, person.phone, person.email, person.position, person.access_need],
    }


def _save(task: Task, batches: Iterator[Sequence[Any]]) -> Saved:
    """One registration an enterprise and whoever writes for it; the first one refused undoes them all."""
    firms: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for batch in batches:
        for value in batch:
            firms.setdefault((value["firm"], value["agent"]), []).append(value)
    number = 0
    for place, values in enumerate(firms.values(), start=1):
        people = [PersonInput(*value["person"]) for value in values]
        number += len(people)
        firm = EnterpriseInput(values[0]["enterprise"], values[0]["uscc"])
        _register(task, place, firm, people, values[0]["agent"])
    return Saved(number)


def _register(
    task: Task, place: int, enterprise: EnterpriseInput, people: Sequence[PersonInput], agent: str
) -> None:
    """Raises RegistrationRefusal, which says whose registration it was."""
    try:
        register(
            seminar_id=task.target,
            enterprise=enterprise,
            people=people,
            agent=agent,
            email=next((one.email for one in people if one.email), ""),
            form_key=f"{queries.import_mark(task.import_id)}{place}",
            channel="import",
        )
    except RegistrationRefusal as refusal:
        words = _l("%(name)s：%(why)s", name=enterprise.name, why=refusal.for_staff)
        raise RegistrationRefusal(refusal.code, words) from refusal


def _consequences(task: Task, trace: Any) -> list[str]:
    """What is cancelled, who reads of it, who does not, and what stays. Raises RegistrationRefusal as the deed would."""
    seminar = schedule.get(task.target)
    _ensure_in_time(seminar)
    found = queries.brought(task.import_id)
    cancelled = _n("取消%(n)s份报名", "取消%(n)s份报名", found.registrations, n=found.registrations)
    people = _n("共%(n)s人", "共%(n)s人", found.people, n=found.people)
    lines = [_("%(cancelled)s，%(people)s；入场码失效，座位放出来", cancelled=cancelled, people=people)]
    if found.letters:
        lines.append(_n("寄出%(n)s封取消信", "寄出%(n)s封取消信", found.letters, n=found.letters))
    if found.to_call:
        lines.append(
            _n("%(n)s人没有邮箱，请电话通知", "%(n)s人没有邮箱，请电话通知", found.to_call, n=found.to_call)
        )
    if seminar.people_waiting:
        lines.append(_("候补的企业按次序补上，留了邮箱的收到信"))
    return [*lines, _("导入时新建的企业留在企业名录里；取消的报名留有记录，不能恢复")]


def _undo(task: Task, trace: Any) -> None:
    """Cancel every registration of the file that still stands, as staff would one by one: for all or for none.

    Raises RegistrationRefusal once the seminar has begun or is no longer to be: somebody may be inside.
    """
    _ensure_in_time(locked(Seminar, task.target))
    for key in queries.of_import(task.import_id):
        cancel(registration_id=key, reason=LIST_TAKEN_BACK, by_staff=True)


def _ensure_in_time(seminar: Seminar) -> None:
    if clock.now() >= seminar.starts_at:
        raise RegistrationRefusal("begun", _l("这一期已经开始，不能整批撤销了。"))
    try:
        leaving.ensure_time(seminar, by_staff=True)
    except RegistrationRefusal as refusal:
        words = _l("不能整批撤销了：%(why)s", why=refusal.text)
        raise RegistrationRefusal(refusal.code, words) from refusal


def _targets(series: Collection[str] | None) -> list[tuple[int, str]]:
    """Seminars of these series (none: all) that a list may come into now, the next one first: one statement."""
    now = clock.now()
    return [
        (one.id, _called(one))
        for one in schedule.upcoming(now)
        if (series is None or one.series.slug in series) and schedule.state_of(one, now) in TAKES_LISTS
    ]


def _closed(target: int) -> object | None:
    """Why no list may come into this seminar now; None when one may."""
    seminar = schedule.get(target)
    state = str(schedule.state_of(seminar, clock.now()))
    if state in TAKES_LISTS:
        return None
    return _l("这一期还没有发布，发布后才能导入。") if state == "hidden" else NotOpen(state).text


def _called(seminar: Seminar) -> str:
    parts = [_("第%(n)s期", n=seminar.issue_no), stamp(seminar.starts_at)]
    return " · ".join([*parts, localized(seminar.district, "name")] if seminar.district else parts)


REGISTRATIONS_IN = ImportKind(
    title=_l("报名名单"),
    columns=COLUMNS_IN,
    judge=_Judge,
    save=_save,
    undo=Undo(_consequences, _undo),
    most_rows=MOST_ROWS,
    effect=_l(
        "每家企业一份报名，人人有入场码；留了邮箱的收到确认信。可以整批撤销：报名取消，留了邮箱的收到取消信。"
        "导入时这一期的座位锁住，别人要等，所以一次不超过500行；人多请分几份。"
    ),
    promise=_l("名单上的人都已看过个人信息处理规则，并同意报名"),
    targets=_targets,
    closed=_closed,
    series_of=schedule.series_of_seminar,
    name_of=schedule.short_name,
)
