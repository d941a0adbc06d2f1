"""Doors for organizers: records that may be one enterprise, what a merge would do, the merge, and its undoing."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.db import stop_writing
from seminars.core.doors import done_and_said
from seminars.core.errors import Missing, Refusal
from seminars.core.i18n import _
from seminars.core.paging import row_number
from seminars.core.text import clean_line
from seminars.enterprises import queries as enterprises
from seminars.enterprises import service
from seminars.enterprises.models import Enterprise
from seminars.reports import queries
from seminars.reports.forms import OtherRecordForm
from seminars.reports.staff.blueprint import bp
from seminars.reports.staff.firms import back


@bp.route("/enterprises/alike")
@guards.staff(ORGANIZER, AUDITOR)
def alike() -> str:
    """Pairs that may be one enterprise: a person says whether they are."""
    pairs = enterprises.alike()
    keys = {firm.id for pair in pairs for firm in pair}
    return render_template(
        "reports/alike.html",
        pairs=pairs,
        weights=queries.weights(*sorted(keys)),
        total=enterprises.alike_count(),
    )


@bp.route("/enterprises/<int:enterprise_id>/merge", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def merge_enterprises(enterprise_id: int) -> BaseResponse:
    """What would move, then the move; `other` is the id, name or code of the record that goes, `alike` one that was offered."""
    kept = enterprises.get(enterprise_id)
    form = OtherRecordForm(request.values)
    gone = _meant(form.alike.data or form.other.data or "")
    if gone is None or gone.id == kept.id:
        return _which(kept, form, is_itself=gone is not None)
    if request.method == "GET":
        return _preview(kept, gone)
    try:
        service.merge(kept_id=kept.id, gone_id=gone.id)
    except Refusal as refusal:
        stop_writing()
        return _preview(enterprises.get(enterprise_id), enterprises.get(gone.id), refusal)
    flash(_("已合并。合并可以在这一页撤销。"))
    return back(enterprise_id)


@bp.route("/enterprises/<int:enterprise_id>/apart", methods=["POST"])
@guards.staff(ORGANIZER)
def tell_apart(enterprise_id: int) -> BaseResponse:
    """Not the same: remembered."""
    other = _meant(request.form.get("other", ""))
    if other is None:
        raise Missing
    service.tell_apart(first_id=enterprises.get(enterprise_id).id, second_id=other.id)
    flash(_("已记下：不是同一家，不再提示。"))
    return redirect(url_for(".alike"), 303)


@bp.route("/enterprises/merges/<int:merge_id>/undo", methods=["POST"])
@guards.staff(ORGANIZER)
def undo_merge(merge_id: int) -> BaseResponse:
    """After all they are two."""
    kept_id = enterprises.merge_of(merge_id).kept_id
    words = _("已撤销合并，各自的记录都回到原处。")
    done_and_said(lambda: service.undo_merge(merge_id=merge_id), words)
    return back(kept_id)


def _meant(typed: str) -> Enterprise | None:
    """By its id, as pages link it, else as a person types it."""
    text = clean_line(typed)[:200]
    key = row_number(text)
    if key is not None:
        return enterprises.get(key)
    return enterprises.named(text) if text else None


def _which(kept: Enterprise, form: OtherRecordForm, *, is_itself: bool) -> BaseResponse:
    """What was typed is no other record: it stays to be put right, beside those that are known by such a name."""
    found = [firm for firm in enterprises.suggest(form.other.data or "") if firm.id != kept.id]
    form.offer(found)
    if is_itself:
        form.other.errors = [_("这是同一条记录，请选另一家。")]
    elif form.other.data and not found:
        form.other.errors = [_("没有这个名称或代码的企业。")]
    body = render_template("reports/merge_which.html", kept=kept, form=form)
    return make_response(body, 422 if form.errors else 200)


def _preview(kept: Enterprise, gone: Enterprise, refusal: Refusal | None = None) -> BaseResponse:
    body = render_template(
        "reports/merge.html",
        kept=kept,
        gone=gone,
        weights=queries.weights(kept.id, gone.id),
        over=queries.together_over_limit(kept.id, gone.id, clock.now()),
        refusal=refusal,
    )
    return make_response(body, 422 if refusal else 200)
