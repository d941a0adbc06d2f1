"""Forms of deeds that the public notices, and of one row of the year's plan."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import InputRequired

from seminars.core import clock
from seminars.core.forms import LineField, Required
from seminars.core.i18n import _l
from seminars.core.marks import Facts
from seminars.schedule import queries
from seminars.schedule.forms.fields import (
    AskingForm,
    DayField,
    HourField,
    IdField,
    VersionForm,
    township_choices,
    venue_choices,
)
from seminars.schedule.models import Seminar


class DeedForm(VersionForm):
    """Yes, for the version that was shown."""

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        super().__init__(data={**self.stored(seminar), "version": seminar.version}, **options)


class PublishForm(AskingForm, DeedForm):
    """Yes, whatever is to be thought of first."""


class CancelForm(DeedForm):
    """Why it will not take place."""

    reason = LineField(_l("取消原因"), [Required(_l("请写明原因，报名企业会看到。"))], longest=200)
    reason_en = LineField(_l("英文原因"), longest=300)


class SkipForm(DeedForm):
    """Why there is no seminar in a month."""

    reason = LineField(_l("本月不办的原因"), [Required(_l("请写明原因，大家会在场次页看到。"))], longest=200)
    reason_en = LineField(_l("英文原因"), longest=300)


class MoveForm(DeedForm):
    """The new time and place."""

    day = DayField(_l("新的举办日"), [InputRequired(_l("请填写举办日。"))])
    starts = HourField(_l("开始"), [InputRequired(_l("请填写开始时间。"))])
    ends = HourField(_l("结束"), [InputRequired(_l("请填写结束时间。"))])
    venue = IdField(_l("会场"), [InputRequired(_l("请选择会场。"))])
    reason = LineField(_l("改期或换会场的原因"), [Required(_l("请写明原因，报名企业会看到。"))], longest=200)
    reason_en = LineField(_l("英文原因"), longest=300)
    shown = HiddenField()
    """the move whose consequences the reader has seen"""

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        super().__init__(seminar, **options)
        self.venue.offer(venue_choices(seminar.series.city_slug, seminar.venue), _l("请选择"))

    def stored(self, row: Seminar) -> Facts:
        """Where it stands."""
        starts, ends = clock.local(row.starts_at), clock.local(row.ends_at)
        return {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "venue": row.venue_id}

    def was_shown(self) -> bool:
        """Whether exactly this move was shown before it was confirmed."""
        return bool(self.shown.data) and self.shown.data == self._as_said()

    def remember_shown(self, is_shown: bool) -> None:
        """Let the next try confirm what the page now shows, or nothing."""
        self.shown.raw_data = None
        self.shown.data = self._as_said() if is_shown else ""

    def _as_said(self) -> str:
        said = (self.day, self.starts, self.ends, self.venue, self.reason, self.reason_en)
        return " ".join(str(field.data) for field in said)


class ReplanForm(AskingForm, DeedForm):
    """Date, place and officer of one month of the plan."""

    day = DayField(_l("举办日"), [InputRequired(_l("请填写举办日。"))])
    district = IdField(_l("镇街"))
    venue = IdField(_l("会场"))
    officer = IdField(_l("负责人"))

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        super().__init__(seminar, **options)
        city = seminar.series.city_slug
        self.district.offer(township_choices(city, seminar.district), _l("还没有选"))
        self.venue.offer(venue_choices(city, seminar.venue), _l("还没有选"))
        self.officer.offer(
            [(one.id, one.name) for one in queries.officers(seminar.series.slug)], _l("还没有选")
        )

    def stored(self, row: Seminar) -> Facts:
        """What is decided about the month."""
        return {
            "day": clock.local(row.starts_at).date(),
            "district": row.district_id,
            "venue": row.venue_id,
            "officer": row.officer_id,
        }
