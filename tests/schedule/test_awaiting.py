"""A published seminar whose day a decree takes away says so wherever it is looked at, until a person has decided (S2, B5)."""

from datetime import date, time

import pytest

from seminars.core import clock
from seminars.core.db import transaction
from seminars.schedule import service
from seminars.workdays.rules import Decree
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient
from tests.pages import Client
from tests.statements import statements

YEAR = "/staff/workdays/2027"
NO_DECREE = "日期暂定，待国务院放假安排公布后确认"
DAY_OFF = "放假安排已公布，这一天不上班（春节），新的日期正在定"
TO_CONFIRM = "放假安排已公布，日期待确认"
DECIDE = f"{YEAR}#waiting"

pytestmark = pytest.mark.usefixtures("late_in_2026")


def published(day: date = date(2027, 2, 15), nominal: date = date(2027, 2, 15), **details: object) -> int:
    """The id of a seminar that was published before the decree of its year."""
    return make_seminar(
        starts_at=clock.at(day, time(14, 30)), nominal_date=nominal, provisional=True, **details
    ).id


def enter(*days_off: date, worked: tuple[date, ...] = ()) -> None:
    with transaction():
        decree = Decree(2027, dict.fromkeys(days_off, "春节"), worked)
        service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")


def said(client: Client, key: int) -> list[str]:
    """Which of the three sentences about its date the public page says."""
    page = client.get(f"/seminars/{key}").text
    return [one for one in (NO_DECREE, DAY_OFF, TO_CONFIRM) if one in page]


def test_the_public_page_says_that_the_decree_is_out_and_the_day_is_off(client: Client) -> None:
    key = published()
    assert said(client, key) == [NO_DECREE]
    enter(date(2027, 2, 15))
    assert said(client, key) == [DAY_OFF]
    page = client.get(f"/seminars/{key}?lang=en").text
    assert "The holiday schedule is out" in page and "not a working day (Spring Festival)" in page
    with transaction():
        service.keep_date(seminar_id=key)
    assert said(client, key) == []


def test_a_day_that_is_worked_after_all_is_to_be_confirmed(client: Client) -> None:
    moved = published(date(2027, 5, 17), date(2027, 5, 15))
    sure = published(date(2027, 1, 15), date(2027, 1, 15))
    enter(date(2027, 2, 15), worked=(date(2027, 5, 15),))
    assert said(client, moved) == [TO_CONFIRM]
    assert said(client, sure) == []


def test_what_has_begun_or_was_cancelled_asks_for_no_date(client: Client) -> None:
    key = published()
    enter(date(2027, 2, 15))
    with transaction():
        service.cancel(seminar_id=key, reason="台风")
    assert said(client, key) == []


def test_the_seminar_tells_staff_that_its_date_is_to_be_decided_and_where(staff_client: StaffClient) -> None:
    key = published()
    organizer = staff_client("organizer")
    assert "收集问题" in organizer.get(f"/staff/seminars/{key}").text
    enter(date(2027, 2, 15))
    page = organizer.get(f"/staff/seminars/{key}").text
    assert "下一步：要由您定日期" in page.replace("</b>", "")
    assert f'href="{DECIDE}"' in page
    assert "等您定日期</span>" in page and "暂定</span>" not in page
    with transaction():
        service.keep_date(seminar_id=key)
    page = organizer.get(f"/staff/seminars/{key}").text
    assert "定日期" not in page and "收集问题" in page


def test_an_organizer_of_one_series_sees_what_waits_for_them_and_no_draft_of_another(
    staff_client: StaffClient,
) -> None:
    """T2: as many as the day's page says, wherever its link leads."""
    make_seminar(
        state="draft",
        series=make_series("zhuhai", name_zh="珠海系列"),
        starts_at=clock.at(date(2027, 2, 15), time(14, 30)),
        provisional=True,
    )
    published()
    enter(date(2027, 2, 15))
    organizer = staff_client("organizer", series="zhongshan")
    assert "有1期要由您定日期" in organizer.get("/staff").text
    page = organizer.get(YEAR).text
    assert "1期要重新定日期" in page and "珠海系列" not in page
    assert "2期要重新定日期" in staff_client("administrator").get(YEAR).text


