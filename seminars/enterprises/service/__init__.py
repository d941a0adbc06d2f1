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
from seminars.enterprises.service.exporting import ENTERPRISES_OUT
from seminars.enterprises.service.hearing import district_succeeded
from seminars.enterprises.service.importing import ENTERPRISES_IN
from seminars.enterprises.service.merging import follow, merge, tell_apart, undo_merge
from seminars.enterprises.service.naming import (
    EnterpriseFacts,
    add_spelling,
    describe,
    remove_spelling,
    settle_claim,
)
from seminars.enterprises.service.recognising import Recognised, heard, recognise

__all__ = [
    "ENTERPRISES_IN",
    "ENTERPRISES_OUT",
    "EnterpriseFacts",
    "Recognised",
    "add_spelling",
    "describe",
    "district_succeeded",
    "follow",
    "give_class",
    "heard",
    "load_starting_set",
    "map_classes",
    "mapped",
    "merge",
    "recognise",
    "remove_spelling",
    "save_class",
    "save_policy",
    "save_regime",
    "settle_claim",
    "tell_apart",
    "undo_merge",
]
