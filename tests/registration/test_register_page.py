"""The form: what is refused and why, what is kept, what is ignored (R1, R3, A8, A17, A18, G1, G2, G6, G8)."""

import csv
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import queries
from seminars.registration.models import Attendee, Registration
from seminars.schedule.models import Seminar
from tests.builders.registration import make_attendee, next_phone, typed
from tests.builders.schedule import make_category, make_district, make_seminar, make_venue
from tests.conftest import Client, new_client

CASES = Path(__file__).parents[1] / "data" / "validation-cases.csv"
FIELDS = {
    "uscc": "uscc",
    "enterprise_name": "enterprise_name",
    "person_name": "people-0-name",
    "phone": "people-0-phone",
}
CLEANED_FIRST = {"uscc-28": "the field is optional"}


def send(client: Client, seminar: Seminar, **fields: str) -> object:
    return client.post(f"/seminars/{seminar.id}/register", data=fields)


def rows() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(row, id=row["id"])
            for row in csv.DictReader(file)
            if row["field"] in FIELDS and row["id"] not in CLEANED_FIRST
        ]


def registrations() -> int:
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


def messages(html: str) -> dict[str, str]:
    """The words beside each field that has some."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    return {
        node.get("id", "").removesuffix("-msg"): "".join(node.itertext()).strip()
        for node in root.iter("p")
        if node.get("class") == "msg"
    }


def typed_in(html: str) -> dict[str, str]:
    """What stands in the fields."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    shown = {node.get("name", ""): node.get("value", "") for node in root.iter("input")}
    return shown | {node.get("name", ""): (node.text or "").strip() for node in root.iter("textarea")}


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    make_category("inspection", name_zh="检验检疫", name_en="Inspection and quarantine")
    return make_seminar(venue=make_venue(make_district(phone_area="0760")))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", rows())
def test_every_row_of_the_case_table(client: Client, seminar: Seminar, row: dict[str, str]) -> None:
    """The table through the form: refused beside its field in words, asked once, or stored in normal form."""
    name = FIELDS[row["field"]]
    form = typed() | {name: row["input"]}
    answer = client.post(f"/seminars/{seminar.id}/register", data=form)
    if row["expected"] == "invalid":
        assert answer.status_code == 422
        assert list(messages(answer.text)) == [name]
        assert registrations() == 0
        return
    if row["expected"] == "valid_warn":
        assert (answer.status_code, list(messages(answer.text))) == (422, [name, "sure"])
        answer = client.post(f"/seminars/{seminar.id}/register", data=form | {"sure": "y"})
    assert answer.status_code == 303, messages(answer.text)
    person = db.session.scalars(select(Attendee)).one()
    stored = {
        "uscc": person.enterprise.uscc,
        "enterprise_name": person.enterprise.folded_name,
        "person_name": person.name,
        "phone": person.phone,
    }[row["field"]]
    wanted = row["normalized"]
    assert stored == (wanted.casefold().replace(" ", "") if row["field"] == "enterprise_name" else wanted)


def test_a_good_form_leads_to_its_page(client: Client, seminar: Seminar) -> None:
    form = typed(uscc="91440403MADEX0126H", email="guanwu@douling.example") | {
        "people-1-name": "陈志豪",
        "people-1-phone": next_phone(),
        "people-1-position": "仓务",
        "questions-0-text": "出口水产品的养殖场备案多久能办好？",
        "questions-0-category": "inspection",
    }
    answer = client.post(f"/seminars/{seminar.id}/register", data=form)
    assert answer.status_code == 303
    assert "new=1" in answer.headers["Location"]
    page = client.get(answer.headers["Location"])
    assert "报名成功" in page.text
    assert "您的1个问题" in page.text
    registration = db.session.scalars(select(Registration)).one()
    assert [person.position for person in registration.attendees] == ["", "仓务"]


