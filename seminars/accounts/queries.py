"""Reading staff, failed sign-ins and the audit log."""

from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from seminars.accounts.models import ADMINISTRATOR, Grant, SavedView, SignInFailure, Staff
from seminars.accounts.rules import MOST_VIEWS, WITHIN
from seminars.core.audit import AuditEntry
from seminars.core.db import db
from seminars.core.errors import Missing

PER_PAGE = 50


def everyone() -> list[Staff]:
    """All members of staff, the active first, by name."""
    rows = (
        select(Staff).options(selectinload(Staff.grants)).order_by(Staff.active.desc(), Staff.name, Staff.id)
    )
    return list(db.session.scalars(rows))


def get(staff_id: int) -> Staff:
    """One member of staff. Raises Missing."""
    found = db.session.get(Staff, staff_id)
    if found is None:
        raise Missing
    return found


def held_by(member: Staff) -> list[str]:
    """The roles of a member as forms and the log write them, in order: "organizer:zhongshan", "officer:*"."""
    return sorted(f"{grant.role}:{grant.series or '*'}" for grant in member.grants)


def known_of(member: Staff) -> dict[str, object]:
    """What an administrator says of a member, by the names of the form's fields."""
    return {
        "name": member.name,
        "office": member.office,
        "active": member.active,
        "grants": held_by(member),
    }


def by_email(email: str) -> Staff | None:
    """Whoever signs in with this address, whatever its case."""
    return db.session.scalars(
        select(Staff).where(func.lower(Staff.email) == email.strip().lower())
    ).one_or_none()


def holders(role: str, series: str) -> list[Staff]:
    """Active staff who hold `role` for `series`, by name: officers to choose from."""
    rows = (
        select(Staff)
        .join(Staff.grants)
        .where(Staff.active, Grant.role == role, (Grant.series.is_(None)) | (Grant.series == series))
        .order_by(Staff.name, Staff.id)
        .distinct()
    )
    return list(db.session.scalars(rows))


def administrators() -> int:
    """How many active members may do everything everywhere."""
    count = (
        select(func.count(Staff.id.distinct()))
        .join(Staff.grants)
        .where(Staff.active, Grant.role == ADMINISTRATOR, Grant.series.is_(None))
    )
    return db.session.scalar(count) or 0


def failures(email: str, address: str, now: datetime) -> list[datetime]:
    """Failed tries of the last fifteen minutes for this account from this address."""
    rows = select(SignInFailure.at).where(
        SignInFailure.email == email, SignInFailure.address == address, SignInFailure.at > now - WITHIN
    )
    return list(db.session.scalars(rows.order_by(SignInFailure.id)))


def log(*, page: int, actor: str = "", deed: str = "", subject: str = "") -> Pagination:
    """The audit log, newest first; by deed, by thing ("seminar:12") or kind of thing ("seminar"), by any part of a name."""
    rows = select(AuditEntry).order_by(AuditEntry.id.desc())
    if actor:
        rows = rows.where(AuditEntry.actor.contains(actor, autoescape=True))
    if deed:
        rows = rows.where(AuditEntry.deed == deed)
    if subject:
        one = AuditEntry.subject == subject
        rows = rows.where(
            one if ":" in subject else AuditEntry.subject.startswith(f"{subject}:", autoescape=True)
        )
    return db.paginate(rows, page=page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def views(staff_id: int, place: str) -> list[SavedView]:
    """The lists that a member of staff has kept of one place, by name."""
    rows = (
        select(SavedView)
        .where(SavedView.staff_id == staff_id, SavedView.place == place)
        .order_by(SavedView.name, SavedView.id)
        .limit(MOST_VIEWS)
    )
    return list(db.session.scalars(rows))
