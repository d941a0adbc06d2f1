"""Rows in pieces, packed: a thousand rows are some tens of kilobytes."""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from seminars.core.db import db
from seminars.sheets.models import ImportRows

BATCH = 1000
"""rows in a piece"""


def packed(rows: Sequence[Any]) -> bytes:
    """As they are kept."""
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(content: bytes) -> Any:
    """As they were."""
    return json.loads(zlib.decompress(content))


def pieces_of(import_id: int) -> Sequence[int]:
    """The ids of the pieces, in order."""
    return db.session.scalars(
        select(ImportRows.id).where(ImportRows.import_id == import_id).order_by(ImportRows.place)
    ).all()


def values_of(import_id: int) -> Iterator[Sequence[Any]]:
    """What will be taken in, piece by piece."""
    for key in pieces_of(import_id):
        content = db.session.scalar(select(ImportRows.values).where(ImportRows.id == key))
        if content is not None:
            yield unpacked(content)
