"""The forms of a venue and of a township."""

from collections.abc import Collection
from datetime import date
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Regexp

from seminars.core.forms import DayField, Form, LineField, Required, TextField
from seminars.core.i18n import _l, localized
from seminars.core.marks import MarkedForm, shown
from seminars.places import queries
from seminars.places.models import District, Venue


class VenueForm(MarkedForm):
    """What organizers know about a hall."""

    district_slug = SelectField(_l("镇街"), [InputRequired(_l("请选择镇街。"))])
    name_zh = LineField(_l("名称"), [Required(_l("请填写会场名称。"))], longest=120)
    name_en = LineField(_l("英文名称"), longest=160)
    address = LineField(_l("地址"), longest=200)
    capacity = IntegerField(
        _l("可坐人数"),
        [InputRequired(_l("请填写可坐人数。")), NumberRange(1, 20_000, _l("人数要在1到20000之间。"))],
    )
    access_note_zh = LineField(_l("无障碍"), longest=200)
    access_note_en = LineField(_l("英文无障碍说明"), longest=300)
    transport_note_zh = TextField(_l("交通与停车"), longest=600)
    transport_note_en = TextField(_l("英文交通与停车说明"), longest=900)
    weak_signal = BooleanField(_l("会场手机信号弱"))
    active = BooleanField(_l("还在用"), default=True)

    def __init__(
        self, venue: Venue | None = None, *, cities: Collection[str] | None = None, **options: Any
    ) -> None:
        super().__init__(data=shown(queries.known_of_venue(venue)) if venue is not None else None, **options)
        choices = [
            (one.slug, localized(one, "name"))
            for one in queries.picker()
            if cities is None or one.city_slug in cities
        ]
        if venue is not None and venue.district.slug not in dict(choices):
            choices.append((venue.district.slug, localized(venue.district, "name")))
        self.district_slug.choices = [("", _l("请选择")), *choices]


def _name_zh() -> LineField:
    return LineField(_l("名称"), [Required(_l("请填写名称。"))], longest=60)


def _name_en() -> LineField:
    return LineField(_l("英文名称"), [Required(_l("请填写英文名称。"))], longest=120)


class CorrectDistrictForm(MarkedForm):
    """What was written down wrongly."""

    name_zh = _name_zh()
    name_en = _name_en()
    phone_area = LineField(
        _l("电话区号"), [Regexp("^[0-9]{0,4}$", message=_l("区号是3到4位数字。"))], longest=4
    )
    customs_office = LineField(_l("属地海关"), longest=60)
    in_picker = BooleanField(_l("可以选择"))


def _since() -> DayField:
    return DayField(_l("从哪天起"), [InputRequired(_l("请填写日期，例如 2026-01-01。"))])


class _FromADay(Form):
    """Something that the state has done, from a day on."""

    since: DayField

    def day(self) -> date:
        """The day, once the form is good."""
        assert self.since.data is not None, "asked for only when good"
        return self.since.data


class RenameDistrictForm(_FromADay):
    """The new name."""

    name_zh = _name_zh()
    name_en = _name_en()
    since = _since()


class MergeDistrictForm(_FromADay):
    """Into which one."""

    into = SelectField(_l("并入"), [InputRequired(_l("请选择镇街。"))])
    since = _since()

    def __init__(self, district: District, **options: Any) -> None:
        super().__init__(**options)
        others = [one for one in queries.picker(district.city_slug) if one.id != district.id]
        self.into.choices = [("", _l("请选择")), *((str(one.id), localized(one, "name")) for one in others)]
