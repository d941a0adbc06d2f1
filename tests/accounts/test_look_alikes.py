"""G7: an address that only looks like the administrator's neither takes the account over nor opens it."""

import pytest
from flask import Flask

from seminars.accounts import queries, service
from seminars.accounts.rules import EmailTaken
from seminars.core.db import db, transaction
from tests.conftest import new_client

ADMIN = "admin@customs.example"
PASSWORD = "correct-horse-battery-15"
SAME = ["admin@customs.example", " Admin@Customs.Example ", "ADMIN@CUSTOMS.EXAMPLE", "ａdmin@customs.example"]
OTHERS = [
    "аdmin@customs.example",  # a Cyrillic a
    "admın@customs.example",  # a dotless i
    "admin\u200b@customs.example",
    "admin@customs.exampIe",
    "admin@customs.example.",
]


@pytest.fixture(autouse=True)
def administrator(app: Flask) -> int:
    with transaction():
        member, _given = service.create(
            email=ADMIN, name="方静文", grants=[("administrator", None)], password=PASSWORD
        )
    return member.id


def opens(app: Flask, email: str) -> bool:
    """Whether this address with the administrator's password gets in."""
    visitor = new_client(app)
    visitor.post("/staff/sign-in", data={"email": email, "password": PASSWORD})
    return visitor.get("/staff/accounts").status_code == 200


@pytest.mark.parametrize("email", SAME)
def test_the_same_address_written_otherwise_is_the_same_account(app: Flask, staff_client, email: str) -> None:
    page = staff_client("administrator").post(
        "/staff/accounts/new", data={"email": email, "name": "别人", "grants": ["officer:*"]}
    )
    assert page.status_code == 422
    with pytest.raises(EmailTaken), transaction():
        service.create(email=email.replace("ａ", "a"), name="别人", grants=[("officer", None)])


@pytest.mark.parametrize("email", OTHERS)
def test_a_look_alike_is_refused_or_another_account(
    app: Flask, staff_client, administrator: int, email: str
) -> None:
    page = staff_client("administrator").post(
        "/staff/accounts/new", data={"email": email, "name": "别人", "grants": ["officer:*"]}
    )
    assert page.status_code in (200, 422)
    db.session.rollback()
    member = queries.by_email(ADMIN)
    assert member is not None
    assert (member.id, member.name) == (administrator, "方静文")
    if page.status_code == 200:
        other = queries.by_email(email)
        assert other is not None
        assert other.id != administrator
        assert not opens(app, email), "another account has another password"


def test_the_administrator_signs_in_however_the_address_is_cased(app: Flask) -> None:
    for email in (ADMIN, "Admin@customs.example", " ADMIN@Customs.example"):
        assert opens(app, email), email
