"""One deed for many registrations of the list: who is meant, then the deed in portions with its progress."""

from collections.abc import Mapping

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.db import stop_writing
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.core.paging import row_number
from seminars.registration import queries, service
from seminars.registration.forms import BulkForm
from seminars.registration.models import BulkDeed
from seminars.registration.rules import BULK_KINDS, MOST_IN_BULK
from seminars.registration.staff.blueprint import bp, list_address, sent_wishes, wishes_in
from seminars.registration.staff.listing import the_list
from seminars.schedule import queries as schedule

SHOWN = 200


@bp.route("/bulk", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def bulk(seminar_id: int) -> BaseResponse:
    """What is about to be done, and to whom; with a good form, the first portion of it. Who comes back to its address sees the list."""
    if request.method == "GET":
        return redirect(list_address(seminar_id, request.form), 303)
    kind = request.form.get("do", "")
    if kind not in BULK_KINDS:
        return _not_yet(seminar_id, _("请选择要做什么。"))
    form = BulkForm(kind)
    chosen = _chosen(seminar_id)
    if len(chosen) > MOST_IN_BULK:
        return _not_yet(seminar_id, _("一次最多办%(n)s份。请先筛选，再办其余的。", n=MOST_IN_BULK))
    if not chosen:
        return _not_yet(seminar_id, _("请先勾选要处理的报名（已取消的不算）。"))
    if "sure" not in request.form or not form.validate():
        return _asked(seminar_id, kind, form, chosen, failed="sure" in request.form)
    try:
        deed = service.start_bulk(
            seminar_id=seminar_id,
            kind=kind,
            text=form.text.data or "",
            registration_ids=chosen,
            form_key=form.form_key.data or "",
        )
        deed = service.continue_bulk(bulk_id=deed.id)
    except Refusal as refusal:
        stop_writing()
        form.refuse(refusal)
        return _asked(seminar_id, kind, form, chosen, failed=True)
    return _progress(deed, request.form)


@bp.route("/bulk/<int:bulk_id>", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def bulk_progress(seminar_id: int, bulk_id: int) -> BaseResponse:
    """How far it is; pressing does the next portion (a script presses by itself)."""
    deed = queries.bulk(seminar_id, bulk_id)
    if request.method == "POST":
        return _progress(service.continue_bulk(bulk_id=deed.id), request.args)
    words = dict(deed.refused)
    page = render_template(
        "registration/bulk_progress.html",
        seminar=schedule.get(seminar_id),
        deed=deed,
        back=list_address(seminar_id, request.args),
        total=deed.done + len(deed.refused) + len(deed.todo),
        refused=[(one, words[one.id]) for one in queries.registrations_of(list(words))],
        to_call=queries.registrations_of(deed.to_call),
    )
    return make_response(page)


def _chosen(seminar_id: int) -> list[int]:
    """The ticked ones; or, where that was asked for, everybody who fits the filter, on whichever page."""
    if "all" in request.form:
        return queries.all_that_match(seminar_id, most=MOST_IN_BULK + 1, **wishes_in(request.form))
    meant = [key for one in request.form.getlist("pick") if (key := row_number(one)) is not None]
    return queries.of_this_seminar(seminar_id, meant[: 4 * MOST_IN_BULK])


def _not_yet(seminar_id: int, why: str) -> BaseResponse:
    """The list again, with what was chosen and ticked."""
    sent = request.form
    page = the_list(seminar_id, sent, refused=why, do=sent.get("do", ""), picked=sent.getlist("pick"))
    return make_response(page, 422)


def _progress(deed: BulkDeed, sent: Mapping[str, str]) -> BaseResponse:
    target = url_for(
        "registration_staff.bulk_progress",
        seminar_id=deed.seminar_id,
        bulk_id=deed.id,
        **sent_wishes(sent),
    )
    return redirect(target, 303)


def _asked(
    seminar_id: int, kind: str, form: BulkForm, chosen: list[int], *, failed: bool = False
) -> BaseResponse:
    meant = queries.still_here(seminar_id, chosen)
    if not meant:
        return _not_yet(seminar_id, _("请先勾选要处理的报名（已取消的不算）。"))
    page = render_template(
        "registration/bulk.html",
        seminar=schedule.get(seminar_id),
        kind=kind,
        form=form,
        chosen=chosen,
        meant=meant,
        back=list_address(seminar_id, request.form),
        wishes=sent_wishes(request.form),
        registrations=queries.registrations_of(chosen[:SHOWN]),
    )
    return make_response(page, 422 if failed else 200)
