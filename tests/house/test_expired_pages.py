"""A page that was open too long costs a click, and not what was typed, wherever the public types something (A17, H3)."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import pytest
from flask import Flask

from seminars.cases import service as cases
from seminars.cases.queries import link
from seminars.checkin import service as checkin
from seminars.checkin.queries import invitation
from seminars.core.db import db, transaction
from seminars.core.web import csrf
from seminars.registration import queries
from seminars.registration import service as registration
from tests.builders.cases import make_case
from tests.builders.checkin import make_seminar_today, put_up, with_tail
from tests.builders.feedback import make_closed_seminar
from tests.builders.registration import make_attendee, make_registration, make_waiting, next_phone, typed
from tests.builders.schedule import make_seminar, make_staff
from tests.conftest import new_client

TYPED = "一段写了很久的话"
Page = tuple[str, Mapping[str, str]]
"""an address, and what is typed there"""


def on_my_link(page: str, **fields: str) -> Page:
    made = make_registration()
    return f"/r/{queries.link_token(made)}/{page.format(made.attendees[0].id)}", fields


def in_line(page: str, **fields: str) -> Page:
    full = make_seminar(capacity=1, enterprise_limit=9)
    make_registration(full, names=["李晓雯"])
    return f"/r/{queries.link_token(make_waiting(full))}/{page}", fields


def person() -> dict[str, str]:
    return {"name": "王芳", "phone": next_phone(), "position": TYPED}


def declining() -> Page:
    full = make_seminar(capacity=1, enterprise_limit=9)
    first, waits = make_registration(full, names=["李晓雯"]), make_waiting(full, names=["黄嘉欣"])
    with transaction():
        registration.cancel(registration_id=first.id)
    db.session.refresh(waits.attendees[0])
    assert waits.attendees[0].promotion is not None
    return f"/d/{queries.decline_token(waits.attendees[0].promotion)}", {}


def asking() -> Page:
    told = {"enterprise": "中山市示例五金厂", "name": "李晓雯", "phone": next_phone(), "consent": "y"}
    return f"/seminars/{make_seminar().id}/ask", {"text": TYPED, **told}


def answered_case(deed: str, **fields: str) -> Page:
    case = make_case(officer_id=make_staff("officer").id)
    with transaction():
        cases.answer(case_id=case.id, staff_id=case.officer_id or 0, text="三天补办。")
    return f"{urlsplit(link(case.askers[0])).path}/{deed}", fields


def feedback() -> Page:
    _seminar, (token,) = make_closed_seminar()
    points = dict.fromkeys(("content", "officers", "venue", "overall"), "5")
    return f"/f/{token}", {**points, "solved": "solved", "wish": TYPED}


def poster() -> Page:
    seminar = make_seminar_today()
    with_tail(make_attendee(seminar), "8866")
    return put_up(seminar), {"scan_id": "poster-0001", "tail": "8866"}


def joining() -> Page:
    with transaction():
        device = checkin.invite(seminar_id=make_seminar_today().id, name="3号台")
    return f"/door/join/{invitation(device)}", {"holder": "何俊杰"}


PAGES: dict[str, Callable[[], Page]] = {
    "cases_public.solved": lambda: answered_case("solved"),
    "cases_public.unsolved": lambda: answered_case("unsolved", words=TYPED),
    "checkin_public.poster": poster,
    "checkin_staff.join": joining,
    "feedback_public.give": feedback,
    "questions_public.ask": asking,
    "registration_public.cancel": lambda: on_my_link("cancel"),
    "registration_public.decline": declining,
    "registration_public.edit": lambda: on_my_link("people/{}", **person()),
    "registration_public.give_up": lambda: on_my_link("people/{}/give-up"),
    "registration_public.hand_over": lambda: on_my_link("people/{}/hand-over", **person()),
    "registration_public.keep": lambda: on_my_link("keep"),
    "registration_public.leave_line": lambda: in_line("leave-line"),
    "registration_public.my": lambda: ("/my", {"email": "guanwu@douling.example"}),
    "registration_public.parts": lambda: in_line("parts", may_split="1"),
    "registration_public.register": lambda: (f"/seminars/{make_seminar().id}/register", typed()),
}
"""every page that leaves the token to its form, by its endpoint"""


@pytest.mark.parametrize("endpoint", PAGES)
def test_an_expired_page_is_shown_again_as_it_was_filled_in(app: Flask, endpoint: str) -> None:
    address, fields = PAGES[endpoint]()
    app.config["WTF_CSRF_ENABLED"] = True
    visitor = new_client(app)
    answer = visitor.post(address, data={**fields, "csrf_token": "from yesterday"})
    assert answer.status_code == 422
    assert "这一页开着太久了" in answer.text
    assert all(words in answer.text for words in fields.values() if words != "y")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
    assert token is not None
    assert visitor.post(address, data={**fields, "csrf_token": token[1]}).status_code in {302, 303}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_other_page_leaves_the_token_to_its_form(app: Flask) -> None:
    """The others are refused before their view begins; a door for programs has a guard of its own."""
    posts = [rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    views = {endpoint: app.view_functions[endpoint] for endpoint in posts}
    left = {
        name for name, view in views.items() if f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    }
    assert left - {"checkin_api.sync"} == set(PAGES)


def test_what_is_refused_for_its_token_has_a_number_to_name(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = new_client(app).post("/staff/sign-in", data={"email": "a@b.example"})
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 400 and re.fullmatch("[0-9a-f]{8}", number) and number in answer.text
