"""Forms for signing in and for administering staff."""

from typing import Any

from flask import g, request
from flask_security.forms import LoginForm
from wtforms import BooleanField, HiddenField, SelectMultipleField, ValidationError
from wtforms.validators import Email, Length

from seminars.accounts import queries, rules
from seminars.core import clock
from seminars.core.forms import Form, LineField, Required
from seminars.core.i18n import _, _l, hour
from seminars.core.marks import MarkedForm
from seminars.outbox.rules import is_address


class SignInForm(LoginForm):
    """Flask-security's form, closed for a while after five failures."""

    def validate(self, **options: Any) -> bool:
        """False with a reason when locked; the password is not even looked at then."""
        self.email.data = (self.email.data or "").strip()
        now = clock.now()
        until = rules.locked_until(queries.failures(self.typed_email(), request.remote_addr or "-", now), now)
        if until is not None:
            g.sign_in_locked = True
            self.form_errors.append(_("试了太多次，请在%(time)s之后再登录", time=hour(until)))
            return False
        return bool(super().validate(**options))

    def typed_email(self) -> str:
        """The address as failures are counted by it."""
        return (self.email.data or "").strip().lower()


def _in_order(roles: list[str] | None) -> list[str]:
    return sorted(roles or [])


class StaffForm(MarkedForm):
    """A member of staff as an administrator edits it."""

    name = LineField(_l("姓名"), [Required(_l("请填写姓名"))], longest=60)
    office = LineField(_l("科室"), longest=80)
    active = BooleanField(_l("可以登录"), default=True)
    grants = SelectMultipleField(_l("角色"), filters=[_in_order])

    def __init__(self, scopes: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.grants.choices = grant_choices(scopes)

    def validate_grants(self, field: SelectMultipleField) -> None:
        """At least one role."""
        if not field.data:
            raise ValidationError(str(rules.NoRole().text))

    def wanted_grants(self) -> list[tuple[str, str | None]]:
        """(role, slug of the series or None for all) as chosen."""
        pairs = [value.partition(":") for value in self.grants.data or []]
        return [(role, series if series != "*" else None) for role, _colon, series in pairs]


class NewStaffForm(StaffForm):
    """The same, with the address to sign in with."""

    email = LineField(
        _l("邮箱"),
        [Required(_l("请填写邮箱")), Email(_l("请填写完整的邮箱地址"))],
        longest=254,
    )

    def validate_email(self, field: LineField) -> None:
        """Plain letters only: what merely looks like another's address is none (G7)."""
        if not is_address(field.data or ""):
            raise ValidationError(_("邮箱地址只能用英文字母、数字和常用符号"))


class ConfirmForm(Form):
    """A button and nothing else."""


def grant_choices(scopes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every role for every scope as ("organizer:zhongshan", "组织员 · 中山系列"); administrators only everywhere."""
    from_roles = {
        "organizer": _("组织员"),
        "officer": _("关员"),
        "helper": _("签到员"),
        "auditor": _("审计员"),
    }
    every = [("*", _("全部系列")), *scopes]
    pairs = [
        (f"{role}:{slug}", f"{name} · {label}") for role, name in from_roles.items() for slug, label in every
    ]
    return [("administrator:*", _("管理员")), *pairs]


class ViewForm(Form):
    """A list to keep: its name; which one it is and how it is filtered come with the page."""

    name = LineField(_l("视图名称"), [Required(_l("请给视图起个名字。"))], longest=40)
    place = HiddenField()
    query = HiddenField(validators=[Length(max=300)])
    seminar_id = HiddenField()
