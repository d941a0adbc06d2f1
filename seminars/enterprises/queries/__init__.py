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
from seminars.enterprises.queries.firms import (
    Wishes,
    aliases,
    branches,
    claimed,
    claims,
    find,
    firms,
    get,
    holder_of_name,
    is_spelling_of,
    named,
    suggest,
)

__all__ = [
    "Wishes",
    "aliases",
    "branches",
    "claimed",
    "claims",
    "credit_history",
    "find",
    "firms",
    "get",
    "holder_of_name",
    "is_spelling_of",
    "named",
    "regime",
    "regimes",
    "suggest",
    "tier_of_code",
    "tier_on",
    "tier_policies",
    "tier_policy",
]
