"""Doors for staff: what happened to each letter, what a letter says, send again, take back."""

import base64
import re
from collections.abc import Callable, Collection, Mapping

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core import clock, web
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.core.paging import page_number
from seminars.core.text import clean_line
from seminars.outbox import compose, queries, rules, service
from seminars.outbox.models import Letter

bp = Blueprint("outbox_staff", __name__, url_prefix="/staff/letters")

KIND_NAMES = "seminars.letter_names"
THINGS = "seminars.things"
_PICTURE = re.compile(r'src="cid:[^"]*"')
_HIDDEN_PICTURE = "data:image/svg+xml;base64," + base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 180"><rect width="180" height="180" fill="#e9e4d8"/></svg>'
).decode("ascii")


@bp.route("")
@guards.staff(ORGANIZER, AUDITOR)
def letters() -> str:
    """Every letter's state, the batches of the last week, and the alarm."""
    now = clock.now()
    wanted = queries.Filter(
        state=request.args.get("state", "") if request.args.get("state") in rules.STATES else "",
        kind=clean_line(request.args.get("kind", "")),
        about=clean_line(request.args.get("about", "")),
        series=guards.series_allowed(guards.signed_in(), ORGANIZER, AUDITOR),
    )
    page = queries.letters(wanted, page_number(request.args.get("page")))
    batches = queries.batches(queries.Filter(series=wanted.series), now)
    things = _names({one.about for one in batches} | {letter.about for letter in page.items})
    return render_template(
        "outbox/letters.html",
        now=now,
        wanted=wanted,
        page=page,
        batches=batches,
        counts=queries.counts(wanted, now),
        alarm=queries.alarm(now),
        kinds=_kinds(),
        things=things,
    )


@bp.route("/<int:letter_id>")
@guards.staff(ORGANIZER, scope=queries.series_of_letter)
def letter(letter_id: int) -> str:
    """One letter: its way so far, and its words without the keys in them."""
    row = queries.get(letter_id)
    written = _written(row)
    return render_template(
        "outbox/letter_page.html",
        letter=row,
        text=_for_staff(written.text) if written else "",
        subject=written.subject if written else row.subject,
        kinds=_kinds(),
        things=_names({row.about}),
    )


@bp.route("/<int:letter_id>/html")
@guards.staff(ORGANIZER, scope=queries.series_of_letter)
def page_of_letter(letter_id: int) -> Response:
    """The HTML part alone, in a sandbox: nothing runs, nothing is loaded, no entry code is shown."""
    written = _written(queries.get(letter_id))
    if written is None:
        abort(404)
    web.allow(
        sandbox="",
        default_src="'none'",
        style_src="'unsafe-inline'",
        img_src="data:",
        frame_ancestors="'self'",
    )
    html = _PICTURE.sub(f'src="{_HIDDEN_PICTURE}"', _for_staff(written.html))
    return make_response(html)


@bp.route("/<int:letter_id>/retry", methods=["POST"])
@guards.staff(ORGANIZER, scope=queries.series_of_letter)
def retry(letter_id: int) -> AnyResponse:
    """Send it again."""
    return _done(service.retry, letter_id, _("这封信重新排进了队伍"))


@bp.route("/<int:letter_id>/withdraw", methods=["POST"])
@guards.staff(ORGANIZER, scope=queries.series_of_letter)
def withdraw(letter_id: int) -> AnyResponse:
    """Take it back."""
    return _done(service.withdraw_one, letter_id, _("这封信已撤回，不会再寄"))


@bp.app_template_global()
def letters_alarm() -> queries.Alarm | None:
    """For the line on every staff page: letters are due and nobody sends them."""
    return queries.alarm(clock.now()) if guards.current_staff() else None


def _done(deed: Callable[..., Letter], letter_id: int, words: str) -> AnyResponse:
    try:
        deed(letter_id=letter_id)
    except Refusal as refusal:
        words = str(refusal.text)
    flash(words)
    if request.form.get("back") == "letter":
        return redirect(url_for("outbox_staff.letter", letter_id=letter_id), 303)
    return redirect(url_for("outbox_staff.letters", state=request.form.get("state") or None), 303)


def _written(row: Letter) -> compose.Written | None:
    """The letter as it would be written now; None when its rows are gone or it has nothing left to say."""
    try:
        return compose.write(row)
    except Exception as fault:
        current_app.logger.warning("letter %s cannot be shown: %s", row.id, type(fault).__name__)
        return None


def _for_staff(text: str) -> str:
    """What is written without any key: whatever opens by its address alone has a `token` in it."""
    paths = [one.rule for one in current_app.url_map.iter_rules() if "token" in one.arguments]
    return rules.without_secrets(text, {path.partition("<token>")[0] for path in paths})


def _kinds() -> Mapping[str, object]:
    names: Mapping[str, object] = current_app.extensions[KIND_NAMES]
    return names


def _names(abouts: Collection[str]) -> Mapping[str, str]:
    find: Callable[[Collection[str]], Mapping[str, str]] = current_app.extensions[THINGS]
    return find(abouts)
