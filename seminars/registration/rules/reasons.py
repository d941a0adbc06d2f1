"""Why customs cancelled a registration: in an organizer's own words, or a reason of the house, kept by its name."""

from collections.abc import Mapping

from seminars.core.i18n import _l

LIST_TAKEN_BACK = "list_taken_back"
REASONS: Mapping[str, object] = {LIST_TAKEN_BACK: _l("名单导入有误，已整批撤销")}


def reason_in_words(stored: str) -> str:
    """In the reader's language where it is the house's; what somebody wrote stays as written."""
    return str(REASONS.get(stored, stored))
