"""Doors for organizers and officers: filing, merging, assigning, answering, and the run sheet."""

from collections import Counter
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, OFFICER, ORGANIZER
from seminars.core import clock
from seminars.core.doors import carried_out
from seminars.core.errors import Missing
from seminars.core.forms import Form
from seminars.core.i18n import _, _n
from seminars.questions import forms, queries, rules, service
from seminars.questions.models import Question, QuestionGroup
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar
from seminars.schedule.queries import series_of_seminar
from seminars.schedule.rules import timetable

bp = Blueprint("questions_staff", __name__)
Answer = Response | tuple[str, int]
_ROOT = "/staff/seminars/<int:seminar_id>/questions"
_ONE = _ROOT + "/<int:group_id>"


@bp.route(_ROOT)
@guards.staff(ORGANIZER, OFFICER, AUDITOR, scope=series_of_seminar)
def questions(seminar_id: int) -> str:
    """All questions of a seminar; `?group=` opens one beside the list, `?do=` one of its forms."""
    return _page(seminar_id, request.args.get("group", type=int), request.args.get("do", ""))


@bp.route("/staff/seminars/<int:seminar_id>/runsheet")
@guards.staff(ORGANIZER, OFFICER, AUDITOR, scope=series_of_seminar)
def runsheet(seminar_id: int) -> str:
    """The list the speakers take along, on paper."""
    seminar = schedule.get(seminar_id)
    sheet = queries.sheet(seminar_id, seminar.segments)
    times = {slot.segment.id: slot for slot in timetable(seminar.starts_at, seminar.segments)}
    return render_template(
        "questions/runsheet.html",
        seminar=seminar,
        sheet=sheet,
        times=times,
        enterprises=queries.enterprises,
        now=clock.now(),
    )


