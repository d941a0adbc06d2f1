"""What organizers type about enterprises."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField, SelectField

from seminars.core.forms import Form, LineField, Ruled
from seminars.core.i18n import _l, localized
from seminars.core.marks import MarkedForm, shown
from seminars.enterprises import queries as enterprises
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import check_customs_code, check_enterprise_name, check_uscc
from seminars.enterprises.service import EnterpriseFacts
from seminars.places import queries as places


class DescribeForm(MarkedForm):
    """What is known of an enterprise."""

    name = LineField(_l("企业名称"), [Ruled(check_enterprise_name)])
    uscc = LineField(_l("统一社会信用代码"), longest=60)
    customs_code = LineField(_l("海关备案编码"), longest=40)
    district = SelectField(_l("镇街"))
    industry = LineField(_l("行业"), longest=60)
    parent = LineField(_l("是哪家的分支机构"))

    def __init__(self, firm: Enterprise, **options: Any) -> None:
        super().__init__(data=shown(enterprises.known_of(firm)), **options)
        townships = [(str(one.id), localized(one, "name")) for one in places.picker()]
        if firm.district and str(firm.district_id) not in dict(townships):
            townships.append((str(firm.district_id), localized(firm.district, "name")))
        self.district.choices = [("", _l("不清楚")), *townships]

    def validate_uscc(self, field: Field) -> None:
        """Right when given."""
        if field.data:
            Ruled(check_uscc)(self, field)

    def validate_customs_code(self, field: Field) -> None:
        """Right when given."""
        if field.data:
            Ruled(check_customs_code)(self, field)

    def facts(self) -> EnterpriseFacts:
        """What was typed."""
        return EnterpriseFacts(
            name=self.name.data or "",
            uscc=self.uscc.data or "",
            customs_code=self.customs_code.data or "",
            industry=self.industry.data or "",
            district_id=int(self.district.data) if self.district.data else None,
            parent=self.parent.data or "",
        )


class SpellingForm(Form):
    """Another spelling of an enterprise."""

    spelling = LineField(_l("另一种写法"), [Ruled(check_enterprise_name)])


class OtherRecordForm(Form):
    """Which record is the same enterprise: typed, or picked among those known by such a name."""

    class Meta(Form.Meta):
        """Asked in an address: nothing is changed yet."""

        csrf = False

    other = LineField(_l("另一条记录的名称或代码"))
    alike = RadioField(_l("没有正好叫这个的，是下面哪一家？"), id="candidates", validate_choice=False)

    def offer(self, firms: Sequence[Enterprise]) -> None:
        """Let one of these be picked."""
        self.alike.choices = [(str(firm.id), firm.name) for firm in firms]
