"""What nobody may decide but an organizer: kept as it came, neither applied nor dropped by itself."""

from seminars.checkin.models import HeldEntry
from seminars.checkin.service.acts import Act
from seminars.core.db import insert_if_new


def hold(*, seminar_id: int, why: str, entry: str, act: Act) -> None:
    """Put an entry of a device aside, in the JSON it came in; one that is there already stays as it is."""
    insert_if_new(HeldEntry, seminar_id=seminar_id, why=why, entry=entry, decision="", **act.columns)
