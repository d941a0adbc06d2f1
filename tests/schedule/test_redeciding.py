"""Who waits after a decree waits until a person has decided, and is seen wherever the year is looked at (S1, S2)."""

import re
from datetime import date, time, timedelta

import pytest

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from seminars.schedule.service import Move, ScheduleRefusal
from seminars.workdays.rules import Decree
from tests.builders.schedule import facts_of, make_district, make_seminar, make_series, make_venue, segments
from tests.conftest import StaffClient
from tests.pages import Client

YEAR = "/staff/workdays/2027"
PLAN = "/staff/plan/zhongshan/2027"
MID_AUTUMN = date(2027, 9, 15)
ALL_SEVEN = "1月1日 元旦\n2月15日 春节\n4月5日 清明节\n5月1日 劳动节\n6月9日 端午节\n10月1日 国庆节、中秋节"
MOVING = "春节：2月15日放假。5月15日（周六）上班。国庆节：10月1日放假。"

pytestmark = pytest.mark.usefixtures("late_in_2026")


def planned(policy: str = "next") -> dict[int, int]:
    """The ids of the twelve drafts of 2027, by month."""
    with transaction():
        drafts = service.plan_year(series=make_series(policy=policy).slug, year=2027)
        return {one.nominal_date.month: one.id for one in drafts}


def now(key: int) -> Seminar:
    db.session.rollback()
    return db.session.get_one(Seminar, key, populate_existing=True)


def day_of(key: int) -> date:
    return clock.local(now(key).starts_at).date()


def waiting(year: int = 2027) -> list[tuple[int, int]]:
    db.session.rollback()
    return [(one.seminar.nominal_date.year, one.seminar.nominal_date.month) for one in queries.waiting(year)]


def enter(*days_off: date, worked: tuple[date, ...] = ()) -> list[int]:
    """The months that must be decided again."""
    with transaction():
        decree = Decree(2027, dict.fromkeys(days_off, "某节"), worked)
        found = service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")
        return [one.seminar.nominal_date.month for one in found.touched]


def looked_at(client: Client, text: str) -> str:
    return client.post(f"{YEAR}/decree", data={"text": text, "source": "另一份", "act": "look"}).text


def entered(client: Client, text: str) -> str:
    """The page that is shown after a decree was entered."""
    form = {"text": text, "source": "另一份", "act": "enter"}
    return client.get(client.post(f"{YEAR}/decree", data=form).location).text


def test_the_same_decree_again_leaves_those_who_wait_waiting(staff_client: StaffClient) -> None:
    drafts = planned()
    administrator = staff_client("administrator")
    entered(administrator, MOVING)
    assert waiting() == [(2027, 2), (2027, 5), (2027, 9)]
    days = {month: day_of(key) for month, key in drafts.items()}
    looked = looked_at(administrator, MOVING)
    assert "3期要重新定日期" in looked and "没有一期受影响" not in looked, "nothing new, and three still wait"
    assert "3期要重新定日期" in entered(administrator, MOVING)
    assert waiting() == [(2027, 2), (2027, 5), (2027, 9)]
    assert {month: day_of(key) for month, key in drafts.items()} == days


def test_a_wait_ends_when_a_later_decree_gives_the_day_back_and_the_preview_says_so(
    staff_client: StaffClient,
) -> None:
    drafts = planned()
    administrator = staff_client("administrator")
    entered(administrator, MOVING)
    without_february = MOVING.replace("2月15日", "2月16日")
    page = looked_at(administrator, without_february)
    assert "2期要重新定日期" in page, "May and September wait as before"
    assert "1期不用再等" in page
    assert now(drafts[2]).provisional, "looking changes nothing"
    assert "1期不用再等" in entered(administrator, without_february)
    assert waiting() == [(2027, 5), (2027, 9)]
    assert not now(drafts[2]).provisional


def test_nothing_to_decide_is_not_asked_about() -> None:
    """S2: only those. Where the rule keeps the 15th, a 15th that becomes worked stays what it was."""
    planned("keep")
    assert enter(date(2027, 2, 15), worked=(date(2027, 5, 15),)) == [2], "a day off may be moved by hand"
    assert waiting() == [(2027, 2)]


def test_who_is_asked_before_and_after_an_amended_decree_is_not_affected_by_it(
    staff_client: StaffClient,
) -> None:
    """The first days worked lie beyond what the rule may propose: no date is promised, so none is taken away."""
    drafts = planned()
    festival = tuple(date(2027, 9, day) for day in (15, 16, 17))
    assert 9 in enter(*festival)
    assert enter(*festival, date(2027, 9, 20)) == [], "another suggestion is no other proposal"
    assert (2027, 9) in waiting()
    page = looked_at(staff_client("administrator"), "中秋节：9月15日至16日放假。")
    row = page[page.index('data-label="原来建议"') :]
    assert re.findall(r'data-label="(?:原来|现在)建议"[^>]*>(.*?)</td>', row) == [
        "由您定",
        "<b>09-17</b> 周五",
    ]
    assert now(drafts[9]).provisional


