"""What staff write about credit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from seminars.core.forms import Form, LineField, Required
from seminars.core.i18n import _l, _lp, current_language
from seminars.core.marks import MarkedForm
from seminars.core.text import clean_line
from seminars.enterprises.models import CreditClass, CreditRegime
from seminars.enterprises.rules import MOST_RESERVED, TIERS, ClassFacts, Policy, RegimeFacts


class DayField(DateField):
    """A day, as the picker of a browser writes it; `data` is a date or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """2026-12-15; anything else is refused in words."""
        typed = clean_line(valuelist[0]) if valuelist else ""
        try:
            self.data = date.fromisoformat(typed) if typed else None
        except ValueError as error:
            self.data = None
            raise ValueError(str(_l("请按 2026-12-15 的样子填写日期。"))) from error


def _number(label: str, lowest: int, highest: int) -> IntegerField:
    words = _l("要在%(low)s到%(high)s之间。", low=lowest, high=highest)
    return IntegerField(label, [InputRequired(words), NumberRange(lowest, highest, words)])


class RegimeForm(MarkedForm):
    """A set of rules of the customs on credit; with a last day it ends."""

    code = LineField(_l("编号"), [Required(_l("请填写编号，例如公告号。"))], longest=20)
    legal_basis = LineField(_l("依据"), [Required(_l("请写明依据，例如文件名称和文号。"))], longest=200)
    valid_from = DayField(_l("开始适用"), [InputRequired(_l("请填写开始适用的日期。"))])
    valid_to = DayField(_l("最后一天"), [Optional()])

    def facts(self) -> RegimeFacts:
        """What is to be saved."""
        assert self.valid_from.data is not None, "it is required"
        return RegimeFacts(
            self.code.data or "", self.legal_basis.data or "", self.valid_from.data, self.valid_to.data
        )


class ClassForm(MarkedForm):
    """A class of a regime and the tier it stands for here."""

    code = LineField(_l("编号"), [Required(_l("请填写编号，例如公告号。"))], longest=20)
    zh = LineField(_l("名称"), [Required(_l("请填写名称。"))], longest=60)
    en = LineField(_l("英文名称"), longest=120)
    rank = _number(_l("顺序"), 1, 99)
    tier = SelectField(_l("档次"), choices=list(TIERS.items()))

    def facts(self) -> ClassFacts:
        """What is to be saved."""
        return ClassFacts(
            self.code.data or "", self.zh.data or "", self.en.data or "", self.rank.data or 1, self.tier.data
        )


class PolicyForm(MarkedForm):
    """What a tier means for seminars published from now on."""

    early_days = _number(_l("提前几天开放报名"), 0, 30)
    reserve_percent = _number(_l("预留座位占名额的百分比"), 0, MOST_RESERVED)
    release_hours = _number(_l("开始前几小时放开没用完的"), 1, 720)

    def policy(self) -> Policy:
        """What is to be saved."""
        return Policy(self.early_days.data or 0, self.reserve_percent.data or 0, self.release_hours.data or 1)


class GivenClassForm(Form):
    """The class that an enterprise holds from a day on, and where that stands."""

    class_id = SelectField(_lp("one", "信用等级"), coerce=int)
    valid_from = DayField(_l("从哪天起"), [InputRequired(_l("请填写从哪天起。"))])
    source = LineField(_l("依据"), [Required(_l("请写明依据，例如认定文书的文号。"))], longest=200)

    def __init__(self, regimes: Sequence[CreditRegime], **options: Any) -> None:
        super().__init__(**options)
        self.class_id.choices = [
            (one.id, f"{regime.code} · {_called(one)}") for regime in regimes for one in regime.classes
        ]


def _called(one: CreditClass) -> str:
    return one.en if current_language() == "en" and one.en else one.zh
