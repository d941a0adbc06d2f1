"""Doors for administrators and auditors: accounts and the audit log."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards, queries, service
from seminars.accounts.forms import ConfirmForm, NewStaffForm, StaffForm, ViewForm
from seminars.accounts.models import ADMINISTRATOR, AUDITOR
from seminars.core.doors import carried_out
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.core.marks import shown

bp = Blueprint("accounts_staff", __name__, url_prefix="/staff")

VIEWED = "seminars.viewed"
"""where the wiring keeps which lists can be kept: an endpoint by the name of the list"""
KEYS = "keys"
_YEAR = 365 * 24 * 3600

Answer = str | Response | tuple[str, int]


@bp.route("/accounts")
@guards.staff(ADMINISTRATOR, AUDITOR)
def accounts() -> Answer:
    """Everyone who can sign in."""
    return render_template("accounts/accounts.html", members=queries.everyone(), scope_names=dict(_scopes()))


@bp.route("/accounts/new", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def new_account() -> Answer:
    """Create an account; its first password is shown once."""
    form = NewStaffForm(_scopes())
    if form.validate_on_submit():
        try:
            member, password = service.create(
                email=form.email.data or "",
                name=form.name.data or "",
                office=form.office.data or "",
                grants=form.wanted_grants(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return render_template("accounts/given_password.html", member=member, password=password)
    return render_template("accounts/account.html", form=form, member=None), 422 if form.errors else 200


@bp.route("/accounts/<int:staff_id>", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def account(staff_id: int) -> Answer:
    """Change an account."""
    member = queries.get(staff_id)
    form = StaffForm(_scopes(), data=shown(queries.known_of(member)))
    if form.validate_on_submit():
        try:
            service.change(
                staff_id=staff_id,
                name=form.name.data or "",
                office=form.office.data or "",
                active=form.active.data,
                grants=form.wanted_grants(),
                mark=form.mark.data,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存%(name)s的账号", name=form.name.data))
            return redirect(url_for("accounts_staff.accounts"), 303)
    return render_template("accounts/account.html", form=form, member=member), 422 if form.errors else 200


@bp.route("/accounts/<int:staff_id>/password", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def new_password(staff_id: int) -> Answer:
    """Give a new password for a forgotten one, after saying what that does."""
    member = queries.get(staff_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        member, password = service.give_new_password(staff_id=staff_id)
        return render_template("accounts/given_password.html", member=member, password=password)
    return render_template("accounts/new_password.html", form=form, member=member)


@bp.route("/accounts/<int:staff_id>/two-factor-off", methods=["POST"])
@guards.staff(ADMINISTRATOR)
def two_factor_off(staff_id: int) -> Answer:
    """Let a member in without the telephone that was lost."""
    member = service.switch_off_two_factor(staff_id=staff_id)
    flash(_("已关闭%(name)s的两步验证", name=member.name))
    return redirect(url_for("accounts_staff.account", staff_id=staff_id), 303)


@bp.route("/me")
@guards.staff()
def me() -> Answer:
    """Own account: roles, password, two-step sign-in."""
    return render_template("accounts/me.html", member=guards.signed_in(), scope_names=dict(_scopes()))


@bp.route("/views", methods=["POST"])
@guards.staff()
def save_view() -> Answer:
    """Keep a list as it is filtered now."""
    form = ViewForm()
    place, query = form.place.data or "", form.query.data or ""
    if place not in current_app.extensions[VIEWED]:
        abort(404)
    me, name = guards.signed_in().id, form.name.data or ""
    was_there = any(view.name == name for view in queries.views(me, place))
    if carried_out(form, lambda: service.save_view(staff_id=me, place=place, name=name, query=query)):
        replaced = _("原来的视图“%(name)s”已改成现在的筛选", name=name)
        flash(replaced if was_there else _("已存下视图“%(name)s”", name=name))
    for words in form.errors.values():
        flash(str(words[0]), "warn")
    return _list(place, form.seminar_id.data or "", query)


@bp.route("/views/<int:view_id>/remove", methods=["POST"])
@guards.staff()
def remove_view(view_id: int) -> Answer:
    """Forget a list."""
    view = service.remove_view(staff_id=guards.signed_in().id, view_id=view_id)
    flash(_("已删除视图“%(name)s”", name=view.name))
    return _list(view.place, request.form.get("seminar_id", ""), "")


@bp.route("/keys", methods=["GET", "POST"])
@guards.staff()
def keys() -> Answer:
    """The shortcuts of the keyboard, and switching them off (WCAG 2.1.4)."""
    if request.method == "GET":
        return render_template("accounts/keys.html", are_on=request.cookies.get(KEYS) != "off")
    answer = redirect(url_for("accounts_staff.keys"), 303)
    wish = "off" if request.form.get("keys") == "off" else "on"
    answer.set_cookie(KEYS, wish, max_age=_YEAR, samesite="Lax", secure=request.is_secure)
    return answer


@bp.route("/log")
@guards.staff(ADMINISTRATOR, AUDITOR)
def log() -> Answer:
    """The audit log, newest first."""
    wanted = {name: request.args.get(name, "").strip()[:60] for name in ("actor", "deed", "subject")}
    page = queries.log(page=request.args.get("page", 1, type=int), **wanted)
    return render_template("accounts/log.html", page=page, wanted=wanted)


def _list(place: str, seminar_id: str, query: str) -> Response:
    """Back to the list, built from what the house knows and never from an address that was sent."""
    arguments: dict[str, Any] = (
        {"seminar_id": int(seminar_id)} if re.fullmatch("[0-9]{1,9}", seminar_id) else {}
    )
    target = url_for(current_app.extensions[VIEWED][place], **arguments)
    return redirect(f"{target}?{urlencode(parse_qsl(query))}" if query else target, 303)


def _scopes() -> list[tuple[str, str]]:
    scopes: list[tuple[str, str]] = current_app.extensions["seminars.scopes"]()
    return scopes
