"""Enterprises for a file: batch after batch, in the order they became known."""

from collections.abc import Iterator

from sqlalchemy.orm import joinedload

from seminars.core.db import in_batches
from seminars.enterprises.models import Enterprise
from seminars.enterprises.queries.firms import Wishes, chosen_by


def for_file(wishes: Wishes) -> Iterator[Enterprise]:
    """Each with its township; one statement a batch. The session is empty again before the next batch is read."""
    return in_batches(
        chosen_by(wishes).options(joinedload(Enterprise.district)),
        Enterprise,
    )
