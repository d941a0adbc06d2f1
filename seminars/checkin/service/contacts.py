"""When each desk was last heard of."""

from datetime import datetime

from sqlalchemy import update

from seminars.checkin.models import DeskContact
from seminars.core.db import db, insert_if_new

LONGEST_PAGE = 20


def heard_of(
    *,
    seminar_id: int,
    who: str,
    desk: str,
    device_id: int | None,
    now: datetime,
    waiting: int = 0,
    page: str = "",
) -> None:
    """A desk has shown itself, with so many acts still waiting on it, running this revision of the page."""
    told = {"desk": desk, "seen_at": now, "waiting": waiting, "page": page[:LONGEST_PAGE]}
    if not insert_if_new(DeskContact, seminar_id=seminar_id, who=who, device_id=device_id, **told):
        mine = (DeskContact.seminar_id == seminar_id, DeskContact.who == who)
        db.session.execute(update(DeskContact).where(*mine).values(told))
