"""Asking for a file, and taking it: once, for the one who asked, before it expires (F10)."""

from flask import flash, redirect, render_template, request, send_file, url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core import clock
from seminars.core.db import stop_writing
from seminars.core.doors import carried_out
from seminars.core.i18n import _, current_language
from seminars.core.text import clean_line
from seminars.sheets import queries, service
from seminars.sheets.forms import ExportForm
from seminars.sheets.models import WORKED_ON
from seminars.sheets.rules import ExportKind, SheetRefusal, Wishes
from seminars.sheets.staff.blueprint import (
    Answer,
    bp,
    export_kinds,
    import_kinds,
    is_fragment,
    known,
    my_series,
    target_for,
    title_of,
)

MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
LONGEST_FILTER = 60


@bp.route("")
@guards.staff(ORGANIZER)
def files() -> str:
    """One's own files; the page looks again by itself while one is being written, or can be taken."""
    me, now = guards.signed_in().id, clock.now()
    exports, imports = queries.my_exports(me), queries.my_imports(me)
    return render_template(
        "sheets/parts/both.html" if is_fragment() else "sheets/files.html",
        exports=exports,
        imports=imports,
        import_kinds=import_kinds(),
        now=now,
        takeable=any(one.is_there(now) for one in exports),
        busy=not {*(one.state for one in exports), *(one.state for one in imports)}.isdisjoint(WORKED_ON),
    )


@bp.route("/export/<kind>", methods=["GET", "POST"])
@bp.route("/export/<kind>/<int:target>", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def export(kind: str, target: int = 0) -> Answer:
    """What shall be in the file, in which form, what for."""
    found = known(export_kinds(), kind)
    target, series = target_for(found, target)
    filters = _filters(found)
    form = ExportForm()
    title = title_of(found, target)

    def deed() -> None:
        is_full = bool(found.has_people and form.full.data)
        service.ask_export(
            kind=kind,
            title=title,
            wishes=Wishes(target, filters, is_full, None if series else my_series()),
            file_format=form.format.data,
            reason=form.reason.data or "",
            needs_reason=found.has_people,
            staff_id=guards.signed_in().id,
            series=series,
            language=current_language(),
        )

    if carried_out(form, deed):
        return redirect(url_for(".files"), 303)
    page = render_template("sheets/export.html", form=form, kind=found, title=title, filters=filters)
    return page, 422 if form.errors else 200


@bp.route("/export/<int:export_id>/take", methods=["POST"])
@guards.staff(ORGANIZER)
def take(export_id: int) -> Answer:
    """The file itself. A second time there is none, and the list says so."""
    try:
        found, content = service.take(export_id=export_id, staff_id=guards.signed_in().id)
    except SheetRefusal as refusal:
        stop_writing()
        flash(str(refusal.text), "warn")
        return redirect(url_for(".files"), 303)
    answer = send_file(
        content, mimetype=MIMETYPES[found.format], as_attachment=True, download_name=found.file_name
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/export/<int:export_id>/discard", methods=["POST"])
@guards.staff(ORGANIZER)
def discard(export_id: int) -> Answer:
    """Not wanted any more."""
    service.discard_export(export_id=export_id, staff_id=guards.signed_in().id)
    flash(_("文件已删除"))
    return redirect(url_for(".files"), 303)


def _filters(kind: ExportKind) -> dict[str, str]:
    """What the list was filtered by when the button was pressed."""
    typed = {name: clean_line(request.args.get(name, ""))[:LONGEST_FILTER] for name in kind.filters}
    return {name: value for name, value in typed.items() if value}
