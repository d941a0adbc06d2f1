"""The webcast of a seminar and its recording; who watched is counted apart from who came (S10)."""

from sqlalchemy import update

from seminars.core.db import db
from seminars.core.i18n import _l
from seminars.schedule.models import CANCELLED, SKIPPED, Seminar
from seminars.schedule.rules import Finding
from seminars.schedule.service.refusals import changed, ensure_none, refuse, to_change

MOST_VIEWERS = 10_000_000


def set_webcast(
    *, seminar_id: int, webcast_url: str, recording_url: str, viewers: int, version: int | None = None
) -> Seminar:
    """Say where it is shown, where the recording lies and how many the platform counted. Raises ScheduleRefusal, Missing."""
    seminar = to_change(seminar_id, version)
    if seminar.state in (CANCELLED, SKIPPED):
        raise refuse("not_editable", _l("这一期已经取消。"))
    addresses = {"webcast_url": webcast_url, "recording_url": recording_url}
    found = [
        Finding(name, "url", _l("网址要以 https:// 开头。"))
        for name, url in addresses.items()
        if url and not url.startswith("https://")
    ]
    if not 0 <= viewers <= MOST_VIEWERS:
        found.append(Finding("viewers", "viewers", _l("人数要在0到10000000之间。")))
    ensure_none(found)
    changes = {name: [old, new] for name, new in addresses.items() if (old := getattr(seminar, name)) != new}
    seminar.webcast_url, seminar.recording_url, seminar.webcast_viewers = webcast_url, recording_url, viewers
    changed(seminar, "seminar.webcast", viewers=viewers, changes=changes)
    return seminar


def count_webcast_click(*, seminar_id: int) -> None:
    """One more opened the webcast from its page, in one statement."""
    db.session.execute(
        update(Seminar).where(Seminar.id == seminar_id).values(webcast_clicks=Seminar.webcast_clicks + 1)
    )
