"""The own part of the ledger, counted now and then: every visitor reads it, and counting it takes as long as the history is."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.core.db import Base


class LedgerFigure(Base):
    """One figure of the ledger as it was last counted; `kind` as in `rules.ledger`, or the last issue number."""

    __tablename__ = "ledger_figure"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[int]