def test_the_december_before_is_listed_where_its_decree_is(staff_client: StaffClient) -> None:
    december = make_seminar(starts_at=clock.at(date(2026, 12, 15), time(14, 30)), state="draft").id
    administrator = staff_client("administrator")
    text = "元旦：2026年12月15日放假。1月1日放假。"
    page = entered(administrator, text)
    assert page.count("1期要重新定日期") == 2, "said once more above the list"
    assert f'name="seminar" value="{december}"' in page
    assert f"/staff/plan/zhongshan/2026?row={december}" in page
    assert waiting(2026) == waiting(2027) == [(2026, 12)]
    assert f'name="seminar" value="{december}"' in administrator.get("/staff/workdays/2026").text


def test_a_december_day_that_is_dropped_is_seen_before_it_is_entered(staff_client: StaffClient) -> None:
    december = make_seminar(starts_at=clock.at(date(2026, 12, 15), time(14, 30)), state="draft").id
    administrator = staff_client("administrator")
    entered(administrator, "元旦：2026年12月15日放假。1月1日放假。")
    with transaction():
        service.follow_proposal(seminar_id=december)
    assert day_of(december) == date(2026, 12, 16)
    assert "影响1期" in looked_at(administrator, "元旦：1月1日放假。")
    assert "1期要重新定日期" in entered(administrator, "元旦：1月1日放假。")
    assert waiting() == [(2026, 12)]


def test_the_plan_says_which_months_wait_and_where_they_are_decided(staff_client: StaffClient) -> None:
    drafts = planned()
    published = make_seminar(
        starts_at=clock.at(date(2027, 9, 16), time(9, 0)),
        nominal_date=date(2027, 9, 15),
        series=make_series("zhuhai"),
        provisional=True,
    )
    enter(date(2027, 2, 15), worked=(date(2027, 5, 15),))
    with transaction():
        service.keep_date(seminar_id=drafts[9])
    organizer = staff_client("organizer")
    page = organizer.get(PLAN).text
    assert "2期要由您定日期" in page and "2月、5月" in page
    assert page.count("等您定日期</span>") == 2
    assert f'href="{YEAR}#waiting"' in page
    assert organizer.get("/staff/plan/zhuhai/2027").text.count("等您定日期</span>") == 1
    with transaction():
        service.follow_proposal(seminar_id=drafts[2])
        service.keep_date(seminar_id=drafts[5])
        service.keep_date(seminar_id=published.id)
    for path in (PLAN, "/staff/plan/zhuhai/2027"):
        page = organizer.get(path).text
        assert "定日期" not in re.sub(r"<title>.*?</title>", "", page)


def test_ticked_ones_that_cannot_be_decided_are_named_and_nobody_is_told_to_tick(
    staff_client: StaffClient,
) -> None:
    for n in (1, 2):
        make_district(name_zh=f"第{n}镇")
    drafts = planned("ask")
    enter(date(2027, 2, 15))
    organizer = staff_client("organizer")
    form = {"act": "follow", "seminar": drafts[2], f"version-{drafts[2]}": now(drafts[2]).version}
    organizer.post(f"{YEAR}/redecide", data=form)
    page = organizer.get(YEAR).text
    assert "2027-02 · 中山系列 · 第2镇 · 这一期的日期要由您来定" in page
    assert "请先勾选" not in page
    organizer.post(f"{YEAR}/redecide", data={"act": "follow"})
    assert "请先勾选要定的场次" in organizer.get(YEAR).text


def test_only_what_can_follow_the_proposal_is_ticked_the_others_stay_by_a_button_of_their_own(
    staff_client: StaffClient,
) -> None:
    drafts = planned()
    published = make_seminar(
        starts_at=clock.at(date(2027, 2, 15), time(9, 0)), series=make_series("zhuhai"), provisional=True
    ).id
    asked = make_seminar(
        state="draft",
        starts_at=clock.at(date(2027, 2, 15), time(9, 0)),
        series=make_series("asking", policy="ask"),
        provisional=True,
    ).id
    enter(date(2027, 2, 15), MID_AUTUMN)
    organizer = staff_client("organizer")
    page = organizer.get(YEAR).text
    assert re.findall(r'type="checkbox" name="seminar" value="(\d+)"', page) == [str(drafts[2])]
    assert re.findall(r'name="stay" value="(\d+)"', page) == [str(published), str(asked)]
    assert page.count("已发布，要改请用“改期”") == 1
    versions = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', page))
    organizer.post(f"{YEAR}/redecide", data={**versions, "seminar": drafts[2], "stay": published})
    assert (now(published).fixed_by_hand, now(published).provisional) == (True, False)
    assert now(drafts[2]).provisional, "the button is for its own row"