@bp.route(_ROOT + "/merge", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def merge(seminar_id: int) -> Answer:
    """Merge the ticked groups into the first of them."""
    keys = list(dict.fromkeys(request.form.getlist("groups", type=int)))
    if len(keys) < 2:
        flash(_("请至少勾选两个问题再合并。"), "warning")
        return redirect(url_for(".questions", seminar_id=seminar_id), 303)
    for key in keys:
        _own(seminar_id, key)

    def deed() -> None:
        for other in keys[1:]:
            service.merge(group_id=keys[0], other_id=other)

    return _do(seminar_id, keys[0], "", forms.PlainForm(), deed, _("已归到一起，每位提问人和原话都保留。"))


@bp.route(_ONE + "/undo", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def undo_merge(seminar_id: int, group_id: int) -> Answer:
    """Take a merged group out again."""
    _own(seminar_id, group_id)
    return _do(
        seminar_id,
        group_id,
        "",
        forms.PlainForm(),
        lambda: service.undo_merge(group_id=group_id),
        _("已撤销归并。"),
    )


@bp.route(_ROOT + "/split/<int:question_id>", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def split_off(seminar_id: int, question_id: int) -> Answer:
    """Take one question out of its group."""
    question = queries.get(question_id)
    _own(seminar_id, question.group_id)
    return _do(
        seminar_id,
        question.group_id,
        "",
        forms.PlainForm(),
        lambda: service.split_off(question_id=question_id),
        _("已拆出，回到原来的单独一条。"),
    )


@bp.route(_ONE + "/apart/<int:other_id>", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def tell_apart(seminar_id: int, group_id: int, other_id: int) -> Answer:
    """Not the same: do not suggest it again."""
    _own(seminar_id, group_id)
    _own(seminar_id, other_id)
    return _do(
        seminar_id,
        group_id,
        "",
        forms.PlainForm(),
        lambda: service.tell_apart(group_id=group_id, other_id=other_id),
        _("记下了，不再提示。"),
    )


@bp.route(_ONE + "/file", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def file(seminar_id: int, group_id: int) -> Answer:
    """Neutral wording, segment, category."""
    form = forms.FileForm(schedule.get(seminar_id), _own(seminar_id, group_id))
    return _do(
        seminar_id,
        group_id,
        "file",
        form,
        lambda: service.file(
            group_id=group_id,
            title=form.title.data or "",
            segment_id=form.segment.data or None,
            category_id=form.category.data or None,
            urgent=form.urgent.data,
            names_nobody=form.names_nobody.data,
            mark=form.mark.data,
        ),
        _("已归集。"),
    )


@bp.route(_ONE + "/assign", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def assign(seminar_id: int, group_id: int) -> Answer:
    """Give it to an officer."""
    form = forms.AssignForm(schedule.get(seminar_id), _own(seminar_id, group_id))
    return _do(
        seminar_id,
        group_id,
        "assign",
        form,
        lambda: service.assign(
            group_id=group_id, officer_id=form.officer.data, reason=form.reason.data or ""
        ),
        _("已分派。"),
    )


@bp.route(_ONE + "/on-site", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_seminar)
def on_site(seminar_id: int, group_id: int) -> Answer:
    """It was answered at the seminar."""
    form = forms.PointsForm(_for_me(seminar_id, group_id))
    return _do(
        seminar_id,
        group_id,
        "on_site",
        form,
        lambda: service.answer_on_site(
            group_id=group_id,
            points=form.text.data or "",
            reason=form.reason.data or "",
            mark=form.mark.data,
        ),
        lambda: _told(group_id, _("记为现场已答。")) if form.text.data else _("记为现场已答。"),
    )


@bp.route(_ONE + "/answer", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_seminar)
def answer(seminar_id: int, group_id: int) -> Answer:
    """Answer in writing."""
    form = forms.AnswerForm(_for_me(seminar_id, group_id))
    return _do(
        seminar_id,
        group_id,
        "answer",
        form,
        lambda: service.answer(
            group_id=group_id,
            text=form.text.data or "",
            reason=form.reason.data or "",
            mark=form.mark.data,
        ),
        lambda: _told(group_id, _("已答复。")),
    )


@bp.route(_ONE + "/case", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_seminar)
def make_case(seminar_id: int, group_id: int) -> Answer:
    """Make it a case with owner and deadline."""
    _for_me(seminar_id, group_id)
    form = forms.CaseForm()
    return _do(
        seminar_id,
        group_id,
        "make_case",
        form,
        lambda: service.make_case(group_id=group_id, reason=form.reason.data or ""),
        lambda: _told(group_id, _("已转为事项。")),
    )


@bp.route(_ONE + "/withdraw", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def withdraw(seminar_id: int, group_id: int) -> Answer:
    """It needs no answer."""
    _own(seminar_id, group_id)
    form = forms.WithdrawForm()
    return _do(
        seminar_id,
        group_id,
        "withdraw",
        form,
        lambda: service.withdraw(group_id=group_id, reason=form.reason.data or ""),
        _("已撤回，提问人在自己的链接里看得到原因。"),
    )


@bp.route(_ONE + "/reopen", methods=["POST"])
@guards.staff(ORGANIZER, scope=series_of_seminar)
def reopen(seminar_id: int, group_id: int) -> Answer:
    """It is not answered after all, or was withdrawn and is to be answered."""
    _own(seminar_id, group_id)
    form = forms.ReasonForm()
    return _do(
        seminar_id,
        group_id,
        "reopen",
        form,
        lambda: service.reopen(group_id=group_id, reason=form.reason.data or ""),
        _("已恢复为未答。"),
    )


def _do(
    seminar_id: int,
    group_id: int,
    doing: str,
    form: Form,
    deed: Callable[[], object],
    done: str | Callable[[], str],
) -> Answer:
    if carried_out(form, deed):
        flash(done if isinstance(done, str) else done(), "ok")
        return redirect(url_for(".questions", seminar_id=seminar_id, group=group_id), 303)
    return _page(seminar_id, group_id, doing, form), 422


def _told(group_id: int, done: str) -> str:
    """What was done, to how many a letter goes, and who has to be called since none can."""
    written, to_call = queries.reached(group_id)
    said = [_n("寄给%(n)s位提问人。", "寄给%(n)s位提问人。", written, n=written) if written else ""]
    if to_call:
        who = _("、").join(_who(question) for question in to_call)
        said.append(_("没有邮箱，请打电话：%(who)s。", who=who))
    return done + "".join(said)


def _who(question: Question) -> str:
    firm = question.enterprise.name if question.enterprise else ""
    return _("%(name)s（%(firm)s）", name=question.asker_name, firm=firm) if firm else question.asker_name


def _page(seminar_id: int, group_id: int | None, doing: str, form: Form | None = None) -> str:
    seminar = schedule.get(seminar_id)
    everything = queries.groups(seminar_id, officer_id=_only_mine(seminar))
    group = next((one for one in everything if one.id == group_id), None)
    return render_template(
        "questions/questions.html",
        seminar=seminar,
        everything=everything,
        shown=[one for one in everything if _is_wanted(one)],
        sections=queries.SECTIONS,
        segment_counts=Counter(one.segment_id for one in everything),
        enterprises=queries.enterprises,
        undecided=queries.undecided(seminar_id),
        group=group,
        merged=queries.merged(group) if group else [],
        likely=queries.likely(group, everything) if group and _may_organize(seminar) else [],
        suggested=_suggested(everything) if _may_organize(seminar) else set(),
        may_organize=_may_organize(seminar),
        may_answer=guards.may(guards.signed_in(), (ORGANIZER, OFFICER), seminar.series.slug),
        possible={deed for deed in rules.Deed if group and rules.may(group.state, deed)},
        skipped={deed: rules.skipped(group.state, deed) for deed in rules.Deed} if group else {},
        has_begun=clock.now() >= seminar.starts_at,
        doing=doing or _usual(group),
        forms=_forms(seminar, group, doing, form) if group else {},
        form=form,
    )


def _forms(seminar: Seminar, group: QuestionGroup, doing: str, sent: Form | None) -> dict[str, Form]:
    ready: dict[str, Form] = {
        "file": forms.FileForm(seminar, group, formdata=None),
        "assign": forms.AssignForm(seminar, group, formdata=None),
        "on_site": forms.PointsForm(group, formdata=None),
        "answer": forms.AnswerForm(group, formdata=None),
        "make_case": forms.CaseForm(formdata=None),
        "withdraw": forms.WithdrawForm(formdata=None),
        "reopen": forms.ReasonForm(formdata=None),
    }
    return ready if sent is None else {**ready, doing: sent}


def _usual(group: QuestionGroup | None) -> str:
    if group is None or group.state not in rules.UNDECIDED or clock.now() < group.seminar.starts_at:
        return ""
    return "on_site"


def _is_wanted(group: QuestionGroup) -> bool:
    segment = request.args.get("segment", type=int)
    if request.args.get("urgent"):
        return group.urgent
    return segment is None or (group.segment_id or 0) == segment


def _suggested(everything: list[QuestionGroup]) -> set[int]:
    """Groups of which another one perhaps asks the same."""
    return {group.id for group in everything if queries.likely(group, everything)}


def _may_organize(seminar: Seminar) -> bool:
    return guards.may(guards.signed_in(), (ORGANIZER,), seminar.series.slug)


def _only_mine(seminar: Seminar) -> int | None:
    """Officers see what was assigned to them; organizers and auditors see everything."""
    me = guards.signed_in()
    return None if guards.may(me, (ORGANIZER, AUDITOR), seminar.series.slug) else me.id


def _own(seminar_id: int, group_id: int) -> QuestionGroup:
    group = queries.group(group_id)
    if group.seminar_id != seminar_id:
        raise Missing
    return group


def _for_me(seminar_id: int, group_id: int) -> QuestionGroup:
    group = _own(seminar_id, group_id)
    mine = _only_mine(group.seminar)
    if mine is not None and group.officer_id != mine:
        abort(403)
    return group
