"""Who hears which news, who writes which letters, and what the menus offer: one screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

NEWS: Mapping[type, Sequence[Callable[[Any], None]]] = {}

LETTERS: Mapping[str, Callable[..., Any]] = {}


class Entry(NamedTuple):
    """A place in a menu: shown to those whom its guard lets in."""

    endpoint: str
    label: object
    icon: str = ""


PUBLIC_MENU: Sequence[Entry] = ()

STAFF_MENU: Sequence[Entry] = ()

SEMINAR_TABS: Sequence[Entry] = ()
