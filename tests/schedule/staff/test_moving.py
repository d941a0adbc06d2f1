"""The page of a move says what will be done, to whom, and what somebody else has done meanwhile (S3, S7, A10)."""

import pytest

from seminars.places import queries as places
from seminars.schedule import queries
from tests.builders.registration import make_registration, make_waiting
from tests.builders.schedule import at, make_district, make_seminar, make_venue
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, now, read

THERE = {"day": "2026-12-17", "reason": "会场检修"}


def test_who_looks_at_a_move_after_somebody_else_moved_it_is_told_first(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/move"
    older = filled_in(read(organizer, path))
    shown = read(organizer, path, **{**older, **THERE})
    assert organizer.post(path, data=filled_in(shown)).status_code == 303
    told = read(organizer, path, 422, **{**older, "day": "2026-12-18", "reason": "改到周五"})
    assert "您打开之后，有人改过这一期" in told and "确认改期" not in told
    assert told.count("现在存着的是“2026-12-17”。") == told.count("现在存着") == 2
    assert filled_in(told)["day"] == "2026-12-18", "nothing typed is lost"
    assert "确认改期" in read(organizer, path, **filled_in(told)), "who was told may look again"
    assert now(seminar.id).sequence == 1, "and nothing was done twice"


@pytest.mark.parametrize("elsewhere", [True, False], ids=["another township", "the same township"])
def test_a_hall_in_another_township_takes_the_seminar_there_and_says_so_before(
    organizer: Client, elsewhere: bool
) -> None:
    """S3: the rotation counts where a seminar is held; a hall beside the old one leaves the township that was chosen."""
    guest, host = make_district(name_zh="斗门区"), places.district("zs-shiqi")
    hall = make_venue(make_district(name_zh="金湾区") if elsewhere else host)
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), venue=make_venue(host), district_id=guest.id)
    path = f"/staff/seminars/{seminar.id}/move"
    shown = read(organizer, path, **{**filled_in(read(organizer, path)), "venue": hall.id, "reason": "漏水"})
    words = "年度计划按金湾区计，斗门区不算办过这一期。"
    assert ("<s>斗门区</s>" in shown, words in shown) == (elsewhere, elsewhere)
    assert organizer.post(path, data=filled_in(shown)).status_code == 303
    moved = now(seminar.id).district
    assert moved is not None and moved.name_zh == ("金湾区" if elsewhere else "斗门区")
    visited = [one.district.name_zh for one in queries.plan("zhongshan", 2026).waits if one.month == 12]
    assert visited == [moved.name_zh]


def test_letters_are_counted_by_what_they_offer(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), capacity=2)
    make_registration(seminar)
    for _team in range(2):
        make_waiting(seminar)
    page = read(organizer, f"/staff/seminars/{seminar.id}/move")
    assert "给已有座位的寄1封信，每份报名一封，写明改了什么和原因，可以选择保留或让出座位。" in page
    assert "给候补或待审核的寄2封信，写明改了什么和原因。" in page


@pytest.mark.parametrize(("deed", "done"), [("move", "改动已生效"), ("cancel", "已取消")])
def test_where_nobody_is_registered_no_letter_is_spoken_of(organizer: Client, deed: str, done: str) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/{deed}"
    form = {**filled_in(read(organizer, path)), **THERE}
    if deed == "move":
        shown = read(organizer, path, **form)
        assert "还没有人报名，不会发信。" in shown
        form = filled_in(shown)
    after = organizer.get(organizer.post(path, data=form).location).text
    assert done in after and "收到信" not in after


def test_a_move_to_another_month_than_its_15th_is_named_before_it_is_made(organizer: Client) -> None:
    seminar = make_seminar(starts_at=at("2027-04-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/move"
    form = {**filled_in(read(organizer, path)), "reason": "会场检修"}
    assert "不在它代表的" not in read(organizer, path, **{**form, "day": "2027-04-20"})
    shown = read(organizer, path, **{**form, "day": "2027-05-10"})
    assert "2027年5月10日不在它代表的4月。" in shown
    assert organizer.post(path, data=filled_in(shown)).status_code == 303
    assert now(seminar.id).starts_at == at("2027-05-10 14:30")
