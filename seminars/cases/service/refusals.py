"""Why a deed on a case is refused."""

from seminars.core.errors import Refusal

CONFIRMED, UNREACHABLE, OTHER = "confirmed", "unreachable", "other"
"""The three ways to close a case: the enterprise says so, three tries failed, another reason in writing."""

ATTEMPTS = 3


class CaseRefusal(Refusal):
    """closed, not_closed, pending, not_pending, not_yours, same_officer, no_officer, reason or attempts."""
