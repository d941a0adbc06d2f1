"""Two records turn out to be one enterprise, or after all not (R1)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.db import Base, db, transaction
from seminars.enterprises import queries, service
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import EnterpriseRefusal
from seminars.enterprises.service.merging import OWN_TABLES
from seminars.registration.models import Registration
from seminars.wiring import NAME_AN_ENTERPRISE
from tests.builders.cases import make_case
from tests.builders.enterprises import class_of, give, make_enterprise, make_regimes
from tests.builders.questions import make_question
from tests.builders.registration import make_registration, typed
from tests.builders.schedule import make_seminar
from tests.conftest import StaffClient, new_client

CODE = "91442000MADEMA0197"
TABLES = (*OWN_TABLES, *NAME_AN_ENTERPRISE)


def merge(kept: Enterprise, gone: Enterprise) -> int:
    keys = kept.id, gone.id
    with transaction():
        return service.merge(kept_id=keys[0], gone_id=keys[1]).id


def undo(merge_id: int) -> None:
    with transaction():
        service.undo_merge(merge_id=merge_id)


def rows_of(firm_id: int) -> dict[str, list[object]]:
    """The keys of everything that names an enterprise."""
    found = {}
    for table in TABLES:
        key = table.__mapper__.primary_key[0]
        found[table.__tablename__] = list(
            db.session.scalars(select(key).where(table.__table__.c.enterprise_id == firm_id).order_by(key))
        )
    return found


def test_every_table_that_names_an_enterprise_follows_a_merge() -> None:
    """A table that is forgotten here would keep rows under a record that nobody sees any more."""
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        if "enterprise_id" in table.c and table.name != "enterprise"
    }
    assert naming == {table.__tablename__ for table in TABLES}


def test_everything_follows_and_goes_back(app: Flask) -> None:
    make_regimes()
    kept, gone = make_enterprise("中山市示例五金有限公司", uscc=CODE), make_enterprise("示例五金")
    seminar = make_seminar()
    make_registration(seminar, firm=kept.name, uscc=CODE, names=("黎泳仪",))
    make_registration(seminar, firm="示例五金")
    make_question(seminar, firm="示例五金")
    make_case(enterprise_id=gone.id)
    give(gone, "R2026", "CERT", date(2026, 7, 1))
    with transaction():
        service.add_spelling(enterprise_id=gone.id, name="示例五金店")
    kept_id, gone_id = kept.id, gone.id
    before = rows_of(kept_id), rows_of(gone_id)
    done = merge(kept, gone)
    after = rows_of(kept_id)
    for table in ("registration", "attendee", "question", "follow_up_case", "enterprise_credit"):
        assert before[1][table], f"nothing to move in {table}"
        assert after[table] == sorted(before[0][table] + before[1][table], key=str)
        assert rows_of(gone_id)[table] == []
    assert make_enterprise("示例五金").id == make_enterprise("示例五金店").id == kept_id
    undo(done)
    undo(done)
    assert (rows_of(kept_id), rows_of(gone_id)) == before
    assert make_enterprise("示例五金").id == gone_id


def test_what_came_after_the_merge_stays_where_it_came(app: Flask) -> None:
    kept, gone = make_enterprise("中山市示例五金有限公司"), make_enterprise("示例五金")
    done = merge(kept, gone)
    made = make_registration(firm="示例五金").id
    undo(done)
    assert db.session.get_one(Registration, made).enterprise_id == kept.id


def test_the_kept_one_takes_over_what_it_does_not_know(app: Flask) -> None:
    kept, gone = make_enterprise("中山市示例五金有限公司"), make_enterprise("示例五金")
    with transaction():
        service.describe(
            enterprise_id=gone.id,
            facts=service.EnterpriseFacts(name="示例五金", industry="五金", customs_code="4420960000"),
        )
    done = merge(kept, gone)
    db.session.refresh(kept)
    assert (kept.industry, kept.customs_code) == ("五金", "4420960000")
    undo(done)
    db.session.refresh(kept)
    assert (kept.industry, kept.customs_code) == ("", None)


def test_merges_are_undone_in_the_order_of_a_stack(app: Flask) -> None:
    first, second, third = (
        make_enterprise("甲示例厂"),
        make_enterprise("乙示例厂"),
        make_enterprise("丙示例厂"),
    )
    inner = merge(second, first)
    outer = merge(third, second)
    assert make_enterprise("甲示例厂").id == third.id
    with pytest.raises(EnterpriseRefusal) as refused:
        undo(inner)
    assert refused.value.code == "later"
    undo(outer)
    undo(inner)
    assert make_enterprise("甲示例厂").id == first.id


def test_what_cannot_be_one_enterprise_is_refused(app: Flask) -> None:
    coded, other = (
        make_enterprise("甲示例厂", uscc=CODE),
        make_enterprise("乙示例厂", uscc="91440400MADEMA027X"),
    )
    plain, gone = make_enterprise("丙示例厂"), make_enterprise("丁示例厂")
    merge(plain, gone)
    for kept, away, code in (
        (coded, other, "two_codes"),
        (plain, coded, "keep_coded"),
        (plain, plain, "itself"),
        (coded, gone, "not_now"),
    ):
        with pytest.raises(EnterpriseRefusal) as refused:
            merge(kept, away)
        assert refused.value.code == code


def test_another_code_beside_a_merged_name_is_another_enterprise(app: Flask) -> None:
    """A18: after a merge a stranger's code does not reach the record either."""
    kept, gone = make_enterprise("中山市示例五金有限公司", uscc=CODE), make_enterprise("示例五金")
    merge(kept, gone)
    stranger = make_enterprise("示例五金", uscc="91440400MADEMA027X")
    assert stranger.id not in (kept.id, gone.id)
    assert make_enterprise("示例五金", uscc=CODE).id == kept.id


