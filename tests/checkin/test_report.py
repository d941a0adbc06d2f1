"""What the report tells of each line, so that an organizer can decide on it: whom, why, and which ticket."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from seminars.checkin import queries, rules
from seminars.checkin.models import Attendance, HeldEntry
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.i18n import stamp
from seminars.registration.rules import displayed_short_code
from seminars.schedule.models import CLOSED, PUBLISHED, Seminar
from tests.builders.checkin import let_in, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, next_phone
from tests.builders.schedule import make_series
from tests.checkin.test_deciding import take
from tests.pages import Client

Organizer = Callable[..., Client]
FIRM = "中山市三禾示例家具有限公司"


@pytest.fixture
def organizer(staff_client: Organizer) -> Client:
    return staff_client("organizer", "zhongshan")


def report(organizer: Client, seminar: Seminar) -> str:
    return organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text


def decide(organizer: Client, seminar: Seminar, deed: str, **sent: str) -> TestResponse:
    held = db.session.query(HeldEntry).filter_by(decision="").order_by(HeldEntry.id).first()
    assert held is not None
    path = f"/staff/seminars/{seminar.id}/held/{held.id}/{deed}"
    return organizer.post(path, data=sent, follow_redirects=True)


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def walk_in(**details: Any) -> dict[str, Any]:
    usual = {"kind": "walk_in", "enterprise_name": FIRM, "name": "何俊杰", "phone": next_phone()}
    return {**usual, **details}


def test_who_was_let_in_by_two_desks_is_told_with_the_ticket(organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    let_in(guest, desk="1号台", at=clock.now() - timedelta(minutes=3))
    take(seminar, "2号台", {"attendee_id": guest.id})
    page = report(organizer, seminar)
    conflict = page[page.index("<h2>两台都放行的") :]
    assert displayed_short_code(guest.tickets[0].short_code) in conflict


def test_who_was_let_in_twice_by_one_desk_was_not_let_in_by_two(organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    take(seminar, "2号台", {"attendee_id": guest.id}, {"attendee_id": guest.id})
    assert "两台都放行的" not in report(organizer, seminar)
    assert queries.arrivals(seminar.id) == 1


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ({"name": "何俊杰1"}, {"name": "何俊杰"}, "姓名里只有文字"),
        ({"phone": "138"}, {"phone": "13800138000"}, "号码"),
        ({"enterprise_name": "三"}, {"enterprise_name": FIRM}, "请填写企业全称"),
    ],
    ids=["name", "phone", "enterprise"],
)
def test_a_guest_who_was_refused_is_corrected_and_counts(
    organizer: Client, wrong: dict[str, str], right: dict[str, str], told: str
) -> None:
    """The refusal's own words; what came stands in the fields."""
    seminar = make_seminar_today(capacity=5)
    sent = walk_in(**wrong)
    take(seminar, "3号台", sent)
    page = report(organizer, seminar)
    assert told in page
    assert "报名没有成功" not in page and "加座的原因" not in page
    fields = {name: value(page, name) for name in ("name", "phone", "enterprise_name")}
    assert fields == {name: sent[name] for name in fields}
    refused = decide(organizer, seminar, "apply", **fields)
    assert told in refused.text and db.session.query(Attendance).count() == 0
    assert "已补记" in decide(organizer, seminar, "apply", **(fields | right)).text
    [arrival] = db.session.query(Attendance)
    assert (arrival.attendee.name, arrival.attendee.enterprise.name) == ("何俊杰", FIRM)
    assert "phone" not in right or arrival.attendee.phone == "+8613800138000"


def test_of_two_guests_with_one_number_the_second_is_decided_on(organizer: Client) -> None:
    """The reason names the other; corrected, both are on the list, or the organizer says that they are one."""
    seminar = make_seminar_today(capacity=9)
    first = make_attendee(seminar, "郑公用")
    for place, name in enumerate(("冯公用", "褚公用")):
        take(seminar, f"{place}号台", walk_in(name=name, phone=first.phone))
    page = report(organizer, seminar)
    assert "手机号与郑公用（" in page and "冯公用" in page
    fields = {name: value(page, name) for name in ("name", "phone", "enterprise_name")}
    assert fields == {"name": "冯公用", "phone": first.phone, "enterprise_name": FIRM}
    refused = decide(organizer, seminar, "apply", who="", **fields)
    assert refused.status_code == 422 and "手机号与郑公用（" in refused.text
    assert "已补记" in decide(organizer, seminar, "apply", who="", **(fields | {"phone": "13800138000"})).text
    assert "已补记" in decide(organizer, seminar, "apply", who="郑公用", **fields).text
    came = {(one.attendee.name, one.attendee.phone) for one in db.session.query(Attendance)}
    assert came == {("冯公用", "+8613800138000"), ("郑公用", first.phone)}


