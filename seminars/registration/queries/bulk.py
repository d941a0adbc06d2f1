"""Reading deeds for many registrations: whom they mean, and how far they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.registration.models import CANCELLED, Attendee, BulkDeed, Registration
from seminars.registration.queries.lists import chosen_by
from seminars.schedule.models import Seminar


def of_this_seminar(seminar_id: int, registration_ids: Sequence[int]) -> list[int]:
    """Those of these registrations that may have stood on the seminar's list, in the order of registering.

    Also what was cancelled since, or transferred within the series: a deed that means them says why it was not done.
    """
    series = select(Seminar.series_id).where(Seminar.id == seminar_id).scalar_subquery()
    rows = (
        select(Registration.id)
        .join(Seminar, Seminar.id == Registration.seminar_id)
        .where(Registration.id.in_(registration_ids), Seminar.series_id == series)
    )
    return list(db.session.scalars(rows.order_by(Registration.id)))


def still_here(seminar_id: int, registration_ids: Sequence[int]) -> int:
    """How many of these registrations stand on the seminar's list, not cancelled and not transferred: one statement."""
    return db.session.scalars(
        select(func.count(Registration.id)).where(
            Registration.id.in_(registration_ids),
            Registration.seminar_id == seminar_id,
            Registration.state != CANCELLED,
        )
    ).one()


def all_that_match(seminar_id: int, *, most: int, **wishes: Any) -> list[int]:
    """Registrations of those on every page of the filtered list who are not cancelled, at most `most`: one statement."""
    rows = (
        chosen_by(seminar_id, **wishes)
        .where(Attendee.state != CANCELLED)
        .with_only_columns(Attendee.registration_id)
        .distinct()
    )
    return list(db.session.scalars(rows.order_by(Attendee.registration_id).limit(most)))


def registrations_of(registration_ids: Sequence[int]) -> Sequence[Registration]:
    """These registrations with enterprise and people: two statements."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.id.in_(registration_ids))
        .options(joinedload(Registration.enterprise), selectinload(Registration.attendees))
        .order_by(Registration.id)
    ).all()


def bulk(seminar_id: int, bulk_id: int) -> BulkDeed:
    """One deed of this seminar. Raises `Missing`."""
    found = db.session.get(BulkDeed, bulk_id)
    if found is None or found.seminar_id != seminar_id:
        raise Missing
    return found


def bulk_by_key(seminar_id: int, form_key: str) -> BulkDeed:
    """The deed that this form has started. Raises `Missing`, also for one of another seminar."""
    found = db.session.scalars(
        select(BulkDeed).where(BulkDeed.form_key == form_key, BulkDeed.seminar_id == seminar_id)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def bulk_text(bulk_id: int) -> str:
    """What a letter to many says; empty when the deed is gone."""
    found = db.session.get(BulkDeed, bulk_id)
    return found.text if found is not None else ""