def test_another_rule_for_the_series_leaves_what_is_written_as_it_is(staff_client: StaffClient) -> None:
    """The page of the series promises it: a new rule is for what is written from then on."""
    drafts = planned("next")
    enter(MID_AUTUMN)
    organizer = staff_client("organizer")
    assert waiting() == []
    with transaction():
        make_series().policy = "ask"
    assert "要由您定日期" not in organizer.get(PLAN).text
    hall = make_venue()
    with transaction():
        august = db.session.get_one(Seminar, drafts[8])
        august.title_zh, august.district, august.venue = "归类", hall.district, hall
        august.segments = segments()
        service.publish(seminar_id=drafts[8])


@pytest.mark.parametrize("rule", ["ask", "next"])
def test_what_was_written_for_a_person_to_decide_waits_whatever_the_rule_says_later(
    staff_client: StaffClient, rule: str
) -> None:
    drafts = planned("ask")
    enter(MID_AUTUMN)
    with transaction():
        make_series().policy = rule
    page = staff_client("organizer").get(PLAN).text
    assert "3期要由您定日期" in page and "5月、8月、9月" in page
    assert waiting() == [(2027, 5), (2027, 8), (2027, 9)]
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.publish(seminar_id=drafts[8])
    assert "date_undecided" in [finding.code for finding in refused.value.findings]


def test_what_a_person_is_to_decide_is_called_so_before_the_decree_and_after(
    staff_client: StaffClient,
) -> None:
    series = make_series(policy="ask").slug
    organizer = staff_client("organizer")
    pages = [organizer.get(PLAN).text]
    with transaction():
        service.plan_year(series=series, year=2027)
    pages.append(organizer.get(PLAN).text)
    enter(MID_AUTUMN)
    pages.append(organizer.get(PLAN).text)
    for page in pages:
        assert "3期要由您定日期" in page and "5月、8月、9月" in page
        assert page.count('<span class="soon-text">由您定</span>') == 3
        assert "顺延" not in page.replace("遇非工作日", "") and "建议改期" not in page


def test_another_rule_makes_nothing_tentative_before_the_decree_either() -> None:
    planned("keep")
    with transaction():
        make_series().policy = "ask"
    assert queries.plan("zhongshan", 2027).undecided == []


def test_another_hall_or_hour_on_the_same_day_leaves_the_question_of_the_day_open() -> None:
    """S2: a person has decided about the hall, and about nothing else."""
    drafts = planned()
    published = make_seminar(
        starts_at=clock.at(date(2027, 2, 15), time(14, 30)), series=make_series("zhuhai"), provisional=True
    ).id
    enter(date(2027, 2, 15), MID_AUTUMN)
    assert waiting() == [(2027, 2), (2027, 2)]
    seminar, hall = now(published), make_venue().id
    with transaction():
        to = Move(seminar.starts_at, seminar.ends_at, hall, "会场检修")
        service.move(seminar_id=published, to=to)
    earlier = now(drafts[2]).starts_at - timedelta(hours=1)
    with transaction():
        service.save(seminar_id=drafts[2], facts=facts_of(now(drafts[2]), starts_at=earlier))
    assert now(published).venue_id == hall and now(drafts[2]).starts_at == earlier
    assert waiting() == [(2027, 2), (2027, 2)]
    assert now(published).provisional and not now(published).fixed_by_hand


def test_where_nothing_can_be_ticked_no_button_asks_to_tick(staff_client: StaffClient) -> None:
    make_seminar(starts_at=clock.at(date(2027, 2, 15), time(14, 30)), provisional=True)
    enter(date(2027, 2, 15), MID_AUTUMN)
    page = staff_client("organizer").get(YEAR).text
    assert 'name="stay"' in page and "勾选的" not in page


def test_a_decree_that_names_few_holidays_says_which_are_missing(staff_client: StaffClient) -> None:
    administrator = staff_client("administrator")
    page = looked_at(administrator, "2027-01-01 元旦\n2027-02-05 除夕")
    assert "5个法定节日没有写到：" in page and "清明节、劳动节、端午节、中秋节、国庆节" in page
    assert "没有写到" not in looked_at(administrator, ALL_SEVEN)
    assert "没有写到" not in administrator.get(f"{YEAR}/decree").text
    english = administrator.get(f"{YEAR}/decree?lang=en").text
    assert ">Enter the decree</" in english and ">Entered</" not in english, "the last step of the trail"
