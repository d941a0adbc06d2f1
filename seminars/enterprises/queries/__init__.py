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
from seminars.enterprises.queries.firms import find, get, suggest

__all__ = [
    "credit_history",
    "find",
    "get",
    "regime",
    "regimes",
    "suggest",
    "tier_of_code",
    "tier_on",
    "tier_policies",
    "tier_policy",
]
