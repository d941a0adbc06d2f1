"""Who may enter: one guard on every route, and a list in tests/house/entrances that says the same."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app
from flask_login import current_user

from seminars.accounts.models import ADMINISTRATOR, Staff
from seminars.core.web import form_checks_token

View = TypeVar("View", bound=Callable[..., Any])
Scope = Callable[..., str | None]
Stranger = Callable[..., Any]
MARK = "entrance"


def anyone(view: View) -> View:
    """A page for everybody."""
    setattr(view, MARK, "anyone")
    return view


def bearer(of: str) -> Callable[[View], View]:
    """A page for whoever holds a secret link: the view itself answers 404 to a wrong one.

    No other site can make a reader post to an address that it does not know, so the token is left to the form.
    """

    def guard(view: View) -> View:
        setattr(view, MARK, f"bearer:{of}")
        return form_checks_token(view)

    return guard


def staff(
    *roles: str, scope: Scope | None = None, or_else: tuple[str, Stranger] | None = None
) -> Callable[[View], View]:
    """A page for staff with one of `roles` (administrators always; none named: any staff).

    With `scope`, the role must hold for the series it returns for the view's arguments; None means there is no
    such thing. 404 and 403 are told apart only for those who may see the series. `or_else` names somebody else who
    may enter, and asks: True lets them in, None knows nobody, anything else is what they are answered.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            member = current_staff()
            series = _series(scope, arguments) if member else None
            if member is not None and may(member, roles, series):
                return view(**arguments)
            told = or_else[1](**arguments) if or_else else None
            if told is not None:
                return view(**arguments) if told is True else told
            if member is not None:
                abort(403)
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]

        others = [or_else[0]] if or_else else []
        setattr(guarded, MARK, f"staff:{','.join(sorted([*roles, *others])) or 'any'}")
        return cast(View, guarded)

    return guard


def current_staff() -> Staff | None:
    """The member of staff who is signed in, if any."""
    member = current_user._get_current_object()  # its proxy looks for it anew at every question
    return cast(Staff, member) if member.is_authenticated else None


def signed_in() -> Staff:
    """The member of staff behind a guarded door."""
    member = current_staff()
    assert member is not None, "the guard lets nobody else in"
    return member


def may(member: Staff, roles: Iterable[str], series: str | None = None) -> bool:
    """True if `member` holds one of `roles` (or is administrator), for `series` if one is named."""
    wanted = {*roles, ADMINISTRATOR}
    held = [grant for grant in member.grants if not tuple(roles) or grant.role in wanted]
    return any(series is None or grant.series in (None, series) for grant in held)


def series_allowed(member: Staff, *roles: str) -> set[str] | None:
    """Slugs of the series for which `member` holds one of `roles`; None means all of them."""
    held = [grant.series for grant in member.grants if grant.role in {*roles, ADMINISTRATOR} or not roles]
    return None if None in held else {series for series in held if series is not None}


def ensure_series(series: str, *roles: str) -> None:
    """Stop with 403 unless the signed-in member holds one of `roles` for `series`."""
    if not may(signed_in(), roles, series):
        abort(403)


def open_to_all(app: Flask, blueprint: str) -> None:
    """Mark the doors of a package that knows no guards (core: static files, health)."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{blueprint}."):
            anyone(view)


def entrance(app: Flask, endpoint: str) -> str | None:
    """What the guard of an endpoint says, for menus and for the test of the whole house."""
    return getattr(app.view_functions.get(endpoint), MARK, None)


def may_enter(endpoint: str, series: str | None = None) -> bool:
    """Whether a menu should offer this endpoint to whoever looks at it."""
    mark = entrance(current_app, endpoint)
    if mark is None or not mark.startswith("staff:"):
        return mark is not None
    member = current_staff()
    roles = [] if mark == "staff:any" else mark.removeprefix("staff:").split(",")
    return member is not None and may(member, roles, series)


def _series(scope: Scope | None, arguments: dict[str, Any]) -> str | None:
    if scope is None:
        return None
    series = scope(**arguments)
    if series is None:
        abort(404)
    return series
