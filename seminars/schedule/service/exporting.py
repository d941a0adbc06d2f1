"""What of a seminar goes into a file."""

from collections.abc import Iterator, Mapping, Sequence

from seminars.core import clock
from seminars.core.i18n import _l, current_language
from seminars.schedule import queries
from seminars.schedule.models import CANCELLED, CLOSED, DRAFT, PUBLISHED, SKIPPED, Seminar
from seminars.sheets.rules import Column, ExportKind, Value, Wishes

STATE_NAMES: Mapping[str, object] = {
    DRAFT: _l("草稿"),
    PUBLISHED: _l("已发布"),
    CLOSED: _l("已结束"),
    CANCELLED: _l("已取消"),
    SKIPPED: _l("本月不办"),
}
COLUMNS = (
    Column("issue_no", _l("期号")),
    Column("series", _l("系列")),
    Column("day", _l("举办日")),
    Column("starts", _l("开始")),
    Column("ends", _l("结束")),
    Column("district", _l("镇街")),
    Column("venue", _l("会场")),
    Column("title", _l("题目")),
    Column("state", _l("状态")),
    Column("capacity", _l("名额")),
    Column("seats_taken", _l("报名（人）")),
    Column("officer", _l("负责人")),
)


def _rows(wishes: Wishes) -> Iterator[Sequence[Value]]:
    asked = wishes.filters
    year = asked.get("year", "")
    wanted = queries.Wanted(
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        series=asked.get("series", ""),
        state=asked.get("state", ""),
        text=asked.get("text", ""),
    )
    tongue = "en" if current_language() == "en" else "zh"
    for seminar in queries.for_file(wishes.series, wanted):
        yield _row(seminar, tongue)


def _row(seminar: Seminar, tongue: str) -> Sequence[Value]:
    """Of an imported one nobody knows hours, seats and registrations."""
    starts, ends = clock.local(seminar.starts_at), clock.local(seminar.ends_at)
    known = not seminar.imported
    return (
        seminar.issue_no,
        getattr(seminar.series, f"name_{tongue}"),
        f"{starts:%Y-%m-%d}",
        f"{starts:%H:%M}" if known else "",
        f"{ends:%H:%M}" if known else "",
        getattr(seminar.district, f"name_{tongue}") if seminar.district else "",
        getattr(seminar.venue, f"name_{tongue}") if seminar.venue else "",
        getattr(seminar, f"title_{tongue}") or seminar.title_zh,
        str(STATE_NAMES.get(seminar.state, seminar.state)),
        seminar.capacity if known else None,
        seminar.seats_taken if known else None,
        seminar.officer.name if seminar.officer else "",
    )


SEMINARS_OUT = ExportKind(
    title=_l("场次表"), columns=COLUMNS, rows=_rows, filters=("text", "series", "year", "state")
)
