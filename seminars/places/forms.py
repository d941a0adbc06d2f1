"""The form of a venue."""

from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from seminars.core.forms import Form, LineField, TextField
from seminars.core.i18n import _l, localized
from seminars.places import queries
from seminars.places.models import Venue


class VenueForm(Form):
    """What organizers know about a hall."""

    district_slug = SelectField(_l("镇街"), [InputRequired(_l("请选择镇街。"))])
    name_zh = LineField(_l("名称"), [InputRequired(_l("请填写会场名称。"))], longest=120)
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

    def __init__(self, venue: Venue | None = None, **options: Any) -> None:
        super().__init__(obj=venue, **options)
        townships = queries.picker()
        choices = [(one.slug, localized(one, "name")) for one in townships]
        if venue is not None and venue.district.slug not in dict(choices):
            choices.append((venue.district.slug, localized(venue.district, "name")))
        self.district_slug.choices = [("", _l("请选择")), *choices]
        if venue is not None and not self.is_submitted():
            self.district_slug.data = venue.district.slug
