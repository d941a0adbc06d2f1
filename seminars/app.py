"""The roof: `create_app()` reads like a table of contents."""

from collections.abc import Iterable

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from seminars import deeds, details, states, wiring
from seminars.accounts import guards, security
from seminars.accounts import queries as accounts
from seminars.accounts import staff as accounts_staff
from seminars.accounts.models import SavedView
from seminars.calendars import public as calendars_public
from seminars.cases import public as cases_public
from seminars.cases import staff as cases_staff
from seminars.checkin import api as checkin_api
from seminars.checkin import public as checkin_public
from seminars.checkin import queries as checkin
from seminars.checkin import staff as checkin_staff
from seminars.core import chores, i18n, limits, news, pages, web
from seminars.core import db as database
from seminars.core.config import Settings
from seminars.core.house import House
from seminars.core.paths import TEMPLATES
from seminars.core.phones import masked
from seminars.enterprises import staff as enterprises_staff
from seminars.feedback import public as feedback_public
from seminars.feedback import staff as feedback_staff
from seminars.outbox import compose
from seminars.outbox import staff as outbox_staff
from seminars.places import queries as places
from seminars.places import staff as places_staff
from seminars.questions import public as questions_public
from seminars.questions import queries as questions
from seminars.questions import staff as questions_staff
from seminars.registration import public as registration_public
from seminars.registration import queries as registration
from seminars.registration import staff as registration_staff
from seminars.reports import public as reports_public
from seminars.reports import queries as reports
from seminars.reports import staff as reports_staff
from seminars.schedule import public as schedule_public
from seminars.schedule import staff as schedule_staff
from seminars.sheets import rules as sheets
from seminars.sheets import staff as sheets_staff

DOORS: tuple[Blueprint, ...] = (
    reports_public.bp,
    reports_staff.bp,
    schedule_public.bp,
    schedule_staff.bp,
    places_staff.bp,
    enterprises_staff.bp,
    accounts_staff.bp,
    registration_public.bp,
    registration_staff.bp,
    checkin_staff.bp,
    checkin_api.bp,
    checkin_public.bp,
    questions_public.bp,
    questions_staff.bp,
    cases_public.bp,
    cases_staff.bp,
    feedback_public.bp,
    feedback_staff.bp,
    outbox_staff.bp,
    sheets_staff.bp,
    calendars_public.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application for these settings (default: those of the environment)."""
    settings = settings or Settings()
    app = House("seminars", template_folder=str(TEMPLATES), static_folder=None)
    app.extensions["seminars.settings"] = settings
    _configure(app, settings)
    database.start(app, settings)
    i18n.start(app)
    web.start(app, settings)
    pages.start(app)
    guards.open_to_all(app, "core")
    limits.start(app, settings)
    security.start(app, settings)
    news.listen(app, wiring.NEWS)
    app.extensions[places_staff.CITIES] = wiring.cities_of
    app.extensions[places_staff.USES] = wiring.uses_of
    app.extensions["seminars.scopes"] = wiring.scopes
    app.extensions[sheets.IMPORTS] = wiring.IMPORTS
    app.extensions[sheets.LISTS] = wiring.list_of
    app.extensions[sheets.EXPORTS] = wiring.EXPORTS
    app.extensions[accounts_staff.VIEWED] = wiring.VIEWED
    app.extensions[compose.WRITERS] = wiring.LETTERS
    app.extensions[chores.CHORES] = wiring.CHORES
    app.extensions[outbox_staff.KIND_NAMES] = wiring.LETTER_NAMES
    app.extensions[outbox_staff.THINGS] = wiring.names_of
    app.add_template_filter(masked, "masked")
    app.add_template_filter(places.address_of, "address_of")
    app.jinja_env.globals["STATES"] = states.STATES
    for words in (deeds.deed_name, deeds.thing_name, deeds.actor_name, details.detail_name, details.said):
        app.add_template_filter(words)
    app.add_template_filter(details.seminars_in)
    app.add_template_filter(details.told)
    _open(app, DOORS)
    _hang_menus(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=settings.secret_key_fallbacks,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_COOKIE_NAME="seminars",
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, which pages behind a secret link never send (H2)
    )


def _open(app: Flask, doors: Iterable[Blueprint]) -> None:
    for door in doors:
        app.register_blueprint(door)


def _hang_menus(app: Flask) -> None:
    @app.context_processor
    def menus() -> dict[str, object]:
        return {
            "public_menu": wiring.PUBLIC_MENU,
            "staff_menu": [entry for entry in wiring.STAFF_MENU if guards.may_enter(entry.endpoint)],
            "menu_badge": _badge,
            "seminar_tabs": wiring.SEMINAR_TABS,
            "may_enter": guards.may_enter,
            "public_questions": questions.public_groups,
            "segment_needs": questions.needs,
            "undecided_questions": questions.undecided,
            "check_ins_to_decide": checkin.entries_to_decide,
            "desks_with_waiting": checkin.desks_with_waiting,
            "registration_questions": questions.brought,
            "letters_to": registration.reach,
            "registrations_to_approve": registration.to_approve,
            "saved_views": _saved_views,
            "district_holds": reports.district_holds,
            "current_staff": guards.current_staff(),
            "staff_home": "/staff",
            "sign_out_url": "/staff/sign-out",
            "footer_menu": wiring.FOOTER_MENU,
            "deed_names": deeds.DEED_NAMES,
            "thing_names": deeds.THING_NAMES,
        }


def _saved_views(place: str) -> list[SavedView]:
    """The lists that whoever looks has kept of this place."""
    me = guards.current_staff()
    return accounts.views(me.id, place) if me is not None else []


def _badge(endpoint: str) -> wiring.Badge | None:
    """What waits behind an entry of the staff menu for whoever looks at it."""
    ask, me = wiring.BADGES.get(endpoint), guards.current_staff()
    return ask(me) if ask is not None and me is not None else None
