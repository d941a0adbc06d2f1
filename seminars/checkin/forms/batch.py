"""The shape of a batch that waited on a device (docs/door-protocol.md): one wrong entry spoils no other."""

import hashlib
import json
from datetime import timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from seminars.checkin.forms.sheets import LONGEST_SCAN, SCAN_ID
from seminars.checkin.service import Entry

VERSION = 1
MOST_ENTRIES = 200
LARGEST_BATCH = 512 * 1024
FURTHEST_AHEAD = 200 * 366 * 86_400_000
"""milliseconds: further from ours no clock stands"""
WAYS = Literal["camera", "scanner", "photo", "code", "tail", "initials", "name", "team", "walk_in"]
_KINDS = {"scan": "in", "undo": "undo", "out": "out", "walk_in": "walk_in"}


class Batch(BaseModel):
    """What surrounds the entries. `waiting` is how many more wait on the device after these."""

    model_config = ConfigDict(extra="ignore")

    v: int = Field(default=VERSION, ge=0)
    page: str = ""
    sent: AwareDatetime | None = None
    waiting: int = Field(default=0, ge=0, le=1_000_000)
    queue: list[Any] = Field(default_factory=list)


class _EntryInput(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    scan_id: str = Field(pattern=SCAN_ID)
    kind: Literal["scan", "undo", "out", "walk_in"] = "scan"
    way: WAYS = "camera"
    at: AwareDatetime | None = None
    ahead: int | None = Field(default=None, ge=-FURTHEST_AHEAD, le=FURTHEST_AHEAD)
    said: str = Field(default="", max_length=20)
    text: str = Field(default="", max_length=LONGEST_SCAN)
    hash: str = Field(default="", max_length=20)
    code_hash: str = Field(default="", max_length=20)
    attendee_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    reason: str = Field(default="", max_length=120)
    enterprise_name: str = Field(default="", max_length=120)
    name: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=60)
    desk: str = Field(default="", max_length=20)
    from_file: bool = False


def batch_of(body: bytes) -> Batch:
    """The batch in a request's body. A body that was cut anywhere is refused whole: raises ValueError (C3)."""
    try:
        return Batch.model_validate(json.loads(body))
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault


def entry_of(told: Any) -> Entry:
    """One entry; what cannot be understood comes through as it is, under an id of its own if it brought none (C14)."""
    raw = json.dumps(told, sort_keys=True)
    try:
        good = _EntryInput.model_validate(_without_gaps(told))
    except ValidationError:
        return Entry(_id_of(told, raw), raw, is_clear=False)
    return Entry(
        scan_id=good.scan_id,
        raw=raw,
        kind=_KINDS[good.kind],
        way=good.way,
        told=good.at,
        ahead=None if good.ahead is None else timedelta(milliseconds=good.ahead),
        said=good.said,
        text=good.text,
        mark=good.hash,
        code=good.code_hash,
        attendee_id=good.attendee_id,
        reason=good.reason,
        enterprise_name=good.enterprise_name,
        name=good.name,
        phone=good.phone,
        desk=good.desk,
        is_from_file=good.from_file,
    )


def _without_gaps(told: Any) -> Any:
    """A field that is null is one that was left out."""
    return (
        {name: value for name, value in told.items() if value is not None} if isinstance(told, dict) else told
    )


def _id_of(told: Any, raw: str) -> str:
    """The id under which an entry that makes no sense is kept once."""
    named = told.get("scan_id") if isinstance(told, dict) else None
    if isinstance(named, str) and 0 < len(named) <= 48 and named.isascii() and named.isprintable():
        return named
    return "unclear:" + hashlib.sha256(raw.encode()).hexdigest()[:32]
