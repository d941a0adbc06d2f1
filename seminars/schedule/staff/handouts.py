"""The handouts of one seminar."""

from flask import flash, redirect, render_template, url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.config import settings
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.schedule import queries, service
from seminars.schedule.forms import HandoutForm, PrintedForm
from seminars.schedule.models import Seminar
from seminars.schedule.rules.handouts import plain_edition
from seminars.schedule.service import HandoutFacts
from seminars.schedule.staff.blueprint import Answer, bp, of_seminar


@bp.route("/seminars/<int:seminar_id>/handouts", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def handouts(seminar_id: int) -> Answer:
    """What is there, and one more."""
    seminar = queries.get(seminar_id)
    form = HandoutForm(seminar.segments)
    if form.validate_on_submit():
        try:
            _add(seminar_id, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("已添加“%(title)s”", title=form.title.data))
            return redirect(url_for(".handouts", seminar_id=seminar_id), 303)
    return _page(seminar, form), 422 if form.errors else 200


@bp.route("/seminars/<int:seminar_id>/handouts/<int:handout_id>/remove", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def remove_handout(seminar_id: int, handout_id: int) -> Answer:
    """Take one off the page."""
    service.remove_handout(seminar_id=seminar_id, handout_id=handout_id)
    flash(_("已撤下，印发份数还算。要恢复，请在“撤下的讲义”里放回。"))
    return redirect(url_for(".handouts", seminar_id=seminar_id), 303)


@bp.route("/seminars/<int:seminar_id>/handouts/<int:handout_id>/back", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def put_back_handout(seminar_id: int, handout_id: int) -> Answer:
    """Show one again that was taken off the page."""
    try:
        found = service.put_back_handout(seminar_id=seminar_id, handout_id=handout_id)
    except Refusal as refusal:
        flash(str(refusal.text), "warn")
    else:
        flash(_("已放回“%(title)s”", title=found.title))
    return redirect(url_for(".handouts", seminar_id=seminar_id), 303)


@bp.route("/seminars/<int:seminar_id>/handouts/<int:handout_id>/printed", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def printed(seminar_id: int, handout_id: int) -> Answer:
    """Say how many copies were printed and given out."""
    form = PrintedForm()
    if not form.validate_on_submit():
        seminar = queries.get(seminar_id)
        again = HandoutForm(seminar.segments, formdata=None)
        again.form_errors.extend(error for errors in form.errors.values() for error in errors)
        return _page(seminar, again), 422
    found = service.count_printed(seminar_id=seminar_id, handout_id=handout_id, copies=form.copies.data or 0)
    flash(_("已记下印发份数；这份讲义已撤下，份数照算") if found.taken_down_at else _("已记下印发份数"))
    return redirect(url_for(".handouts", seminar_id=seminar_id), 303)


def _add(seminar_id: int, form: HandoutForm) -> None:
    facts = HandoutFacts(
        title=form.title.data or "",
        version=plain_edition(form.edition.data or ""),
        dated=form.dated.data,
        category=form.category.data or "",
        segment_id=form.segment.data,
    )
    upload = form.file.data
    if upload and upload.filename and form.url.data:
        raise Refusal("both", _("文件和网址只能填一样；两样都要，请分两次添加。"), "url")
    if upload and upload.filename:
        service.add_file(seminar_id=seminar_id, facts=facts, file=upload.stream, given_name=upload.filename)
    elif form.url.data:
        service.add_link(seminar_id=seminar_id, facts=facts, url=form.url.data)
    else:
        raise Refusal("nothing", _("请选一个文件，或者填一个网址。"), "file")


def _page(seminar: Seminar, form: HandoutForm) -> str:
    limit = settings().upload_limit_mb
    return render_template("schedule/handouts.html", seminar=seminar, form=form, limit=limit)
