"""Forms of a single deed: a yes, a reason, a note, another seminar."""

import secrets
from typing import Any

from wtforms import Field, HiddenField, SelectField
from wtforms.validators import StopValidation

from seminars.core.forms import Form, LineField, Required, TextField
from seminars.core.i18n import _, _l
from seminars.registration.forms.fields import LONGEST_TYPED, AtMost, EmailField
from seminars.registration.rules import is_form_key


class ConfirmForm(Form):
    """Only a yes."""


class SplitForm(Form):
    """What the page asked about: 1, a part of the team may come first; 0, all or nobody."""

    may_split = HiddenField()


class LostLinkForm(Form):
    """To which address the links shall go."""

    email = EmailField(_l("报名时留的邮箱"), [Required(_l("请填写邮箱。"))], longest=254)


class CancelForm(Form):
    """Staff cancel a registration: why, in words that go into the letter."""

    reason = LineField(
        _l("原因"), [Required(_l("请写明原因，会写进给企业的信里。")), AtMost(200)], longest=LONGEST_TYPED
    )


class PromoteForm(Form):
    """An organizer promotes out of turn: why, in words for the log."""

    reason = LineField(
        _l("破例理由"), [Required(_l("请写明理由，会记入日志。")), AtMost(200)], longest=LONGEST_TYPED
    )


class NoteForm(Form):
    """What colleagues should know."""

    text = TextField(_l("备注"), [Required(_l("请写下备注。")), AtMost(1000)], longest=LONGEST_TYPED)


class BulkForm(Form):
    """One deed for many: why, or what the letter says; sent twice it is done once."""

    text = TextField(_l("内容"), [AtMost(1000)], longest=LONGEST_TYPED)
    form_key = HiddenField()

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        if not is_form_key(self.form_key.data or ""):
            self.form_key.data = secrets.token_urlsafe(24)

    def validate_text(self, field: Field) -> None:
        """A cancellation owes a reason, a letter its words."""
        if self.kind == "cancel" and not field.data:
            raise StopValidation(_("请写明原因，会写进给企业的信里。"))
        if self.kind == "message" and not field.data:
            raise StopValidation(_("请写下信的内容。"))


class TransferForm(Form):
    """To which seminar a registration moves."""

    to = SelectField(_l("移到哪一期"), validate_choice=True)
