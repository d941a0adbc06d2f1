"""What of a registration goes into a file: one person a row, numbers and addresses masked as on the list unless asked for."""

from collections.abc import Iterator, Mapping, Sequence

from seminars.core import clock
from seminars.core.i18n import _, _l, current_language
from seminars.core.paging import row_number
from seminars.core.phones import check_phone, masked
from seminars.outbox import rules as outbox
from seminars.places import queries as places
from seminars.registration import queries
from seminars.registration.models import CANCELLED, CONFIRMED, PENDING, WAITING, Attendee
from seminars.registration.rules import FILE_COLUMNS, MORE_OUT
from seminars.schedule import queries as schedule
from seminars.sheets.rules import ExportKind, Value, Wishes

CHANNEL_NAMES: Mapping[str, object] = {
    "online": _l("网上"),
    "walk_in": _l("现场"),
    "hotline": _l("热线登记"),
    "import": _l("文件导入"),
}
STATE_NAMES: Mapping[str, object] = {
    CONFIRMED: _l("已确认"),
    PENDING: _l("待审核"),
    WAITING: _l("候补"),
    CANCELLED: _l("已取消"),
}


def _rows(wishes: Wishes) -> Iterator[Sequence[Value]]:
    asked = wishes.filters
    people = queries.for_file(
        wishes.target,
        text=asked.get("q", ""),
        state=asked.get("state", ""),
        channel=asked.get("channel", ""),
        district=places.id_today(row_number(asked.get("district", ""))) or 0,
    )
    for person in people:
        yield _row(person, wishes.full)


def _row(person: Attendee, full: bool) -> Sequence[Value]:
    firm, place = person.enterprise, person.enterprise.district
    channel = person.registration.channel
    address = person.email or person.registration.contact_email
    return (
        firm.name,
        firm.uscc,
        person.name,
        check_phone(person.phone).national if full else masked(person.phone),
        person.position,
        address if full or not address else outbox.masked(address),
        person.access_need,
        person.registration.agent,
        (place.name_en if current_language() == "en" else place.name_zh) if place else "",
        str(CHANNEL_NAMES.get(channel, channel)),
        str(_("未通过") if person.registration.is_refused else STATE_NAMES.get(person.state, person.state)),
        f"{clock.local(person.created_at):%Y-%m-%d %H:%M}",
    )


REGISTRATIONS_OUT = ExportKind(
    title=_l("报名名单"),
    columns=(*FILE_COLUMNS, *MORE_OUT),
    rows=_rows,
    filters=("q", "state", "channel", "district"),
    has_people=True,
    series_of=schedule.series_of_seminar,
    name_of=schedule.short_name,
)
