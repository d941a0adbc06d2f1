"""Fields and refusals that several forms of the schedule share."""

import unicodedata
from collections.abc import Container, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

from wtforms import DateTimeLocalField, HiddenField, IntegerField, SelectField, TimeField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from seminars.core import clock
from seminars.core.errors import Refusal
from seminars.core.forms import DayField as PickedDayField
from seminars.core.forms import Form, Reachable
from seminars.core.i18n import _, _l, localized
from seminars.core.marks import Facts, tell_stored
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule.rules import DateRefusal, Finding, parse_date
from seminars.schedule.rules.choosing import seen_mark
from seminars.schedule.service import ScheduleRefusal

FIELD_OF = {"starts_at": "starts", "ends_at": "ends"}
"""Rules speak of moments, forms of a day and its hours."""


class ScheduleForm(Form):
    """A form of the schedule."""

    doubts: Sequence[Finding] = ()
    """what is to be thought of first, of a form that asks"""

    def refuse_all(self, findings: Sequence[Finding]) -> None:
        """Each reason beside its field."""
        for finding in findings:
            self.refuse(Refusal(finding.code, finding.text, FIELD_OF.get(finding.field, finding.field)))


class AskingForm(ScheduleForm):
    """A form whose deed asks first where there is something to think of; sent again, it has been seen."""

    seen = HiddenField()

    def refuse_all(self, findings: Sequence[Finding]) -> None:
        """Each reason beside its field; what is only to be thought of becomes `doubts`, for the page to show."""
        super().refuse_all([finding for finding in findings if not finding.is_warning])
        self.doubts = [finding for finding in findings if finding.is_warning]
        self.seen.raw_data = None
        self.seen.data = seen_mark(self.doubts) if self.doubts else ""


class Versioned(Protocol):
    """A row that counts its edits."""

    version: int


class VersionForm(ScheduleForm):
    """A form that knows which version of what it changes it was filled in for."""

    version = IntegerField(widget=HiddenInput())

    def stored(self, row: Any) -> Facts:
        """What is stored of what this form asks, by the names of its fields; nothing where it asks for a new reason only."""
        return {}

    def refuse_deed(self, refusal: ScheduleRefusal, row: Versioned) -> None:
        """Every reason beside its field; the next try counts for the `row` as it is now, and the reader is told what that is."""
        self.refuse_all(refusal.findings)
        if refusal.code == "changed_meanwhile":
            self.tell_of(row)
        self.version.raw_data = None
        self.version.data = row.version

    def tell_of(self, row: Any) -> None:
        """What is stored now, beside each field, after a change by somebody else."""
        now, names = type(self)(row, formdata=None), self.stored(row)
        tell_stored(self, {field.short_name: field.data for field in now if field.short_name in names})


class DayField(PickedDayField):
    """A day, typed or picked; `data` is a date or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Every way people write a day here; anything else is refused in words."""
        try:
            self.data = parse_date(valuelist[0]) if valuelist and valuelist[0] else None
        except DateRefusal as refusal:
            self.data = None
            raise ValueError(str(refusal.text)) from refusal


class HourField(TimeField):
    """An hour of the day in Shanghai."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """14:30, and nothing else."""
        try:
            super().process_formdata([unicodedata.normalize("NFKC", str(valuelist[0]))] if valuelist else [])
        except ValueError as error:
            raise ValueError(str(_l("请按 14:30 的样子填写时间。"))) from error


class MomentField(Reachable, DateTimeLocalField):
    """A moment in Shanghai's time; `moment` is aware."""

    def process_data(self, value: Any) -> None:
        """Show what is stored as Shanghai reads it."""
        self.data = (
            clock.local(value).replace(tzinfo=None, second=0, microsecond=0)
            if isinstance(value, datetime)
            else None
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Empty is no moment, also where there was one."""
        if valuelist and not valuelist[0]:
            self.data = None
            return
        try:
            super().process_formdata([str(one)[:16] for one in valuelist])
        except ValueError as error:
            raise ValueError(str(_l("请填写完整的日期和时间。"))) from error

    @property
    def moment(self) -> datetime | None:
        """The stored form of what was typed."""
        return clock.at(self.data.date(), self.data.time()) if self.data else None


class IdField(SelectField):
    """A row chosen by its id, or none."""

    offered: Container[int] = ()

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, validators, coerce=_id, validate_choice=True, **options)  # type: ignore[arg-type]

    def offer(self, rows: Sequence[tuple[int, str]], nothing: object) -> None:
        """What may be chosen; `nothing` are the words for none."""
        self.choices = [("", str(nothing)), *rows]
        self.offered = {key for key, _words in rows}

    def pre_validate(self, form: Any) -> None:
        """None is a choice."""
        if self.data is not None and self.data not in self.offered:
            raise ValidationError(str(_l("请从列表中选择。")))


def township_choices(city_slug: str, chosen: District | None) -> list[tuple[int, str]]:
    """Townships of a city, and the one already chosen even if it exists no more."""
    rows = [(one.id, localized(one, "name")) for one in places.picker(city_slug)]
    return _with(rows, chosen.id if chosen else None, localized(chosen, "name") if chosen else "")


def venue_choices(city_slug: str, chosen: Any) -> list[tuple[int, str]]:
    """Halls of a city with township and size, and the one already chosen even if no longer used."""
    rows = [(one.id, _hall(one)) for one in places.venues(city_slug)]
    return _with(rows, chosen.id if chosen else None, _hall(chosen) if chosen else "")


def moment_of(day: date | None, hour: time | None) -> datetime:
    """The moment of a valid form's day and hour."""
    assert day is not None and hour is not None, "the form was valid"
    return clock.at(day, hour)


def _hall(venue: Any) -> str:
    district, hall = localized(venue.district, "name"), localized(venue, "name")
    return str(_("%(district)s · %(hall)s（%(n)s座）", district=district, hall=hall, n=venue.capacity))


def _with(rows: list[tuple[int, str]], key: int | None, words: str) -> list[tuple[int, str]]:
    return rows if key is None or key in dict(rows) else [*rows, (key, words)]


def _id(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None
