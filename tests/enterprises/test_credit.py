"""Credit regimes, classes, tiers and what they mean (domain.md §5)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.enterprises import queries, service
from seminars.enterprises.models import CreditClass, CreditRegime, TierPolicy
from seminars.enterprises.rules import (
    ORDINARY,
    PRIORITY,
    STRICT,
    ClassFacts,
    CreditRefusal,
    Policy,
    RegimeFacts,
    overlap,
)
from tests.builders.enterprises import class_of, give, make_enterprise, make_regimes

CODE = "91442000MADEMA0197"


def regime(code: str) -> CreditRegime:
    return db.session.scalars(select(CreditRegime).where(CreditRegime.code == code)).one()


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ((date(2026, 1, 1), None), (date(2027, 1, 1), None), True),
        ((date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), None), False),
        ((date(2026, 1, 1), date(2027, 1, 1)), (date(2027, 1, 1), None), True),
    ],
)
def test_spans_share_a_day_or_do_not(
    first: tuple[date, date | None], second: tuple[date, date | None], shared: bool
) -> None:
    assert overlap(first, second) is overlap(second, first) is shared


def test_the_starting_set_is_written_once_and_stays_as_edited(app: Flask) -> None:
    make_regimes()
    assert [one.code for one in queries.regimes()] == ["R2026", "R2021", "R2018", "R2014", "R2011"]
    assert [one.code for one in queries.regimes()[0].classes] == ["ADV", "CERT", "ORD", "DISC", "SEV"]
    with transaction():
        db.session.execute(delete(CreditClass).where(CreditClass.code == "SEV"))
    with transaction():
        assert service.load_starting_set() == 0
    assert len(queries.regimes()[0].classes) == 4


def test_the_same_enterprise_is_of_two_classes_in_two_regimes(app: Flask) -> None:
    make_regimes()
    firm = make_enterprise()
    give(firm, "R2011", "AA", date(2011, 6, 1))
    give(firm, "R2026", "ORD", date(2026, 4, 1))
    held = [(row.credit_class.regime.code, row.credit_class.code) for row in queries.credit_history(firm.id)]
    assert held == [("R2026", "ORD"), ("R2011", "AA")]
    assert queries.tier_on(firm.id, date(2011, 9, 1)) == PRIORITY
    assert queries.tier_on(firm.id, date(2026, 9, 1)) == ORDINARY
    assert queries.tier_on(firm.id, date(2016, 1, 1)) == ORDINARY, "the regime of its class has ended"
    assert queries.tier_on(firm.id, date(2011, 5, 31)) == ORDINARY, "not yet given"


def test_a_code_tells_the_tier(app: Flask) -> None:
    make_regimes()
    firm = make_enterprise(uscc=CODE)
    give(firm, "R2026", "SEV", date(2026, 5, 1))
    assert queries.tier_of_code(CODE.lower(), date(2026, 5, 1)) == STRICT
    assert queries.tier_of_code(CODE, date(2026, 4, 30)) == ORDINARY


def test_a_class_given_later_ends_the_one_before(app: Flask) -> None:
    make_regimes()
    firm = make_enterprise()
    give(firm, "R2026", "ORD", date(2026, 4, 1))
    give(firm, "R2026", "CERT", date(2026, 9, 1))
    give(firm, "R2026", "DISC", date(2026, 6, 1))
    spans = [(row.credit_class.code, row.valid_from, row.valid_to) for row in queries.credit_history(firm.id)]
    assert spans == [
        ("CERT", date(2026, 9, 1), None),
        ("DISC", date(2026, 6, 1), date(2026, 8, 31)),
        ("ORD", date(2026, 4, 1), date(2026, 5, 31)),
    ]
    with pytest.raises(CreditRefusal) as refused:
        give(firm, "R2021", "ADV", date(2026, 4, 1))
    assert refused.value.code == "regime"


def test_a_class_without_policy_falls_to_ordinary(app: Flask) -> None:
    make_regimes()
    firm = make_enterprise()
    give(firm, "R2026", "ADV", date(2026, 4, 1))
    with transaction():
        service.save_policy(tier=ORDINARY, policy=Policy(1, 0, 24))
        service.save_policy(tier=PRIORITY, policy=Policy(3, 10, 72))
    assert queries.tier_policy(PRIORITY) == Policy(3, 10, 72)
    with transaction():
        db.session.execute(delete(TierPolicy).where(TierPolicy.tier == PRIORITY))
    assert queries.tier_on(firm.id, date(2026, 4, 1)) == ORDINARY
    assert queries.tier_policy(PRIORITY) == Policy(1, 0, 24)


def test_at_most_a_fifth_is_reserved(app: Flask) -> None:
    with pytest.raises(CreditRefusal) as refused, transaction():
        service.save_policy(tier=PRIORITY, policy=Policy(0, 21, 24))
    assert refused.value.code == "reserve"


def test_the_change_of_april_2026_happens_only_by_the_organizers_list(app: Flask) -> None:
    """At 2026-04-01 00:00 in Shanghai the class of the old rules is gone; the new one comes by the list alone."""
    make_regimes()
    other, best = make_enterprise(), make_enterprise()
    give(other, "R2021", "OTHER", date(2022, 1, 1))
    give(best, "R2021", "ADV", date(2022, 1, 1))
    with time_machine.travel(datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), tick=False):
        assert queries.tier_on(best.id, clock.today()) == PRIORITY
    with time_machine.travel(datetime(2026, 3, 31, 16, 0, tzinfo=UTC), tick=False):
        assert queries.tier_on(best.id, clock.today()) == ORDINARY
        assert queries.credit_history(other.id)[0].credit_class.regime.code == "R2021"
    old, new = regime("R2021").id, regime("R2026").id
    pairs = {class_of("R2021", "OTHER"): class_of("R2026", "ORD")}
    assert service.mapped(old_id=old, new_id=new) == {
        class_of("R2021", "ADV"): 1,
        class_of("R2021", "OTHER"): 1,
    }
    with transaction():
        assert service.map_classes(old_id=old, new_id=new, pairs=pairs, entered_by="王宁") == 1
    with transaction():
        assert service.map_classes(old_id=old, new_id=new, pairs=pairs) == 0
    held = [(row.credit_class.code, row.valid_from) for row in queries.credit_history(other.id)]
    assert held == [("ORD", date(2026, 4, 1)), ("OTHER", date(2022, 1, 1))]
    assert len(queries.credit_history(best.id)) == 1, "not on the list, not mapped"


def test_a_new_regime_is_added_without_a_migration(app: Flask) -> None:
    make_regimes()
    classes = (ClassFacts("ONE", "一类企业", "First class", 1, PRIORITY),)
    facts = RegimeFacts("R2030", "某令", date(2030, 1, 1), None, classes)
    with transaction():
        service.save_regime(facts=facts)
    assert regime("R2026").valid_to == date(2029, 12, 31)
    firm = make_enterprise()
    give(firm, "R2030", "ONE", date(2030, 1, 1))
    assert queries.tier_on(firm.id, date(2030, 1, 1)) == PRIORITY
    for wrong, code in (
        (RegimeFacts("R2030", "某令", date(2040, 1, 1), None), "same_code"),
        (RegimeFacts("R2020", "某令", date(2020, 1, 1), None), "dates"),
        (RegimeFacts("R2040", "某令", date(2040, 1, 1), date(2039, 1, 1)), "dates"),
    ):
        with pytest.raises(CreditRefusal) as refused, transaction():
            service.save_regime(facts=wrong)
        assert refused.value.code == code
