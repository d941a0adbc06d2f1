"""Past seminars from a file: numbers only, marked as imported, their issue numbers kept for ever (S5, D-02)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError

from seminars.core import clock
from seminars.core.db import db
from seminars.core.i18n import _, _l, _n, localized
from seminars.core.news import tell
from seminars.places import queries as places
from seminars.schedule import queries
from seminars.schedule.models import CLOSED, PastFigures, Seminar, Series
from seminars.schedule.news import SeminarChanged
from seminars.schedule.rules.importing import (
    MOST_MISPLACED,
    PAST_COLUMNS,
    PastRow,
    contradiction,
    differences,
    read_past,
    series_names,
    usual_title,
)
from seminars.schedule.service.refusals import refuse
from seminars.schedule.service.starting import continue_after, resume_after, the_programme
from seminars.sheets.rules import NEW, SAME, Finding, ImportKind, Row, Saved, Task, Undo, of_file

MOST_ROWS = 2000


class _Judge:
    """Judges the rows of one file."""

    def __init__(self, task: Task) -> None:
        series = queries.all_series()
        own = [one for one in series if task.is_allowed([one.slug])]
        self.series = _names(series)
        self.own = [one.slug for one in own]
        self.own_called = _("、").join(localized(one, "name") for one in own)
        by_city = places.names_by_city()
        self.townships = {one.slug: by_city.get(one.city_slug, {}) for one in series}
        self.today = clock.today()
        self.issues = queries.issue_days()
        self.told = queries.told_by_issue()
        self.next = queries.next_issue_no()
        self.highest = 0
        self.days = queries.taken_days()
        self.seen: dict[int, int] = {}
        self.differing = 0

    def rows(self, rows: Sequence[Row]) -> None:
        """Each is new, or there already under its number."""
        for row in rows:
            read = read_past(
                row,
                series=self.series,
                own=self.own,
                own_called=self.own_called,
                townships=self.townships,
                today=self.today,
            )
            if read is not None:
                self._settle(row, read)

    def _settle(self, row: Row, read: PastRow) -> None:
        there = self.issues.get(read.issue_no)
        earlier = self.seen.setdefault(read.issue_no, row.number)
        place = (read.series, read.day.replace(day=15), read.district_id)
        if there is not None:
            if there == read.day:
                self._recognise(row, read)
            else:
                row.refuse(
                    "issue_no", _l("第%(n)s期已有，日期是%(day)s。", n=read.issue_no, day=there.isoformat())
                )
        elif earlier != row.number:
            row.refuse("issue_no", _l("和第%(row)s行期号相同。", row=earlier))
        elif read.district_id is not None and place in self.days:
            row.refuse("district", _l("这个月在这个镇街已有一期。"))
        else:
            self.days.add(place)
            self.highest = max(self.highest, read.issue_no)
            self._compare(row, read)
            row.settle(NEW, _value(read))

    def _recognise(self, row: Row, read: PastRow) -> None:
        """It is there already and stays as it is; where the file says something else, the row says so."""
        stored = differences(read, self.told[read.issue_no])
        self.differing += bool(stored)
        for key, words in stored.items():
            row.remark(key, _l("系统里是“%(stored)s”。", stored=words) if words else _l("系统里是空的。"))
        row.settle(SAME)

    def _compare(self, row: Row, read: PastRow) -> None:
        """A number and a day that contradict those of a known seminar: to be looked at, or a mistake (S5)."""
        other = contradiction(read.issue_no, read.day, self.issues)
        if other is None:
            return
        there = self.issues[other]
        words = _l("期号和日期对不上：第%(other)s期在%(day)s。请核对。", other=other, day=there.isoformat())
        say = row.remark if abs(there - read.day) <= MOST_MISPLACED else row.refuse
        say("issue_no", words)

    def end(self) -> Sequence[Finding]:
        """Which rows change nothing although they say something else, and the number that the file makes the next one."""
        return [*self._unchanged(), *self._next()]

    def _unchanged(self) -> Sequence[Finding]:
        if not self.differing:
            return ()
        words = _n(
            "有%(n)s行和系统里已有的场次不一样，导入不会改已有的场次。要更正，请先撤销当时的那次导入，再导入改好的文件。",
            "有%(n)s行和系统里已有的场次不一样，导入不会改已有的场次。要更正，请先撤销当时的那次导入，再导入改好的文件。",
            self.differing,
            n=self.differing,
        )
        return [of_file(words, "note")]

    def _next(self) -> Sequence[Finding]:
        jump = self.highest + 1 - self.next
        if jump <= 0:
            return ()
        words = _(
            "导入后，下次发布是第%(next)s期；不导入是第%(now)s期，相差%(n)s期。请核对期号有没有写错。",
            next=self.highest + 1,
            now=self.next,
            n=jump,
        )
        return [of_file(words, "note")]


def _names(series: Sequence[Series]) -> dict[str, str]:
    return {name: one.slug for one in series for name in series_names(one.slug, one.name_zh, one.name_en)}


def _value(read: PastRow) -> dict[str, Any]:
    return {
        "issue_no": read.issue_no,
        "day": read.day.isoformat(),
        "series": read.series,
        "district": read.district_id,
        "title": read.title,
        "figures": dict(read.figures),
    }


def _save(task: Task, batches: Iterator[Sequence[Any]]) -> Saved:
    """Closed seminars without people; the next number that is given comes after theirs."""
    before = the_programme().last_issue_no  # locked first, as nobody may publish meanwhile
    now = clock.now()
    series = {one.slug: one for one in queries.all_series()}
    values = [value for batch in batches for value in batch]
    _ensure_own(task, {value["series"] for value in values})
    made = [_past(value, series[value["series"]], now) for value in values]
    db.session.add_all(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refuse("issue_taken", _l("有一个期号或日子刚刚被用了，请重新检查。")) from error
    continue_after(issue_no=max(one.issue_no or 0 for one in made))
    after = the_programme().last_issue_no
    for seminar in made:
        tell(SeminarChanged(seminar))
    return Saved(len(made), {"at": now.isoformat(), "before": before, "after": after})


def _ensure_own(task: Task, series: Collection[str]) -> None:
    """Raises ScheduleRefusal when the role for one of them was taken away since the file was checked."""
    if not task.is_allowed(series):
        raise refuse("series", _l("您已没有其中某个系列的权限。"))


def _past(value: dict[str, Any], series: Series, now: datetime) -> Seminar:
    day = date.fromisoformat(value["day"])
    seminar = Seminar(
        series=series,
        district_id=value["district"],
        issue_no=value["issue_no"],
        state=CLOSED,
        title_zh=value["title"] or usual_title(value["issue_no"]),
        nominal_date=day.replace(day=15),
        fixed_by_hand=True,
        starts_at=clock.at(day, series.starts),
        ends_at=clock.at(day, series.ends),
        capacity=series.capacity,
        enterprise_limit=series.enterprise_limit,
        imported=True,
        created_at=now,
        changed_at=now,
        published_at=now,
        closed_at=now,
    )
    seminar.past_figures = PastFigures(**value["figures"])
    return seminar


def _consequences(task: Task, trace: Any) -> list[str]:
    """What goes, and how the numbers go on."""
    number = db.session.scalar(select(func.count()).where(_brought(trace))) or 0
    following = _last_without(trace) + 1
    if following < queries.next_issue_no():
        numbers = _("期号退回，下次发布是第%(n)s期", n=following)
    else:
        numbers = _("下次发布仍是第%(n)s期", n=following)
    gone = _n("删除导入的%(n)s期场次和它们的数字", "删除导入的%(n)s期场次和它们的数字", number, n=number)
    return [gone, numbers]


def _undo(task: Task, trace: Any) -> None:
    """Take them away again; numbers go on as before. Raises ScheduleRefusal once something hangs on one of them."""
    the_programme()  # locked first, as nobody may publish meanwhile
    own = select(Series.slug).join(Seminar, Seminar.series_id == Series.id).where(_brought(trace)).distinct()
    _ensure_own(task, db.session.scalars(own).all())
    last = _last_without(trace)
    mine = select(Seminar.id).where(_brought(trace))
    quietly = {"synchronize_session": False}
    try:
        db.session.execute(
            delete(PastFigures).where(PastFigures.seminar_id.in_(mine)), execution_options=quietly
        )
        db.session.execute(delete(Seminar).where(Seminar.id.in_(mine)), execution_options=quietly)
    except IntegrityError as error:
        raise refuse("in_use", _l("其中已有场次另有记录（问题、讲义等），不能整批撤销。")) from error
    resume_after(issue_no=last)


def _brought(trace: Any) -> ColumnElement[bool]:
    """Those of one import: they came in at the same microsecond."""
    return Seminar.imported & (Seminar.created_at == datetime.fromisoformat(trace["at"]))


def _last_without(trace: Any) -> int:
    """After which number publication goes on once they are gone: as before them, but past every number that is left.

    Not when numbers have gone on since: what was given is never given again (S5).
    """
    last = queries.next_issue_no() - 1
    if trace.get("after") != last:
        return last
    left = db.session.scalar(select(func.max(Seminar.issue_no)).where(~_brought(trace))) or 0
    before: int = trace["before"]
    return max(before, left)


SEMINARS_IN = ImportKind(
    title=_l("往期场次"),
    columns=PAST_COLUMNS,
    judge=_Judge,
    save=_save,
    undo=Undo(_consequences, _undo),
    most_rows=MOST_ROWS,
    effect=_l("只导入期号、日期和数字，没有名单；场次标为“导入”，以后发布的期号接在后面。"),
)
