"""The page behind the self-service link: tickets, dates, changes."""

from flask import Response, make_response, render_template, request

from seminars.accounts import guards
from seminars.core import clock
from seminars.outbox.rules import masked
from seminars.registration import queries
from seminars.registration.models import Registration
from seminars.registration.public.blueprint import bp, secret
from seminars.registration.rules import Dates, dates, is_wechat
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


@bp.route("/r/<token>")
@guards.bearer("registration")
def mine(token: str) -> Response:
    """Everything about one registration."""
    registration = queries.by_link(token)
    page = render_template("registration/mine.html", **_facts(registration), is_new="new" in request.args)
    return secret(make_response(page))


@bp.route("/r/<token>/print")
@guards.bearer("registration")
def tickets_on_paper(token: str) -> Response:
    """One ticket on each half of a sheet."""
    return secret(make_response(render_template("registration/paper.html", **_facts(queries.by_link(token)))))


def _facts(registration: Registration) -> dict[str, object]:
    return {
        "registration": registration,
        "seminar": registration.seminar,
        "passes": queries.passes(registration),
        "merged": queries.merged_people(registration),
        "had_tickets": queries.had_tickets(registration),
        "token": queries.link_token(registration),
        "link": queries.link_address(registration),
        "when": dates_of(registration.seminar),
        "hidden_address": masked(registration.contact_email),
        **_place_in_line(registration),
        "wechat": is_wechat(request.user_agent.string),
    }


def _place_in_line(registration: Registration) -> dict[str, object]:
    """Who of them waits; where they stand, and whether the limit holds them there, is asked only then."""
    waiting, cutoff = queries.waiting_of(registration), schedule.promotion_ends(registration.seminar)
    place = queries.place_in_line(registration) if waiting else None
    return {
        "waiting": waiting,
        "ahead": place and place.ahead,
        "firm_has": place and place.firm_has,
        "cutoff": cutoff,
        "line_ended": clock.now() >= cutoff,
    }


def dates_of(seminar: Seminar) -> Dates:
    """What lies ahead of those who have registered."""
    return dates(
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        edits_close_at=seminar.edits_close_at,
        questions_close_at=seminar.questions_close_at,
        now=clock.now(),
    )
