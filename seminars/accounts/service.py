"""Deeds on accounts: create, change, give a new password, remember failed tries."""

import secrets
from collections.abc import Iterable

from flask_security import hash_password
from sqlalchemy import delete

from seminars.accounts import queries
from seminars.accounts.models import ADMINISTRATOR, Grant, SavedView, SignInFailure, Staff
from seminars.accounts.rules import MOST_VIEWS, READABLE, EmailTaken, LastAdministrator, NoRole, TooManyViews
from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.core.marks import ensure_unchanged

Grants = Iterable[tuple[str, str | None]]


def create(
    *, email: str, name: str, office: str = "", grants: Grants, password: str = ""
) -> tuple[Staff, str]:
    """A new member of staff, and the password to hand over (made up when none is given).

    Refuses: EmailTaken, NoRole.
    """
    if queries.by_email(email) is not None:
        raise EmailTaken
    given = password or made_up_password()
    member = Staff(
        email=email.strip().lower(),
        name=name,
        office=office,
        password=hash_password(given),
        must_change_password=not password,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        created_at=clock.now(),
        grants=_grants(grants),
    )
    db.session.add(member)
    db.session.flush()
    audit.note("staff.created", subject=member, name=name, grants=queries.held_by(member))
    return member, given


def change(
    *, staff_id: int, name: str, office: str, active: bool, grants: Grants, mark: str | None = None
) -> Staff:
    """Change name, office, roles; disabling ends all sessions at once. `mark`: of what the page showed.

    Refuses: ChangedMeanwhile, LastAdministrator, NoRole.
    """
    member = locked(Staff, staff_id)
    ensure_unchanged(mark, queries.known_of(member))
    before = queries.held_by(member)
    member.name, member.office = name, office
    if member.active and not active:
        member.fs_uniquifier = secrets.token_hex(32)
    member.active = active
    member.grants = _grants(grants, member.grants)
    db.session.flush()
    if queries.administrators() == 0:
        raise LastAdministrator
    audit.note("staff.changed", subject=member, active=active, before=before, after=queries.held_by(member))
    return member


def give_new_password(*, staff_id: int) -> tuple[Staff, str]:
    """Replace a forgotten password by one to hand over; ends all sessions."""
    member = queries.get(staff_id)
    given = made_up_password()
    member.password = hash_password(given)
    member.must_change_password = True
    member.fs_uniquifier = secrets.token_hex(32)
    audit.note("staff.password_given", subject=member)
    return member, given


def switch_off_two_factor(*, staff_id: int) -> Staff:
    """For a member who lost the telephone: sign-in by password until it is set up again."""
    member = queries.get(staff_id)
    member.tf_primary_method = member.tf_totp_secret = None
    member.mf_recovery_codes = None
    audit.note("staff.two_factor_off", subject=member)
    return member


def remember_failure(*, email: str, address: str) -> None:
    """Keep a failed try, and forget those too old to count."""
    db.session.add(SignInFailure(email=email[:254], address=address, at=clock.now()))
    audit.note("staff.sign_in_failed", subject=f"address:{address}"[:60])


def forget_failures(*, email: str, address: str) -> None:
    """A good sign-in clears the account for this address."""
    db.session.execute(
        delete(SignInFailure).where(SignInFailure.email == email, SignInFailure.address == address)
    )


def made_up_password() -> str:
    """Four groups that can be read out: about 79 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _place in range(4)) for _group in range(4))


def _grants(wanted: Grants, standing: Iterable[Grant] = ()) -> list[Grant]:
    """A row for each role, in order; those that stand already stay the rows they are. Refuses: NoRole."""
    # An administrator is one everywhere: half of one could not let others in.
    pairs = {(role, None if role == ADMINISTRATOR else series) for role, series in wanted}
    if not pairs:
        raise NoRole
    rows = {(grant.role, grant.series): grant for grant in standing}
    ordered = sorted(pairs, key=lambda pair: (pair[0], pair[1] or ""))
    return [rows.get((role, series)) or Grant(role=role, series=series) for role, series in ordered]


def save_view(*, staff_id: int, place: str, name: str, query: str) -> SavedView:
    """Keep a list under a name; the same name again replaces it. No line of the log: it changes nothing for anybody
    else. Refuses: TooManyViews."""
    kept = queries.views(staff_id, place)
    view = next((one for one in kept if one.name == name), None)
    if view is None and len(kept) >= MOST_VIEWS:
        raise TooManyViews
    view = view or SavedView(staff_id=staff_id, place=place, name=name)
    view.query = query
    db.session.add(view)
    db.session.flush()
    return view


def remove_view(*, staff_id: int, view_id: int) -> SavedView:
    """Forget a list; only one's own. Raises Missing."""
    view = db.session.get(SavedView, view_id)
    if view is None or view.staff_id != staff_id:
        raise Missing
    db.session.delete(view)
    return view
