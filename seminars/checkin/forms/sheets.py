"""The shape of what a desk sends: forms of the sheets, and one scan as JSON."""

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TelField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from seminars.checkin.queries import Guest
from seminars.checkin.rules import UNDO_REASONS, folded_tail, is_self_service
from seminars.core.forms import Form, LineField, Required
from seminars.core.i18n import _, _l

SCAN_ID = r"^[\w:-]{8,48}$"
LONGEST_SCAN = 8000
"""More than any QR code can hold."""


class ScanInput(BaseModel):
    """One scan: a text that was read or typed, or a person chosen from the list."""

    scan_id: str = Field(pattern=SCAN_ID)
    text: str = Field(default="", max_length=LONGEST_SCAN)
    attendee_id: int | None = None
    way: Literal["camera", "scanner", "photo", "code", "tail", "initials", "name"]
    at: AwareDatetime | None = None
    sent: AwareDatetime | None = None


class _Deed(Form):
    scan_id = HiddenField(validators=[DataRequired(), Regexp(SCAN_ID)])


class ArriveForm(_Deed):
    """A person chosen without JavaScript; the page's id and the person together make the scan's id."""

    attendee_id = HiddenField()


class DeskForm(Form):
    """Which desk a device is, or becomes."""

    name = LineField(_l("台名"), [Required(_l("请填写台名。"))], longest=20)

    def validate_name(self, field: LineField) -> None:
        """Guests of the poster are let in under a name of its own. Raises ValidationError."""
        if is_self_service(field.data or ""):
            raise ValidationError(_("这是海报自助签到的名字，请换一个台名。"))


class JoinForm(Form):
    """Who holds the phone that becomes a desk."""

    holder = LineField(_l("您的姓名"), [Required(_l("请填写您的姓名。"))], longest=20)


class WalkInForm(_Deed):
    """Registration on the spot: three fields."""

    enterprise_name = LineField(_l("企业"), longest=120)
    name = LineField(_l("姓名"), longest=60)
    phone = TelField(_l("手机号码"), [Length(max=60)])
    override_reason = LineField(_l("已满员仍要登记的原因"), longest=120)


class TeamForm(_Deed):
    """Who of an enterprise has come."""

    people = SelectMultipleField(
        _l("到场的人"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    beyond = LineField(_l("满场仍要放行的原因"), longest=120)

    def offer(self, members: list[Guest]) -> None:
        """The whole team may be sent: somebody may have come in at another desk in the meantime."""
        self.people.choices = [(guest.attendee_id, guest.name) for guest in members]


class LetInForm(_Deed):
    """Why somebody is let into a full hall."""

    beyond = LineField(_l("满场仍要放行的原因"), [Required(_l("请写明原因。"))], longest=120)


class OutForm(_Deed):
    """Somebody leaves; one button."""


class UndoForm(_Deed):
    """Why a check-in is taken back."""

    reason = RadioField(_l("为什么撤销"), choices=list(UNDO_REASONS.items()), validate_choice=False)


class _TailField(LineField):
    """Four digits, however a keyboard types them."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """As plain digits without blanks."""
        super().process_formdata([folded_tail(str(valuelist[0]))] if valuelist else [])


class PosterForm(_Deed):
    """The four digits that a guest gives before the poster, then who of those they are."""

    tail = _TailField(
        _l("手机后四位"),
        [Required(_l("请填写手机后四位。")), Regexp(r"[0-9]{4}\Z", message=_l("请填写四位数字。"))],
    )
    who = StringField(validators=[Optional(), Regexp(r"[0-9]{1,9}\Z")])
