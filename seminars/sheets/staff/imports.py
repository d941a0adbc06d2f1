"""Taking rows in: upload, match the columns, look at what was found, confirm; nothing is saved before that."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.db import start_writing, stop_writing
from seminars.core.doors import done_and_said
from seminars.core.errors import Refusal
from seminars.core.i18n import _, current_language
from seminars.core.paging import page_number
from seminars.sheets import queries, service
from seminars.sheets.forms import BEFORE, ConfirmForm, UploadForm, match_form, places_of
from seminars.sheets.models import CHECKED, DONE, MATCHING, WORKED_ON, ImportFile
from seminars.sheets.rules import LISTS, ImportKind, SheetRefusal, Task, letters, text_of
from seminars.sheets.staff.blueprint import (
    Answer,
    bp,
    import_kinds,
    is_fragment,
    known,
    my_series,
    target_for,
    title_of,
)
from seminars.sheets.staff.exports import MIMETYPES
from seminars.sheets.writing import write_template


@bp.route("/import/<kind>", methods=["GET", "POST"])
@bp.route("/import/<kind>/<int:target>", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def upload(kind: str, target: int = 0) -> Answer:
    """Which file, and first into what. It is read at once, in a process of its own, and before anything is written."""
    found = known(import_kinds(), kind)
    if found.targets and not target:
        targets = found.targets(my_series())
        return render_template("sheets/target.html", kind=found, name=kind, targets=targets)
    target, series = target_for(found, target)
    form, closed = UploadForm(), found.closed(target) if found.closed else None
    if form.validate_on_submit() and not closed:
        try:
            made = _received(form, kind, found, target, series)
        except Refusal as refusal:
            stop_writing()
            form.refuse(refusal)
        else:
            return redirect(url_for(".one", import_id=made), 303)
    page = render_template(
        "sheets/upload.html",
        form=form,
        kind=found,
        name=kind,
        target=target,
        title=title_of(found, target),
        closed=closed,
    )
    return page, 422 if form.errors or (closed and form.is_submitted()) else 200


@bp.route("/import/<kind>/template")
@guards.staff(ORGANIZER)
def template(kind: str) -> Response:
    """An empty file with the right headings, and how to fill it."""
    found = known(import_kinds(), kind)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(
            path,
            found.columns,
            title=str(found.title),
            note_title=_("填写说明"),
            heads=(_("列"), _("必填"), _("怎么填"), _("例")),
            needed=_("必填"),
        )
        answer = make_response(path.read_bytes())
    answer.mimetype = MIMETYPES["xlsx"]
    answer.headers.set("Content-Disposition", "attachment", filename=f"{kind}.xlsx")
    return answer


@bp.route("/imports/<int:import_id>")
@guards.staff(ORGANIZER)
def one(import_id: int) -> str:
    """Where a file stands: its columns, its progress, what was found, what came of it."""
    return _page(queries.my_import(import_id, guards.signed_in().id))


@bp.route("/imports/<int:import_id>/match", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def match(import_id: int) -> Answer:
    """Which column is which; guessed, and changed where the guess is wrong."""
    me = guards.signed_in().id
    found = queries.my_import(import_id, me)
    kind = import_kinds()[found.kind]
    form = match_form(kind.columns, found.headings, found.columns)
    if form.validate_on_submit():
        try:
            service.match(import_id=import_id, staff_id=me, kind=kind, places=places_of(form))
        except Refusal as refusal:
            stop_writing()
            form.refuse(Refusal(refusal.code, refusal.text, BEFORE + (refusal.field or "")))
        else:
            return redirect(url_for(".one", import_id=import_id), 303)
    return _match_page(queries.my_import(import_id, me), form), 422 if form.errors else 200


@bp.route("/imports/<int:import_id>/confirm", methods=["POST"])
@guards.staff(ORGANIZER)
def confirm(import_id: int) -> Answer:
    """Take everything in."""
    me, form = guards.signed_in().id, ConfirmForm()
    kind = import_kinds()[queries.my_import(import_id, me).kind]
    try:
        service.confirm(
            import_id=import_id,
            staff_id=me,
            shown=form.shown.data or "",
            needs_promise=bool(kind.promise),
            agreed=bool(form.agreed.data),
        )
    except Refusal as refusal:
        stop_writing()
        form.refuse(refusal)
        return _page(queries.my_import(import_id, me), form), 422
    return redirect(url_for(".one", import_id=import_id), 303)


@bp.route("/imports/<int:import_id>/again", methods=["POST"])
@guards.staff(ORGANIZER)
def again(import_id: int) -> Answer:
    """Check once more."""
    return _done(import_id, service.check_again)


@bp.route("/imports/<int:import_id>/back", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def take_back(import_id: int) -> Answer:
    """Undo what this file brought in: first what that does, or why it cannot be."""
    if request.method == "POST":
        return _done(import_id, service.take_back)
    me = guards.signed_in()
    found = queries.my_import(import_id, me.id)
    if found.state != DONE:
        return redirect(url_for(".one", import_id=import_id), 303)
    kind, task = import_kinds()[found.kind], Task(found.id, found.target, me.name, my_series())
    lines, refusal = [], None
    try:
        lines = list(kind.undo.consequences(task, found.trace))
    except Refusal as refused:
        refusal = refused.text
    return render_template(
        "sheets/back.html", file=found, title=title_of(kind, found.target), lines=lines, refusal=refusal
    )


@bp.route("/imports/<int:import_id>/discard", methods=["POST"])
@guards.staff(ORGANIZER)
def discard_import(import_id: int) -> Answer:
    """Throw the file away; what was taken in stays."""
    me = guards.signed_in().id
    words = _("文件已删除，没有导入的行没有保存。")
    gone = done_and_said(lambda: service.discard_import(import_id=import_id, staff_id=me), words)
    return redirect(url_for(".files") if gone else url_for(".one", import_id=import_id), 303)


def _received(form: UploadForm, name: str, kind: ImportKind, target: int, series: str | None) -> int:
    """The id of the new file. Reading takes seconds, and nobody else's writing waits for it."""
    me, sent = guards.signed_in().id, form.file.data
    if not sent or not getattr(sent, "filename", ""):
        raise SheetRefusal("nothing", _("请选一个文件。"), "file")
    stop_writing()
    upload = service.read_upload(
        file=sent.stream,
        name=sent.filename,
        encoding=form.encoding.data,
        columns=kind.columns,
        most_rows=kind.most_rows,
    )
    start_writing()
    made = service.keep_upload(
        upload=upload,
        kind=name,
        columns=kind.columns,
        target=target,
        series=series,
        staff_id=me,
        language=current_language(),
    )
    return made.id


