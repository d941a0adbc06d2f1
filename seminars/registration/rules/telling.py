"""What a page or a letter says about a registration, from facts: when things happen, in whose words, to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DOORS_OPEN = timedelta(minutes=30)
"""before the start"""


@dataclass(frozen=True, slots=True)
class Dates:
    """The moments that matter to those who have registered; None: over, or not set."""

    questions_until: datetime | None
    changes_until: datetime | None
    doors: datetime
    starts: datetime
    over: bool


def dates(
    *,
    starts_at: datetime,
    ends_at: datetime,
    edits_close_at: datetime | None,
    questions_close_at: datetime | None,
    now: datetime,
) -> Dates:
    """What still lies ahead at `now`."""
    until = edits_close_at or starts_at
    asked = questions_close_at if questions_close_at and now < questions_close_at else None
    return Dates(asked, until if now < until else None, starts_at - DOORS_OPEN, starts_at, now >= ends_at)


def is_wechat(user_agent: str) -> bool:
    """WeChat's own browser, also the corporate one: no calendar files, no downloads (domain.md 6)."""
    return "micromessenger" in user_agent.lower() or "wxwork" in user_agent.lower()


def is_form_key(text: str) -> bool:
    """Whether this key can have been made by our form: long enough that nobody meets another's by chance."""
    return 22 <= len(text) <= 64 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()
