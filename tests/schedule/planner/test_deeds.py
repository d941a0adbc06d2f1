"""Deeds on the plan of a year: swap, place, rotate, skip (S3, S4)."""

from datetime import date

from sqlalchemy import func, select

from seminars.core import audit, clock
from seminars.core.db import db, transaction
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from tests.builders.schedule import make_district, make_seminar, make_series, make_venue
from tests.schedule.planner.swapping import NOW, now, refused, swap, town, towns, undo


def test_a_swap_exchanges_township_and_hall_and_is_logged_for_both(drafts: list[int]) -> None:
    """S3: date and officer stay."""
    march, october = drafts[2], drafts[9]
    hall = make_venue(now(march).district)
    with transaction():
        service.replan(
            seminar_id=march,
            day=date(2027, 3, 15),
            district_id=hall.district_id,
            venue_id=hall.id,
            officer_id=None,
        )
    swap(march, october)
    assert (town(march), town(october)) == ("zs-09", "zs-02")
    assert (now(march).venue_id, now(october).venue_id) == (None, hall.id)
    assert clock.local(now(october).starts_at).date() == date(2027, 10, 15)
    logged = select(audit.AuditEntry).where(audit.AuditEntry.deed == "seminar.swapped")
    assert {entry.subject: entry.details for entry in db.session.scalars(logged)} == {
        f"seminar:{march}": {"before": "02镇", "after": "09镇"},
        f"seminar:{october}": {"before": "09镇", "after": "02镇"},
    }
    undo()
    assert (town(march), town(october)) == ("zs-02", "zs-09")
    assert now(march).venue_id == hall.id


def test_a_swap_for_an_older_version_overwrites_nothing(drafts: list[int]) -> None:
    """A10."""
    with refused("changed_meanwhile"), transaction():
        service.swap(seminar_ids=(drafts[0], drafts[1]), versions={drafts[0]: 1, drafts[1]: 0})
    assert towns()[:2] == ["zs-00", "zs-01"]


def test_what_is_published_is_moved_not_swapped_placed_or_skipped(drafts: list[int]) -> None:
    known = make_seminar(starts_at=clock.at(date(2027, 1, 15), clock.local(NOW).time())).id
    with refused("move_instead"), transaction():
        service.swap(seminar_ids=(known, drafts[1]), versions={})
    with refused("move_instead"), transaction():
        service.place(seminar_id=known, district_id=now(drafts[1]).district_id or 0)
    with refused("move_instead"), transaction():
        service.skip(seminar_id=known, reason="春节")
    with refused("two"), transaction():
        service.swap(seminar_ids=(drafts[1], drafts[1]), versions={})


def test_a_township_is_placed_and_a_hall_elsewhere_given_up(drafts: list[int]) -> None:
    hall = make_venue(now(drafts[3]).district)
    with transaction():
        db.session.get_one(Seminar, drafts[3]).venue_id = hall.id
    wanted = queries.plan("zhongshan", 2027).waits[-1].district.id
    elsewhere = make_district("zh-doumen", city_slug="zhuhai").id
    with transaction():
        service.place(seminar_id=drafts[3], district_id=wanted)
    assert (now(drafts[3]).district_id, now(drafts[3]).venue_id) == (wanted, None)
    with refused("district"), transaction():
        service.place(seminar_id=drafts[3], district_id=elsewhere)
    undo()
    assert (town(drafts[3]), now(drafts[3]).venue_id) == ("zs-03", hall.id)


def test_an_accepted_rotation_brings_each_township_once_in_two_years_and_goes_back_in_one_step(
    drafts: list[int],
) -> None:
    """S3: drafts are filled anew, the published month stays and counts, the next year is written down."""
    swap(drafts[4], drafts[7])
    with transaction():
        taken = db.session.get_one(Seminar, drafts[0])
        taken.state, taken.district = "published", queries.plan("zhongshan", 2027).waits[-1].district
    before = towns()
    shown = queries.rotation("zhongshan", 2027)
    assert shown.left_out == []
    with transaction():
        service.rotate(series="zhongshan", year=2027, shown=shown.mark)
    second = [
        month.district.slug
        for month in queries.plan("zhongshan", 2028).months
        if month.seminar and month.district
    ]
    assert sorted([*towns(), *second]) == sorted(f"zs-{n:02}" for n in range(24))
    assert towns()[0] == "zs-23"
    assert queries.rotation("zhongshan", 2027).changing == []
    undo()
    assert towns() == before
    assert db.session.scalar(select(func.count()).select_from(Seminar)) == 12


def test_a_rotation_is_accepted_only_as_it_was_shown(drafts: list[int]) -> None:
    """A10."""
    mark = queries.rotation("zhongshan", 2027).mark
    swap(drafts[4], drafts[7])
    with refused("changed_meanwhile"), transaction():
        service.rotate(series="zhongshan", year=2027, shown=mark)


def test_a_skipped_month_is_no_visit_and_comes_back_as_it_was(drafts: list[int]) -> None:
    """S1, S5."""
    with transaction():
        service.skip(seminar_id=drafts[1], reason="15日前后为春节假期")
    plan = queries.plan("zhongshan", 2027)
    assert not plan.months[1].held
    assert [wait.month for wait in plan.waits if wait.district.slug == "zs-01"] == [None]
    with refused("skipped"), transaction():
        service.place(seminar_id=drafts[1], district_id=plan.waits[-1].district.id)
    with transaction():
        service.resume(seminar_id=drafts[1])
    assert (now(drafts[1]).state, town(drafts[1]), now(drafts[1]).cancel_reason) == ("draft", "zs-01", "")
    undo()
    assert now(drafts[1]).state == "skipped"
    undo()
    assert now(drafts[1]).state == "draft"


def test_the_same_hall_or_officer_at_once_is_warned_of_unless_one_is_skipped(drafts: list[int]) -> None:
    """B9."""
    june = now(drafts[5])
    hall = make_venue(june.district)
    with transaction():
        db.session.get_one(Seminar, drafts[5]).venue_id = hall.id
    other = make_seminar(state="draft", series=make_series("zhuhai"), starts_at=june.starts_at, venue=hall).id
    clashing = [month.clash.id for month in queries.plan("zhongshan", 2027).months if month.clash]
    assert clashing == [other]
    with transaction():
        service.skip(seminar_id=other, reason="春节")
    assert not [month for month in queries.plan("zhongshan", 2027).months if month.clash]
