"""The form of a series."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from seminars.core.forms import LineField, Required
from seminars.core.i18n import _l, localized
from seminars.core.marks import Facts
from seminars.places import queries as places
from seminars.schedule.forms.fields import HourField, VersionForm
from seminars.schedule.models import Series
from seminars.schedule.rules import Finding
from seminars.schedule.service import SeriesFacts, hours_refusals, slug_refusals

POLICIES = (
    ("keep", _l("照办，日期不变")),
    ("next", _l("顺延到下一个工作日")),
    ("previous", _l("提前到上一个工作日")),
    ("nearest", _l("就近，前后一样近时顺延")),
    ("ask", _l("由人决定")),
)


class SeriesForm(VersionForm):
    """Names, city, the rule of the 15th, and what a new seminar begins with."""

    name_zh = LineField(_l("名称"), [Required(_l("请填写系列名称。"))], longest=60)
    name_en = LineField(_l("英文名称"), [Required(_l("请填写英文名称。"))], longest=60)
    slug = LineField(_l("代号"), longest=40)
    city_slug = SelectField(_l("城市"), [InputRequired(_l("请选择城市。"))])
    policy = SelectField(_l("15日不是工作日时"), choices=POLICIES)
    max_shift_days = IntegerField(
        _l("最多移几天"), [InputRequired(_l("请填写天数。")), NumberRange(0, 15, _l("要在0到15之间。"))]
    )
    avoid_make_up_days = BooleanField(_l("建议日是补班日时由人决定"))
    starts = HourField(_l("开始"), [InputRequired(_l("请填写开始时间。"))])
    ends = HourField(_l("结束"), [InputRequired(_l("请填写结束时间。"))])
    capacity = IntegerField(
        _l("名额"), [InputRequired(_l("请填写名额。")), NumberRange(1, 20_000, _l("名额要在1到20000之间。"))]
    )
    enterprise_limit = IntegerField(
        _l("每家最多几人"),
        [InputRequired(_l("请填写每家最多几人。")), NumberRange(1, 200, _l("要在1到200之间。"))],
    )

    def __init__(self, series: Series | None = None, **options: Any) -> None:
        super().__init__(obj=series, **({"data": USUAL} if series is None else {}), **options)
        self.city_slug.choices = [(one.slug, localized(one, "name")) for one in places.cities()]
        if series is not None:
            del self.slug

    def validate_slug(self, field: Field) -> None:
        """A wrong short name is told together with whatever else is wrong."""
        _refuse_for(slug_refusals(field.data or ""))

    def validate_ends(self, field: Field) -> None:
        """As are hours in the wrong order."""
        if self.starts.data and field.data:
            _refuse_for(hours_refusals(self.starts.data, field.data))

    def facts(self) -> SeriesFacts:
        """What a valid form says."""
        return SeriesFacts(**{name: self[name].data for name in SeriesFacts.__dataclass_fields__})

    def stored(self, row: Series) -> Facts:
        """What is stored of the series."""
        return {name: getattr(row, name) for name in SeriesFacts.__dataclass_fields__}


def _refuse_for(findings: Sequence[Finding]) -> None:
    for finding in findings:
        raise ValidationError(str(finding.text))


USUAL = {column.name: column.default.arg for column in Series.__table__.columns if column.default}
"""What a new series begins with."""
