"""From the plan of a year to a published seminar and a prepared run sheet."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.journeys.one_month.cast import Month
from tests.journeys.people import (
    StaffMember,
)


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


def the_questions_are_prepared(month: Month) -> None:
    """One question is filed and given to an officer, who sees it; the other stays undecided on purpose."""
    organizer, page = month.organizer, month.organizer.page
    organizer.goes(f"/staff/seminars/{month.seminar_id}/questions")
    organizer.sees("监管期内的不作价设备", "灯具成品内销怎么补税", "2个未决定")
    page.get_by_role("link", name=re.compile("监管期内的不作价设备")).first.click()
    page.locator("[name=title]").fill("监管期内的不作价设备怎么处置")
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
