"""The webcast of one seminar and its recording."""

from flask import url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.i18n import _
from seminars.schedule import queries, service
from seminars.schedule.forms import WebcastForm
from seminars.schedule.rules import ENDS_AFTER, webcast_opens
from seminars.schedule.staff.blueprint import Answer, bp, done_or_shown, of_seminar


@bp.route("/seminars/<int:seminar_id>/webcast", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def webcast(seminar_id: int) -> Answer:
    """Addresses and numbers; the public sees the address in its time window only."""
    seminar = queries.get(seminar_id)
    form = WebcastForm(seminar)

    def do() -> str:
        service.set_webcast(
            seminar_id=seminar_id,
            webcast_url=form.webcast_url.data or "",
            recording_url=form.recording_url.data or "",
            viewers=form.viewers.data or 0,
            version=form.version.data,
        )
        return str(_("已保存"))

    return done_or_shown(
        "webcast",
        seminar,
        form,
        do,
        after=url_for(".webcast", seminar_id=seminar_id),
        opens=webcast_opens(seminar.starts_at),
        ends=seminar.ends_at + ENDS_AFTER,
    )
