"""Deeds of the poster: put one up, replace it, let its code change, and let a guest in who stands before it."""

from seminars.checkin import queries
from seminars.checkin.models import POSTER_LINK, Poster
from seminars.checkin.rules import POSTER, SELF_SERVICE
from seminars.checkin.service.acts import Act, Answer, DoorRefusal, why_shut
from seminars.checkin.service.recording import record
from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.i18n import _l
from seminars.core.tokens import issue
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar


def put_up_poster(*, seminar_id: int) -> Poster:
    """A poster with a new code; one that stands is replaced, and says so when it is scanned. Raises DoorRefusal closed."""
    seminar = locked(Seminar, seminar_id)
    if seminar.state != PUBLISHED:
        why = why_shut(seminar.state, seminar.closed_at) or _l("本期已取消，不用海报。")
        raise DoorRefusal("closed", why)
    before, now = queries.poster_of(seminar_id), clock.now()
    if before is not None:
        before.replaced_at = now
        db.session.flush()
    issued = issue(POSTER_LINK)
    poster = Poster(
        seminar_id=seminar_id,
        nonce=issued.nonce,
        digest=issued.digest,
        changes=before is not None and before.changes,
        issued_at=now,
    )
    db.session.add(poster)
    db.session.flush()
    audit.note(
        "poster.replaced" if before else "poster.put_up",
        subject=seminar,
        series=schedule.series_of_seminar(seminar_id),
    )
    return poster


def let_poster_change(*, seminar_id: int, changes: bool) -> None:
    """Show the code on a screen where it changes every half minute, or on paper where it stays. Raises DoorRefusal missing."""
    seminar = locked(Seminar, seminar_id)
    poster = queries.poster_of(seminar_id)
    if poster is None:
        raise DoorRefusal("missing", _l("还没有海报，请先生成。"))
    if poster.changes == changes:
        return
    poster.changes = changes
    db.session.flush()
    audit.note(
        "poster.changes" if changes else "poster.stays",
        subject=seminar,
        series=schedule.series_of_seminar(seminar_id),
    )


def record_by_poster(*, seminar_id: int, attendee_id: int, tail: str, scan_id: str) -> Answer:
    """Let in whoever says to be this one of the guests with this tail, as a scan at the desk 自助.

    Raises DoorRefusal (closed, taken; stranger: nobody with this tail has the id).
    """
    if attendee_id not in {one.attendee_id for one in queries.candidates(seminar_id, tail)}:
        raise DoorRefusal("stranger", _l("没有签到：请再选一次。"))
    now = clock.now()
    act = Act(f"{scan_id[:48]}:{attendee_id}", POSTER, SELF_SERVICE, now, now)
    return record(seminar_id=seminar_id, seen=attendee_id, act=act)
