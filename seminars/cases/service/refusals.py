"""Why a deed on a case is refused."""

from seminars.core.errors import Refusal


class CaseRefusal(Refusal):
    """closed, not_closed, pending, not_pending, not_yours, same_officer, no_officer or whom."""
