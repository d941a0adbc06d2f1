"""Deeds on enterprises: recognising one, and what the customs say of its credit."""

from seminars.enterprises.service.credit import (
    give_class,
    load_starting_set,
    map_classes,
    mapped,
    save_class,
    save_policy,
    save_regime,
)
from seminars.enterprises.service.recognising import recognise

__all__ = [
    "give_class",
    "load_starting_set",
    "map_classes",
    "mapped",
    "recognise",
    "save_class",
    "save_policy",
    "save_regime",
]
