"""The facts of a seminar."""

from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from seminars.core import clock
from seminars.core.forms import LineField, TextField
from seminars.core.i18n import _l, localized
from seminars.core.marks import Facts
from seminars.schedule import queries
from seminars.schedule.forms.fields import (
    AskingForm,
    DayField,
    HourField,
    IdField,
    MomentField,
    VersionForm,
    moment_of,
    township_choices,
    venue_choices,
)
from seminars.schedule.models import Seminar, Series

MOMENTS = (
    "opens_at",
    "closes_at",
    "edits_close_at",
    "questions_close_at",
    "promotes_until",
    "priority_opens_at",
    "reserve_until",
)


KEPT = (
    "title_zh",
    "title_en",
    "summary_zh",
    "summary_en",
    "audience",
    "capacity",
    "enterprise_limit",
    "reserve_percent",
    "needs_approval",
)
"""What the form calls as the table does."""


class FactsForm(AskingForm, VersionForm):
    """Everything about a seminar but its agenda and handouts."""

    title_zh = LineField(_l("题目"), longest=120)
    title_en = LineField(_l("英文题目"), longest=200)
    summary_zh = TextField(_l("一段话介绍"), longest=600)
    summary_en = TextField(_l("英文介绍"), longest=1200)
    audience = LineField(_l("适合哪些企业"), longest=120)
    category = IdField(_l("主题"))
    day = DayField(_l("举办日"), [InputRequired(_l("请填写举办日。"))])
    starts = HourField(_l("开始"), [InputRequired(_l("请填写开始时间。"))])
    ends = HourField(_l("结束"), [InputRequired(_l("请填写结束时间。"))])
    date_settled = BooleanField(_l("日期已定"))
    district = IdField(_l("镇街"))
    venue = IdField(_l("会场"))
    officer = IdField(_l("负责人"))
    capacity = IntegerField(
        _l("名额"), [InputRequired(_l("请填写名额。")), NumberRange(1, 20_000, _l("名额要在1到20000之间。"))]
    )
    enterprise_limit = IntegerField(
        _l("每家最多几人"),
        [InputRequired(_l("请填写每家最多几人。")), NumberRange(1, 200, _l("要在1到200之间。"))],
    )
    needs_approval = BooleanField(_l("报名要审核"))
    opens_at = MomentField(_l("报名开始"))
    closes_at = MomentField(_l("报名截止"))
    edits_close_at = MomentField(_l("改名单截止"))
    questions_close_at = MomentField(_l("提前提问截止"))
    promotes_until = MomentField(_l("候补递补截止"))
    priority_opens_at = MomentField(_l("优先档报名开始"))
    reserve_percent = IntegerField(_l("为优先档预留（占名额的百分比）"), [Optional()])
    reserve_until = MomentField(_l("预留放开时间"))

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        super().__init__(data={**self.stored(seminar), "version": seminar.version}, **options)
        _offer(self, seminar.series, seminar)
        if seminar.state != "draft":
            self._leave_time_and_place()

    def facts(self, seminar: Seminar) -> dict[str, Any]:
        """What `service.Facts` is made of. A published seminar keeps time and place: moving is a deed of its own."""
        words = ("title_zh", "title_en", "summary_zh", "summary_en", "audience")
        return {
            **self._place_and_time(seminar),
            **{name: self[name].data for name in words},
            **{name: self[name].moment for name in MOMENTS},
            "category_id": self.category.data,
            "officer_id": self.officer.data,
            "capacity": self.capacity.data,
            "enterprise_limit": self.enterprise_limit.data,
            "reserve_percent": self.reserve_percent.data,
            "needs_approval": bool(self.needs_approval.data),
        }

    def _place_and_time(self, seminar: Seminar) -> dict[str, Any]:
        if seminar.state != "draft":
            return {
                name: getattr(seminar, name) for name in ("starts_at", "ends_at", "district_id", "venue_id")
            }
        return {
            "starts_at": moment_of(self.day.data, self.starts.data),
            "ends_at": moment_of(self.day.data, self.ends.data),
            "district_id": self.district.data,
            "venue_id": self.venue.data,
            "date_settled": bool(self.date_settled.data),
        }

    def stored(self, row: Seminar) -> Facts:
        """Every fact that the page asks for."""
        starts, ends = clock.local(row.starts_at), clock.local(row.ends_at)
        return {
            **{name: getattr(row, name) for name in (*KEPT, *MOMENTS)},
            "category": row.category_id,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "date_settled": row.fixed_by_hand,
            "district": row.district_id,
            "venue": row.venue_id,
            "officer": row.officer_id,
        }

    def _leave_time_and_place(self) -> None:
        """Time and place of what is no draft are shown, not asked: a browser sends nothing for them."""
        for name in ("day", "starts", "ends", "district", "venue", "date_settled"):
            del self[name]


class NewForm(AskingForm):
    """A seminar outside the plan of a year: series, day and hours; the rest follows on its page."""

    series = SelectField(_l("系列"))
    title_zh = LineField(_l("题目"), longest=120)
    day = DayField(_l("举办日"), [InputRequired(_l("请填写举办日。"))])
    starts = HourField(_l("开始"), [InputRequired(_l("请填写开始时间。"))])
    ends = HourField(_l("结束"), [InputRequired(_l("请填写结束时间。"))])

    def __init__(self, series: list[Series], **options: Any) -> None:
        first = series[0] if series else Series(slug="")
        super().__init__(data={"starts": first.starts, "ends": first.ends}, **options)
        self.series.choices = [(one.slug, localized(one, "name")) for one in series]


def _offer(form: FactsForm, series: Series, seminar: Seminar) -> None:
    form.category.offer([(one.id, localized(one, "name")) for one in queries.categories()], _l("还没有选"))
    form.district.offer(township_choices(series.city_slug, seminar.district), _l("还没有选"))
    form.venue.offer(venue_choices(series.city_slug, seminar.venue), _l("还没有选"))
    form.officer.offer([(one.id, one.name) for one in queries.officers(series.slug)], _l("还没有选"))
