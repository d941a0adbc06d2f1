"""When each desk was last heard of."""

from datetime import datetime

from sqlalchemy import case, update

from seminars.checkin.models import DeskContact
from seminars.core.db import db, insert_if_new

LONGEST_PAGE = 20
MOST_TOLD = 9999
"""no desk has as many acts: whatever it tells, the column can hold it"""


def heard_of(
    *,
    seminar_id: int,
    who: str,
    desk: str,
    device_id: int | None,
    now: datetime,
    waiting: int = 0,
    page: str = "",
    lost: int = 0,
) -> None:
    """A desk has shown itself, with so many acts still waiting on it, running this revision of the page.

    `lost` is how many it has lost in all: once told, it is not taken back by a contact that does not know of it.
    """
    waiting, lost = (min(max(number, 0), MOST_TOLD) for number in (waiting, lost))
    told = {"desk": desk, "seen_at": now, "waiting": waiting, "page": page[:LONGEST_PAGE]}
    if not insert_if_new(DeskContact, seminar_id=seminar_id, who=who, device_id=device_id, lost=lost, **told):
        mine = (DeskContact.seminar_id == seminar_id, DeskContact.who == who)
        most = case((DeskContact.lost < lost, lost), else_=DeskContact.lost)
        db.session.execute(update(DeskContact).where(*mine).values(**told, lost=most))
