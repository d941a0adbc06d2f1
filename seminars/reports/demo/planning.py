"""The year that is being planned: both series written down, two townships swapped, a month skipped with its reason."""

from seminars.core import audit
from seminars.reports.demo.seminars import Cast
from seminars.schedule import queries, service

REASON = "当月集中走访企业，不另办场次"
REASON_EN = "Officers visit enterprises this month instead"


def plan(cast: Cast, year: int) -> None:
    """The rest of the year of the last draft, for both series: what the planner shows."""
    with audit.acting_as(cast.acting("liang")):
        for series in queries.all_series():
            service.plan_year(series=series.slug, year=year)
        later = _free("zhongshan", year)
        if len(later) > 1:
            service.swap(seminar_ids=(later[0], later[-1]), versions={})
        for key in _free("zhuhai", year)[-1:]:
            service.skip(seminar_id=key, reason=REASON, reason_en=REASON_EN)


def _free(series: str, year: int) -> list[int]:
    """The drafts of a year that have nothing but their date and township yet, January first."""
    found = [month.seminar for month in queries.plan(series, year).months if month.movable]
    return [seminar.id for seminar in found if seminar is not None and not seminar.title_zh]
