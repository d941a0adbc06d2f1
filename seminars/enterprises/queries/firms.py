"""Reading enterprises."""

from sqlalchemy import select

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import folded_name


def get(enterprise_id: int) -> Enterprise:
    """One enterprise. Raises `Missing`."""
    found = db.session.get(Enterprise, enterprise_id)
    if found is None:
        raise Missing
    return found


def find(*, folded: str, uscc: str | None = None) -> Enterprise | None:
    """By its code, else by its folded name; a name whose code is another belongs to another enterprise."""
    wanted = Enterprise.folded_name == folded
    if uscc:
        wanted = (Enterprise.uscc == uscc) | (wanted & Enterprise.uscc.is_(None))
    statement = select(Enterprise).where(wanted).order_by(Enterprise.uscc.is_(None), Enterprise.id).limit(1)
    return db.session.scalars(statement).first()


def suggest(text: str, limit: int = 8) -> list[Enterprise]:
    """Enterprises with this piece of name, shortest name first. For staff only: it tells who is known."""
    folded = folded_name(text)
    if not folded:
        return []
    statement = (
        select(Enterprise)
        .where(Enterprise.folded_name.contains(folded, autoescape=True))
        .order_by(Enterprise.folded_name, Enterprise.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))
