"""Why a seminar is not on the 15th, in the words that the public reads (S1)."""

import re
from datetime import date

from seminars.core.i18n import _, _l
from seminars.schedule.rules.dates import Proposal

_IN_LIEU = "（补假）"
_STORED = re.compile(r"(\d+)日为(.+)，(顺延|提前)")
_NAMES = {
    "周六": _l("周六"),
    "周日": _l("周日"),
    "元旦": _l("元旦"),
    "农历除夕": _l("农历除夕"),
    "春节": _l("春节"),
    "清明节": _l("清明节"),
    "劳动节": _l("劳动节"),
    "端午节": _l("端午节"),
    "中秋节": _l("中秋节"),
    "国庆节": _l("国庆节"),
    "补班日": _l("补班日"),
}


def public_reason(proposal: Proposal) -> str:
    """The sentence stored with a moved date, "15日为周六，顺延"; empty for a date that was not moved."""
    if not proposal.moved:
        return ""
    return stored_reason(proposal.nominal, proposal.reason, later=proposal.shift_days > 0)


def stored_reason(nominal: date, reason: str, *, later: bool) -> str:
    """How the table keeps it, which `reason_in_words` reads back: "15日为周六，顺延"."""
    return f"{nominal.day}日为{reason}，{'顺延' if later else '提前'}"


def day_name(reason: str) -> str:
    """周六, 春节, … in the reader's language; an unknown name of a decree stays as it is."""
    known = _NAMES.get(reason.removesuffix(_IN_LIEU))
    if known is None:
        return reason
    return str(_("%(name)s（补假）", name=known)) if reason.endswith(_IN_LIEU) else str(known)


def reason_in_words(stored: str) -> str:
    """The stored sentence in the reader's language; one written by hand stays as written."""
    found = _STORED.fullmatch(stored)
    if found is None:
        return stored
    day, name, way = found.groups()
    if way == "顺延":
        return str(_("%(day)s日为%(name)s，顺延", day=day, name=day_name(name)))
    return str(_("%(day)s日为%(name)s，提前", day=day, name=day_name(name)))
