"""One ticket: the page for its holder, without any right to change, and its picture."""

from flask import Response, make_response, render_template, request

from seminars.accounts import guards
from seminars.core.qr import qr_png
from seminars.registration import queries
from seminars.registration.public.blueprint import bp, secret
from seminars.registration.public.mine import dates_of
from seminars.registration.rules import is_wechat


@bp.route("/t/<token>")
@guards.bearer("ticket")
def ticket(token: str) -> Response:
    """What its holder shows at the door; a ticket that was replaced or cancelled says so."""
    found = queries.ticket_by_token(token)
    seminar = found.attendee.registration.seminar
    shown = queries.pass_of(found.attendee, found)
    page = render_template(
        "registration/ticket.html",
        ticket=found,
        person=found.attendee,
        code=shown.code,
        token=shown.token,
        seminar=seminar,
        when=dates_of(seminar),
        wechat=is_wechat(request.user_agent.string),
    )
    return secret(make_response(page))


@bp.route("/t/<token>.png")
@guards.bearer("ticket")
def picture(token: str) -> Response:
    """The QR as a plain picture, so that a long press saves it, in WeChat too."""
    answer = make_response(qr_png(queries.ticket_address(queries.ticket_by_token(token))))
    answer.mimetype = "image/png"
    return secret(answer)