def _done(import_id: int, deed: Callable[..., ImportFile]) -> Response:
    try:
        deed(import_id=import_id, staff_id=guards.signed_in().id)
    except Refusal as refusal:
        stop_writing()
        flash(str(refusal.text), "warn")
    return redirect(url_for(".one", import_id=import_id), 303)


def _page(found: ImportFile, form: ConfirmForm | None = None) -> str:
    kind = import_kinds()[found.kind]
    yes = form or ConfirmForm(formdata=None)
    if found.state == MATCHING:
        asked = match_form(kind.columns, found.headings, found.columns)
        asked.form_errors.extend(yes.form_errors)
        return _match_page(found, asked)
    yes.now_shows(found.mark)
    page = "sheets/parts/progress.html" if is_fragment() else "sheets/one.html"
    shown = found.state == CHECKED and not is_fragment()
    return render_template(
        page,
        file=found,
        kind=kind,
        title=title_of(kind, found.target),
        form=yes,
        busy=found.state in WORKED_ON,
        findings=queries.findings(found.id, page_number(request.args.get("page"))) if shown else None,
        remarks=queries.remarks(found.id) if shown else [],
        rows=_first_rows(found) if shown else [],
        list_url=current_app.extensions[LISTS](found.kind, found.target),
    )


def _match_page(found: ImportFile, form: object) -> str:
    kind = import_kinds()[found.kind]
    return render_template(
        "sheets/match.html",
        file=found,
        kind=kind,
        title=title_of(kind, found.target),
        form=form,
        heads=[f"{letters(place)} {text_of(cell)}".strip() for place, cell in enumerate(found.headings)],
        rows=queries.first_rows(found.id),
    )


def _first_rows(found: ImportFile) -> list[tuple[int, dict[str, object], str]]:
    return [
        (number, dict(queries.matched(cells, found.columns)), verdict)
        for number, cells, verdict in queries.first_rows(found.id)
    ]