def test_errors_come_first_and_nothing_typed_is_lost(client: Client, seminar: Seminar) -> None:
    form = typed(uscc="91440403MADEX0126") | {
        "people-0-position": "关务",
        "people-1-name": "陈志豪",
        "people-1-phone": "",
        "questions-0-text": "问题一",
    }
    del form["consent"]
    answer = client.post(f"/seminars/{seminar.id}/register", data=form)
    assert answer.status_code == 422
    assert "<title>出错：报名参加" in answer.text
    root = html5lib.parse(answer.text, namespaceHTMLElements=False)
    main = next(root.iter("main"))
    first = next(iter(main[0]))
    assert (first.get("id"), first.get("tabindex")) == ("errors", "-1")
    said = ["".join(link.itertext()) for link in first.iter("a")]
    assert said == [
        "统一社会信用代码是18位，您填了17位。",
        "参会人2：请填写电话号码。",
        "请勾选同意，才能为您留座。",
    ]
    kept = typed_in(answer.text)
    assert {name: kept[name] for name in form if name in kept and name != "notice"} == {
        name: value for name, value in form.items() if name != "notice"
    }


def test_cards_are_added_and_removed_without_javascript(client: Client, seminar: Seminar) -> None:
    address = f"/seminars/{seminar.id}/register"
    form = typed(uscc="half a cod") | {"questions-0-text": "第一问"}
    more = typed_in(client.post(address, data=form | {"add": "people"}).text)
    assert more["people-0-name"] == "李晓雯"
    assert more["people-1-name"] == ""
    both = form | {"people-1-name": "陈志豪", "people-1-phone": "139"}
    fewer = typed_in(client.post(address, data=both | {"remove": "people-0"}).text)
    assert (fewer["people-0-name"], "people-1-name" in fewer) == ("陈志豪", False)
    asked = typed_in(client.post(address, data=form | {"add": "questions"}).text)
    assert (asked["questions-0-text"], asked["questions-1-text"]) == ("第一问", "")
    assert (
        typed_in(client.post(address, data=form | {"remove": "people-0"}).text)["people-0-name"] == "李晓雯"
    )
    for nonsense in ("people-99", "people-x", "x", "people-٣"):
        assert client.post(address, data=form | {"remove": nonsense, "consent": ""}).status_code in (200, 422)
    assert registrations() == 0


@pytest.mark.parametrize(
    ("details", "status", "words"),
    [
        pytest.param({"state": "draft"}, 404, "", id="hidden"),
        pytest.param({"state": "cancelled", "cancel_reason": "场地维修"}, 409, "场地维修", id="cancelled"),
        pytest.param({"state": "closed"}, 409, "这一期已结束", id="past"),
        pytest.param({"closes_at": clock.now() - timedelta(hours=1)}, 409, "报名已截止", id="closed"),
        pytest.param({"opens_at": clock.now() + timedelta(days=1)}, 409, "报名还没有开始", id="not yet"),
        pytest.param({"capacity": 0}, 409, "座位已报满", id="full"),
    ],
)
def test_a_direct_post_to_what_is_not_open_is_refused(
    client: Client, details: dict[str, object], status: int, words: str
) -> None:
    """A8: also the page says why, and what one can do instead."""
    seminar = make_seminar(**details)  # type: ignore[arg-type]
    address = f"/seminars/{seminar.id}/register"
    answer = client.post(address, data=typed())
    assert (answer.status_code, words in answer.text) == (status, True)
    shown = client.get(address)
    assert shown.status_code == (404 if status == 404 else 200)
    if status != 404:
        assert ("加入候补" if words == "座位已报满" else "您可以") in shown.text
        assert "提交报名" not in shown.text
    assert registrations() == 0


def test_fields_that_nobody_asked_for_are_ignored(client: Client, seminar: Seminar) -> None:
    """A18."""
    extra = {
        "capacity": "9999", "seats_taken": "-5", "state": "cancelled", "price": "0", "role": "administrator",
        "district_id": "1", "checked_in": "1", "id": "77", "people-0-state": "cancelled", "people-0-id": "3",
        "people-0-enterprise_id": "9", "channel": "hotline", "consent_version": "1999-01", "note": "x",
    }  # fmt: skip
    assert client.post(f"/seminars/{seminar.id}/register", data=typed() | extra).status_code == 303
    registration = db.session.scalars(select(Registration)).one()
    assert (registration.state, registration.channel, registration.note) == ("confirmed", "online", "")
    assert registration.consent_version == "2026-11"
    assert registration.enterprise.district_id is None
    assert (seminar.capacity, seminar.seats_taken, registration.id) == (150, 1, registration.attendees[0].id)


