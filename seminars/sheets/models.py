"""Files on their way in and out: what each is, how far it has come, and its rows or bytes in pieces.

The pieces lie in the database, so that any node can work on them and forgetting a file is one statement.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from seminars.core.db import Base, UTCDateTime
from seminars.sheets.rules import WRITING, is_there

# import_file: matching → checking → checked → saving → done → undoing → undone; checked and failed may be checked again
MATCHING, CHECKING, CHECKED, SAVING = "matching", "checking", "checked", "saving"
DONE, UNDOING, UNDONE = "done", "undoing", "undone"
# export_file: writing → ready → taken
FAILED = "failed"
WORKED_ON = (CHECKING, SAVING, UNDOING, WRITING)
"""a worker has it, or will have it soon"""


class Work:
    """What a worker does for somebody: taken for a while, so that no other takes it, and again when its worker died."""

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    """whose it is; nobody else may see it"""
    kind: Mapped[str] = mapped_column(String(40))
    target: Mapped[int] = mapped_column(default=0)
    """id of the thing the rows belong to; 0 for the house as a whole"""
    series: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    state: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[int] = mapped_column(default=0)
    """rows in all"""
    dealt_with: Mapped[int] = mapped_column(default=0)
    """rows that the step now running has dealt with"""
    tries: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(60))
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    trouble: Mapped[str] = mapped_column(Text, default="")
    """why it came to nothing, in the asker's language"""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    """from then on its rows are forgotten"""


class ImportFile(Work, Base):
    """A file that somebody wants to take in."""

    __tablename__ = "import_file"
    __table_args__ = (Index("ix_import_file_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    encoding: Mapped[str] = mapped_column(String(20), default="")
    sheet: Mapped[str] = mapped_column(String(200), default="")
    not_read: Mapped[list[str]] = mapped_column(JSON, default=list)
    """names of the other sheets"""
    headings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    heading_row: Mapped[int] = mapped_column(default=1)
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """which place of a row belongs to which column"""
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """rows by what became of them: new, same, changed, repeated, wrong; and findings in all"""
    agreed: Mapped[bool] = mapped_column(default=False)
    trace: Mapped[Any] = mapped_column(JSON, default=None, nullable=True, deferred=True)
    """what undoing needs"""
    saved: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def coming(self) -> int:
        """How many rows of a checked file would change something."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    @property
    def mark(self) -> str:
        """Says exactly this file, its columns and what was found in it: a number may be given again, a yes may not."""
        said = (self.created_at, self.file_name, self.headings, sorted(self.columns.items()))
        return sha256(repr((*said, sorted(self.counts.items()))).encode()).hexdigest()

    @property
    def is_blocked(self) -> bool:
        """Whether something in a checked file has to be mended first."""
        return bool(self.counts.get("wrong") or self.counts.get("errors"))


class ImportRows(Base):
    """A piece of the rows of a file, packed; with it, once checked, the values that will be taken in."""

    __tablename__ = "import_rows"
    __table_args__ = (UniqueConstraint("import_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    place: Mapped[int]
    rows: Mapped[bytes] = mapped_column(LargeBinary)
    values: Mapped[bytes | None] = mapped_column(LargeBinary)


class ImportFinding(Base):
    """What a person should know about one cell."""

    __tablename__ = "import_finding"
    __table_args__ = (Index("ix_import_finding_import_id_tone", "import_id", "tone", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    row: Mapped[int]
    cell: Mapped[str] = mapped_column(String(12))
    tone: Mapped[str] = mapped_column(String(5))
    """error or note"""
    text: Mapped[str] = mapped_column(String(300))


class ExportFile(Work, Base):
    """A file that somebody asked for."""

    __tablename__ = "export_file"
    __table_args__ = (Index("ix_export_file_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(String(4))
    filters: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    scope: Mapped[list[str] | None] = mapped_column(JSON, default=None, nullable=True)
    """slugs of the series the asker may see; none: all"""
    full: Mapped[bool] = mapped_column(default=False)
    """with whole telephone numbers"""
    reason: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def is_there(self, now: datetime) -> bool:
        """Whether it can be taken."""
        return is_there(self.state, self.expires_at, now)


class ExportPiece(Base):
    """Some of the bytes of a file."""

    __tablename__ = "export_piece"
    __table_args__ = (UniqueConstraint("export_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("export_file.id", ondelete="CASCADE"))
    place: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
