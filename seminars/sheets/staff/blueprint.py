"""What the doors share: their address, and who may do what with which kind of rows."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.sheets.rules import EXPORTS, IMPORTS, ExportKind, ImportKind

bp = Blueprint("sheets_staff", __name__, url_prefix="/staff/files")

Answer = str | Response | tuple[str, int]
Kind = TypeVar("Kind", ImportKind, ExportKind)


def export_kinds() -> Mapping[str, ExportKind]:
    """What can be handed out, by name."""
    kinds: Mapping[str, ExportKind] = current_app.extensions[EXPORTS]
    return kinds


def import_kinds() -> Mapping[str, ImportKind]:
    """What can be taken in, by name."""
    kinds: Mapping[str, ImportKind] = current_app.extensions[IMPORTS]
    return kinds


def known(kinds: Mapping[str, Kind], name: str) -> Kind:
    """The kind of this name, else there is no such page."""
    return kinds.get(name) or abort(404)


def target_for(kind: ExportKind | ImportKind, target: int) -> tuple[int, str | None]:
    """The thing of the address and its series; 404 when there is none, 403 when it is not one's own."""
    if kind.series_of is None:
        return 0, None
    series = kind.series_of(target)
    if series is None:
        abort(404)
    guards.ensure_series(series, ORGANIZER)
    return target, series


def my_series() -> Collection[str] | None:
    """Slugs of the series that the signed-in member may plan; none: all."""
    return guards.series_allowed(guards.signed_in(), ORGANIZER)


def title_of(kind: ExportKind | ImportKind, target: int) -> str:
    """第118期 · 报名名单."""
    return f"{kind.name_of(target)} · {kind.title}" if kind.name_of and target else str(kind.title)


def is_fragment() -> bool:
    """Whether the page asks for its changing part alone (`fragment.js`)."""
    return request.headers.get("X-Fragment") == "1"