def test_an_expired_page_costs_one_click_and_no_text(app: Flask, seminar: Seminar) -> None:
    """A17: also without any session; the next click registers."""
    app.config["WTF_CSRF_ENABLED"] = True
    visitor = new_client(app)
    form = typed(csrf_token="from yesterday") | {"questions-0-text": "一个写了很久的问题"}
    answer = visitor.post(f"/seminars/{seminar.id}/register", data=form)
    assert answer.status_code == 422
    assert "内容都还在" in answer.text
    kept = typed_in(answer.text)
    assert kept["questions-0-text"] == "一个写了很久的问题"
    assert registrations() == 0
    again = visitor.post(f"/seminars/{seminar.id}/register", data=form | {"csrf_token": kept["csrf_token"]})
    assert (again.status_code, registrations()) == (303, 1)


def test_a_foreign_page_cannot_register_anybody(app: Flask, seminar: Seminar) -> None:
    """H3."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert new_client(app).post(f"/seminars/{seminar.id}/register", data=typed()).status_code == 422
    assert registrations() == 0


def test_the_same_form_sent_again_shows_the_same_page(client: Client, seminar: Seminar) -> None:
    """A1, R8: even when registration has closed in between, or the form has become wrong."""
    form, address = typed(), f"/seminars/{seminar.id}/register"
    first = client.post(address, data=form)
    with transaction():
        db.session.get_one(Seminar, seminar.id).closes_at = clock.now()
    again = client.post(address, data=form | {"people-0-name": ""})
    assert (again.status_code, again.headers["Location"]) == (303, first.headers["Location"])
    assert registrations() == 1


def test_a_short_form_key_is_not_trusted(client: Client, seminar: Seminar) -> None:
    """A key is as good as the link it leads to, so nobody may meet another's by typing 1."""
    address = f"/seminars/{seminar.id}/register"
    places = {client.post(address, data=typed(form_key="1")).headers["Location"] for _visitor in range(2)}
    assert len(places) == 2


def test_who_is_registered_learns_it_beside_the_number(client: Client, seminar: Seminar) -> None:
    """A2: and nothing of the other's."""
    known = make_attendee(seminar)
    form = typed() | {"people-1-name": "王芳", "people-1-phone": known.phone}
    answer = client.post(f"/seminars/{seminar.id}/register", data=form)
    assert answer.status_code == 422
    assert list(messages(answer.text)) == ["people-1-phone"]
    assert known.enterprise.name not in answer.text
    assert queries.link_token(known.registration) not in answer.text


def test_a_changed_notice_is_asked_for_again(client: Client, seminar: Seminar) -> None:
    answer = client.post(f"/seminars/{seminar.id}/register", data=typed(notice="2019-01"))
    assert (answer.status_code, list(messages(answer.text))) == (422, ["consent"])


def test_questions_are_taken_until_their_deadline(client: Client) -> None:
    late = make_seminar(questions_close_at=clock.now() - timedelta(hours=1))
    address = f"/seminars/{late.id}/register"
    assert "questions-0-text" not in client.get(address).text
    answer = client.post(address, data=typed() | {"questions-0-text": "来得及吗？"})
    assert (answer.status_code, "来得及吗？" in answer.text) == (422, True)
    assert client.post(address, data=typed()).status_code == 303


@pytest.mark.parametrize("nasty", ["\x00", "\ud800", "\x0b", "\u2028", "\u202e", "\u200b"], ids=ascii)
def test_what_no_reader_sees_is_not_stored(client: Client, seminar: Seminar, nasty: str) -> None:
    """G1, G2: cleaned on both databases."""
    name, firm, text = f"李{nasty}明", f"中山{nasty}示例厂", f"问{nasty}题"
    form = typed(enterprise_name=firm) | {
        "people-0-name": name,
        "questions-0-text": text,
        "people-0-position": nasty,
    }
    sent = {key: value.encode("utf-8", "surrogatepass") for key, value in form.items()}
    answer = client.post(f"/seminars/{seminar.id}/register", data=sent)
    assert answer.status_code in (303, 422)
    for person in db.session.scalars(select(Attendee)):
        assert nasty not in person.name + person.position + person.enterprise.name
    assert all(nasty not in shown for shown in messages(answer.text).values())


