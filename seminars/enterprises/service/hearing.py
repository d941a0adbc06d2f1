"""What enterprises do when a township gets a successor."""

from sqlalchemy import update

from seminars.core.db import db
from seminars.enterprises.models import Enterprise
from seminars.places.news import DistrictSucceeded


def district_succeeded(event: DistrictSucceeded) -> None:
    """They lie where they lie, under today's name."""
    db.session.execute(
        update(Enterprise)
        .where(Enterprise.district_id == event.old_id)
        .values(district_id=event.new_id)
        .execution_options(synchronize_session="fetch")
    )
