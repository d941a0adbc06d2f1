"""Townships: what they are called today, what they were called, and an administrator's changes."""

from flask import flash, redirect, render_template, url_for

from seminars.accounts import guards
from seminars.accounts.models import ADMINISTRATOR, AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.doors import carried_out
from seminars.core.i18n import _, localized
from seminars.core.marks import shown
from seminars.places import queries, service
from seminars.places.forms import CorrectDistrictForm, MergeDistrictForm, RenameDistrictForm
from seminars.places.models import District
from seminars.places.service import DistrictNames
from seminars.places.staff.blueprint import Answer, bp


@bp.route("/districts")
@guards.staff(ORGANIZER, AUDITOR)
def districts() -> str:
    """Every township with the names it had."""
    living, former = queries.districts_and_former()
    return render_template("places/districts.html", living=living, former=former, cities=queries.cities())


@bp.route("/districts/<int:district_id>", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def district(district_id: int) -> Answer:
    """Put a mistake right."""
    found = queries.district_by_id(district_id)
    form = CorrectDistrictForm(data=shown(queries.known_of_district(found)))

    def deed() -> District:
        return service.correct_district(
            district_id=district_id,
            names=DistrictNames(form.name_zh.data or "", form.name_en.data or ""),
            phone_area=form.phone_area.data or "",
            customs_office=form.customs_office.data or "",
            in_picker=bool(form.in_picker.data),
            mark=form.mark.data,
        )

    if carried_out(form, deed):
        flash(_("已保存。"))
        return redirect(url_for(".districts"), 303)
    return _page("district", queries.district_by_id(district_id), form)


@bp.route("/districts/<int:district_id>/rename", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def rename_district(district_id: int) -> Answer:
    """The state gave it another name, from a day on."""
    form = RenameDistrictForm()

    def deed() -> District:
        names = DistrictNames(form.name_zh.data or "", form.name_en.data or "")
        return service.rename_district(
            district_id=district_id, names=names, since=form.day(), today=clock.today()
        )

    if carried_out(form, deed):
        flash(_("已更名为“%(name)s”。以前的场次仍用当时的名称。", name=_name_today(district_id)))
        return redirect(url_for(".districts"), 303)
    return _page("district_rename", queries.district_by_id(district_id), form)


@bp.route("/districts/<int:district_id>/merge", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def merge_district(district_id: int) -> Answer:
    """The state made it part of another, from a day on."""
    found = queries.district_by_id(district_id)
    form = MergeDistrictForm(found)

    def deed() -> District:
        return service.merge_district(
            district_id=district_id, into_id=int(form.into.data), since=form.day(), today=clock.today()
        )

    if carried_out(form, deed):
        flash(_("已并入“%(name)s”。以前的场次仍用当时的名称。", name=_name_today(district_id)))
        return redirect(url_for(".districts"), 303)
    return _page("district_merge", queries.district_by_id(district_id), form)


def _name_today(district_id: int) -> str:
    return localized(queries.district_by_id(district_id).successor, "name")


def _page(
    name: str, found: District, form: CorrectDistrictForm | RenameDistrictForm | MergeDistrictForm
) -> Answer:
    page = render_template(f"places/{name}.html", district=found, form=form)
    return page, 422 if form.errors else 200