@pytest.mark.parametrize(
    "name",
    ["𠮷田", "㛃儿", "买买提·吐尔逊", "阿" * 40, "João da Silva", "Nguyễn Văn An"],
)
def test_rare_names_come_back_whole(client: Client, seminar: Seminar, name: str) -> None:
    """G6: from the database, on the page, in the picture's words."""
    answer = client.post(f"/seminars/{seminar.id}/register", data=typed() | {"people-0-name": name})
    assert answer.status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Attendee.name)).one() == name
    assert client.get(answer.headers["Location"]).text.count(name) >= 3


def test_a_family_of_pictures_in_a_question_stays_whole(client: Client, seminar: Seminar) -> None:
    """G6."""
    text = "出口玩具👨‍👩‍👧‍👦怎么归类？"
    answer = client.post(
        f"/seminars/{seminar.id}/register", data=typed(consent="") | {"questions-0-text": text}
    )
    assert text in answer.text


@pytest.mark.parametrize(
    "name",
    ["enterprise_name", "uscc", "email", "people-0-name", "people-0-phone", "people-0-position", "people-0-email",
     "people-0-access_need", "questions-0-text", "questions-0-category", "form_key", "notice"],
)  # fmt: skip
def test_ten_thousand_characters_are_refused_in_words(client: Client, seminar: Seminar, name: str) -> None:
    """G8: never a 500, and never more in a row than its column holds."""
    answer = client.post(f"/seminars/{seminar.id}/register", data=typed() | {name: "长" * 10_000})
    harmless = name in ("questions-0-category", "form_key")
    assert answer.status_code == (303 if harmless else 422)
    if not harmless and name != "notice":
        assert list(messages(answer.text)) == [name]


def test_english_pages_speak_english(client: Client, seminar: Seminar) -> None:
    page = client.get(f"/seminars/{seminar.id}/register?lang=en").text
    assert "Inspection and quarantine" in page
    assert "Register" in page


def test_a_broker_registers_for_a_firm_without_becoming_it(seminar: Seminar, client: Client) -> None:
    answer = send(client, seminar, **typed(enterprise_name="中山市示例五金厂"), agent="珠海市示例报关行")
    assert answer.status_code == 303
    made = db.session.scalars(select(Registration)).one()
    assert (made.enterprise.name, made.agent) == ("中山市示例五金厂", "珠海市示例报关行")
    page = client.get(answer.location).get_data(as_text=True)
    assert "代报：珠海市示例报关行" in page
    assert "最多100个字" in send(client, seminar, **typed(), agent="代" * 10_000).get_data(as_text=True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_whole_industrial_park_registers_and_one_attacker_is_slowed_down(client: Client) -> None:
    """A16: fifty people behind one address within five minutes; then somebody who never stops."""
    seminar = make_seminar()
    address = f"/seminars/{seminar.id}/register"
    client.checked = False
    with time_machine.travel(clock.now(), tick=False) as time:
        for _person in range(50):
            assert client.post(address, data=typed()).status_code == 303
            time.shift(timedelta(seconds=6))
        time.shift(timedelta(minutes=2))
        answers = [client.post(address, data=typed()).status_code for _try in range(61)]
        assert (answers[:60], answers[60]) == ([303] * 60, 429)
        assert client.get(address).status_code == 200


def test_an_agent_has_a_name(client: Client, app: Flask) -> None:
    seminar = make_seminar()
    answer = client.post(f"/seminars/{seminar.id}/register", data=typed(agent="🚢🚢"))
    assert (answer.status_code, "代理企业的名称里要有文字" in answer.text) == (422, True)


def test_what_is_asked_once_more_names_the_tick_that_is_missing(client: Client, seminar: Seminar) -> None:
    form = typed() | {"people-0-name": "甲先生"}
    answer = client.post(f"/seminars/{seminar.id}/register", data=form)
    told = messages(answer.text)
    assert told == {
        "people-0-name": "这像是称呼，请填写姓名全称。",
        "sure": "核对过了，请勾选这里再提交。",
    }
    again = client.post(f"/seminars/{seminar.id}/register", data=form | {"sure": "y"})
    assert again.status_code == 303
