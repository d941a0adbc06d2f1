"""When too many tries lock an account, and what a given password looks like."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from seminars.core.errors import Refusal
from seminars.core.i18n import _l

FAILURES = 5
WITHIN = timedelta(minutes=15)
MOST_VIEWS = 12
# No letters or digits that are mistaken for one another when a password is read out.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def locked_until(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """When the next try is allowed: five failures within fifteen minutes lock for fifteen (GB/T 22239, domain.md §6)."""
    recent = sorted(at for at in failures if at > now - WITHIN)
    return recent[-1] + WITHIN if len(recent) >= FAILURES else None


class EmailTaken(Refusal):
    """Another member of staff signs in with this address."""

    def __init__(self) -> None:
        super().__init__("email_taken", _l("这个邮箱已有账号"), "email")


class LastAdministrator(Refusal):
    """The house would be left without anyone who can let others in."""

    def __init__(self) -> None:
        super().__init__("last_administrator", _l("这是最后一位管理员，请先指定另一位"), "active")


class NoRole(Refusal):
    """An account without a role opens no door."""

    def __init__(self) -> None:
        super().__init__("no_role", _l("请至少选一个角色"), "grants")


class TooManyViews(Refusal):
    """A row of chips that nobody can read helps nobody."""

    def __init__(self) -> None:
        super().__init__("too_many_views", _l("最多存%(n)s个视图，请先删掉不用的。", n=MOST_VIEWS), "name")
