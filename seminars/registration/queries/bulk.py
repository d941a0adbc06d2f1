"""Reading deeds for many registrations: whom they mean, and how far they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.registration.models import Attendee, BulkDeed, Registration
from seminars.registration.queries.lists import chosen_by


def of_this_seminar(seminar_id: int, registration_ids: Sequence[int]) -> list[int]:
    """Those of these registrations that belong to the seminar and are not cancelled, in the order of registering."""
    rows = select(Registration.id).where(
        Registration.seminar_id == seminar_id,
        Registration.id.in_(registration_ids),
        Registration.cancelled_at.is_(None),
    )
    return list(db.session.scalars(rows.order_by(Registration.id)))


def all_that_match(seminar_id: int, *, most: int, **wishes: Any) -> list[int]:
    """Registrations on every page of the list as it is filtered, without cancelled ones, at most `most`: one statement."""
    rows = (
        chosen_by(seminar_id, **wishes)
        .where(Registration.cancelled_at.is_(None))
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
