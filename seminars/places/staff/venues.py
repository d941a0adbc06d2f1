"""The venues, as organizers know them."""

from collections.abc import Iterable, Sequence

from flask import flash, redirect, render_template, request, url_for

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core.errors import Refusal
from seminars.core.i18n import _, localized
from seminars.places import queries, service
from seminars.places.forms import VenueForm
from seminars.places.models import Venue
from seminars.places.rules import Use
from seminars.places.service import VenueFacts
from seminars.places.staff.blueprint import Answer, bp, ensure_my_city, my_cities, uses_of

SHOWN = (
    "district_slug",
    "name_zh",
    "name_en",
    "address",
    "access_note_zh",
    "access_note_en",
    "transport_note_zh",
    "transport_note_en",
    "weak_signal",
)
"""what public pages and calendars say of a hall"""


@bp.route("/venues")
@guards.staff(ORGANIZER, AUDITOR)
def venues() -> Answer:
    """Every hall, by township."""
    city, text = request.args.get("city", ""), request.args.get("text", "").strip()
    found = queries.all_venues(city or None, text)
    return render_template(
        "places/venues.html",
        venues=found,
        cities=queries.cities(),
        city=city,
        text=text,
        my_cities=my_cities(),
    )


@bp.route("/venues/new", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def new_venue() -> Answer:
    """Add a hall."""
    return _venue_page(VenueForm(cities=my_cities()), None)


@bp.route("/venues/<int:venue_id>", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def venue(venue_id: int) -> Answer:
    """Change a hall; what is to take place in it says so at once."""
    found = queries.venue(venue_id)
    ensure_my_city(found.district.city_slug)
    return _venue_page(VenueForm(found, cities=my_cities()), venue_id)


def _venue_page(form: VenueForm, venue_id: int | None) -> Answer:
    uses = uses_of(venue_id) if venue_id else ()
    if form.validate_on_submit():
        try:
            saved = service.save_venue(facts=_facts(form), venue_id=venue_id, mark=form.mark.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存会场“%(name)s”", name=localized(saved, "name")))
            _tell_of(
                uses, saved, reads_otherwise=any(form[name].object_data != form[name].data for name in SHOWN)
            )
            return redirect(url_for("places_staff.venues"), 303)
    page = render_template("places/venue.html", form=form, venue_id=venue_id, uses=uses)
    return page, 422 if form.errors else 200


def _tell_of(uses: Sequence[Use], saved: Venue, *, reads_otherwise: bool) -> None:
    """What has followed the change of a hall, and what has not: the seats that are offered, and where it takes place."""
    seats = saved.capacity
    if uses and not saved.active:
        text = _(
            "这些已发布的场次还在这里办：%(names)s。真的不能用了，请改期或换会场。",
            names=_and(one.name for one in uses),
        )
        flash(text, "warn")
    if uses and reads_otherwise:
        flash(_("这些场次的公开页和日历已是现在的资料：%(names)s", names=_and(one.name for one in uses)))
    more = [_("%(name)s（%(n)s座）", name=one.name, n=one.seats) for one in uses if 0 < seats < one.seats]
    if more:
        text = _(
            "会场坐%(seats)s人，这些场次的名额更多：%(names)s。名额不变，可以在那一期的“信息”里改。",
            seats=seats,
            names=_and(more),
        )
        flash(text, "warn")


def _and(names: Iterable[str]) -> str:
    return str(_("、")).join(names)


def _facts(form: VenueForm) -> VenueFacts:
    names = VenueFacts.__dataclass_fields__
    return VenueFacts(**{name: form[name].data for name in names})
