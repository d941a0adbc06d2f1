"""The doors for officers and organizers: the list of cases, one case, and every deed on it."""

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, OFFICER, ORGANIZER
from seminars.cases import forms, queries, rules, service
from seminars.cases.models import CLOSED, Case, CaseAsker
from seminars.cases.queries import Reader, series_of_case
from seminars.core import clock
from seminars.core.doors import carried_out
from seminars.core.forms import Form
from seminars.core.i18n import _
from seminars.core.marks import mark_of
from seminars.core.paging import page_number
from seminars.core.phones import masked

bp = Blueprint("cases_staff", __name__)
Answer = Response | tuple[str, int]

_FORMS: dict[str, type[Form]] = {
    "answer": forms.AnswerForm,
    "contact": forms.ContactForm,
    "hand_over": forms.HandOverForm,
    "give_back": forms.ReasonForm,
    "close": forms.CloseForm,
    "reopen": forms.ReasonForm,
}


@bp.route("/staff/cases")
@guards.staff(ORGANIZER, OFFICER, AUDITOR)
def cases() -> str:
    """The cases of this reader: what hurts most comes first."""
    reader, now = _reader(), clock.now()
    view = request.args.get("view", "mine")
    counts = queries.counts(reader, now)
    page = queries.cases(
        reader,
        view=view if view in queries.VIEWS else "mine",
        series=request.args.get("series", ""),
        page=page_number(request.args.get("page")),
        now=now,
    )
    rows = queries.shown(page.items, now)
    return render_template(
        "cases/cases.html", rows=rows, page=page, view=view, counts=counts, me=reader, now=now
    )


@bp.route("/staff/cases/<int:case_id>")
@guards.staff(ORGANIZER, OFFICER, AUDITOR, scope=series_of_case)
def case(case_id: int) -> str:
    """One case; `?do=answer` opens that form, for whoever may send it."""
    one, doing = _visible(case_id), request.args.get("do", "")
    form = _FORMS[doing](formdata=None) if _can_be_done(one, doing) and _may_act(one) else None
    if isinstance(form, forms.ContactForm):
        form.ask_whom(one)
    return _page(one, doing, form)


