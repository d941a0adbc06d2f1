"""What the schedule will not do, and the check before every change."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Refusal
from seminars.core.i18n import _l, localized
from seminars.core.news import tell
from seminars.schedule.models import DRAFT, PUBLISHED, SKIPPED, Seminar
from seminars.schedule.news import SeminarChanged
from seminars.schedule.rules import Finding
from seminars.schedule.rules.clashing import taken_place


class ScheduleRefusal(Refusal):
    """One or several reasons; `findings` holds all of them, the first is the refusal itself.

    Codes: `changed_meanwhile`, `not_editable`, `not_a_draft`, `not_published`, `not_over`, `same_day`, `move_instead`,
    `nothing_moved`, `too_far`, `another_15th`, `hall_in_use`, `reason`; of the plan `skipped`, `not_skipped`, `two`, `series`,
    `district`, `not_the_last`, `changed_since`; and those of the rules (agenda, times, publication); what is only
    to be thought of first (`doubting.ensure_seen`) as warnings.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(first.code, first.text, first.field or None)
        self.findings = tuple(findings)


def refuse(code: str, text: object, field: str = "") -> ScheduleRefusal:
    """A refusal for one reason."""
    return ScheduleRefusal([Finding(field, code, text)])


def ensure_none(findings: Sequence[Finding]) -> None:
    """Refuse if there is more than warnings. Raises ScheduleRefusal with all reasons."""
    reasons = [finding for finding in findings if not finding.is_warning]
    if reasons:
        raise ScheduleRefusal(reasons)


def to_change(seminar_id: int, version: int | None) -> Seminar:
    """The seminar, locked; refuses when somebody else has changed it since `version` was read (A10). Raises Missing."""
    seminar = locked(Seminar, seminar_id)
    ensure_version(seminar, version)
    return seminar


def ensure_version(seminar: Seminar, version: int | None) -> None:
    """Refuse when the seminar is not the one that a page of this version showed; None: there was no page."""
    if version is not None and version != seminar.version:
        text = _l("您打开之后，有人改过这一期。您填的内容还在，请核对后再保存。")
        raise refuse("changed_meanwhile", text)


def was_changed_since(seminar: Seminar, version: int | None) -> bool:
    """Whether a page of this version showed an earlier state, as the same form sent a second time did."""
    return version is not None and seminar.version > version


def to_edit(seminar_id: int, version: int | None) -> Seminar:
    """As `to_change`, and neither cancelled nor closed."""
    seminar = to_change(seminar_id, version)
    if seminar.state not in (DRAFT, PUBLISHED):
        raise refuse("not_editable", _l("这一期已经取消或结束，不能再改。"))
    return seminar


def to_replan(seminar_id: int, version: int | None) -> Seminar:
    """As `to_change`, and a draft: what the public knows is moved, never swapped or placed anew."""
    seminar = to_change(seminar_id, version)
    if seminar.state == SKIPPED:
        raise refuse("skipped", _l("这个月定为不办，请先恢复举办。"))
    if seminar.state != DRAFT:
        raise refuse("move_instead", _l("这一期已发布，请用“改期或换会场”。"), "day")
    return seminar


def to_change_published(seminar_id: int, version: int | None) -> Seminar:
    """As `to_change`, and known to the public, neither cancelled nor closed."""
    seminar = to_change(seminar_id, version)
    if seminar.state != PUBLISHED:
        raise refuse("not_published", _l("只有已发布、没有结束的一期可以这样做。"))
    return seminar


def ensure_own_day(seminar: Seminar, nominal: date, district_id: int | None) -> None:
    """One seminar a series, nominal date and township (S4). Raises ScheduleRefusal beside the township."""
    with db.session.no_autoflush:
        same = db.session.scalars(
            select(Seminar).where(
                Seminar.series_id == (seminar.series_id or seminar.series.id),
                Seminar.nominal_date == nominal,
                Seminar.district_id == district_id,
                Seminar.id != (seminar.id or 0),
            )
        ).first()
    if same is not None and same.district is not None:
        raise ScheduleRefusal([taken_place(nominal, localized(same.district, "name"))])


def changed(seminar: Seminar, deed: str, **details: object) -> None:
    """End every deed alike: version and time of change, the log, and the news if the public can see it."""
    seminar.changed_at = clock.now()
    seminar.version += 1
    db.session.flush()
    audit.note(deed, subject=seminar, series=seminar.series.slug, **details)
    if seminar.state not in (DRAFT, SKIPPED):
        tell(SeminarChanged(seminar))
