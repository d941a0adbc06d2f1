"""What an enterprise sends in: the facts of a registration before anything is decided."""

from dataclasses import dataclass

CONSENT_VERSION = "2026-11"
"""Version of the notice on `/privacy`. A changed notice gets a new version, and everybody is asked again."""


@dataclass(frozen=True, slots=True)
class EnterpriseInput:
    """An enterprise as it names itself; `uscc` when it gave one."""

    name: str
    uscc: str | None = None
    district_id: int | None = None


@dataclass(frozen=True, slots=True)
class WaitWish:
    """A team would rather wait than go away; `may_split`: a part of it may come first."""

    may_split: bool = False


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A person who wants a seat."""

    name: str
    phone: str
    email: str = ""
    position: str = ""
    access_need: str = ""
