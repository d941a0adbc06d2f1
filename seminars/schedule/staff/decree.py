"""The calendar of working days: a year's decree entered, amended, and what it touches decided again."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import ADMINISTRATOR, AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.errors import Refusal
from seminars.core.i18n import _, _n, localized
from seminars.core.marks import ChangedMeanwhile, ensure_unchanged
from seminars.schedule import queries, service
from seminars.schedule.forms import DecreeForm
from seminars.schedule.models import Seminar
from seminars.schedule.queries import Effect, Waiting
from seminars.schedule.queries.planning import FIRST_YEAR, LAST_YEAR
from seminars.schedule.rules import day_name
from seminars.schedule.staff.blueprint import Answer, bp
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Decree, Status, Workdays, unnamed_holidays

DEEDS = {"follow": service.follow_proposal, "keep": service.keep_date}


@bp.route("/workdays")
@guards.staff(ORGANIZER, AUDITOR)
def workday_years() -> Answer:
    """Every year of the calendar: published or provisional, by which source, entered by whom."""
    return render_template("schedule/workdays.html", years=workdays.years(), this_year=clock.today().year)


@bp.route("/workdays/<int:year>")
@guards.staff(ORGANIZER, AUDITOR)
def workday_year(year: int) -> Answer:
    """What is known of a year, and the seminars that wait to be decided again."""
    _ensure_year(year)
    calendar = workdays.calendar()
    published = calendar.status(year) is Status.PUBLISHED
    waiting = _waiting(year) if published else []
    return render_template(
        "schedule/workday_year.html",
        year=year,
        known=workdays.decree(year),
        following=workdays.decree(year + 1),
        row=workdays.year(year),
        published=published,
        waiting=waiting,
        may_decide=_may_decide,
        may_tick=any(one.can_follow and _may_decide(one.seminar.series.slug) for one in waiting),
    )


@bp.route("/workdays/<int:year>/decree", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def decree(year: int) -> Answer:
    """Type or paste the decree, see what it changes and touches, then enter it."""
    _ensure_year(year)
    form = DecreeForm(year)
    if not form.validate_on_submit():
        return _decree_page(form, None), 422 if form.errors else 200
    read = form.decree
    assert read is not None, "the form was valid"
    try:
        if request.form.get("act") != "enter":
            ensure_unchanged(form.mark.data, workdays.known_of(year))
            return _decree_page(form, read)
        found = service.enter_decree(
            decree=read,
            source=form.source.data or "",
            entered_by=guards.signed_in().name,
            mark=form.mark.data,
        )
    except ChangedMeanwhile as refusal:
        form.refuse(refusal)
        return _decree_page(form, None), 422
    for words in _entered(len(queries.waiting(year)), len(found.released)):
        flash(words)
    return redirect(url_for(".workday_year", year=year), 303)


@bp.route("/workdays/<int:year>/redecide", methods=["POST"])
@guards.staff(ORGANIZER)
def redecide(year: int) -> Response:
    """Decide again the ticked seminars, or the one that is to stay: on the day now proposed, or where they are.

    Each that cannot is named.
    """
    staying = request.form.getlist("stay", type=int)
    deed = DEEDS.get("keep" if staying else request.form.get("act", "")) or abort(400)
    ticked = staying or request.form.getlist("seminar", type=int)
    done, calendar = 0, workdays.calendar()
    for seminar_id in ticked:
        seminar = queries.get(seminar_id)
        guards.ensure_series(seminar.series.slug, ORGANIZER)
        try:
            decided = deed(seminar_id=seminar_id, version=request.form.get(f"version-{seminar_id}", type=int))
        except Refusal as refusal:
            flash(f"{_called(seminar)} · {_why_not(refusal)}", "warn")
        else:
            done += 1
            _warn_of_day_off(decided, calendar)
    if done:
        flash(_n("%(n)s期已重新定好", "%(n)s期已重新定好", done, n=done))
    elif not ticked:
        flash(_("请先勾选要定的场次"), "warn")
    return redirect(url_for(".workday_year", year=year), 303)


def _waiting(year: int) -> list[Waiting]:
    """Those of the series that the reader plans or looks after: a draft of another is nothing to them (T2)."""
    allowed = guards.series_allowed(guards.signed_in(), ORGANIZER, AUDITOR)
    found = queries.waiting(year)
    return [one for one in found if allowed is None or one.seminar.series.slug in allowed]


def _called(seminar: Seminar) -> str:
    """What it is known by here, where several series and townships share a month."""
    words = [f"{seminar.nominal_date:%Y-%m}", localized(seminar.series, "name")]
    if seminar.district is not None:
        words.append(localized(seminar.district, "name"))
    return " · ".join(words)


def _why_not(refusal: Refusal) -> str:
    """Why it could not be decided, for a reader who has typed nothing."""
    if refusal.code == "changed_meanwhile":
        return str(_("有人刚改过这一期，请看过现在的日期再定。"))
    return str(refusal.text)


def _warn_of_day_off(seminar: Seminar, calendar: Workdays) -> None:
    """It stays as decided, and whoever decided it hears that nobody works that day."""
    day = clock.local(seminar.starts_at).date()
    if not calendar.is_working(day):
        words = _(
            "%(day)s不上班（%(why)s），照您定的留在这一天。",
            day=f"{day:%m-%d}",
            why=day_name(calendar.reason(day)),
        )
        flash(f"{_called(seminar)} · {words}", "warn")


def _entered(waiting: int, released: int) -> list[str]:
    """What came of entering a decree."""
    said = []
    if waiting:
        said += [
            _n(
                "放假安排已录入，%(n)s期要重新定日期",
                "放假安排已录入，%(n)s期要重新定日期",
                waiting,
                n=waiting,
            )
        ]
    if released:
        said += [
            _n("放假安排已录入，%(n)s期不用再等", "放假安排已录入，%(n)s期不用再等", released, n=released)
        ]
    return [str(one) for one in said or [_("放假安排已录入，没有一期受影响")]]


def _may_decide(series: str) -> bool:
    return guards.may(guards.signed_in(), [ORGANIZER], series)


def _ensure_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)


def _decree_page(form: DecreeForm, read: Decree | None) -> str:
    """The form; with a decree that could be read, also what it would change."""
    known = workdays.decree(form.year)
    effect, left = _foreseen(read, known) if read else (None, [])
    return render_template(
        "schedule/decree.html",
        form=form,
        year=form.year,
        read=read,
        known=known,
        effect=effect,
        left=left,
        unnamed=unnamed_holidays(read) if read else (),
    )


def _foreseen(read: Decree, known: Decree) -> tuple[Effect, list[Seminar]]:
    """What the decree would do, and who would wait besides."""
    seminars, old = queries.under_decree(read.year), workdays.calendar()
    new = old.with_decree(read, known)
    effect = queries.effect(seminars, old, new)
    return effect, queries.left_waiting(seminars, effect, read.year, old, new)