def test_pairs_of_one_core_are_proposed_until_a_person_has_decided(app: Flask) -> None:
    plain, coded = make_enterprise("示例灯饰"), make_enterprise("中山市示例灯饰有限公司", uscc=CODE)
    make_enterprise("珠海市示例水产有限公司")
    assert [(one.id, two.id) for one, two in queries.alike()] == [(coded.id, plain.id)]
    assert queries.alike_count() == 1
    with transaction():
        service.tell_apart(first_id=coded.id, second_id=plain.id)
        service.tell_apart(first_id=plain.id, second_id=coded.id)
    assert queries.alike() == []
    make_enterprise("珠海市示例灯饰有限公司", uscc="91440400MADEMA027X")
    assert [two.id for _one, two in queries.alike()] == [plain.id], "two codes are two enterprises"


def test_a_class_held_twice_stays_once(app: Flask) -> None:
    make_regimes()
    kept, gone = make_enterprise("甲示例厂"), make_enterprise("乙示例厂")
    for firm in (kept, gone):
        give(firm, "R2026", "CERT", date(2026, 7, 1))
    merge(kept, gone)
    assert [one.class_id for one in queries.credit_history(kept.id)] == [class_of("R2026", "CERT")]


def test_a_registration_and_a_merge_at_once_leave_nothing_behind(
    app: Flask, staff_client: StaffClient
) -> None:
    """Whoever comes first, the registration ends under the enterprise that stands."""
    seminar, organizer, visitor = make_seminar(capacity=90).id, staff_client("organizer"), new_client(app)
    for round_ in range(8):
        kept, gone = make_enterprise(f"甲示例{round_}厂").id, make_enterprise(f"乙示例{round_}厂").id
        barrier = threading.Barrier(2)
        address, form = f"/seminars/{seminar}/register", typed(enterprise_name=f"乙示例{round_}厂")

        def merging(kept: int = kept, gone: int = gone, barrier: threading.Barrier = barrier) -> int:
            barrier.wait()
            return organizer.post(f"/staff/enterprises/{kept}/merge", data={"other": gone}).status_code

        def registering(
            address: str = address, form: dict[str, str] = form, barrier: threading.Barrier = barrier
        ) -> int:
            barrier.wait()
            return visitor.post(address, data=form).status_code

        with ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(deed) for deed in (merging, registering)]
        assert [one.result() for one in answers] == [303, 303]
        db.session.rollback()
        assert rows_of(gone)["registration"] == rows_of(gone)["attendee"] == []
        assert len(rows_of(kept)["registration"]) == len(rows_of(kept)["attendee"]) == 1
