"""The agenda as rows that can be added, removed and moved without a script."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from wtforms import BooleanField, FieldList, FormField, IntegerField, SelectField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from seminars.core.errors import Refusal
from seminars.core.forms import LineField, Part
from seminars.core.i18n import _, _l
from seminars.core.marks import stored_words, tell_stored
from seminars.schedule.forms.fields import VersionForm
from seminars.schedule.models import Segment, Seminar, Speaker
from seminars.schedule.rules import FIXED_KINDS, KINDS, Finding

MOST_SEGMENTS, MOST_SPEAKERS = 12, 8
SEGMENT_FACTS = ("kind", "title_zh", "title_en", "minutes", "need_note")
SPEAKER_FACTS = ("name", "name_en", "office", "office_en", "show_name")
Row = dict[str, Any]


class SpeakerPart(Part):
    """Who speaks."""

    name = LineField(_l("姓名"), longest=60)
    name_en = LineField(_l("英文姓名"), longest=80)
    office = LineField(_l("单位和职务"), longest=120)
    office_en = LineField(_l("英文单位和职务"), longest=200)
    show_name = BooleanField(_l("公开姓名"))


class SegmentPart(Part):
    """One segment."""

    id = IntegerField(validators=[Optional()], widget=HiddenInput())
    kind = SelectField(_l("版块"), choices=list(KINDS.items()), validate_choice=False)
    title_zh = LineField(_l("题目"), longest=120)
    title_en = LineField(_l("英文题目"), longest=200)
    minutes = IntegerField(_l("分钟"), [Optional()])
    need_note = LineField(_l("应什么需求增设"), longest=200)
    speakers = FieldList(FormField(SpeakerPart), max_entries=MOST_SPEAKERS)


class AgendaForm(VersionForm):
    """All segments in their order."""

    segments = FieldList(FormField(SegmentPart), max_entries=MOST_SEGMENTS)

    @classmethod
    def of(cls, rows: Sequence[Row], version: int) -> "AgendaForm":
        """The form showing these rows, whatever was posted."""
        return cls(formdata=None, data={"segments": [_with_speaker(row) for row in rows], "version": version})

    def rows(self) -> list[Row]:
        """What was typed, without rows that are empty altogether."""
        return [row for row in (_cleaned(entry.data) for entry in self.segments) if _is_filled(row)]

    def after(self, act: str) -> list[Row] | None:
        """The rows after one of the row buttons (`add`, `remove-2`, `up-1`, `down-1`, `speaker-0`); None for others."""
        name, _dash, place_text = act.partition("-")
        rows: list[Row] = [dict(entry.data) for entry in self.segments]
        place = int(place_text) if place_text.isdigit() and int(place_text) < len(rows) else None
        if name == "add":
            return [*rows, blank()][:MOST_SEGMENTS]
        if place is None:
            return None
        if name == "remove":
            return rows[:place] + rows[place + 1 :]
        if name in ("up", "down"):
            return _swapped(rows, place, place - 1 if name == "up" else place + 1)
        if name == "speaker":
            rows[place]["speakers"] = [*rows[place]["speakers"], {}][:MOST_SPEAKERS]
            return rows
        return None

    def clock(self, starts_at: datetime) -> list[tuple[datetime, datetime]]:
        """When each row begins and ends, as far as minutes are typed."""
        times = []
        moment = starts_at
        for entry in self.segments:
            end = moment + timedelta(minutes=max(0, min(entry.form.minutes.data or 0, 600)))
            times.append((moment, end))
            moment = end
        return times

    def refuse_all(self, findings: Sequence[Finding]) -> None:
        """Each reason beside its row: `segments-1-minutes`."""
        for finding in findings:
            parts = finding.field.split("-")
            if len(parts) == 3 and int(parts[1]) < len(self.segments):
                field = self.segments[int(parts[1])].form[parts[2]]
                field.errors = [*field.errors, str(finding.text)]
            else:
                self.refuse(Refusal(finding.code, finding.text))
        self._gather()

    def tell_of(self, row: Seminar) -> None:
        """What is stored now, beside each row that is stored otherwise; which rows there are, in their order, above them."""
        stored = {segment.id: segment for segment in row.segments}
        for entry in self.segments:
            segment = stored.get(entry.form.id.data or 0)
            if segment is not None:
                tell_stored(entry.form, _facts(segment))
                _tell_speakers(entry.form, segment.speakers)
        if [entry.form.id.data for entry in self.segments if entry.form.id.data] != list(stored):
            titles = str(_("、")).join(segment.title_zh for segment in row.segments)
            self.form_errors.append(str(_("现在存着的版块依次是：%(titles)s。", titles=titles)))
        self._gather()

    def _gather(self) -> None:
        self.segments.errors = [entry.errors for entry in self.segments if entry.errors]


def blank(kind: str = "flexible") -> Row:
    """An empty row."""
    return {"kind": kind, "speakers": [{}]}


def stored_rows(segments: Sequence[Segment]) -> list[Row]:
    """The agenda as it is kept, and rows for the fixed segments it still lacks."""
    rows = [
        {
            "id": one.id,
            **_facts(one),
            "speakers": [_speaker(speaker) for speaker in one.speakers],
        }
        for one in segments
    ]
    return with_fixed(rows)


def with_fixed(rows: list[Row]) -> list[Row]:
    """An empty row for each fixed kind that is not there yet, so that nobody has to remember the three."""
    present = {row["kind"] for row in rows}
    return [*rows, *(blank(kind) for kind in FIXED_KINDS if kind not in present)]


def _tell_speakers(part: SegmentPart, speakers: Sequence[Speaker]) -> None:
    typed = [one for one in part.speakers.data if one["name"] or one["office"]]
    if typed != [_speaker(one) for one in speakers]:
        who = str(_("、")).join(f"{one.name} {one.office}".strip() for one in speakers)
        field = part.speakers[0].form.name
        field.errors = [*field.errors, stored_words(who)]


def _facts(segment: Segment) -> Row:
    return {name: getattr(segment, name) for name in SEGMENT_FACTS}


def _speaker(speaker: Speaker) -> Row:
    return {name: getattr(speaker, name) for name in SPEAKER_FACTS}


def _with_speaker(row: Row) -> Row:
    return {**row, "speakers": row.get("speakers") or [{}]}


def _swapped(rows: list[Row], one: int, other: int) -> list[Row]:
    if 0 <= other < len(rows):
        rows[one], rows[other] = rows[other], rows[one]
    return rows


def _cleaned(data: Row) -> Row:
    speakers = [one for one in data["speakers"] if one["name"] or one["office"]]
    return {**data, "speakers": speakers, "minutes": data["minutes"] or 0}


def _is_filled(row: Row) -> bool:
    return bool(row["title_zh"] or row["minutes"] or row["speakers"] or row["need_note"] or row["title_en"])