def test_what_was_typed_stays_when_it_is_refused_again(organizer: Client) -> None:
    seminar = make_seminar_today(capacity=5)
    take(seminar, "3号台", walk_in(phone="138"))
    typed = {"name": "何俊", "phone": "139", "enterprise_name": FIRM}
    refused = decide(organizer, seminar, "apply", **typed)
    assert refused.status_code == 422
    assert {name: value(refused.text, name) for name in typed} == typed


def test_a_reason_is_asked_only_where_the_seats_are_the_matter(organizer: Client) -> None:
    roomy, crowded = make_seminar_today(capacity=5), make_seminar_today(capacity=1)
    make_attendee(crowded)
    take(roomy, "3号台", walk_in(scan_id="roomy-0001"), holds="revoked")
    take(crowded, "3号台", walk_in(scan_id="crowded-0001"))
    assert "加座的原因" not in report(organizer, roomy)
    page = report(organizer, crowded)
    assert "加座的原因" in page and "座位已报满" in page


def test_of_an_act_of_nobody_known_everything_that_is_known_is_told(organizer: Client) -> None:
    seminar = make_seminar_today()
    other = make_seminar_today(issue_no=402)
    stranger, elsewhere = make_attendee(other, "黎泳仪"), make_attendee(other, "周思敏")
    with_salt = queries.roster(seminar, clock.now()).salt
    token = qr_text(elsewhere).rpartition("/")[2]
    sent = (
        {"text": "K7M-2Q9-N"},
        {"text": "https://other.example/x"},
        {"text": qr_text(stranger)},
        {"hash": "0123456789a"},
        {"hash": rules.ticket_hash(with_salt, token.upper())},
    )
    for number, one in enumerate(sent):
        at = clock.now() - timedelta(minutes=9 - number)
        take(seminar, "3号台", {**one, "said": "noted", "at": at.isoformat(), "scan_id": f"strange:{number}"})
    page = report(organizer, seminar)
    rows = page[page.index("<h2>要决定的") :].split("<tr>")[2:7]
    assert all("3号台" in row and "名单里没有" in row for row in rows)
    assert "K7M-2Q9-N" in rows[0]
    assert "https://other.example/x" in rows[1] and "href" not in rows[1]
    assert qr_text(stranger)[-4:].upper() in rows[2].upper() and "第402期" in rows[2]
    assert qr_text(stranger)[-16:].upper() not in page.upper(), "a ticket is a secret"
    assert "指纹" in rows[3] and "期" not in rows[3]
    assert "指纹" in rows[4] and "第402期" in rows[4]
    assert "黎泳仪" not in page and "周思敏" not in page


def test_a_ticket_of_another_series_is_told_with_its_seminar_and_without_its_holder(
    organizer: Client,
) -> None:
    """C9: known by the mark alone, as a desk without a network sends it."""
    seminar = make_seminar_today()
    other = make_seminar_today(issue_no=402, series=make_series("zhuhai"))
    stranger = make_attendee(other, "黎泳仪")
    mark = rules.ticket_hash(
        queries.roster(seminar, clock.now()).salt, qr_text(stranger).rpartition("/")[2].upper()
    )
    take(seminar, "3号台", {"hash": mark, "said": "noted"})
    page = report(organizer, seminar)
    assert other.district is not None
    assert "名单里没有" in page and "第402期" in page and other.district.name_zh in page
    assert "黎泳仪" not in page and stranger.enterprise.name not in page


def test_a_short_code_that_was_typed_leads_to_the_seminar_of_another_series_as_its_mark_does(
    organizer: Client,
) -> None:
    """C9: a page without the list sends what was typed as it is."""
    seminar = make_seminar_today()
    stranger = make_attendee(make_seminar_today(issue_no=402, series=make_series("zhuhai")), "黎泳仪")
    code = displayed_short_code(stranger.tickets[-1].short_code)
    take(seminar, "3号台", {"kind": "scan", "text": code.lower(), "said": "noted"})
    page = report(organizer, seminar)
    assert code in page and "第402期" in page and "黎泳仪" not in page


