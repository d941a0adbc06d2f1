"""What enterprises tell upwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class EnterpriseRowsMoving:
    """Whatever names the enterprise `source_id` is to name `target_id`: two turned out to be one, or after all not.

    `only` (keys of rows by table) limits it to what a merge moved. Whoever moves rows writes their keys into `moved`.
    """

    source_id: int
    target_id: int
    only: Mapping[str, list[Any]] | None = None
    moved: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class EnterprisesParted:
    """Two that had been merged are two again, each with its own rows."""

    kept_id: int
    gone_id: int


@dataclass(frozen=True)
class EnterpriseKnown:
    """Another spelling of an enterprise, or its code, is known from now on."""

    enterprise_id: int
