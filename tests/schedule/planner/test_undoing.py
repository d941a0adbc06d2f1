"""The way back from a deed on the plan (S4, A10)."""

from datetime import date

from seminars.core import clock
from seminars.core.db import transaction
from seminars.schedule import queries, service
from seminars.workdays.rules import Decree
from tests.builders.schedule import facts_of, make_series
from tests.conftest import StaffClient
from tests.schedule.planner.swapping import PLAN, answer, now, refused, swap, town, towns, undo


def test_undo_refuses_what_was_changed_since_and_what_is_not_the_last(drafts: list[int]) -> None:
    """A10: what somebody else did stays."""
    swap(drafts[0], drafts[1])
    first = queries.last_change(make_series().id)
    swap(drafts[2], drafts[3])
    with refused("not_the_last"), transaction():
        service.undo_last(series="zhongshan", change_id=first.id if first else 0)
    seminar = now(drafts[3])
    with transaction():
        service.save(seminar_id=drafts[3], facts=facts_of(seminar, district_id=None))
    with refused("changed_since"):
        undo()
    assert towns()[:4] == ["zs-01", "zs-00", "zs-03", ""]


def test_the_page_says_why_the_last_step_cannot_be_taken_back_instead_of_offering_it(
    drafts: list[int], staff_client: StaffClient
) -> None:
    organizer = staff_client("organizer", "zhongshan")
    swap(drafts[0], drafts[1])
    assert "撤销这一步</button>" in organizer.get(PLAN).text
    with transaction():
        service.save(seminar_id=drafts[1], facts=facts_of(now(drafts[1]), district_id=None))
    page = organizer.get(PLAN).text
    assert "撤销这一步" not in page and "2027年2月那一期后来又改过，不能撤销。" in page


def test_an_edit_elsewhere_on_the_seminar_does_not_stand_in_the_way_of_undoing(drafts: list[int]) -> None:
    swap(drafts[0], drafts[1])
    with transaction():
        service.save(seminar_id=drafts[0], facts=facts_of(now(drafts[0]), title_zh="归类"))
    undo()
    assert (town(drafts[0]), now(drafts[0]).title_zh) == ("zs-00", "归类")


def test_the_way_back_is_the_last_of_the_year_one_looks_at(
    drafts: list[int], staff_client: StaffClient
) -> None:
    swap(drafts[2], drafts[4])
    organizer = staff_client("organizer", "zhongshan")
    next_year = "/staff/plan/zhongshan/2028"
    assert "已写入12期草稿" in answer(organizer, next_year)
    assert "撤销这一步" not in organizer.get(next_year).text
    later = [month.seminar.id for month in queries.plan("zhongshan", 2028).months if month.seminar]
    swap(later[0], later[1])
    assert "互换2028年1月、2028年2月的镇街" in organizer.get(next_year).text
    assert "互换2027年3月、2027年5月的镇街" in organizer.get(PLAN).text
    change = queries.last_change(make_series().id, 2027)
    assert "已撤销" in answer(organizer, f"{PLAN}/undo", change=change.id if change else 0)
    assert towns()[2:5] == ["zs-02", "zs-03", "zs-04"]
    assert "互换2028年1月、2028年2月的镇街" in organizer.get(next_year).text, "the other year stays as it is"


def test_a_deed_on_two_years_goes_back_unless_either_was_changed_since(drafts: list[int]) -> None:
    with transaction():
        service.plan_year(series="zhongshan", year=2028)
        may, next_may = (queries.plan("zhongshan", year).months[4].seminar for year in (2027, 2028))
        assert may is not None and next_may is not None
        may.district, next_may.district = next_may.district, may.district
    with transaction():
        service.rotate(series="zhongshan", year=2027, shown=queries.rotation("zhongshan", 2027).mark)
    later = [month.seminar.id for month in queries.plan("zhongshan", 2028).months if month.seminar]
    rotated = queries.last_change(make_series().id, 2027)
    assert rotated is not None and rotated.kind == "rotation"
    swap(later[4], later[5])
    with refused("changed_since"), transaction():
        service.undo_last(series="zhongshan", change_id=rotated.id)
    undo()
    with transaction():
        service.undo_last(series="zhongshan", change_id=rotated.id)
    assert towns()[4] == "zs-16"


def test_what_a_decree_made_one_decide_again_goes_back_and_so_does_the_step_before(
    drafts: list[int], staff_client: StaffClient
) -> None:
    """S2, S3: a decree is nobody's edit, and who waited before a decision waits again."""
    for month in (1, 3):
        swap(drafts[month], drafts[month + 1])
    february, friday = drafts[1], date(2027, 1, 15)
    with transaction():
        decree = Decree(2027, {date(2027, 2, 15): "春节", friday: "元旦"}, ())
        service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")
        service.follow_proposal(seminar_id=february)
        service.keep_date(seminar_id=drafts[0])
    assert queries.waiting(2027) == []
    organizer = staff_client("organizer", "zhongshan")
    assert "按放假安排重定2027年1月那一期" in organizer.get(PLAN).text
    undo()
    assert [one.seminar.id for one in queries.waiting(2027)] == [drafts[0]]
    assert "按放假安排重定2027年2月那一期" in organizer.get(PLAN).text
    undo()
    assert [one.seminar.id for one in queries.waiting(2027)] == drafts[:2]
    assert clock.local(now(february).starts_at).date() == date(2027, 2, 15)
    undo()
    undo()
    assert towns()[:5] == [f"zs-{n:02}" for n in range(5)]
    assert [one.seminar.id for one in queries.waiting(2027)] == drafts[:2], "the decree still stands"
    assert not now(drafts[2]).provisional


def test_undoing_a_day_by_hand_after_the_decree_asks_about_the_day_it_goes_back_to(drafts: list[int]) -> None:
    with transaction():
        service.replan(
            seminar_id=drafts[1], day=date(2027, 2, 17), district_id=None, venue_id=None, officer_id=None
        )
        decree = Decree(2027, {date(2027, 2, 15): "春节"}, ())
        service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")
    assert queries.waiting(2027) == []
    undo()
    assert [one.seminar.id for one in queries.waiting(2027)] == [drafts[1]]
