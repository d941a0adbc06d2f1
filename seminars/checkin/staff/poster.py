"""The poster as organizers see it: put up, printed, on a screen, replaced."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from seminars.checkin import queries, service
from seminars.checkin.models import Poster
from seminars.checkin.rules import good_until, wrapped
from seminars.checkin.staff.blueprint import SEMINAR, Page, bp, fresh, of_organizers, of_staff
from seminars.core import clock
from seminars.core.doors import done_and_said
from seminars.core.forms import Form
from seminars.core.i18n import _, day, force_language, hour, localized
from seminars.core.qr import qr_svg
from seminars.registration.rules import DOORS_OPEN
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar

WIDTHS = {"zh": (46, 16), "en": (66, 24)}
"""of a line of the title and of a step, in half characters"""


@bp.get(SEMINAR + "/poster")
@of_staff
def poster(seminar_id: int) -> Page:
    """The poster that stands, and what can be done with it."""
    seminar, standing = schedule.get(seminar_id), queries.poster_of(seminar_id)
    return render_template(
        "checkin/poster/page.html",
        seminar=seminar,
        poster=standing,
        form=Form(),
        opens_at=seminar.starts_at - DOORS_OPEN,
        came=queries.came_by_poster(seminar_id),
        sheet=_sheet(seminar, standing) if standing else None,
    )


@bp.post(SEMINAR + "/poster/put-up")
@of_organizers
def put_up_poster(seminar_id: int) -> Response:
    """A new code; an old one says so."""
    done_and_said(lambda: service.put_up_poster(seminar_id=seminar_id), _("新海报已生成，旧的不能再用。"))
    return redirect(url_for(".poster", seminar_id=seminar_id), 303)


@bp.post(SEMINAR + "/poster/on-screen")
@of_organizers
def poster_on_screen(seminar_id: int) -> Response:
    """The code changes from now on, and stands on a screen."""
    return _let_change(seminar_id, True, _("改用大屏：码每30秒换一次。"))


@bp.post(SEMINAR + "/poster/on-paper")
@of_organizers
def poster_on_paper(seminar_id: int) -> Response:
    """The code stays from now on, and can be printed."""
    return _let_change(seminar_id, False, _("改用纸质海报：码不再变。"))


@bp.get(SEMINAR + "/poster/print")
@of_staff
def poster_on_a_sheet(seminar_id: int) -> Page | Response:
    """One sheet of A4, black on white; a code that changes is not for paper."""
    seminar, standing = schedule.get(seminar_id), queries.poster_of(seminar_id)
    if standing is None or standing.changes:
        flash(_("现在没有可打印的海报：先生成一张，或改用纸质海报。"), "warn")
        return redirect(url_for(".poster", seminar_id=seminar_id))
    return render_template("checkin/poster/paper.html", seminar=seminar, sheet=_sheet(seminar, standing))


@bp.get(SEMINAR + "/poster/screen")
@of_staff
def poster_screen(seminar_id: int) -> Page | Response:
    """For the projector: the code large, changed in time, without a script as well."""
    seminar, standing = schedule.get(seminar_id), queries.poster_of(seminar_id)
    if standing is None:
        return redirect(url_for(".poster", seminar_id=seminar_id))
    return render_template("checkin/poster/screen.html", seminar=seminar, sheet=_sheet(seminar, standing))


@bp.get(SEMINAR + "/poster/screen/now")
@of_staff
def poster_screen_now(seminar_id: int) -> Page | Response:
    """The picture on the screen, anew."""
    seminar, standing = schedule.get(seminar_id), queries.poster_of(seminar_id)
    if standing is None:
        return redirect(url_for(".poster", seminar_id=seminar_id))
    sheet = _sheet(seminar, standing)
    answer = fresh(render_template("checkin/poster/picture.html", seminar=seminar, sheet=sheet))
    if sheet["good_for"]:
        answer.headers["X-Good-For"] = str(sheet["good_for"])
    return answer


def _let_change(seminar_id: int, changes: bool, words: str) -> Response:
    done_and_said(lambda: service.let_poster_change(seminar_id=seminar_id, changes=changes), words)
    return redirect(url_for(".poster", seminar_id=seminar_id), 303)


def _sheet(seminar: Seminar, standing: Poster) -> dict[str, Any]:
    """What stands on a poster: the code as it is now, and the words in both languages."""
    now = clock.now()
    address = queries.poster_address(standing, now)
    return {
        "qr": Markup(qr_svg(address)),  # noqa: S704 - drawn by us
        "address": address,
        "changes": standing.changes,
        "good_for": int((good_until(now) - now).total_seconds()) if standing.changes else 0,
        "said": dict(_in_both(seminar)),
    }


def _in_both(seminar: Seminar) -> Iterator[tuple[str, dict[str, object]]]:
    for language in ("zh", "en"):
        with force_language(language):
            yield language, _said(seminar, clock.local(seminar.starts_at), *WIDTHS[language])


def _said(seminar: Seminar, starts: datetime, of_title: int, of_step: int) -> dict[str, object]:
    """The words of the poster in the language of the moment."""
    place = seminar.venue or seminar.district
    return {
        "house": _("海关•企业面对面"),
        "issue": _("第%(n)s期", n=seminar.issue_no) if seminar.issue_no else "",
        "heading": _("自助签到"),
        "title": wrapped(localized(seminar, "title"), of_title)[:2],
        "when": f"{day(starts)} {hour(starts)}",
        "place": localized(place, "name") if place else "",
        "steps": [wrapped(step, of_step) for step in _steps()],
        "otherwise": _("没报名，或签不上？请到签到台"),
        "changing": _("码每30秒换一次，请在会场扫"),
        "covered": _("请到签到台"),
    }


def _steps() -> list[str]:
    return [_("微信扫一扫"), _("输手机后四位"), _("看到“请进”")]
