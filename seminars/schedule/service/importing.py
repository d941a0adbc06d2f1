"""Past seminars from a file: numbers only, marked as imported, their issue numbers kept for ever (S5, D-02)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from seminars.core import clock
from seminars.core.db import db
from seminars.core.i18n import _, _l, localized
from seminars.core.news import tell
from seminars.places import queries as places
from seminars.schedule import queries
from seminars.schedule.models import CLOSED, PastFigures, Seminar, Series
from seminars.schedule.news import SeminarChanged
from seminars.schedule.rules.importing import PAST_COLUMNS, PastRow, read_past, series_names, usual_title
from seminars.schedule.service.refusals import refuse
from seminars.schedule.service.starting import continue_after
from seminars.sheets.rules import NEW, SAME, ImportKind, Row, Saved, Task

MOST_ROWS = 2000


class _Judge:
    """Judges the rows of one file."""

    def __init__(self, task: Task) -> None:
        series = queries.all_series()
        self.series = _names(series)
        self.series_called = _("、").join(localized(one, "name") for one in series)
        self.townships = places.ids_by_name()
        self.today = clock.today()
        self.issues = queries.issue_days()
        self.days = queries.taken_days()
        self.seen: dict[int, int] = {}

    def rows(self, rows: Sequence[Row]) -> None:
        """Each is new, or there already under its number."""
        for row in rows:
            read = read_past(
                row,
                series=self.series,
                series_called=self.series_called,
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
                row.settle(SAME)
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
            row.settle(NEW, _value(read))

    def end(self) -> Sequence[str]:
        """Nothing is wrong with the file as a whole."""
        return ()


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
    now = clock.now()
    series = {one.slug: one for one in queries.all_series()}
    made = [_past(value, series[value["series"]], now) for batch in batches for value in batch]
    db.session.add_all(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refuse("issue_taken", _l("有一个期号或日子刚刚被用了，请重新检查。")) from error
    continue_after(issue_no=max(one.issue_no or 0 for one in made))
    for seminar in made:
        tell(SeminarChanged(seminar))
    return Saved(len(made), {"at": now.isoformat()})


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


def _undo(task: Task, trace: Any) -> None:
    """Take them away again; their numbers stay used. Raises ScheduleRefusal once something hangs on one of them."""
    mine = select(Seminar.id).where(
        Seminar.imported, Seminar.created_at == datetime.fromisoformat(trace["at"])
    )
    quietly = {"synchronize_session": False}
    try:
        db.session.execute(
            delete(PastFigures).where(PastFigures.seminar_id.in_(mine)), execution_options=quietly
        )
        db.session.execute(delete(Seminar).where(Seminar.id.in_(mine)), execution_options=quietly)
    except IntegrityError as error:
        raise refuse("in_use", _l("其中已有场次另有记录（问题、讲义等），不能整批撤销。")) from error


SEMINARS_IN = ImportKind(
    title=_l("往期场次"),
    columns=PAST_COLUMNS,
    judge=_Judge,
    save=_save,
    undo=_undo,
    most_rows=MOST_ROWS,
    effect=_l("只导入期号、日期和数字，没有名单；场次标为“导入”，以后发布的期号接在后面。"),
)
