"""Credit: regimes with their dates and classes, what each tier means, and which class an enterprise was given."""

from collections.abc import Callable
from dataclasses import asdict

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import ADMINISTRATOR, AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.doors import carried_out
from seminars.core.errors import Missing
from seminars.core.forms import Form
from seminars.core.i18n import _
from seminars.core.marks import shown
from seminars.enterprises import queries, service
from seminars.enterprises.forms import ClassForm, GivenClassForm, PolicyForm, RegimeForm
from seminars.enterprises.models import CreditClass, CreditRegime
from seminars.enterprises.rules import FAVOURED, TIERS, Policy
from seminars.enterprises.staff.blueprint import bp


@bp.route("")
@guards.staff(ORGANIZER, AUDITOR)
def credit() -> str:
    """Every regime with its classes, the newest first, and the policy of each tier."""
    policies = queries.tier_policies()
    return render_template(
        "enterprises/credit.html",
        regimes=queries.regimes(),
        tiers=[(tier, TIERS[tier], policies.get(tier, Policy())) for tier in FAVOURED],
        tier_names=TIERS,
        today=clock.today(),
    )


@bp.route("/regimes/new", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def new_regime() -> BaseResponse:
    """A new set of rules; the open one ends the day before it begins."""
    form = RegimeForm()
    return _handled(form, _("添加信用制度"), lambda: service.save_regime(facts=form.facts()))


@bp.route("/regimes/<int:regime_id>", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def regime(regime_id: int) -> BaseResponse:
    """Its dates and source; with a last day it ends."""
    found = queries.regime(regime_id)
    form = RegimeForm(data=shown(queries.known_of_regime(found)))

    def deed() -> CreditRegime:
        return service.save_regime(facts=form.facts(), regime_id=regime_id, mark=form.mark.data)

    return _handled(form, found.code, deed, found)


@bp.route("/regimes/<int:regime_id>/classes/new", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def new_class(regime_id: int) -> BaseResponse:
    """One more class of a regime."""
    found = queries.regime(regime_id)
    form = ClassForm(data={"rank": len(found.classes) + 1})
    title = _("添加%(regime)s的信用等级", regime=found.code)
    return _handled(form, title, lambda: service.save_class(regime_id=regime_id, facts=form.facts()))


@bp.route("/regimes/<int:regime_id>/classes/<int:class_id>", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def credit_class(regime_id: int, class_id: int) -> BaseResponse:
    """Name, order and tier of a class."""
    found = next((one for one in queries.regime(regime_id).classes if one.id == class_id), None)
    if found is None:
        raise Missing
    form = ClassForm(data=shown(queries.known_of_class(found)))

    def deed() -> CreditClass:
        return service.save_class(
            regime_id=regime_id, facts=form.facts(), class_id=class_id, mark=form.mark.data
        )

    return _handled(form, found.zh, deed)


@bp.route("/tiers/<tier>", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def policy(tier: str) -> BaseResponse:
    """What a tier means for seminars published from now on; those that are published keep what they say."""
    if tier not in FAVOURED:
        raise Missing
    form = PolicyForm(data=shown(asdict(queries.tier_policies().get(tier, Policy()))))
    title = _("%(tier)s档的规则", tier=TIERS[tier])
    return _handled(
        form, title, lambda: service.save_policy(tier=tier, policy=form.policy(), mark=form.mark.data)
    )


@bp.route("/enterprises/<int:enterprise_id>", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def give_class(enterprise_id: int) -> BaseResponse:
    """Which class one enterprise holds from a day on; what it held before ends the day before."""
    firm, today = queries.get(enterprise_id), clock.today()
    in_force = [one for one in queries.regimes() if one.valid_to is None or one.valid_to >= today]
    form = GivenClassForm(in_force, data={"valid_from": today})

    def deed() -> None:
        assert form.valid_from.data is not None, "it is required"
        service.give_class(
            enterprise_id=firm.id,
            class_id=form.class_id.data,
            valid_from=form.valid_from.data,
            source=form.source.data or "",
            entered_by=guards.signed_in().name,
        )

    if carried_out(form, deed):
        flash(_("已登记信用等级。"))
        return redirect(url_for("reports_staff.enterprise", enterprise_id=enterprise_id), 303)
    page = render_template(
        "enterprises/give_class.html", form=form, firm=queries.get(enterprise_id), regimes=in_force
    )
    return make_response(page, 422 if form.errors or form.form_errors else 200)


def _handled(
    form: Form, title: str, deed: Callable[[], object], regime: CreditRegime | None = None
) -> BaseResponse:
    if carried_out(form, deed):
        flash(_("已保存"))
        return redirect(url_for("enterprises_staff.credit"), 303)
    page = render_template(
        "enterprises/credit_form.html", form=form, title=title, regime=regime, tier_names=TIERS
    )
    return make_response(page, 422 if form.errors or form.form_errors else 200)