@bp.route("/staff/cases/<int:case_id>/answer", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def answer(case_id: int) -> Answer:
    """Answer in writing."""
    form, askers = forms.AnswerForm(), _visible(case_id).askers
    answered = _do(
        case_id,
        "answer",
        form,
        lambda me: service.answer(
            case_id=case_id, staff_id=me, text=form.text.data or "", mark=form.mark.data
        ),
        _written_to(askers),
    )
    if isinstance(answered, Response):
        for words in _left_to_tell(askers):
            flash(words, "warn")
    return answered


@bp.route("/staff/cases/<int:case_id>/contact", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def contact(case_id: int) -> Answer:
    """Log a call or a visit."""
    form = forms.ContactForm()
    form.ask_whom(_visible(case_id))
    return _do(
        case_id,
        "contact",
        form,
        lambda me: service.log_contact(
            case_id=case_id,
            staff_id=me,
            text=form.text.data or "",
            asker_id=form.whom.data if form.whom else None,
        ),
        _("已记下这次联系。"),
    )


@bp.route("/staff/cases/<int:case_id>/hand-over", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def hand_over(case_id: int) -> Answer:
    """Offer it to another officer."""
    form = forms.HandOverForm()
    return _do(
        case_id,
        "hand_over",
        form,
        lambda me: service.hand_over(
            case_id=case_id, staff_id=me, to_id=form.to.data, reason=form.reason.data or ""
        ),
        _("已转出。对方接手前仍归原来的同事负责，期限照算。"),
    )


@bp.route("/staff/cases/<int:case_id>/accept", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def accept(case_id: int) -> Answer:
    """Take it over."""
    form = forms.AcceptForm()
    return _do(
        case_id, "", form, lambda me: service.accept(case_id=case_id, staff_id=me), _("已接手，期限不变。")
    )


@bp.route("/staff/cases/<int:case_id>/give-back", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def give_back(case_id: int) -> Answer:
    """Decline it, with a reason."""
    form = forms.ReasonForm()
    return _do(
        case_id,
        "give_back",
        form,
        lambda me: service.give_back(case_id=case_id, staff_id=me, reason=form.reason.data or ""),
        _("已退回。"),
        url_for(".cases"),
    )


@bp.route("/staff/cases/<int:case_id>/close", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def close(case_id: int) -> Answer:
    """Close it."""
    form = forms.CloseForm()
    return _do(
        case_id,
        "close",
        form,
        lambda me: service.close(
            case_id=case_id, staff_id=me, how=form.how.data, reason=form.reason.data or ""
        ),
        _("事项已办结。"),
    )


@bp.route("/staff/cases/<int:case_id>/reopen", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def reopen(case_id: int) -> Answer:
    """Open it again."""
    form = forms.ReasonForm()
    return _do(
        case_id,
        "reopen",
        form,
        lambda me: service.reopen(case_id=case_id, staff_id=me, reason=form.reason.data or ""),
        _("已重新打开。"),
    )


@bp.route("/staff/cases/<int:case_id>/askers/<int:asker_id>/phone", methods=["POST"])
@guards.staff(ORGANIZER, OFFICER, scope=series_of_case)
def phone(case_id: int, asker_id: int) -> str:
    """Show the whole telephone number of an asker; the log keeps who looked."""
    case = _visible(case_id)
    service.note_phone_seen(case_id=case_id, staff_id=guards.signed_in().id)
    return _page(case, "", None, phone_of=asker_id)


def _do(
    case_id: int, doing: str, form: Form, deed: Callable[[int], object], done: str, onward: str = ""
) -> Answer:
    case = _visible(case_id)
    if isinstance(form, forms.HandOverForm):
        form.to.choices = _choices(case)
    if carried_out(form, lambda: deed(guards.signed_in().id)):
        flash(done, "ok")
        return redirect(onward or url_for(".case", case_id=case_id), 303)
    return _page(queries.get(case_id), doing, form), 422


def _page(case: Case, doing: str, form: Form | None, phone_of: int | None = None) -> str:
    reader, now = _reader(), clock.now()
    if isinstance(form, forms.HandOverForm):
        form.to.choices = _choices(case)
    if isinstance(form, forms.CloseForm):
        form.offer(queries.ways(case))
    if isinstance(form, forms.AnswerForm) and not form.is_submitted():
        form.text.data, form.mark.data = case.answer, mark_of(queries.answer_given(case))
    beside = queries.cases(reader, view="mine", now=now).items
    return render_template(
        "cases/case.html",
        one=queries.shown([case], now)[0],
        case=case,
        tries=queries.tries(case),
        beside=queries.shown(beside, now),
        doing=doing if form is not None else "",
        form=form,
        phone_of=phone_of,
        me=reader,
        may_act=_may_act(case),
        how_names=rules.HOW_NAMES,
    )


def _visible(case_id: int) -> Case:
    case = queries.get(case_id)
    if not _reader().sees(case):
        abort(403)
    return case


def _can_be_done(case: Case, doing: str) -> bool:
    """A closed case can be opened again, and nothing else."""
    return doing in _FORMS and (case.state != CLOSED or doing == "reopen")


def _may_act(case: Case) -> bool:
    return guards.may(guards.signed_in(), (ORGANIZER, OFFICER), case.series)


def _reader() -> Reader:
    me = guards.signed_in()
    return Reader(me.id, guards.series_allowed(me, ORGANIZER, AUDITOR))


def _written_to(askers: Sequence[CaseAsker]) -> str:
    """Who gets the answer by letter."""
    names = dict.fromkeys(asker.agent or asker.name or asker.email for asker in askers if asker.email)
    if not names:
        return str(_("答复已记下。没有邮箱可以写信。"))
    return str(_("答复已记下，会写信给%(names)s。", names=str(_("、")).join(names)))


def _left_to_tell(askers: Sequence[CaseAsker]) -> list[str]:
    """Whom no letter reaches: some can be called, the others look for themselves."""
    called = [asker.name or masked(asker.phone) for asker in askers if asker.phone and not asker.email]
    silent = [asker for asker in askers if not (asker.phone or asker.email)]
    said = [
        _("%(names)s没有留邮箱，请打电话告知答复。", names=str(_("、")).join(called)) if called else "",
        _("没有留联系方式的提问人收不到信，只能从自己的链接看到答复。") if silent or not askers else "",
    ]
    return [words for words in said if words]


def _choices(case: Case) -> list[tuple[int, str]]:
    return [(member.id, f"{member.name} · {member.office}".rstrip(" ·")) for member in queries.takers(case)]
