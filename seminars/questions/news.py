"""What questions ask of the house: who sent in the registrations that some of them came with."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BroughtBy:
    """Who sent in a registration, in their own words."""

    firm: str
    agent: str = ""
    """the customs broker or branch whose mailbox `email` is, if one sent it in"""
    email: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhoBrought:
    """Whoever keeps these registrations puts down in `found`, by their ids, who sent each of them in."""

    registrations: frozenset[int]
    found: dict[int, BroughtBy] = field(default_factory=dict)
