"""Which enterprise takes part, and who writes for it: in a registration, or put right."""

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from seminars.core.forms import LineField, Ruled
from seminars.core.i18n import _, _l
from seminars.core.marks import MarkedForm
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import check_enterprise_name, check_uscc, folded_name
from seminars.registration.forms.fields import LONGEST_TYPED, AtMost
from seminars.registration.rules import EnterpriseInput
from seminars.registration.rules.importing import is_own_agent


class FirmFields:
    """Which enterprise takes part, and who writes for it."""

    enterprise_name = LineField(_l("企业名称"), [Ruled(check_enterprise_name)], longest=LONGEST_TYPED)
    uscc = LineField(_l("统一社会信用代码"), longest=LONGEST_TYPED)
    agent = LineField(_l("代理报关企业或分支机构"), [AtMost(100)], longest=LONGEST_TYPED)

    def enterprise(self) -> EnterpriseInput:
        """The enterprise as it was typed."""
        return EnterpriseInput(name=self.enterprise_name.data or "", uscc=self.uscc.data or None)

    def take(self, firm: Enterprise) -> None:
        """An enterprise that is known: its name, and its code if there is one."""
        self.enterprise_name.data, self.uscc.data = firm.name, firm.uscc or ""

    def validate_agent(self, field: Field) -> None:
        """Somebody's name when given."""
        if field.data and not any(sign.isalpha() for sign in field.data):
            raise StopValidation(_("代理企业的名称里要有文字。"))
        if is_own_agent(field.data or "", folded_name(self.enterprise_name.data or "")):
            raise StopValidation(_("这里写的就是参会的企业。企业自己报名，请留空。"))

    def validate_uscc(self: Any, field: Field) -> None:
        """Optional, but right when given."""
        if field.data:
            Ruled(check_uscc)(self, field)


class FirmForm(FirmFields, MarkedForm):
    """Staff put right for which enterprise a registration is, and who sent it in."""
