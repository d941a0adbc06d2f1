"""The seminar is closed, feedback comes in, and what is open is followed to its end."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from seminars.cases.models import Case
from seminars.core import clock
from seminars.core.db import db
from tests.journeys.one_month.cast import Month
from tests.journeys.people import (
    Clerk,
    letters_to,
    link,
    words,
)


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