def test_of_two_with_one_name_the_short_code_is_asked_for(organizer: Client) -> None:
    """C-5: nobody is guessed."""
    seminar = make_seminar_today()
    one, _other = make_attendee(seminar, "李慧敏"), make_attendee(seminar, "李慧敏")
    take(seminar, "3号台", {"hash": "0123456789a", "said": "noted"})
    told = decide(organizer, seminar, "apply", who="李慧敏").text
    assert "不止一位“李慧敏”" in told and "短码" in told
    assert db.session.query(Attendance).count() == 0
    decide(organizer, seminar, "apply", who=displayed_short_code(one.tickets[-1].short_code))
    assert [row.attendee_id for row in db.session.query(Attendance)] == [one.id]


def test_an_act_is_given_to_somebody_who_is_in_only_when_that_is_said_again(organizer: Client) -> None:
    """C-5: a wrong name makes no conflict of two desks."""
    seminar = make_seminar_today()
    guest, other = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    for one in (guest, other):
        let_in(one, desk="1号台", at=clock.now() - timedelta(minutes=3))
    take(seminar, "2号台", {"hash": "0123456789a", "said": "noted"})
    asked = decide(organizer, seminar, "apply", who="周思敏").text
    assert "已经签到，没有补记" in asked and value(asked, "who") == "周思敏"
    sure = value(asked, "sure")
    assert "已经签到，没有补记" in decide(organizer, seminar, "apply", who="黎泳仪", sure=sure).text, (
        "of another"
    )
    assert queries.twice(seminar.id) == []
    assert "已补记" in decide(organizer, seminar, "apply", who="周思敏", sure=sure).text
    [[first, _second]] = queries.twice(seminar.id)
    assert first.attendee_id == guest.id


def test_a_time_that_is_not_of_the_day_is_said_before_and_after_it_counts(organizer: Client) -> None:
    """C5: beside the row, in the list with its date, and not among the arrivals per minute."""
    seminar = make_seminar_today()
    guest, usual = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    let_in(usual)
    wrong = clock.now() - timedelta(hours=30)
    take(seminar, "3号台", {"attendee_id": guest.id, "at": wrong.isoformat()}, holds="revoked")
    assert "不是活动当天" in report(organizer, seminar)
    decide(organizer, seminar, "apply")
    page = organizer.get(f"/staff/seminars/{seminar.id}/arrivals").text
    chart, listed = page[page.index("每分钟到场") :], page[page.index("<h2>已到</h2>") :]
    assert "1人的时间不是活动当天，没有画进来" in chart
    assert stamp(wrong) in listed and stamp(clock.now())[:10] not in listed


def test_a_helper_is_told_to_decide_nothing(staff_client: Organizer) -> None:
    """C-6."""
    seminar = make_seminar_today()
    take(seminar, "3号台", {"hash": "0123456789a", "said": "noted"})
    page = report(staff_client("helper", "zhongshan"), seminar)
    assert "有1条等组织员决定" in page and "要您决定" not in page


def test_without_a_name_the_organizer_is_asked_for_it(organizer: Client) -> None:
    seminar = make_seminar_today()
    take(seminar, "3号台", {"hash": "0123456789a", "said": "noted"})
    told = decide(organizer, seminar, "apply", who="").text
    assert "请先选这是谁" in told and "等组织员决定" not in told


