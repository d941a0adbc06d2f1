"""Enterprises register, the date is moved, one of them cancels."""

from datetime import timedelta

from seminars.core import clock
from tests.journeys.one_month.cast import Month
from tests.journeys.people import (
    invitation,
    letters_to,
    link,
    words,
)


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
