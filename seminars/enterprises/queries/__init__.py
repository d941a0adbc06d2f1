"""Reading enterprises and their credit."""

from seminars.enterprises.queries.credit import (
    credit_history,
    regime,
    regimes,
    tier_of_code,
    tier_on,
    tier_policies,
    tier_policy,
)
from seminars.enterprises.queries.exporting import for_file
from seminars.enterprises.queries.firms import (
    Wishes,
    aliases,
    alike,
    alike_count,
    branches,
    claimed,
    claims,
    find,
    firms,
    get,
    holder_of_name,
    is_spelling_of,
    merge_of,
    merges,
    named,
    suggest,
)
from seminars.enterprises.queries.known import known

__all__ = [
    "Wishes",
    "aliases",
    "alike",
    "alike_count",
    "branches",
    "claimed",
    "claims",
    "credit_history",
    "find",
    "firms",
    "for_file",
    "get",
    "holder_of_name",
    "is_spelling_of",
    "known",
    "merge_of",
    "merges",
    "named",
    "regime",
    "regimes",
    "suggest",
    "tier_of_code",
    "tier_on",
    "tier_policies",
    "tier_policy",
]
