"""Signing in: flask-security-too with argon2 and TOTP, fitted to our staff."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, Response, flash, g, redirect, request, session, url_for
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
    uia_email_mapper,
)
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from seminars.accounts import guards, service
from seminars.accounts.forms import SignInForm
from seminars.accounts.guards import MARK, current_staff
from seminars.accounts.models import Staff
from seminars.core import audit
from seminars.core.config import Settings
from seminars.core.db import db
from seminars.core.i18n import _, _l
from seminars.core.limits import limiter

IDLE = timedelta(hours=2)
ENTRANCES = {
    "login": "anyone",
    "logout": "anyone",
    "two_factor_token_validation": "anyone",
    "two_factor_rescue": "anyone",
    "tf_select": "anyone",
    "mf_recovery": "anyone",
    "verify": "staff:any",
    "change_password": "staff:any",
    "two_factor_setup": "staff:any",
    "two_factor_setup_validate": "staff:any",
    "mf_recovery_codes": "staff:any",
}

PAGES = {
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "SECURITY_VERIFY_TEMPLATE": "accounts/verify.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/password.html",
    "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "accounts/two_factor.html",
    "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/two_factor_code.html",
    "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "accounts/two_factor_code.html",
    "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery.html",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
}


class _NoRole(RoleMixin):
    """Roles are grants of ours; flask-security only wants to hear the name of a class."""


class _Members(SQLAlchemyUserDatastore):
    """Whoever is signed in is looked up by every request: with all grants, by a statement put together once."""

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Any:
        if not case_insensitive and list(wanted) == ["fs_uniquifier"]:
            return self.db.session.scalars(_BY_SESSION, wanted).unique().one_or_none()
        return super().find_user(case_insensitive, **wanted)


_BY_SESSION = (
    select(Staff).where(Staff.fs_uniquifier == bindparam("fs_uniquifier")).options(joinedload(Staff.grants))
)
datastore = _Members(db, Staff, _NoRole)


def start(app: Flask, settings: Settings) -> None:
    """Fit flask-security to the application."""
    app.config.update(_configuration(settings))
    app.permanent_session_lifetime = IDLE
    Security(app, datastore, login_form=SignInForm)
    for name, mark in ENTRANCES.items():
        setattr(app.view_functions[f"security.{name}"], MARK, mark)
    for name in ("login", "two_factor_token_validation", "mf_recovery"):
        endpoint = f"security.{name}"
        limit: Callable[[Any], Any] = limiter.limit("60/minute", methods=["POST"])
        app.view_functions[endpoint] = guards.anyone(limit(app.view_functions[endpoint]))
    app.before_request(_name_the_actor)
    app.before_request(_ask_for_own_password)
    app.after_request(_count_failure)
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_own_password, app)


OWN_MESSAGES: Mapping[str, object] = {
    "SECURITY_MSG_UNAUTHENTICATED": (_l("请先登录。"), "warn"),
    "SECURITY_MSG_PASSWORD_CHANGE": (_l("您的密码已更改。"), "success"),
    "SECURITY_MSG_PASSWORD_IS_THE_SAME": (_l("新密码不能和现在的一样。"), "error"),
    "SECURITY_MSG_TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("两步验证已设置好。"), "success"),
}
"""Where the library has no Chinese, or says 你: the house says 您."""


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        **PAGES,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"email": {"mapper": uia_email_mapper, "case_insensitive": True}}
        ],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_JOIN_USER_ROLES": False,  # roles are grants of ours, there is no table of theirs
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_URL_PREFIX": "/staff",
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/two-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/two-factor/code",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/staff",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CHANGE_VIEW": "/staff",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/staff",
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_I18N_DIRNAME": "builtin",
        **OWN_MESSAGES,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TOTP_SECRETS": {"1": settings.secret_key},
        "SECURITY_TOTP_ISSUER": "海关企业面对面",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_FRESHNESS": timedelta(hours=1),
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    }


def _name_the_actor() -> None:
    member = current_staff()
    audit.act_as(audit.Actor(member.name, member.id) if member else audit.Actor("visitor"))


def _ask_for_own_password() -> Response | None:
    """A password that somebody else gave opens only the page on which it is changed."""
    member = current_staff()
    free = request.endpoint is None or request.endpoint.split(".")[0] in ("security", "core")
    if member is None or free or not member.must_change_password:
        return None
    flash(_("请先把别人给您的密码换成自己的"))
    return redirect(url_for("security.change_password"))  # type: ignore[return-value]


def _count_failure(response: Response) -> Response:
    """A refused sign-in is counted in a transaction of its own, whatever the answer's status does to this one."""
    tried = request.endpoint == "security.login" and request.method == "POST" and not g.get("sign_in_locked")
    if (
        tried
        and not g.get("signed_in")
        and not 300 <= response.status_code < 400
        and response.status_code != 429
    ):
        email = str(request.form.get("email") or (request.get_json(silent=True) or {}).get("email") or "")
        db.session.rollback()
        service.remember_failure(email=email.strip().lower(), address=request.remote_addr or "-")
        db.session.commit()
    return response


def _signed_in(app: Flask, user: Staff, **_more: object) -> None:
    g.signed_in = True
    session.permanent = True
    audit.act_as(audit.Actor(user.name, user.id))
    service.forget_failures(email=user.email, address=request.remote_addr or "-")
    audit.note("staff.signed_in", subject=user)


def _signed_out(app: Flask, user: Staff, **_more: object) -> None:
    if isinstance(user, Staff):
        audit.note("staff.signed_out", subject=user)


def _own_password(app: Flask, user: Staff, **_more: object) -> None:
    user.must_change_password = False
    audit.note("staff.password_changed", subject=user)
