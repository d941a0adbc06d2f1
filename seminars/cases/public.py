"""The door for those who wait for a case: their own link."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.cases import forms, queries, service
from seminars.core.config import settings
from seminars.core.i18n import _

bp = Blueprint("cases_public", __name__)


@bp.route("/c/<token>")
@guards.bearer("case link")
def follow(token: str) -> str:
    """Where the matter stands."""
    return _page(token, forms.SayForm())


@bp.route("/c/<token>/solved", methods=["POST"])
@guards.bearer("case link")
def solved(token: str) -> Response | tuple[str, int]:
    """The asker is content."""
    form = forms.SayForm()
    asker = queries.by_link(token)
    if asker.left_at is not None or not form.validate():
        return _page(token, form), 422
    service.say_solved(asker_id=asker.id)
    flash(_("谢谢您，已记下。"), "ok")
    return redirect(url_for(".follow", token=token), 303)


@bp.route("/c/<token>/unsolved", methods=["POST"])
@guards.bearer("case link")
def unsolved(token: str) -> Response | tuple[str, int]:
    """The asker still waits."""
    form = forms.SayForm()
    asker = queries.by_link(token)
    if asker.left_at is not None or not form.validate():
        return _page(token, form), 422
    service.say_unsolved(asker_id=asker.id, words=form.words.data or "")
    flash(_("已重新办理，我们会再联系您。"), "ok")
    return redirect(url_for(".follow", token=token), 303)


def _page(token: str, form: forms.SayForm) -> str:
    asker = queries.by_link(token)
    if asker.left_at is not None:
        return render_template("cases/left.html", case=asker.case, hotline=settings().hotline)
    return render_template(
        "cases/follow.html",
        asker=asker,
        case=asker.case,
        ground=queries.ground(asker.case),
        form=form,
        token=token,
        hotline=settings().hotline,
    )
