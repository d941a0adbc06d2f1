"""Administering accounts, and who may."""

import re

import pytest
from sqlalchemy import select

from seminars.accounts import queries, service
from seminars.accounts.models import Staff
from seminars.accounts.rules import EmailTaken, LastAdministrator
from seminars.core import audit
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from tests.builders.schedule import make_seminar, make_series


def test_an_administrator_creates_an_organizer_for_one_series(app, staff_client) -> None:
    make_series("zhongshan")
    client = staff_client("administrator")
    page = client.post(
        "/staff/accounts/new",
        data={"email": "Chen@customs.example", "name": "陈柏霖", "grants": ["organizer:zhongshan"]},
    )
    password = re.search(r'class="mono strong">([^<]+)<', page.text)
    assert password and len(password[1]) == 19
    member = queries.by_email("chen@CUSTOMS.example")
    assert member is not None
    assert [(grant.role, grant.series) for grant in member.grants] == [("organizer", "zhongshan")]
    assert member.must_change_password


def test_missing_name_and_role_are_said_beside_their_fields_and_nothing_is_lost(client, staff_client) -> None:
    page = staff_client("administrator").post("/staff/accounts/new", data={"email": "chen@customs.example"})
    assert page.status_code == 422
    assert "请填写姓名" in page.text and "请至少选一个角色" in page.text
    assert 'value="chen@customs.example"' in page.text


def test_the_same_address_is_refused(app, make_staff) -> None:
    member = make_staff("organizer")
    with pytest.raises(EmailTaken), transaction():
        service.create(email=member.email.upper(), name="别人", grants=[("officer", None)])


def test_the_last_administrator_cannot_be_switched_off(app, make_staff) -> None:
    member = make_staff("administrator")
    with pytest.raises(LastAdministrator), transaction():
        service.change(
            staff_id=member.id, name="李明", office="", active=False, grants=[("administrator", None)]
        )
    assert db.session.get_one(Staff, member.id).active


def test_roles_that_stay_are_kept_when_others_come_and_go(app, staff_client, make_staff) -> None:
    for slug in ("zhongshan", "zhuhai"):
        make_series(slug)
    member, client = make_staff("organizer", "zhongshan").id, staff_client("administrator")
    for wanted in (["zhongshan"], ["zhongshan", "zhuhai"], ["zhuhai"]):
        typed = {"name": "李明", "office": "加贸科", "active": "y"}
        answer = client.post(
            f"/staff/accounts/{member}", data=typed | {"grants": [f"organizer:{slug}" for slug in wanted]}
        )
        assert answer.status_code in (302, 303)
        assert sorted(grant.series for grant in queries.get(member).grants) == wanted


def test_an_administrator_is_one_everywhere_and_once(app, make_staff) -> None:
    member = make_staff("organizer").id
    twice = [("administrator", "zhongshan"), ("administrator", None)]
    with transaction():
        service.change(staff_id=member, name="李明", office="", active=True, grants=twice)
    assert [(grant.role, grant.series) for grant in queries.get(member).grants] == [("administrator", None)]


@pytest.mark.parametrize("role", ["organizer", "officer", "helper"])
def test_others_do_not_see_accounts_or_the_log(staff_client, role: str) -> None:
    client = staff_client(role)
    assert client.get("/staff/accounts").status_code == 403
    assert client.get("/staff/log").status_code == 403


def test_an_auditor_reads_and_changes_nothing(staff_client) -> None:
    client = staff_client("auditor")
    assert client.get("/staff/accounts").status_code == 200
    assert client.get("/staff/accounts/new").status_code == 403


def test_the_log_shows_deeds_newest_first_and_filters_them(app, staff_client, make_staff) -> None:
    with transaction():
        service.create(email="a@customs.example", name="林晓岚", grants=[("officer", None)])
        service.create(email="b@customs.example", name="何志远", grants=[("officer", None)])
    page = staff_client("auditor").get("/staff/log?deed=staff.created").text
    assert page.index("何志远") < page.index("林晓岚")
    assert page.count("建立了账号") == 3, "two lines, and the choice in the filter"
    assert "staff.created<" not in page, "words, not codes"
    assert "没有这样的记录" in staff_client("auditor").get("/staff/log?deed=nothing").text


def test_the_log_of_one_thing_is_not_that_of_another_that_begins_alike(app, staff_client) -> None:
    with transaction():
        for subject in ("seminar:1", "seminar:12"):
            audit.note("seminar.published", subject=subject, titles=["加工贸易", "讲义"])
    auditor = staff_client("auditor")
    one = auditor.get("/staff/log?subject=seminar:1").text
    assert one.count("<td") == 5 and "加工贸易、讲义" in one
    assert auditor.get("/staff/log?subject=seminar").text.count("<td") == 10


def test_the_log_calls_seminars_as_staff_do_and_leads_to_them(app, staff_client) -> None:
    seminar = make_seminar(issue_no=296)
    with transaction():
        audit.note("seminar.published", subject=seminar, series=seminar.series.slug)
        audit.note("import.saved", subject="import_file:7", target=seminar.id)
        audit.note("seminar.deleted", subject="seminar:9999")
    page = staff_client("auditor").get("/staff/log").text
    cells = re.findall(r"<td.*?</td>", page)
    assert [cell for cell in cells if "第296期" in cell and f'href="/staff/seminars/{seminar.id}"' in cell]
    assert [cell for cell in cells if "第296期" in cell and ">场次</span>" in cell], (
        "what came in by the file"
    )
    assert f"场次{seminar.id}<" not in page
    assert "场次9999" in page, "what is gone has no other name"


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_log_refuses_change(app, statement: str) -> None:
    with transaction():
        service.create(email="a@customs.example", name="林晓岚", grants=[("officer", None)])
    with pytest.raises(Exception, match="append-only"), transaction():
        db.session.execute(db.text(statement))
    assert db.session.scalars(select(AuditEntry.actor)).all() == ["system"]


def test_everyone_sees_their_own_account(staff_client) -> None:
    page = staff_client("helper", name="林晓岚").get("/staff/me").text
    assert "林晓岚" in page and "签到员" in page and "/staff/two-factor" in page
