"""The agenda of one seminar."""

from flask import flash, redirect, render_template, request, url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.i18n import _
from seminars.schedule import queries, service
from seminars.schedule.forms import AgendaForm
from seminars.schedule.forms.agenda import Row, stored_rows, with_fixed
from seminars.schedule.models import Seminar
from seminars.schedule.service import ScheduleRefusal, SegmentFacts, SpeakerFacts
from seminars.schedule.staff.blueprint import Answer, bp, of_seminar


@bp.route("/seminars/<int:seminar_id>/agenda", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def agenda(seminar_id: int) -> Answer:
    """Rows of segments: a row button changes rows only, saving keeps them."""
    seminar = queries.get(seminar_id)
    if request.method == "GET":
        return _page(seminar, AgendaForm.of(stored_rows(seminar.segments), seminar.version))
    form = AgendaForm()
    is_valid = form.validate()
    changed = form.after(request.form.get("act", ""))
    if changed is not None:
        return _page(seminar, AgendaForm.of(changed, form.version.data or 0))
    if is_valid:
        rows = form.rows()
        form = AgendaForm.of(with_fixed(rows), form.version.data or 0)
        try:
            service.save_agenda(
                seminar_id=seminar_id, segments=[_segment(row) for row in rows], version=form.version.data
            )
        except ScheduleRefusal as refusal:
            form.refuse_deed(refusal, seminar)
        else:
            flash(_("已保存议程"))
            return redirect(url_for(".agenda", seminar_id=seminar_id), 303)
    return _page(seminar, form), 422


def _page(seminar: Seminar, form: AgendaForm) -> str:
    minutes = int((seminar.ends_at - seminar.starts_at).total_seconds() // 60)
    planned = sum(entry.form.minutes.data or 0 for entry in form.segments)
    return render_template(
        "schedule/agenda.html",
        seminar=seminar,
        form=form,
        times=form.clock(seminar.starts_at),
        minutes=minutes,
        planned=planned,
    )


def _segment(row: Row) -> SegmentFacts:
    return SegmentFacts(
        id=row["id"],
        kind=row["kind"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        minutes=row["minutes"],
        need_note=row["need_note"],
        speakers=tuple(SpeakerFacts(**one) for one in row["speakers"]),
    )
