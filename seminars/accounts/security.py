"""Signing in: flask-security-too with argon2 and TOTP, fitted to our staff."""

from flask import Flask
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore

from seminars.accounts.guards import current_staff
from seminars.accounts.models import Staff
from seminars.core import audit
from seminars.core.config import Settings
from seminars.core.db import db


class _NoRole(RoleMixin):
    """Roles are grants of ours; flask-security only wants to hear the name of a class."""


datastore = SQLAlchemyUserDatastore(db, Staff, _NoRole)


def start(app: Flask, settings: Settings) -> None:
    """Fit flask-security to the application."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_URL_PREFIX="/staff",
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/staff",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_I18N_DIRNAME="builtin",
        SECURITY_JOIN_USER_ROLES=False,  # roles are grants of ours, no table of theirs
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": settings.secret_key},
        SECURITY_TOTP_ISSUER="海关•企业面对面",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    )
    Security(app, datastore)
    app.before_request(_name_the_actor)


def _name_the_actor() -> None:
    member = current_staff()
    audit.act_as(audit.Actor(member.name, member.id) if member else audit.Actor("visitor"))
