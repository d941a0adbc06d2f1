"""A seminar is published, closed, or taken back as a draft: each page says first what will happen."""

from flask import url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core import clock
from seminars.core.i18n import _
from seminars.schedule import queries, service
from seminars.schedule.forms import DeedForm, PublishForm
from seminars.schedule.staff.blueprint import Answer, bp, done_or_shown, of_seminar


@bp.route("/seminars/<int:seminar_id>/publish", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def publish(seminar_id: int) -> Answer:
    """Give the number and show it to the public; what is missing stands here, all of it."""
    seminar = queries.get(seminar_id)
    form = PublishForm(seminar)

    def do() -> str:
        service.publish(seminar_id=seminar_id, version=form.version.data, seen=form.seen.data)
        return str(_("已发布，第%(n)s期", n=seminar.issue_no))

    found, times = service.findings(seminar)
    next_no, uncertain = queries.next_issue_no(), queries.uncertain(seminar)
    return done_or_shown(
        "publish", seminar, form, do, findings=found, times=times, next_no=next_no, uncertain=uncertain
    )


@bp.route("/seminars/<int:seminar_id>/close", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def close(seminar_id: int) -> Answer:
    """End a seminar that took place."""
    seminar = queries.get(seminar_id)
    form = DeedForm(seminar)

    def do() -> str:
        service.close(seminar_id=seminar_id, version=form.version.data)
        return str(_("本期已结束"))

    return done_or_shown("close", seminar, form, do, is_over=clock.now() >= seminar.ends_at)


@bp.route("/seminars/<int:seminar_id>/delete", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def delete(seminar_id: int) -> Answer:
    """Take back a draft."""
    seminar = queries.get(seminar_id)
    form = DeedForm(seminar)

    def do() -> str:
        service.delete(seminar_id=seminar_id, version=form.version.data)
        return str(_("草稿已删除"))

    has_passed = seminar.nominal_date < clock.today()
    return done_or_shown("delete", seminar, form, do, after=url_for(".seminars"), has_passed=has_passed)
