"""Doors for organizers: enterprises, found and looked at with their history; what strangers said of them, settled."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.doors import carried_out, done_and_said
from seminars.core.errors import Missing
from seminars.core.i18n import _
from seminars.core.paging import page_number, row_number
from seminars.core.phones import check_phone
from seminars.core.text import clean_line
from seminars.enterprises import queries as enterprises
from seminars.enterprises import service
from seminars.enterprises.models import Enterprise
from seminars.enterprises.queries import Wishes
from seminars.places import queries as places
from seminars.registration import service as registration
from seminars.reports import queries
from seminars.reports.forms import DescribeForm, SpellingForm
from seminars.reports.staff.blueprint import bp

LONGEST_SEARCH = 60


@bp.route("/enterprises")
@guards.staff(ORGANIZER, AUDITOR)
def enterprises_list() -> str:
    """Every enterprise, searched and filtered by the address."""
    wishes = Wishes(
        text=clean_line(request.args.get("q", ""))[:LONGEST_SEARCH],
        district_id=places.id_today(row_number(request.args.get("district", ""))),
        claimed="claimed" in request.args,
    )
    page = enterprises.firms(wishes, page_number(request.args.get("page")))
    return render_template(
        "reports/enterprises.html",
        wishes=wishes,
        page=page,
        weights=queries.weights(*(firm.id for firm in page.items)),
        districts=places.picker(),
        claimed=enterprises.claimed(),
        alike=enterprises.alike_count(),
    )


@bp.route("/enterprises/<int:enterprise_id>")
@guards.staff(ORGANIZER, AUDITOR)
def enterprise(enterprise_id: int) -> BaseResponse:
    """One enterprise with its history; of a merged one, the one that stands for it."""
    firm = enterprises.get(enterprise_id)
    if firm.merged_into_id:
        return redirect(url_for(".enterprise", enterprise_id=firm.merged_into_id), 303)
    return shown(firm)


@bp.route("/enterprises/<int:enterprise_id>/edit", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def edit_enterprise(enterprise_id: int) -> BaseResponse:
    """Correct what is known; of a merged one, of the one that stands for it."""
    firm = enterprises.get(enterprise_id)
    if firm.merged_into_id and request.method == "GET":
        flash(_("“%(name)s”已并入这一家。", name=firm.name))
        return redirect(url_for(".edit_enterprise", enterprise_id=firm.merged_into_id), 303)
    form = DescribeForm(firm)

    def deed() -> Enterprise:
        return service.describe(enterprise_id=enterprise_id, facts=form.facts(), mark=form.mark.data)

    if carried_out(form, deed):
        flash(_("已保存。"))
        return back(enterprise_id)
    page = render_template("reports/enterprise_edit.html", firm=enterprises.get(enterprise_id), form=form)
    return make_response(page, 422 if form.errors else 200)


@bp.route("/enterprises/<int:enterprise_id>/claims/<int:claim_id>", methods=["POST"])
@guards.staff(ORGANIZER)
def settle_claim(enterprise_id: int, claim_id: int) -> BaseResponse:
    """What a stranger said holds, or does not."""
    if all(one.id != claim_id for one in enterprises.claims(enterprise_id)):
        return back(enterprise_id)  # settled meanwhile
    holds = request.form.get("holds") == "1"
    words = _("已确认，记入企业资料。") if holds else _("已拒绝，不再提示。这样写的报名要改到它自己的企业。")
    done_and_said(lambda: service.settle_claim(claim_id=claim_id, holds=holds), words)
    return back(enterprise_id)


@bp.route("/enterprises/<int:enterprise_id>/spellings", methods=["POST"])
@guards.staff(ORGANIZER)
def add_spelling(enterprise_id: int) -> BaseResponse:
    """One more spelling that staff know."""
    form = SpellingForm()
    spelling = form.spelling.data or ""
    if carried_out(form, lambda: service.add_spelling(enterprise_id=enterprise_id, name=spelling)):
        flash(_("已记下这种写法。"))
        return back(enterprise_id)
    return shown(enterprises.get(enterprise_id), form=form, status=422)


@bp.route("/enterprises/<int:enterprise_id>/spellings/<int:alias_id>/remove", methods=["POST"])
@guards.staff(ORGANIZER)
def remove_spelling(enterprise_id: int, alias_id: int) -> BaseResponse:
    """Not one of its names after all."""
    service.remove_spelling(enterprise_id=enterprise_id, alias_id=alias_id)
    flash(_("已去掉这种写法。"))
    return back(enterprise_id)


@bp.route("/enterprises/<int:enterprise_id>/contacts/<int:attendee_id>", methods=["POST"])
@guards.staff(ORGANIZER)
def contact_phone(enterprise_id: int, attendee_id: int) -> BaseResponse:
    """Show one whole number, and write down who looked (domain.md 6)."""
    if queries.contact(enterprise_id, attendee_id, _series()) is None:
        raise Missing
    number = check_phone(registration.reveal_phone(attendee_id=attendee_id)).national
    answer = shown(enterprises.get(enterprise_id), seen={attendee_id: number})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def shown(
    firm: Enterprise,
    *,
    seen: dict[int, str] | None = None,
    form: SpellingForm | None = None,
    status: int = 200,
) -> BaseResponse:
    """The page of one enterprise; `seen` are whole numbers just looked at."""
    body = render_template(
        "reports/enterprise.html",
        firm=firm,
        history=queries.history(firm.id, _series()),
        aliases=enterprises.aliases(firm.id),
        claims=enterprises.claims(firm.id),
        said=queries.said_of(firm.id, _series()),
        branches=enterprises.branches(firm.id),
        merges=enterprises.merges(firm.id),
        alike=enterprises.alike(firm.id),
        credit=enterprises.credit_history(firm.id),
        form=form or SpellingForm(formdata=None),
        seen=seen or {},
        now=clock.now(),
    )
    return make_response(body, status)


def back(enterprise_id: int) -> BaseResponse:
    """To the page of the enterprise, after a deed."""
    return redirect(url_for("reports_staff.enterprise", enterprise_id=enterprise_id), 303)


def _series() -> set[str] | None:
    return guards.series_allowed(guards.signed_in(), ORGANIZER, AUDITOR)
