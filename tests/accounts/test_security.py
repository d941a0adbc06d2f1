"""Signing in, locking out, and passwords that others gave."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select

from seminars.accounts.models import Staff
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from tests.conftest import new_client

PASSWORD = "马到成功 four words"


def with_password(member: Staff, **changed: object) -> str:
    with transaction():
        member = db.session.get_one(Staff, member.id)
        member.password = hash_password(PASSWORD)
        for name, value in changed.items():
            setattr(member, name, value)
        return member.email


def sign_in(client, email: str, password: str = PASSWORD, address: str = "10.0.0.1"):
    return client.post(
        "/staff/sign-in", data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": address}
    )


def test_the_right_password_opens_the_workplace(app: Flask, make_staff) -> None:
    email = with_password(make_staff("administrator"))
    client = new_client(app)
    answer = sign_in(client, email)
    assert (answer.status_code, answer.location) == (302, "/staff")
    assert client.get("/staff/accounts").status_code == 200
    deeds = db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)).all()
    assert deeds[-1] == "staff.signed_in"


def test_five_failures_lock_the_account_for_that_address_only(app: Flask, make_staff) -> None:
    """H8: a stranger is slowed, the right owner elsewhere still gets in."""
    email = with_password(make_staff("administrator"))
    stranger = new_client(app)
    for _try in range(5):
        sign_in(stranger, email, "wrong", address="10.6.6.6")
    locked = sign_in(stranger, email, PASSWORD, address="10.6.6.6")
    assert "试了太多次" in locked.text
    assert stranger.get("/staff/accounts").status_code == 302
    assert sign_in(new_client(app), email, PASSWORD, address="10.0.0.1").status_code == 302


def test_the_lock_opens_after_fifteen_minutes(app: Flask, make_staff) -> None:
    email = with_password(make_staff("administrator"))
    client = new_client(app)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _try in range(5):
            sign_in(client, email, "wrong")
        assert "试了太多次" in sign_in(client, email).text
        traveller.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(client, email).status_code == 302


def test_a_known_and_an_unknown_address_get_the_same_answer(app: Flask, make_staff) -> None:
    """H9 in words: the page does not say whether the account exists."""
    email = with_password(make_staff("administrator"))
    said = [
        re.findall(r"<li>.*?</li>", sign_in(new_client(app), who, "wrong", "10.0.0.9").text)
        for who in (email, "nobody@customs.example")
    ]
    assert said[0] == said[1] != []


def test_a_given_password_opens_only_the_page_that_changes_it(app: Flask, make_staff) -> None:
    email = with_password(make_staff("administrator"), must_change_password=True)
    client = new_client(app)
    sign_in(client, email)
    assert client.get("/staff/accounts").location == "/staff/password"
    new = "three other words 3"
    client.post(
        "/staff/password", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    )
    opened = client.get("/staff/accounts")
    assert (opened.status_code, "您的密码已更改。" in opened.text) == (200, True)
    assert sign_in(new_client(app), email, new).status_code == 302


def test_a_disabled_account_is_out_at_the_next_request(app: Flask, make_staff, staff_client) -> None:
    """H10: sessions end at once."""
    member = make_staff("administrator")
    email = with_password(member)
    client = new_client(app)
    sign_in(client, email)
    with transaction():
        db.session.get_one(Staff, member.id).active = False
    assert client.get("/staff/accounts").status_code == 302
    assert sign_in(new_client(app), email).status_code == 200


def test_two_steps_can_be_set_up_and_are_asked_for(app: Flask, make_staff) -> None:
    email = with_password(make_staff("administrator"))
    client = new_client(app)
    sign_in(client, email)
    page = client.post("/staff/two-factor", data={"setup": "authenticator"})
    key = re.search(r'class="mono">([A-Z2-7-]+)<', page.text)
    action = re.search(r'action="(/staff/two-factor/[^"]+)"', page.text)
    assert key and action, (page.status_code, page.location)
    client.post(action[1], data={"code": _code(app, key[1])})
    assert db.session.scalars(select(Staff.tf_primary_method).where(Staff.email == email)).one()
    second = new_client(app)
    assert "two-factor" in sign_in(second, email).location
    assert second.get("/staff/accounts").status_code == 302


def _code(app: Flask, key: str) -> str:
    return str(TOTP(key=key.replace("-", ""), format="base32").generate().token)


def test_two_hours_without_a_deed_sign_out_and_a_day_at_work_does_not(app: Flask, make_staff) -> None:
    """The cookie is signed anew every five minutes at most, not with each answer."""
    email = with_password(make_staff("administrator"))
    client = new_client(app)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        sign_in(client, email)
        client.get("/staff/accounts")  # its forms get their token
        assert "Set-Cookie" not in client.get("/staff/accounts").headers
        for _hour in range(8):
            traveller.shift(timedelta(hours=1))
            answer = client.get("/staff/accounts")
            assert answer.status_code == 200
            assert answer.headers["Set-Cookie"].startswith("seminars=")
        traveller.shift(timedelta(hours=2, seconds=1))
        assert client.get("/staff/accounts").status_code == 302


@pytest.mark.parametrize(("language", "said"), [("zh", "请先登录。"), ("en", "Please sign in first.")])
def test_whoever_must_sign_in_first_is_told_so_in_their_language(
    app: Flask, language: str, said: str
) -> None:
    client = new_client(app)
    client.set_cookie("lang", language)
    page = client.get("/staff", follow_redirects=True).text
    assert said in page
    assert language == "en" or "You must" not in page


def test_sign_out_needs_a_post(app: Flask, staff_client) -> None:
    client = staff_client("administrator")
    assert client.get("/staff/sign-out").status_code == 405
    client.post("/staff/sign-out")
    assert client.get("/staff/accounts").status_code == 302
