"""An upload becomes rows: read before the database is touched, then kept in pieces."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import insert

from seminars.core import audit, clock
from seminars.core.db import db
from seminars.core.text import clean_line
from seminars.sheets.models import MATCHING, ImportFile, ImportRows
from seminars.sheets.queries.packing import BATCH, packed
from seminars.sheets.reading.asking import About, NumberedRow, read
from seminars.sheets.rules import Cell, Column, FileRefusal, guess, heading_place
from seminars.sheets.rules.columns import LOOKED_THROUGH

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that could be read: what it is, its headings, its rows in packed pieces."""

    name: str
    about: About
    headings: Sequence[Cell]
    heading_row: int
    pieces: Sequence[bytes]
    number: int


def read_upload(
    *, file: IO[bytes], name: str, encoding: str, columns: Sequence[Column], most_rows: int
) -> Upload:
    """Read a file in a process of its own. Touches no database, for it may take seconds. Raises FileRefusal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as kept:
            shutil.copyfileobj(file, kept)
        said = read(path, encoding)
        about = next(said)
        assert isinstance(about, About), "the reading process says first what the file is"
        rows = (one for one in said if not isinstance(one, About))
        top = list(itertools.islice(rows, LOOKED_THROUGH))
        place = heading_place([cells for _number, cells in top], columns)
        heading_row, headings = top[place]
        pieces, number = _in_pieces(iter(top[place + 1 :]), rows, most_rows)
    if not number:
        raise FileRefusal("only_headings")
    return Upload(clean_line(name)[:200], about, headings, heading_row, pieces, number)


def keep_upload(
    *,
    upload: Upload,
    kind: str,
    columns: Sequence[Column],
    target: int,
    series: str | None,
    staff_id: int,
    language: str,
) -> ImportFile:
    """Write the rows down as they are; nothing is taken in yet."""
    now = clock.now()
    made = ImportFile(
        kind=kind,
        target=target,
        series=series,
        language=language,
        state=MATCHING,
        staff_id=staff_id,
        file_name=upload.name,
        encoding=upload.about.encoding,
        sheet=upload.about.sheet,
        not_read=[*upload.about.left_out, *upload.about.hidden],
        headings=list(upload.headings),
        heading_row=upload.heading_row,
        columns=guess(upload.headings, columns),
        number=upload.number,
        created_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(made)
    db.session.flush()
    rows = [{"import_id": made.id, "place": place, "rows": one} for place, one in enumerate(upload.pieces)]
    db.session.execute(insert(ImportRows), rows)
    audit.note(
        "import.uploaded",
        subject=made,
        series=series,
        kind=kind,
        target=target or None,
        file=made.file_name,
        rows=made.number,
    )
    return made


def _in_pieces(
    top: Iterator[NumberedRow], rows: Iterator[NumberedRow], most_rows: int
) -> tuple[list[bytes], int]:
    pieces: list[bytes] = []
    batch: list[NumberedRow] = []
    number = 0
    for source in (top, rows):
        for row in source:
            number += 1
            if number > most_rows:
                raise FileRefusal("too_long", row=row[0], most=most_rows)
            batch.append(row)
            if len(batch) == BATCH:
                pieces.append(packed(batch))
                batch = []
    if batch:
        pieces.append(packed(batch))
    return pieces, number
