"""Enterprises for tests."""

import itertools
from datetime import date

from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.enterprises import service
from seminars.enterprises.models import CreditClass, CreditRegime, Enterprise

_numbers = itertools.count(1)


def make_enterprise(name: str | None = None, **details: str | None) -> Enterprise:
    """An enterprise with a name of its own, as if it had registered."""
    with transaction():
        return service.recognise(name=name or f"中山市第{next(_numbers)}示例灯饰有限公司", **details)


def make_regimes() -> None:
    """The regimes of the starting set."""
    with transaction():
        service.load_starting_set()


def class_of(regime: str, code: str) -> int:
    """The id of a class of the starting set."""
    return db.session.scalars(
        select(CreditClass.id)
        .join(CreditClass.regime)
        .where(CreditRegime.code == regime, CreditClass.code == code)
    ).one()


def give(firm: Enterprise, regime: str, code: str, since: date) -> None:
    """The firm holds this class from that day."""
    key = firm.id
    with transaction():
        service.give_class(enterprise_id=key, class_id=class_of(regime, code), valid_from=since)
