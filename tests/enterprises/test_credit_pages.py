"""The administrator's pages of credit: regimes with dates, classes, what a tier means (R5)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db
from seminars.enterprises import queries
from seminars.enterprises.rules import PRIORITY, Policy
from tests.builders.enterprises import make_enterprise, make_regimes
from tests.conftest import StaffClient


@pytest.fixture(autouse=True)
def _regimes(app: Flask) -> None:
    make_regimes()


def test_a_new_regime_ends_the_open_one_and_gets_its_classes(staff_client: StaffClient) -> None:
    client, begins = staff_client("administrator"), clock.today() + timedelta(days=90)
    before = queries.regimes()[0].id
    facts = {"code": "R-NEXT", "legal_basis": "海关总署令示例", "valid_from": begins.isoformat()}
    assert client.post("/staff/credit/regimes/new", data=facts).status_code == 303
    db.session.rollback()
    made = queries.regimes()[0]
    assert (made.code, queries.regime(before).valid_to) == ("R-NEXT", begins - timedelta(days=1))
    row = {"code": "A", "zh": "甲级", "rank": "1", "tier": PRIORITY}
    assert client.post(f"/staff/credit/regimes/{made.id}/classes/new", data=row).status_code == 303
    page = client.get("/staff/credit").text
    assert "甲级" in page
    assert "尚未开始" in page


def test_a_refused_regime_keeps_what_was_typed(staff_client: StaffClient) -> None:
    client, known = staff_client("administrator"), queries.regimes()[0]
    facts = {"code": known.code, "legal_basis": "同一个编号", "valid_from": "2030-01-01"}
    answer = client.post("/staff/credit/regimes/new", data=facts)
    assert (answer.status_code, "同一个编号" in answer.text) == (422, True)
    answer = client.post("/staff/credit/regimes/new", data={**facts, "code": "X", "valid_from": "明年"})
    assert "2026-12-15 的样子" in answer.text
    wrong = {"code": known.code, "legal_basis": "x", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}
    assert client.post(f"/staff/credit/regimes/{known.id}", data=wrong).status_code == 422


def test_a_tier_means_what_the_administrator_says(staff_client: StaffClient) -> None:
    client = staff_client("administrator")
    wishes = {"early_days": "3", "reserve_percent": "10", "release_hours": "24"}
    assert client.post(f"/staff/credit/tiers/{PRIORITY}", data=wishes).status_code == 303
    db.session.rollback()
    assert queries.tier_policy(PRIORITY) == Policy(3, 10, 24)
    assert (
        client.post(f"/staff/credit/tiers/{PRIORITY}", data={**wishes, "reserve_percent": "60"}).status_code
        == 422
    )
    assert client.get("/staff/credit/tiers/nobody").status_code == 404


def test_a_class_changes_its_tier_and_others_only_read(staff_client: StaffClient) -> None:
    regime = queries.regimes()[0]
    one = regime.classes[0]
    address = f"/staff/credit/regimes/{regime.id}/classes/{one.id}"
    row = {"code": one.code, "zh": one.zh, "en": one.en, "rank": one.rank, "tier": "ordinary"}
    assert staff_client("administrator").post(address, data=row).status_code == 303
    db.session.rollback()
    assert queries.regime(regime.id).classes[0].tier == "ordinary"
    reader = staff_client("organizer")
    assert one.zh in reader.get("/staff/credit").text
    assert reader.get(address).status_code == 403


def test_an_organizer_gives_one_enterprise_a_class_with_day_and_source(staff_client: StaffClient) -> None:
    """R5: what it held ends the day before; a day outside the regime is refused beside its field; it is logged."""
    firm, client = make_enterprise().id, staff_client("organizer")
    regime = next(one for one in queries.regimes() if one.valid_to is None)
    page, best, begins = f"/staff/credit/enterprises/{firm}", regime.classes[0], regime.valid_from
    typed = {"class_id": best.id, "valid_from": begins.isoformat(), "source": "认定书2026第8号"}
    assert client.post(page, data={**typed, "source": ""}).status_code == 422
    wrong = client.post(page, data={**typed, "valid_from": (begins - timedelta(days=1)).isoformat()})
    assert (wrong.status_code, "在这一天不适用" in wrong.text) == (422, True)
    assert client.post(page, data=typed).location.endswith(f"/staff/enterprises/{firm}")
    client.post(
        page, data={**typed, "class_id": regime.classes[1].id, "valid_from": clock.today().isoformat()}
    )
    shown = client.get(f"/staff/enterprises/{firm}").text
    assert best.zh in shown and "认定书2026第8号" in shown
    db.session.rollback()
    now, before = queries.credit_history(firm)
    assert (now.valid_to, before.valid_to) == (None, clock.today() - timedelta(days=1))
    assert now.entered_by == "李明"
    deeds = select(func.count()).where(AuditEntry.deed == "credit.class_given")
    assert db.session.scalar(deeds) == 2
    assert staff_client("auditor").get(page).status_code == 403


def test_only_a_tier_that_registers_early_has_rules_to_change(staff_client: StaffClient) -> None:
    client = staff_client("administrator")
    page = client.get("/staff/credit").text
    assert f"/staff/credit/tiers/{PRIORITY}" in page and "其余各档和大家同时报名" in page
    assert "/staff/credit/tiers/ordinary" not in page
    assert client.get("/staff/credit/tiers/ordinary").status_code == 404
