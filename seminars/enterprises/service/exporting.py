"""Which of an enterprise goes into a file."""

from collections.abc import Iterator, Sequence

from seminars.core.i18n import _l, current_language
from seminars.core.paging import row_number
from seminars.enterprises import queries
from seminars.enterprises.rules import FILE_COLUMNS
from seminars.places import queries as places
from seminars.sheets.rules import ExportKind, Value, Wishes


def _rows(wishes: Wishes) -> Iterator[Sequence[Value]]:
    english = current_language() == "en"
    for firm in queries.for_file(_wanted(wishes)):
        place = firm.district
        township = (place.name_en if english else place.name_zh) if place else ""
        yield firm.name, firm.uscc, firm.customs_code, township, firm.industry


def _wanted(wishes: Wishes) -> queries.Wishes:
    return queries.Wishes(
        text=wishes.filters.get("q", ""),
        district_id=places.id_today(row_number(wishes.filters.get("district", ""))),
        claimed=bool(wishes.filters.get("claimed")),
    )


ENTERPRISES_OUT = ExportKind(
    title=_l("企业名录"),
    columns=FILE_COLUMNS,
    rows=_rows,
    filters=("q", "district", "claimed"),
)
