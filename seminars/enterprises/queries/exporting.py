"""Enterprises for a file: batch after batch, in the order they became known."""

from collections.abc import Iterator

from sqlalchemy.orm import joinedload

from seminars.core.db import db
from seminars.enterprises.models import Enterprise
from seminars.enterprises.queries.firms import Wishes, chosen_by

BATCH = 500


def for_file(wishes: Wishes) -> Iterator[Enterprise]:
    """Each with its township; one statement a batch. The session is empty again before the next batch is read."""
    last = 0
    while True:
        batch = db.session.scalars(
            chosen_by(wishes)
            .where(Enterprise.id > last)
            .options(joinedload(Enterprise.district))
            .order_by(Enterprise.id)
            .limit(BATCH)
        ).all()
        db.session.expunge_all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].id
