"""The seminars of the demonstration: written down, published, given their handouts, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from seminars.accounts.models import Staff
from seminars.core import audit, clock
from seminars.places.models import Venue
from seminars.reports.demo.calendar import Month
from seminars.reports.demo.paper import sheet
from seminars.reports.demo.sources import content
from seminars.schedule import service
from seminars.schedule.models import Category, Seminar
from seminars.schedule.service import Facts, HandoutFacts, SegmentFacts, SpeakerFacts

OFFICERS = ("lin", "chen", "he", "huang")
LEAD = "海关•企业面对面："
OPENS_BEFORE, DRAFTED_BEFORE = timedelta(days=27, hours=4, minutes=30), timedelta(days=40)
CLOSES_BEFORE = timedelta(hours=2)


@dataclass(frozen=True)
class Cast:
    """Who and what the seminars are made of."""

    staff: Mapping[str, Staff]
    venues: Mapping[str, Venue]
    categories: Mapping[str, Category]

    def acting(self, key: str) -> audit.Actor:
        """This member of staff, for the log."""
        return audit.Actor(self.staff[key].name, self.staff[key].id)


def write_down(cast: Cast, agenda: Mapping[str, Any], month: Month, opens_at: datetime | None) -> Seminar:
    """A draft with its agenda. `opens_at` is set by hand for one whose registration opens later."""
    venue = cast.venues[agenda["venue"]]
    with audit.acting_as(cast.acting("liang")):
        seminar = service.create(
            series="zhuhai" if agenda["district"].startswith("zh-") else "zhongshan",
            facts=_facts(cast, agenda, month, venue, opens_at),
            nominal_date=month.nominal,
        )
        seminar.date_reason = month.reason
        segments = [_segment(cast, agenda, place) for place in range(len(agenda["segments"]))]
        service.save_agenda(seminar_id=seminar.id, segments=segments)
    return seminar


def publish(cast: Cast, seminar: Seminar) -> None:
    """Show it, now."""
    with audit.acting_as(cast.acting("liang")):
        service.publish(seminar_id=seminar.id)


def hand_out(cast: Cast, seminar: Seminar, *, files: bool) -> None:
    """Two small papers and a link; older seminars have only the link, so that loading stays quick."""
    with audit.acting_as(cast.acting("lin")):
        day = clock.local(seminar.starts_at).date()
        for segment in seminar.segments[:2] if files else ():
            facts = HandoutFacts(title=segment.title_zh, dated=day, category="课件", segment_id=segment.id)
            paper = BytesIO(sheet(segment.title_zh, f"第{seminar.issue_no}期  {seminar.title_zh}"))
            service.add_file(seminar_id=seminar.id, facts=facts, file=paper, given_name=segment.title_zh)
        facts = HandoutFacts(title="办事指南与常用表格", dated=day, category="指南")
        service.add_link(seminar_id=seminar.id, facts=facts, url="https://guide.customs.example/forms")


def count_paper(cast: Cast, seminar: Seminar, copies: int) -> None:
    """How many were printed and given out."""
    on_paper = [one for one in seminar.handouts if one.stored_as] or seminar.handouts[:1]
    with audit.acting_as(cast.acting("liang")):
        for handout in on_paper:
            service.count_printed(seminar_id=seminar.id, handout_id=handout.id, copies=copies)


def broadcast(cast: Cast, seminar: Seminar, *, viewers: int = 0) -> None:
    """Shown on the web; once `viewers` have been counted the recording is there too."""
    with audit.acting_as(cast.acting("liang")):
        service.set_webcast(
            seminar_id=seminar.id,
            webcast_url=f"https://live.customs.example/{seminar.issue_no}",
            recording_url=f"https://watch.customs.example/{seminar.issue_no}" if viewers else "",
            viewers=viewers,
        )


def close(cast: Cast, seminar: Seminar) -> None:
    """The organizer ends it."""
    with audit.acting_as(cast.acting("liang")):
        service.close(seminar_id=seminar.id)


def topic(agenda: Mapping[str, Any]) -> str:
    """The title without the name of the programme."""
    return str(agenda["title"]).removeprefix(LEAD).removeprefix("海关企业面对面：")


def _facts(
    cast: Cast, agenda: Mapping[str, Any], month: Month, venue: Venue, opens_at: datetime | None
) -> Facts:
    english = _english(agenda)
    number = agenda["issue_no"]
    last_moment = month.starts_at - CLOSES_BEFORE
    return Facts(
        starts_at=month.starts_at,
        ends_at=month.ends_at,
        title_zh=topic(agenda),
        title_en=english.get("title", ""),
        summary_zh=agenda.get("summary") or english.get("summary_zh") or _summary(agenda),
        summary_en=english.get("summary", ""),
        audience=agenda["audience"],
        district_id=venue.district_id,
        venue_id=venue.id,
        category_id=cast.categories[agenda["category"]].id,
        officer_id=cast.staff[OFFICERS[number % len(OFFICERS)]].id,
        capacity=agenda["capacity"],
        enterprise_limit=3,
        opens_at=opens_at,
        closes_at=last_moment,
        priority_opens_at=opens_at - timedelta(days=agenda["early_days"])
        if opens_at and "early_days" in agenda
        else None,
        reserve_percent=agenda.get("reserve"),
    )


def _summary(agenda: Mapping[str, Any]) -> str:
    policy, case = agenda["segments"][0]["title"], agenda["segments"][1]["title"]
    return f"{policy}，{case.removeprefix('以案说法：')}，您的问题，关员当面答。"


def _segment(cast: Cast, agenda: Mapping[str, Any], place: int) -> SegmentFacts:
    row = agenda["segments"][place]
    english = _english(agenda).get("segments", [])
    speaker = cast.staff[OFFICERS[(agenda["issue_no"] + place) % len(OFFICERS)]]
    office = speaker.office.removeprefix("演示账号 · ")
    flexible = row["kind"] == "flexible"
    return SegmentFacts(
        kind=row["kind"],
        title_zh=row["title"],
        title_en=english[place] if english else "",
        minutes=row["minutes"],
        need_note=f"应{8 + agenda['issue_no'] % 12}家企业需求增设" if flexible else "",
        speakers=(SpeakerFacts(speaker.name, office, show_name=place % 2 == 0),),
    )


def _english(agenda: Mapping[str, Any]) -> dict[str, Any]:
    return {row["issue_no"]: row for row in content("english_agendas")}.get(agenda["issue_no"], {})
