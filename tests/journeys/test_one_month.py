"""One whole month: from the plan of a year to the last open matter, with three enterprises and two desks.

Everything is real: Chromium, its camera, an SMTP server, both databases. Only the clock is moved.
"""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Playwright, expect
from sqlalchemy import select

from seminars.accounts import service as accounts
from seminars.cases.models import Case
from seminars.checkin.models import Attendance
from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.places import service as places
from seminars.places.models import District
from seminars.registration import queries as registration
from seminars.registration.models import Attendee, Ticket
from seminars.schedule import service as schedule
from seminars.schedule.models import Programme, Seminar
from seminars.workdays import service as workdays
from tests.builders.schedule import make_series, make_venue
from tests.conftest import QUIET, chromium
from tests.journeys.people import (
    PASSWORD,
    PHONE,
    Clerk,
    Mailbox,
    StaffMember,
    feed,
    film,
    invitation,
    letters_to,
    link,
    words,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def smtp_port() -> int:
    """A free port for the mail server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def settings(make_settings: Callable[..., Settings], smtp_port: int) -> Settings:
    """Letters go to a real mail server."""
    return make_settings(smtp_host="127.0.0.1", smtp_port=smtp_port)


@pytest.fixture
def mail(app: Flask, smtp_port: int) -> Iterator[Mailbox]:
    """The mail server, listening."""
    with Mailbox(app).open(smtp_port) as mailbox:
        yield mailbox


@pytest.fixture
def house(app: Flask) -> None:
    """A customs house before its first month with this system: places, working days, 117 seminars behind it."""
    with transaction():
        places.load_starting_set()
        workdays.load_starting_set()
        schedule.load_starting_set()
        programme = db.session.get(Programme, 1) or Programme(id=1)
        programme.last_issue_no = 117
        db.session.add(programme)
        for email, name, role in (
            ("liang@customs.example", "梁思敏", "organizer"),
            ("lin@customs.example", "林晓岚", "officer"),
            ("su@customs.example", "苏子晴", "helper"),
        ):
            accounts.create(
                email=email, name=name, office="加工贸易科", grants=[(role, None)], password=PASSWORD
            )
    make_series("zhongshan")
    township = db.session.scalars(select(District).where(District.slug == "zs-shiqi")).one()
    make_venue(township, name_zh="石岐文化活动中心二楼报告厅")


class Month:
    """The persons of the month, and the seminar that carries them through it."""

    def __init__(
        self, app: Flask, browser: Browser, base: str, mail: Mailbox, travel: time_machine.Traveller
    ) -> None:
        self.app, self.browser, self.base, self.mail, self.travel = app, browser, base, mail, travel
        self.organizer = StaffMember(browser, base, "liang@customs.example")
        self.officer = StaffMember(browser, base, "lin@customs.example", PHONE)
        self.trader = Clerk(browser, base, "中山市晴川示例塑胶制品有限公司", "guan@qingchuan.example")
        self.lamps = Clerk(browser, base, "中山市云帆示例灯饰有限公司", "deng@yunfan.example")
        self.fish = Clerk(browser, base, "珠海市斗岭示例水产有限公司", "yu@douling.example")
        self.seminar_id = 0
        self.fish_code = ""
        self.case_link = ""
        self.letters: list[EmailMessage] = []

    def seminar(self) -> Seminar:
        db.session.rollback()
        return db.session.get_one(Seminar, self.seminar_id, populate_existing=True)

    def now_is(self, moment: datetime) -> None:
        """The server's clock jumps; staff sign in anew, as after a night."""
        self.travel.move_to(moment)

    def event(self) -> dict[str, object]:
        """The seminar in the public feed of the series."""
        (found,) = [
            event
            for uid, event in feed(f"{self.base}/calendars/zhongshan.ics").items()
            if uid.startswith(f"seminar-{self.seminar_id}@")
        ]
        return found


def plan_the_year(month: Month, year: int) -> None:
    """Twelve drafts on the 15th; planning again adds nothing."""
    organizer = month.organizer
    organizer.signs_in()
    organizer.goes(f"/staff/plan/zhongshan/{year}")
    organizer.presses("写入12期草稿")
    organizer.sees(f"{year}年度计划")
    expect(organizer.page.get_by_role("button", name=re.compile("写入"))).to_have_count(0)
    db.session.rollback()
    drafts = db.session.scalars(select(Seminar).order_by(Seminar.nominal_date)).all()
    assert [draft.nominal_date.isoformat() for draft in drafts] == [
        f"{year}-{number:02}-15" for number in range(1, 13)
    ]
    month.seminar_id = drafts[2].id


def publish_the_march_seminar(month: Month) -> None:
    """Date, hall, title and agenda are filled in; the number is the next after 117; the feed has the event."""
    organizer, page = month.organizer, month.organizer.page
    organizer.goes(f"/staff/seminars/{month.seminar_id}/edit")
    page.get_by_label("题目", exact=True).fill("不停产转型：设备与料件处置")
    page.get_by_label("主题").select_option(label="加工贸易")
    page.get_by_label("镇街").select_option(label="石岐街道")
    page.get_by_label("会场").select_option(index=1)
    page.get_by_label("负责人").select_option(label="林晓岚")
    page.get_by_label("名额", exact=True).fill("5")
    page.get_by_label("每家最多几人").fill("2")
    organizer.presses("保存")
    organizer.goes(f"/staff/seminars/{month.seminar_id}/agenda")
    fill_the_agenda(organizer)
    organizer.goes(f"/staff/seminars/{month.seminar_id}/publish")
    organizer.presses("发布这一期")
    organizer.sees("第118期")
    assert month.seminar().issue_no == 118
    assert month.event() == {
        "sequence": 0,
        "status": "TENTATIVE" if month.seminar().provisional else "CONFIRMED",
        "start": clock.local(month.seminar().starts_at),
        "summary": month.event()["summary"],
    }
    assert "不停产转型：设备与料件处置" in str(month.event()["summary"])


def fill_the_agenda(organizer: StaffMember) -> None:
    """The three fixed segments; one that is missing is refused in words."""
    page = organizer.page
    rows = [("policy", "不作价设备处置方式", 50), ("case", "擅自移作他用案", 35), ("qa", "面对面答疑", 55)]
    while page.locator("fieldset[id^=row-]").count() < len(rows):
        organizer.presses("加一个版块")
    for number, (kind, title, minutes) in enumerate(rows):
        page.locator(f"[name='segments-{number}-kind']").select_option(kind)
        page.locator(f"[name='segments-{number}-title_zh']").fill(title)
        page.locator(f"[name='segments-{number}-minutes']").fill(str(minutes))
    organizer.presses("保存议程")
    expect(page.locator("#errors")).to_have_count(0)


def three_enterprises_register(month: Month) -> None:
    """Four people of three enterprises, two questions; tickets on the page and in the letter; then a full house."""
    month.trader.registers(
        month.seminar_id,
        [("李明", "13800138001"), ("王芳", "13800138002")],
        "监管期内的不作价设备能直接转到新公司名下吗？",
    )
    month.lamps.registers(
        month.seminar_id, [("阿卜杜热西提·买买提", "13800138003")], "灯具成品内销怎么补税？"
    )
    month.fish.registers(month.seminar_id, [("欧阳晓彤", "13800138004")])
    month.trader.sees("李明", "王芳")
    assert len(month.trader.short_codes()) == 2
    letters = month.mail.round()
    assert len(letters) == 3
    (letter,) = letters_to(letters, month.trader.email)
    assert "报名成功" in str(letter["Subject"])
    assert all(code in words(letter) for code in month.trader.short_codes())
    assert "李明" in words(letter) and "监管期内的不作价设备" in words(letter)
    method, calendar = invitation(letter)
    assert (method, len(calendar.walk("VEVENT"))) == ("REQUEST", 1)
    assert any(part.get_content_type() == "image/png" for part in letter.walk())
    month.organizer.goes(f"/staff/seminars/{month.seminar_id}/registrations")
    month.organizer.sees("李明", "欧阳晓彤", "138****8001")
    assert month.seminar().seats_taken == 4


def the_date_is_moved(month: Month) -> None:
    """One act: the page says what it will do, letters name old and new, the same event moves, tickets stay."""
    organizer, old = month.organizer, clock.local(month.seminar().starts_at)
    new = old + timedelta(days=1)
    codes = month.trader.short_codes()
    organizer.goes(f"/staff/seminars/{month.seminar_id}/move")
    organizer.page.get_by_label("新的举办日").fill(new.date().isoformat())
    organizer.page.get_by_label("改期或换会场的原因").fill("会场临时被征用")
    organizer.presses("先看影响")
    organizer.sees(f"{new.month}月{new.day}日", "第1次修订")
    organizer.presses("确认改期，寄出3封信")
    organizer.page.wait_for_load_state()
    assert clock.local(month.seminar().starts_at) == new
    letters = month.mail.round()
    assert len(letters) == 3
    (letter,) = letters_to(letters, month.lamps.email)
    assert f"{old.month}月{old.day}日" in words(letter) and f"{new.month}月{new.day}日" in words(letter)
    assert "会场临时被征用" in words(letter)
    method, calendar = invitation(letter)
    (event,) = calendar.walk("VEVENT")
    assert (method, int(event["SEQUENCE"]), event["DTSTART"].dt) == ("REQUEST", 1, new)
    assert month.event()["sequence"] == 1 and month.event()["start"] == new
    assert "【改期】" in str(month.event()["summary"])
    month.trader.goes(link(letters_to(letters, month.trader.email)[0], "r"))
    month.trader.sees(f"{new.month}月{new.day}日")
    assert month.trader.short_codes() == codes


def one_registration_is_cancelled(month: Month) -> None:
    """By the enterprise itself, through its link; the seat is free again."""
    fish = month.fish
    (month.fish_code,) = fish.short_codes()
    fish.page.get_by_role("link", name="取消全部报名…").click()
    fish.page.locator("main form button[type=submit]").last.click()
    fish.page.wait_for_url("**/r/**")
    fish.sees("已取消")
    assert month.seminar().seats_taken == 3
    (letter,) = month.mail.round()
    assert month.fish.email in str(letter["To"]) and "取消" in str(letter["Subject"])
    method, _calendar = invitation(letter)
    assert method == "CANCEL"


def the_questions_are_prepared(month: Month) -> None:
    """One question is filed and given to an officer, who sees it; the other stays undecided on purpose."""
    organizer, page = month.organizer, month.organizer.page
    organizer.goes(f"/staff/seminars/{month.seminar_id}/questions")
    organizer.sees("监管期内的不作价设备", "灯具成品内销怎么补税", "2个未决定")
    page.get_by_role("link", name=re.compile("监管期内的不作价设备")).first.click()
    page.get_by_label("版块").select_option(label="不作价设备处置方式")
    organizer.presses("归集")
    officer = page.get_by_label("答复人").locator("option", has_text="林晓岚")
    page.get_by_label("答复人").select_option(officer.get_attribute("value"))
    organizer.presses("派给TA")
    organizer.goes(f"/staff/seminars/{month.seminar_id}/runsheet")
    expect(page.locator("body")).to_contain_text("监管期内的不作价设备")
    expect(page.locator("body")).not_to_contain_text("晴川")
    month.officer.signs_in()
    month.officer.goes(f"/staff/seminars/{month.seminar_id}/questions")
    month.officer.sees("监管期内的不作价设备")


@contextmanager
def the_door_open(
    month: Month, playwright: Playwright, tmp_path: Path
) -> Iterator[tuple[StaffMember, StaffMember]]:
    """The day: desk 1 is a phone whose camera sees two tickets in turn, desk 2 a laptop."""
    month.now_is(month.seminar().starts_at - timedelta(minutes=20))
    with transaction():
        li_ming, lamps = (ticket_of(name) for name in ("李明", "阿卜杜热西提·买买提"))
        seen = [registration.ticket_address(ticket) for ticket in (li_ming, lamps)]
    camera = film(tmp_path / "door.mjpeg", seen)
    seeing = playwright.chromium.launch(
        executable_path=chromium(),
        chromium_sandbox=False,
        args=[*QUIET, f"--use-file-for-fake-video-capture={camera}"],
    )
    try:
        one = StaffMember(seeing, month.base, "su@customs.example", PHONE)
        two = StaffMember(month.browser, month.base, "su@customs.example")
        for desk, name in ((one, "1号台"), (two, "2号台")):
            desk.knows_the_time(clock.now())
            desk.signs_in()
            desk.goes(f"/door/{month.seminar_id}")
            desk.presses(name)
        yield one, two
    finally:
        seeing.close()


def ticket_of(name: str) -> Ticket:
    """The live ticket of a person."""
    rows = select(Ticket).join(Ticket.attendee).where(Attendee.name == name, Ticket.state == "live")
    return db.session.scalars(rows).one()


def two_desks_let_people_in(month: Month, door: tuple[StaffMember, StaffMember]) -> None:
    """The camera lets two people in; the same ticket elsewhere is known; a cancelled one is refused; a tail finds."""
    one, two = door
    for name in ("李明", "阿卜杜热西提·买买提"):
        expect(one.page.locator("#door-recent")).to_contain_text(name, timeout=30_000)
    month.trader.page.bring_to_front()
    code_of_li_ming, _code_of_wang_fang = month.trader.short_codes()
    two.types(code_of_li_ming)
    two.sees("已签过", "1号台")
    two.types(month.fish_code)
    two.sees("已取消")
    two.types("8002")
    two.page.locator("#door-found").get_by_role("button", name=re.compile("签到")).first.click()
    expect(two.page.locator("#door-list")).to_contain_text("王芳")
    two.goes(f"/staff/seminars/{month.seminar_id}/arrivals")
    two.sees("李明", "王芳", "阿卜杜热西提·买买提")
    db.session.rollback()
    assert sorted(attendance.desk for attendance in db.session.scalars(select(Attendance))) == [
        "1号台",
        "1号台",
        "2号台",
    ]


def the_seminar_is_closed(month: Month) -> None:
    """One question was answered in the hall; the undecided one becomes a case, its asker hears who and by when."""
    month.now_is(month.seminar().ends_at + timedelta(minutes=10))
    officer = month.officer
    officer.signs_in()
    officer.goes(f"/staff/seminars/{month.seminar_id}/questions")
    officer.page.get_by_role("link", name=re.compile("监管期内的不作价设备")).first.click()
    officer.page.get_by_role("link", name="现场答").click()
    officer.page.get_by_label("答复要点").fill("可以结转，由新公司办理手续，不需补税。")
    officer.presses("记为现场已答")
    month.organizer.signs_in()
    month.organizer.goes(f"/staff/seminars/{month.seminar_id}/close")
    month.organizer.sees("1个问题还没有决定")
    month.organizer.presses("结束本期")
    month.organizer.page.wait_for_load_state()
    assert month.seminar().state == "closed"
    month.letters = month.mail.round()
    (answered,) = [one for one in letters_to(month.letters, month.trader.email) if "可以结转" in words(one)]
    assert "李明" in words(answered) or "监管期内" in words(answered)
    (promised,) = [
        one for one in letters_to(month.letters, month.lamps.email) if re.search("/c/", words(one))
    ]
    case = db.session.scalars(select(Case)).one()
    assert f"{clock.local(case.due_at).month}月{clock.local(case.due_at).day}日" in words(promised)
    month.case_link = link(promised, "c")


def feedback_comes_in(month: Month) -> None:
    """Everyone who was in has one link; two are content; the third is not, and wants to be called."""
    invited = [one for one in month.letters if re.search("/f/", words(one))]
    assert len(invited) == 3
    links = {
        address: [link(one, "f") for one in letters_to(invited, address)]
        for address in (month.trader.email, month.lamps.email, month.fish.email)
    }
    assert [len(found) for found in links.values()] == [2, 1, 0]
    for address in links[month.trader.email]:
        answers(month.trader, address, 5, "解决了")
    answers(month.lamps, links[month.lamps.email][0], 2, "还没有")
    month.organizer.goes(f"/staff/seminars/{month.seminar_id}/feedback")
    month.organizer.sees("3")
    expect(month.organizer.page.locator("main")).not_to_contain_text("云帆")


def answers(clerk: Clerk, address: str, score: int, solved: str) -> None:
    """Fill the form on the phone."""
    page = clerk.page
    clerk.goes(address)
    for scale in ("content", "officers", "venue", "overall"):
        page.locator(f"input[name={scale}][value='{score}']").check(force=True)
    page.get_by_text(solved, exact=True).click()
    if solved == "还没有":
        page.get_by_label("还差什么").fill("想知道内销补税的具体步骤")
    clerk.presses("提交")
    page.wait_for_url("**/thanks")


def what_is_open_is_followed_to_its_end(month: Month) -> None:
    """Two cases are open: the question and the feedback; the officer answers, the enterprise says it is solved."""
    month.organizer.goes(f"/staff/seminars/{month.seminar_id}")
    month.organizer.sees("还没有办完的")
    db.session.rollback()
    assert len(db.session.scalars(select(Case)).all()) == 2
    officer = month.officer
    officer.goes("/staff/cases")
    officer.page.get_by_role("link", name=re.compile("灯具成品内销")).first.click()
    officer.page.get_by_role("link", name=re.compile("写答复")).first.click()
    officer.page.get_by_label("答复").fill("先在账册里报核，再凭内销征税联系单缴税。")
    officer.presses("寄出答复")
    (letter,) = letters_to(month.mail.round(), month.lamps.email)
    assert "内销征税联系单" in words(letter)
    month.lamps.goes(month.case_link)
    month.lamps.sees("内销征税联系单")
    month.lamps.presses("已解决")
    month.lamps.page.wait_for_load_state()
    db.session.rollback()
    states = sorted(db.session.scalars(select(Case.state)))
    assert states == ["closed", "open"]
    month.organizer.goes(f"/staff/seminars/{month.seminar_id}")
    expect(month.organizer.page.locator("main")).not_to_contain_text("灯具成品内销怎么补税")


def test_a_whole_month(
    app: Flask,
    house: None,
    live_server: str,
    mail: Mailbox,
    browser: Browser,
    playwright: Playwright,
    tmp_path: Path,
) -> None:
    start = clock.today() + timedelta(days=1)  # never before the browser's own clock: cookies would be stale
    with time_machine.travel(clock.at(start, time(9, 30)), tick=True) as travel:
        month = Month(app, browser, live_server, mail, travel)
        plan_the_year(month, start.year + 1)
        publish_the_march_seminar(month)
        three_enterprises_register(month)
        the_date_is_moved(month)
        one_registration_is_cancelled(month)
        the_questions_are_prepared(month)
        with the_door_open(month, playwright, tmp_path) as door:
            two_desks_let_people_in(month, door)
        the_seminar_is_closed(month)
        feedback_comes_in(month)
        what_is_open_is_followed_to_its_end(month)
