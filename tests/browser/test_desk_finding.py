"""Who is meant by what is typed at a desk: a scanner, a short code, a tail, initials, part of a name (C15)."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from seminars.core.db import db, transaction
from seminars.registration.models import Attendee, Ticket
from seminars.schedule.models import Seminar
from tests.browser.desks import cut, look, ready_for_anything, typed, verdict, ways
from tests.builders.checkin import qr_text, with_tail
from tests.builders.registration import make_attendee, make_registration

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


def test_a_scanner_types_wherever_the_focus_is(desk: Page, seminar: Seminar) -> None:
    guests = [make_attendee(seminar, name) for name in ("周思敏", "刘嘉豪")]
    desk.get_by_role("link", name="现场报名").first.focus()
    typed(desk, qr_text(guests[0]))
    verdict(desk, "请进", "周思敏")
    expect(desk.locator("#sheet")).to_be_hidden()
    desk.locator("#q").focus()
    typed(desk, qr_text(guests[1]))
    verdict(desk, "请进", "刘嘉豪")
    expect(desk.locator("#verdict")).to_be_hidden(timeout=5_000)
    assert ways() == ["scanner", "scanner"]


def test_a_short_code_a_tail_initials_and_part_of_a_firm_find_their_guest(
    desk: Page, seminar: Seminar
) -> None:
    """C15: all of it with a camera that was refused."""
    names = ("周思敏", "刘嘉豪", "郑世铭", "李国伟")
    by_code, by_tail, *_others = (
        make_attendee(seminar, name, firm=f"中山市{name}示例制衣厂") for name in names
    )
    code, tail = by_code.tickets[0].short_code, by_tail.phone_tail
    desk.fill("#q", f"{code[:3]}-{code[3:6]}-{code[6]}".lower())
    desk.locator("#q").press("Enter")
    verdict(desk, "请进", "周思敏")
    for text, name in ((tail, "刘嘉豪"), ("zsm", "郑世铭"), ("李国伟示例", "李国伟")):
        desk.fill("#q", text)
        desk.get_by_role("button", name=f"签到 {name}").click()
        verdict(desk, "请进", name)
        expect(desk.locator("#q")).to_have_value("")
    assert ways() == ["code", "tail", "initials", "name"]


def test_a_short_code_of_letters_alone_says_as_much_as_any_other(desk: Page, seminar: Seminar) -> None:
    here, off = make_attendee(seminar, "周思敏"), make_attendee(seminar, "刘嘉豪")
    with transaction():
        for guest, code, state in ((here, "MYRTZDB", "confirmed"), (off, "QRSTVWC", "cancelled")):
            db.session.execute(update(Ticket).where(Ticket.attendee_id == guest.id).values(short_code=code))
            db.session.execute(update(Attendee).where(Attendee.id == guest.id).values(state=state))
    for word, code in (("请进", "MYR-TZD-B"), ("已签过", "myrtzdb"), ("已取消", "qrs-tvw-c")):
        desk.fill("#q", code)
        desk.locator("#q").press("Enter")
        verdict(desk, word)


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_hits_are_of_what_stands_in_the_field_or_there_are_none(
    desk: Page, seminar: Seminar, online: bool
) -> None:
    with_tail(make_attendee(seminar, "周思敏"), "0004")
    desk.reload()
    ready_for_anything(desk, 1)
    desk.context.set_offline(not online)
    found = desk.locator("#door-found")
    for text, less in (("0004", "00"), ("清", "12"), ("周思", "周思敏/")):
        desk.fill("#q", text)
        expect(found.get_by_role("status")).to_be_visible()
        desk.fill("#q", less)
        expect(found.get_by_role("status")).to_be_hidden(timeout=50)
        desk.wait_for_timeout(400)
        expect(found).to_have_text("")
    desk.fill("#q", "0004")
    expect(found.locator("li")).to_contain_text("周思敏")


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_what_can_be_nobody_is_told_and_the_guest_may_be_registered(
    desk: Page, seminar: Seminar, online: bool
) -> None:
    make_attendee(seminar, "周思敏")
    desk.reload()
    ready_for_anything(desk, 1)
    desk.context.set_offline(not online)
    found = desk.locator("#door-found")
    for text in ("%", "_", "😀"):
        desk.fill("#q", text)
        expect(found.get_by_role("status")).to_have_text("没有找到")
        expect(found.get_by_role("link", name="现场报名")).to_be_visible()
        desk.locator("#q").fill("")
        expect(found).to_have_text("")


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_of_many_hits_the_desk_says_that_it_shows_the_first(
    desk: Page, seminar: Seminar, online: bool
) -> None:
    for place in range(3):
        names = [f"周思{given}" for given in "敏丽华英玲梅芳"]
        make_registration(seminar, names=names, firm=f"中山市第{place}示例制衣厂")
    desk.reload()
    ready_for_anything(desk, 21)
    desk.context.set_offline(not online)
    found = desk.locator("#door-found")
    desk.fill("#q", "周思")
    expect(found.locator("li")).to_have_count(20)
    expect(found).to_contain_text("只列出前20位，请再输几个字。")
    look(desk, f"many-hits-{online}")
    desk.fill("#q", "周思敏")
    expect(found.locator("li")).to_have_count(3)
    expect(found).not_to_contain_text("只列出")


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_the_heading_says_what_was_looked_for_and_half_a_number_is_told(
    desk: Page, seminar: Seminar, online: bool
) -> None:
    guest = with_tail(make_attendee(seminar, "محمد"), "0004")
    desk.reload()
    ready_for_anything(desk, 1)
    if not online:
        cut(desk)
    found = desk.locator("#door-found")
    code = guest.tickets[0].short_code
    typed_code = f"{code[:3]}-{code[3:6]}-{code[6]}"
    for text, heading in (
        ("محمد", "“محمد”：1位 · 未到的在前"),
        ("0004", "手机尾号0004：1位 · 未到的在前"),
        (typed_code, f"短码{typed_code}：1位 · 未到的在前"),
        ("侯补", "“侯补”：没有找到"),
        ("nobody", "“nobody”：没有找到"),
        ("000", "尾号请输4位，手机号请输全。"),
        ("13800", "尾号请输4位，手机号请输全。"),
    ):
        desk.fill("#q", text)
        expect(found.get_by_role("status")).to_have_text(heading)
    desk.fill("#q", "محمد")
    expect(found.locator("[role=status] bdi")).to_have_text("محمد")
    look(desk, f"heading-{online}")
