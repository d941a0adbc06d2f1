"""What the doors for staff share: their address."""

from collections.abc import Collection, Sequence

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.places.rules import Use

CITIES, USES = "seminars.cities_of_series", "seminars.uses_of_venue"
"""where the application keeps what this floor cannot know: which cities a role is for, and what a hall is needed for"""

bp = Blueprint("places_staff", __name__, url_prefix="/staff")

Answer = str | Response | tuple[str, int]


def my_cities() -> Collection[str] | None:
    """Slugs of the cities whose halls the signed-in member may change; none: all."""
    series = guards.series_allowed(guards.signed_in(), ORGANIZER)
    cities: Collection[str] | None = current_app.extensions[CITIES](series)
    return cities


def ensure_my_city(city_slug: str) -> None:
    """Stop with 403 before the hall of a city in which the signed-in member plans nothing."""
    mine = my_cities()
    if mine is not None and city_slug not in mine:
        abort(403)


def uses_of(venue_id: int) -> Sequence[Use]:
    """What a hall is needed for, the next one first."""
    uses: Sequence[Use] = current_app.extensions[USES](venue_id)
    return uses
