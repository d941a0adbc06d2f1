"""Handouts: files under random names outside the web root, or links; every download is counted (S9, D-10)."""

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import update

from seminars.core import clock
from seminars.core.config import settings
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.schedule.models import CANCELLED, Handout, Seminar
from seminars.schedule.rules.handouts import FileRefusal, safe_name, sniffed
from seminars.schedule.service.refusals import changed, refuse, to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutFacts:
    """What is said about a handout; `dated` defaults to today."""

    title: str
    version: str = "1"
    dated: date | None = None
    category: str = ""
    segment_id: int | None = None


def add_file(*, seminar_id: int, facts: HandoutFacts, file: BinaryIO, given_name: str) -> Handout:
    """Keep a file of a kind on the list. Raises FileRefusal beside `file`, ScheduleRefusal, Missing."""
    seminar = _open_for_handouts(seminar_id)
    kind = sniffed(file)
    size = _size(file)
    stored_as = f"{secrets.token_hex(16)}.{kind}"
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / stored_as).open("xb") as kept:
        shutil.copyfileobj(file, kept)
    handout = _handout(facts, file_name=safe_name(given_name, kind), stored_as=stored_as, size=size)
    return _add(seminar, handout)


def add_link(*, seminar_id: int, facts: HandoutFacts, url: str) -> Handout:
    """Point at material elsewhere. Raises ScheduleRefusal beside `url`, Missing."""
    seminar = _open_for_handouts(seminar_id)
    if not url.startswith(("https://", "http://")):
        raise refuse("url", _l("网址要以 https:// 开头。"), "url")
    return _add(seminar, _handout(facts, url=url))


def remove_handout(*, seminar_id: int, handout_id: int) -> None:
    """Take a handout off the page, once; it can be put back, and copies given out stay counted. Raises Missing."""
    seminar = to_change(seminar_id, None)
    found = _one_of([*seminar.handouts, *seminar.handouts_taken_down], handout_id)
    if found.taken_down_at:
        return
    found.taken_down_at = clock.now()
    _sort_anew(seminar)
    changed(seminar, "handout.removed", title=found.title)


def put_back_handout(*, seminar_id: int, handout_id: int) -> Handout:
    """Show a handout again that was taken off the page, once. Raises ScheduleRefusal, Missing."""
    seminar = _open_for_handouts(seminar_id)
    found = _one_of([*seminar.handouts, *seminar.handouts_taken_down], handout_id)
    if not found.taken_down_at:
        return found
    found.taken_down_at = None
    _sort_anew(seminar)
    changed(seminar, "handout.put_back", title=found.title)
    return found


def count_printed(*, seminar_id: int, handout_id: int, copies: int) -> Handout:
    """Say how many paper copies were given out, counted apart from downloads, also of one taken off the page since.

    Raises ScheduleRefusal, Missing.
    """
    seminar = to_change(seminar_id, None)
    found = _one_of([*seminar.handouts, *seminar.handouts_taken_down], handout_id)
    if not 0 <= copies <= 1_000_000:
        raise refuse("copies", _l("份数要在0到1000000之间。"), "copies")
    found.printed_copies = copies
    changed(seminar, "handout.printed", title=found.title, copies=copies)
    return found


def count_download(*, handout_id: int) -> None:
    """One more download, in one statement."""
    db.session.execute(
        update(Handout).where(Handout.id == handout_id).values(downloads=Handout.downloads + 1)
    )


def path_of(handout: Handout) -> Path:
    """Where the file of a handout lies. Raises Missing for a link or a lost file."""
    path = folder() / handout.stored_as
    if not handout.stored_as or not path.is_file():
        raise Missing
    return path


def folder() -> Path:
    """All files of handouts, under names nobody chose; share it between nodes."""
    return (settings().home / "handouts").resolve()


def _open_for_handouts(seminar_id: int) -> Seminar:
    seminar = to_change(seminar_id, None)
    if seminar.state == CANCELLED:
        raise refuse("not_editable", _l("这一期已经取消。"))
    return seminar


def _one_of(handouts: Sequence[Handout], handout_id: int) -> Handout:
    found = next((one for one in handouts if one.id == handout_id), None)
    if found is None:
        raise Missing
    return found


def _sort_anew(seminar: Seminar) -> None:
    """Which handouts are on the page is read anew."""
    db.session.flush()
    db.session.expire(seminar, ["handouts", "handouts_taken_down"])


def _add(seminar: Seminar, handout: Handout) -> Handout:
    seminar.handouts.append(handout)
    changed(seminar, "handout.added", title=handout.title, file=handout.file_name, url=handout.url)
    return handout


def _handout(facts: HandoutFacts, **where: object) -> Handout:
    return Handout(
        title=facts.title,
        version=facts.version,
        dated=facts.dated or clock.today(),
        category=facts.category,
        segment_id=facts.segment_id,
        **where,
    )


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    limit = settings().upload_limit_mb
    if size > limit * 1024 * 1024:
        raise FileRefusal("too_big", _l("文件不能超过%(n)s MB。", n=limit), "file")
    return size
