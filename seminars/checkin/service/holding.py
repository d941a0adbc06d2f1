"""What nobody may decide but an organizer: kept as it came, neither applied nor dropped by itself."""

from seminars.checkin.models import HeldEntry
from seminars.checkin.service.acts import Act
from seminars.core.db import insert_if_new


def hold(*, seminar_id: int, scan_id: str, why: str, entry: str, act: Act) -> bool:
    """Put an entry of a device aside, in the JSON it came in; False when it is there already."""
    return insert_if_new(
        HeldEntry,
        scan_id=scan_id,
        seminar_id=seminar_id,
        device_id=act.device_id,
        staff_id=act.staff_id,
        desk=act.desk,
        why=why,
        entry=entry,
        at=act.at,
        told_at=act.told_at,
        doubts=act.doubts,
        received_at=act.now,
        decision="",
    )