def test_who_may_not_decide_is_shown_no_way_to_it(staff_client: StaffClient) -> None:
    key = published()
    enter(date(2027, 2, 15))
    helper = staff_client("helper")
    page = helper.get(f"/staff/seminars/{key}").text
    assert DECIDE not in page and "您定日期" not in page and "等组织者定日期" in page
    assert DECIDE not in helper.get("/staff").text


def test_the_day_of_staff_lists_what_waits_for_a_date(staff_client: StaffClient) -> None:
    published()
    draft = make_seminar(
        starts_at=clock.at(date(2027, 9, 16), time(14, 30)),
        nominal_date=date(2027, 9, 15),
        state="draft",
        provisional=True,
    ).id
    published(series=make_series("zhuhai"))
    organizer = staff_client("organizer", series="zhongshan")
    assert "定日期" not in organizer.get("/staff").text
    enter(date(2027, 2, 15))
    page = organizer.get("/staff").text
    assert "2027年的放假安排已公布，有2期要由您定日期。" in page, (
        "one published, one draft; not the other city's"
    )
    assert f'href="{DECIDE}"' in page
    assert page.count("<b>要由您定日期</b>") == 1, "the draft is too far away to stand in the list"
    with transaction():
        service.follow_proposal(seminar_id=draft)
    assert "有1期要由您定日期" in organizer.get("/staff").text


def shown(client: Client, text: str, act: str) -> str:
    """The preview of a decree, or the page after it was entered."""
    answer = client.post(f"{YEAR}/decree", data={"text": text, "source": "国办发明电", "act": act})
    return answer.text if act == "look" else client.get(answer.location).text


def planned(policy: str) -> None:
    """The twelve drafts of 2027."""
    with transaction():
        service.plan_year(series=make_series(policy=policy).slug, year=2027)


def test_where_a_person_decides_the_decree_says_how_many_wait(staff_client: StaffClient) -> None:
    planned("ask")
    administrator = staff_client("administrator")
    text = "元旦：1月1日放假。中秋节：9月15日放假。"
    looked, entered = (shown(administrator, text, act) for act in ("look", "enter"))
    asked = "3期要重新定日期"
    assert asked in looked and "2027-05-17" in looked and "2027-08-16" in looked
    assert entered.count(asked) == 2, "in the message and above the list"
    assert "没有一期受影响" not in looked + entered


def test_what_waited_before_is_counted_beside_what_is_touched(staff_client: StaffClient) -> None:
    planned("ask")
    administrator = staff_client("administrator")
    shown(administrator, "元旦：1月1日放假。", "enter")
    text = "元旦：1月1日放假。中秋节：9月15日放假。"
    looked, entered = (shown(administrator, text, act) for act in ("look", "enter"))
    assert "影响1期" in looked and "另有2期也要由您定日期" in looked
    assert "放假安排已录入，3期要重新定日期" in entered


def test_what_touches_nobody_and_leaves_nobody_waiting_says_so(staff_client: StaffClient) -> None:
    planned("keep")
    administrator = staff_client("administrator")
    looked, entered = (shown(administrator, "元旦：1月1日放假。", act) for act in ("look", "enter"))
    assert "没有一期受影响" in looked
    assert "放假安排已录入，没有一期受影响" in entered


def test_the_pages_cost_the_same_whether_one_waits_or_many(client: Client, staff_client: StaffClient) -> None:
    organizer = staff_client("organizer")
    key = published()
    enter(date(2027, 2, 15))
    paths = {"/staff": organizer, f"/staff/seminars/{key}": organizer, f"/seminars/{key}": client}
    few = {path: cost(visitor, path) for path, visitor in paths.items()}
    for _number in range(3):
        published()
    enter(date(2027, 2, 15))
    assert {path: cost(visitor, path) for path, visitor in paths.items()} == few


def cost(visitor: Client, path: str) -> int:
    visitor.get(path)
    with statements() as sent:
        visitor.get(f"{path}?again=1")
    return len([one for one in sent if one.startswith(("SELECT", "WITH"))])
