"""The papers of the door: their order, their pages, their rare characters, and who may open them (C-8, G6)."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from seminars.accounts.models import Staff
from seminars.checkin.cli import print_paper
from seminars.checkin.rules import papers
from seminars.checkin.rules.papers import Badge, Kind, Order, Signer
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar, Speaker
from tests.builders.checkin import let_in, make_seminar_today, qr_text
from tests.builders.enterprises import make_enterprise
from tests.builders.registration import make_people, make_registration
from tests.builders.schedule import make_series
from tests.conftest import StaffClient
from tests.statements import statements

RARE = ("𠮷田㛃", "龚䶮", "买买提·吐尔逊", "João da Silva")
LONGEST = "欧阳" + "明" * 48


def signer(number: int, name: str = "李晓雯", firm: str = "中山市旭日示例电器有限公司") -> Signer:
    """The same firm has the same id."""
    return Signer(number, name, sum(map(ord, firm)), firm, tail="0317")


# -- order and pages, without a database


def test_by_enterprise_the_firms_stand_as_they_are_spoken_and_colleagues_together() -> None:
    firms = ["珠海市海澜示例电子", "中山市凌越示例电子", "Zeta Co.", "阿里示例贸易", "中山市凌越示例电子"]
    names = ["区晓彤", "郑世铭", "Ana", "罗国强", "曾乐"]
    people = [signer(n, name, firm) for n, (name, firm) in enumerate(zip(names, firms, strict=True))]
    (page,) = papers.sheet(people, Order.ENTERPRISE)
    assert [row.signer.name for row in page] == ["罗国强", "Ana", "曾乐", "郑世铭", "区晓彤"]
    assert [row.is_same_firm for row in page] == [False, False, False, True, False]
    assert [row.number for row in page] == [1, 2, 3, 4, 5]


def test_by_initial_surnames_are_read_as_people_read_them() -> None:
    names = ["曾乐", "区晓彤", "单志强", "Łukasz", "努尔", "欧阳明", "Ян"]
    (page,) = papers.sheet((signer(n, name) for n, name in enumerate(names)), Order.INITIAL)
    assert [(row.initial, row.signer.name) for row in page] == [
        ("L", "Łukasz"),
        ("N", "努尔"),
        ("O", "区晓彤"),
        ("", "欧阳明"),
        ("S", "单志强"),
        ("Z", "曾乐"),
        (papers.OTHERS, "Ян"),
    ]


def test_by_initial_the_firm_is_written_anew_with_each_letter() -> None:
    people = [signer(n, name) for n, name in enumerate(["李晓雯", "梁伟文", "周思敏", "郑世铭"])]
    (page,) = papers.sheet(people, Order.INITIAL)
    assert [(row.initial, row.is_same_firm) for row in page] == [
        ("L", False),
        ("", True),
        ("Z", False),
        ("", True),
    ]


@pytest.mark.parametrize(
    ("people", "pages"), [(0, [0]), (1, [1]), (18, [18]), (19, [18, 1]), (300, [18] * 16 + [12])]
)
def test_eighteen_people_a_page_and_each_page_begins_anew(people: int, pages: list[int]) -> None:
    made = papers.sheet((signer(n) for n in range(people)), Order.ENTERPRISE)
    assert [len(page) for page in made] == pages
    assert all(not page[0].is_same_firm and page[0].initial == "L" for page in made if page)
    assert [row.number for page in made for row in page] == list(range(1, people + 1))


@pytest.mark.parametrize("people", [0, 8, 9, 10, 29])
def test_ten_badges_a_page_and_the_last_is_always_blank(people: int) -> None:
    guests = [
        (signer(n), Badge(Kind.GUEST, "李晓雯", "示例", "K7M-2Q9-N", "https://x/t/1")) for n in range(people)
    ]
    pages = papers.badge_pages(guests, [Badge(Kind.SPEAKER, "林晓岚", "中山海关")])
    made = [badge.kind for page in pages for badge in page]
    assert {len(page) for page in pages} == {10}
    assert made[people : people + 1] == [Kind.SPEAKER] and made[-1] is Kind.BLANK
    assert made.count(Kind.BLANK) <= 10


@pytest.mark.parametrize(
    ("name", "on_badge", "on_sheet"),
    [
        ("李晓雯", "", ""),
        ("欧阳示例", "", ""),
        ("阿依古丽·买买提", "long", "long"),
        ("Maria Schmidt", "long", "long"),
        ("Maria Alejandra Fernandez Gutierrez", "tiny", "small"),
        (LONGEST, "tiny", "tiny"),
    ],
)
def test_long_names_are_smaller(name: str, on_badge: str, on_sheet: str) -> None:
    assert papers.size(name, papers.BADGE_NAME) == on_badge
    assert papers.size(name, papers.SHEET_NAME) == on_sheet


# -- the pages


def full_house(seminar: Seminar) -> None:
    """Rare and long names, a speaker whose name the public sees and one whose it does not."""
    make_registration(
        seminar, people=make_people((*RARE, LONGEST)), firm="火炬高技术产业开发区" * 7 + "示例公司"
    )
    with transaction():
        first = seminar.segments[0]
        first.speakers += [
            Speaker(name="林晓岚", office="中山海关", show_name=True),
            Speaker(name="钟敏仪", office="斗门海关综合业务科"),
        ]


def test_a_helper_prints_and_the_log_says_so(app: Flask, staff_client: StaffClient) -> None:
    seminar = make_seminar_today(series=make_series("zhongshan"))
    full_house(seminar)
    guest = make_registration(seminar, names=("周思敏",)).attendees[0]
    let_in(guest)
    series = seminar.series.slug
    helper, stranger = staff_client("helper", series), staff_client("helper", "zhuhai")
    auditor = staff_client("auditor", series)
    at = f"/staff/seminars/{seminar.id}"
    sheet = helper.get(f"{at}/sign-in").get_data(as_text=True)
    badges = helper.get(f"{at}/badges").get_data(as_text=True)
    helper.get(f"{at}/sign-in?order=initial")
    helper.get(f"{at}/sign-in?order=<script>")

    for name in (*RARE, LONGEST, "周思敏"):
        assert name in sheet and name in badges
    assert sheet.count("同上") == 4
    assert guest.phone_tail in sheet and guest.phone.removeprefix("+86") not in sheet
    assert re.search(r"<td>\d\d:\d\d</td>", sheet), "who is in already has the time on the paper"
    assert "林晓岚" in badges and "钟敏仪" not in badges and badges.count('badge-role">主讲人') == 3
    assert badges.count('class="badge-code"') == 6
    assert "6人 · 主讲人胸卡3张" in badges
    assert {
        client.get(f"{at}/{kind}").status_code
        for client in (stranger, auditor)
        for kind in ("badges", "sign-in")
    } == {403}
    logged = db.session.scalars(
        select(AuditEntry).where(AuditEntry.deed == "paper.opened").order_by(AuditEntry.id)
    ).all()
    assert [(one.subject, one.details["kind"], one.details["people"]) for one in logged] == [
        (f"seminar:{seminar.id}", "sign_in", 6),
        (f"seminar:{seminar.id}", "badges", 6),
        (f"seminar:{seminar.id}", "sign_in", 6),
        (f"seminar:{seminar.id}", "sign_in", 6),
    ]


def test_a_badge_names_the_enterprise_that_was_typed(app: Flask, staff_client: StaffClient) -> None:
    """Its bearer reads it: a code tells nobody whose it is."""
    known, typed, code = "珠海市旭棠示例照明", "珠海市普通示例五金", "91442000MADEMA0197"
    seminar = make_seminar_today()
    make_enterprise(known, uscc=code)
    make_registration(seminar, names=("周思敏",), firm=typed, uscc=code)
    badges = staff_client("organizer").get(f"/staff/seminars/{seminar.id}/badges").get_data(as_text=True)
    assert typed in badges and known not in badges


def test_many_guests_cost_no_more_statements(app: Flask, staff_client: StaffClient) -> None:
    seminar = make_seminar_today(capacity=100)
    organizer = staff_client("organizer")
    numbers = []
    for size in (2, 9):
        make_registration(seminar, people=make_people(("李晓雯",) * size))
        for kind in ("sign-in", "badges"):
            with statements() as sent:
                organizer.get(f"/staff/seminars/{seminar.id}/{kind}")
            numbers.append(len(sent))
    assert numbers[:2] == numbers[2:]


# -- on paper


@pytest.mark.browser
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_comes_out_of_the_printer(
    app: Flask, live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    """G6: the pages are counted, the names read back, and each badge's code opens the door."""
    seminar = make_seminar_today(capacity=100)
    full_house(seminar)
    for _firm in range(2):
        make_registration(seminar, people=make_people(("李晓雯",) * 9))
    tickets = {qr_text(one) for one in db.session.scalars(select(Attendee))}
    page = staff_page(make_staff("organizer"))
    page.goto(f"{live_server}/staff/seminars/{seminar.id}/sign-in")
    sheet = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert [text_of(sheet, n).count("签到表") for n in range(len(sheet))] == [1, 1]
    assert "第1页，共2页" in text_of(sheet, 0) and "第2页，共2页" in text_of(sheet, 1)
    assert missing(text_of(sheet, 0) + text_of(sheet, 1)) == set()

    page.goto(f"{live_server}/staff/seminars/{seminar.id}/badges")
    badges = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(badges) == 3
    assert missing("".join(text_of(badges, n) for n in range(3))) == set()
    read = {
        code.text
        for n in range(3)
        for code in zxingcpp.read_barcodes(badges[n].render(scale=150 / 72).to_pil().convert("L"))
    }
    assert read == tickets
    side = page.locator(".badge-code svg").first.bounding_box()
    assert side is not None and side["width"] * 33 / 41 >= 24 * 96 / 25.4, "24 mm without the quiet zone"
    card = page.locator(".badge").first.bounding_box()
    assert card is not None
    assert [round(card[way] * 25.4 / 96) for way in ("width", "height")] == [90, 54]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_command_writes_the_same_pages(app: Flask, tmp_path: Path) -> None:
    seminar = make_seminar_today(capacity=100)
    full_house(seminar)
    tickets = {qr_text(one) for one in db.session.scalars(select(Attendee))}
    file = tmp_path / "badges.pdf"
    ran = app.test_cli_runner().invoke(print_paper, ["badges", str(seminar.id), str(file)])
    assert ran.exit_code == 0, ran.output
    (page,) = pypdfium2.PdfDocument(file)
    assert {code.text for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())} == tickets
    assert missing(page.get_textpage().get_text_range()) == set()
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "paper.opened")).one()
    assert (logged.actor, logged.details) == ("system", {"kind": "badges", "people": 5}), (
        "speakers are no guests"
    )
    assert "5人，主讲人胸卡3张" in ran.output
    assert "编号" in app.test_cli_runner().invoke(print_paper, ["badges", "9", str(file)]).output


def text_of(document: pypdfium2.PdfDocument, page: int) -> str:
    """The text of a page without blanks and breaks."""
    return re.sub(r"\s", "", document[page].get_textpage().get_text_range())


def missing(text: str) -> set[str]:
    """Which characters of the rare and long names are not on a paper; a reader of PDF tears names of two fonts apart."""
    return set("".join((*RARE, LONGEST)).replace(" ", "")) - set(text)