def test_decisions_say_whom_they_were_about(organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏", firm=FIRM)
    take(seminar, "3号台", {"hash": "0123456789a", "said": "noted"}, {"hash": "a9876543210", "said": "noted"})
    decide(organizer, seminar, "apply", who="周思敏")
    decide(organizer, seminar, "drop")
    page = report(organizer, seminar)
    dropped, applied = page[page.index("<h2>刚决定的") :].split("<tr>")[2:]
    assert guest.name in applied and FIRM in applied
    assert guest.name not in dropped and "指纹" in dropped


@pytest.mark.parametrize("page", ["arrivals", "conflicts", "poster", "devices"])
def test_each_page_of_the_check_in_lights_its_tab_and_the_menu(organizer: Client, page: str) -> None:
    seminar = make_seminar_today()
    html = organizer.get(f"/staff/seminars/{seminar.id}/{page}").text
    lit = re.findall(r'href="([^"]+)" aria-current="page"', html)
    assert f"/staff/seminars/{seminar.id}/arrivals" in lit
    assert "/staff/seminars" in lit


def test_desks_with_a_usual_name_are_named_in_the_readers_language(organizer: Client) -> None:
    seminar = make_seminar_today()
    for desk in ("2号台", "Desk 3", "贵宾门"):
        let_in(make_attendee(seminar), desk=desk)
    path = f"/staff/seminars/{seminar.id}/arrivals"
    for language, names in (("en", ("Desk 2", "Desk 3")), ("zh", ("2号台", "3号台"))):
        page = organizer.get(f"{path}?lang={language}", follow_redirects=True).text
        assert all(f"<b>{name}</b>" in page for name in (*names, "贵宾门"))


def test_closing_says_that_the_door_shuts_for_good(organizer: Client) -> None:
    seminar = make_seminar_today(starts_at=clock.now() - timedelta(hours=5))
    page = organizer.get(f"/staff/seminars/{seminar.id}/close").text
    assert "签到台随即关门" in page and "结束后不能恢复" in page
    assert "之后才传来的还收下" in page


def test_closing_says_which_check_ins_wait(organizer: Client) -> None:
    """A warning: what comes late is kept and decided on afterwards."""
    seminar = make_seminar_today(starts_at=clock.now() - timedelta(hours=5))
    path = f"/staff/seminars/{seminar.id}/close"
    page = organizer.get(path).text
    assert "签到都有了决定" in page and "没有传完" not in page
    take(seminar, "3号台", {"hash": "0123456789a", "said": "noted"})
    sign_of_life = {"v": 1, "sent": clock.now().isoformat(), "waiting": 7, "queue": []}
    organizer.set_cookie("desk", "2号台", path="/door")
    organizer.post(
        f"/door/{seminar.id}/scans", data=json.dumps(sign_of_life), content_type="application/json"
    )
    page = organizer.get(path).text
    assert "1条签到要决定" in page and f"/staff/seminars/{seminar.id}/conflicts" in page
    assert re.search(r"2号台.*7", page, re.DOTALL)
    assert organizer.post(path, data={"version": value(page, "version")}).status_code == 303
    with transaction():
        assert db.session.get_one(Seminar, seminar.id).state == CLOSED


def test_what_waits_for_a_decision_is_not_done_yet(organizer: Client) -> None:
    """Also once the seminar is closed."""
    seminar = make_seminar_today()
    take(seminar, "3号台", {"hash": "0123456789a", "said": "noted"})
    for state in (PUBLISHED, CLOSED):
        with transaction():
            db.session.get_one(Seminar, seminar.id).state = state
        page = organizer.get(f"/staff/seminars/{seminar.id}").text
        undone = page[page.index('id="open"') :]
        assert "1件" in undone[:60] and "1条签到要决定" in undone
        assert f'href="/staff/seminars/{seminar.id}/conflicts"' in undone


def test_a_correction_stays_when_only_the_seats_are_missing(organizer: Client) -> None:
    seminar = make_seminar_today(capacity=1)
    make_attendee(seminar)
    take(seminar, "3号台", walk_in(phone="138"))
    typed = {"name": "何俊杰", "phone": "13800138000", "enterprise_name": FIRM}
    page = decide(organizer, seminar, "apply", **typed).text
    assert {name: value(page, name) for name in typed} == typed and "座位已报满" in page
    assert "已补记" in decide(organizer, seminar, "apply", **typed, reason="领导同意").text
    [arrival] = db.session.query(Attendance)
    assert arrival.attendee.phone == "+8613800138000"


def test_an_undo_of_somebody_unknown_is_an_undo_when_it_is_said_of_whom(organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    let_in(guest, at=clock.now() - timedelta(minutes=9))
    take(seminar, "3号台", {"kind": "undo", "hash": "0123456789a", "reason": "wrong_person"})
    assert "已补记" in decide(organizer, seminar, "apply", who="周思敏").text
    assert db.session.query(Attendance).count() == 0
