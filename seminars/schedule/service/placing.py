"""Which township stands in which month: swapped, placed, or a whole rotation. Only drafts; the date stays (S3)."""

from collections.abc import Mapping

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.i18n import _l
from seminars.places import queries as places
from seminars.places.models import District, Venue
from seminars.schedule import queries
from seminars.schedule.models import Seminar, Series
from seminars.schedule.service.planning import draft_of
from seminars.schedule.service.refusals import changed, ensure_own_day, refuse, to_replan
from seminars.schedule.service.undoing import just_done, remembered


def swap(*, seminar_ids: tuple[int, int], versions: Mapping[int, int]) -> list[Seminar]:
    """Two drafts of a series exchange township and hall, which belong together; date and officer stay.

    `versions` by id are those the organizer saw (A10); the same form sent twice swaps once. Raises ScheduleRefusal, Missing.
    """
    if len(set(seminar_ids)) != 2:
        raise refuse("two", _l("请勾选要互换的两期。"))
    both = [locked(Seminar, key) for key in sorted(seminar_ids)]
    if just_done("swap", versions):
        return both
    first, second = (to_replan(one.id, versions.get(one.id)) for one in both)
    if first.series_id != second.series_id:
        raise refuse("series", _l("只能在同一个系列里互换。"))
    ensure_own_day(first, first.nominal_date, second.district_id)
    ensure_own_day(second, second.nominal_date, first.district_id)
    with remembered("swap", first.series, first, second):
        old_first, old_second = (first.district, first.venue), (second.district, second.venue)
        for seminar, (district, venue) in ((first, old_second), (second, old_first)):
            changed(seminar, "seminar.swapped", **_put(seminar, district, venue))
    return [first, second]


def place(*, seminar_id: int, district_id: int, version: int | None = None) -> Seminar:
    """A draft goes to another township of its city, once; a hall elsewhere is given up. Raises ScheduleRefusal, Missing."""
    seminar = locked(Seminar, seminar_id)
    if seminar.district_id == district_id and just_done("place", {seminar_id: version}):
        return seminar
    seminar = to_replan(seminar_id, version)
    townships = {one.id: one for one in places.picker(seminar.series.city_slug)}
    if district_id not in townships:
        raise refuse("district", _l("请从列表中选择。"), "district")
    ensure_own_day(seminar, seminar.nominal_date, district_id)
    with remembered("place", seminar.series, seminar):
        changed(seminar, "seminar.placed", **_put(seminar, townships[district_id], None))
    return seminar


def rotate(*, series: str, year: int, shown: str) -> queries.Rotation:
    """Accept the rotation of two years exactly as it was shown: drafts get their townships, missing months are written.

    `shown` is the mark of the rotation that the organizer saw; anything changed since refuses (A10). Raises
    ScheduleRefusal, Missing.
    """
    found = queries.series_by_slug(series)
    locked(Series, found.id)
    rotation = queries.rotation(series, year)
    if rotation.mark != shown:
        raise refuse("changed_meanwhile", _l("您打开之后，计划有了改动。下面是按现在重新排的，请再看一遍。"))
    versions = {turn.seminar.id: turn.seminar.version for turn in rotation.changing if turn.seminar}
    drafts = {key: to_replan(key, version) for key, version in sorted(versions.items())}
    # all before the first is put anywhere: who is refused is shown what stands
    for turn in rotation.changing:
        if turn.seminar is not None:
            ensure_own_day(turn.seminar, turn.month.proposal.nominal, turn.after.id)
    with remembered("rotation", found, *drafts.values()) as written:
        for turn in rotation.changing:
            if turn.seminar is not None:
                draft = drafts[turn.seminar.id]
                changed(draft, "seminar.rotated", **_put(draft, turn.after, turn.venue))
            else:
                written.append(draft_of(found, turn.month, turn.after))
        db.session.add_all(written)
        db.session.flush()
    if written:
        dates = [clock.local(draft.starts_at).date().isoformat() for draft in written]
        audit.note("year.planned", subject=found, series=series, year=year, dates=dates)
    return rotation


def _put(seminar: Seminar, district: District | None, venue: Venue | None) -> dict[str, str]:
    """Another township and hall; a hall that is there already stays. Returns what the log says about it."""
    before = seminar.district.name_zh if seminar.district else ""
    if venue is None and seminar.venue and district and seminar.venue.district_id == district.id:
        venue = seminar.venue
    seminar.district, seminar.venue = district, venue
    return {"before": before, "after": district.name_zh if district else ""}
