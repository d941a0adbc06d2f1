"""The rule of the 15th over thirty years, agenda, times and the registration window (S1, S6, R3, B3-B7)."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from seminars.core.clock import SHANGHAI
from seminars.schedule import rules
from seminars.schedule.rules import Policy, RegistrationState, Window
from seminars.schedule.rules.moving import moved_deadlines
from seminars.workdays.rules import Decree, Workdays, workdays_from_json

DATA = Path(__file__).parents[1] / "data"
CALENDAR = workdays_from_json(
    json.loads(
        resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    )
)


def read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("row", list(read("calendar-15ths.csv")), ids=lambda row: row["date"])
def test_every_fifteenth_by_every_policy(row: dict[str, str], policy: Policy) -> None:
    """S1, B3, B4: 360 rows, five policies; the suggestion is shown even where a person must decide."""
    nominal = date.fromisoformat(row["date"])
    proposal = rules.date_for(nominal.year, nominal.month, CALENDAR, policy)
    worked = row["working"] == "1"
    column = {Policy.KEEP: "date", Policy.ASK: "next"}.get(policy, policy.value)
    expected = date.fromisoformat(row[column])
    assert (proposal.nominal, proposal.date) == (nominal, expected)
    assert proposal.shift_days == (expected - nominal).days
    assert proposal.ask == (abs(proposal.shift_days) > 3 or (policy is Policy.ASK and not worked))
    assert proposal.provisional == (row["basis"] == "provisional")
    assert bool(proposal.reason) == (row["kind"] != "working day")


def propose(year: int, month: int, policy: Policy, **options: int) -> rules.Proposal:
    return rules.date_for(year, month, CALENDAR, policy, **options)


def test_a_long_shift_asks_and_still_shows_the_date() -> None:
    proposal = propose(2026, 2, Policy.NEXT)
    assert (proposal.date, proposal.shift_days, proposal.ask) == (date(2026, 2, 24), 9, True)
    assert not propose(2026, 2, Policy.NEXT, max_shift_days=9).ask
    assert proposal.reason == "春节"


def test_landing_on_a_make_up_day_asks_only_where_they_are_avoided() -> None:
    assert propose(2026, 2, Policy.NEAREST).date == date(2026, 2, 14)
    assert not propose(2026, 2, Policy.NEAREST).ask
    assert propose(2026, 2, Policy.NEAREST, avoid_make_up_days=True).ask
    assert propose(2015, 2, Policy.NEXT).date == date(2015, 2, 15)
    assert propose(2015, 2, Policy.NEXT, avoid_make_up_days=True).ask


@pytest.mark.parametrize("month", [2, 6])
def test_a_tie_goes_to_the_later_day(month: int) -> None:
    proposal = propose({2: 2002, 6: 2010}[month], month, Policy.NEAREST)
    assert proposal.shift_days > 0


def test_a_proposal_never_leaves_its_month() -> None:
    """1 May 2026 and 31 January 2026 have their policy's working day in another month."""
    back = propose(2026, 5, Policy.PREVIOUS, nominal_day=1)
    assert (back.date, back.ask) == (date(2026, 5, 6), True)
    on = propose(2026, 1, Policy.NEXT, nominal_day=31)
    assert (on.date, on.ask) == (date(2026, 1, 30), True)
    assert propose(2026, 2, Policy.KEEP, nominal_day=31).nominal == date(2026, 2, 28)


def test_a_month_without_any_working_day_has_no_date() -> None:
    closed = Workdays(days_off={date(2020, 2, 1) + timedelta(days=n): "停工" for n in range(29)})
    proposal = rules.date_for(2020, 2, closed, Policy.NEXT)
    assert (proposal.date, proposal.shift_days, proposal.ask) == (None, 0, True)


def test_the_plan_of_a_year_without_decree_says_so() -> None:
    """S1, B5."""
    plan = rules.plan_of_year(2027, CALENDAR, "next")
    assert len(plan) == 12
    assert all(proposal.provisional for proposal in plan)
    moved = [(proposal.nominal.month, proposal.date, proposal.reason) for proposal in plan if proposal.moved]
    assert moved == [
        (5, date(2027, 5, 17), "周六"),
        (8, date(2027, 8, 16), "周日"),
        (9, date(2027, 9, 16), "中秋节"),
    ]
    assert len(rules.plan_of_year(2099, CALENDAR, "nearest")) == 12
    assert not rules.plan_of_year(2026, CALENDAR, "keep")[1].moved


@pytest.mark.parametrize(
    "row",
    [row for row in read("validation-cases.csv") if row["field"] == "session_date"],
    ids=lambda row: row["id"],
)
def test_session_date(row: dict[str, str]) -> None:
    if row["expected"] == "invalid":
        with pytest.raises(rules.DateRefusal) as refused:
            rules.parse_date(row["input"])
        assert refused.value.code == row["reason_code"]
        return
    day = rules.parse_date(row["input"])
    notice = rules.date_notice(day, CALENDAR)
    assert (day.isoformat(), notice.code, notice.reason) == (
        row["normalized"],
        row["expected"],
        row["reason_code"],
    )


@pytest.mark.parametrize(
    "text", ["", "15日", "2026-13-01", "٢٠٢٦-12-15", "2026-12-15x", "20261215", "0000-01-01"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(rules.DateRefusal):
        rules.parse_date(text)


@dataclass
class Part:
    kind: str
    title_zh: str
    minutes: int


START, END = at("2026-12-15T14:30"), at("2026-12-15T17:00")


def agenda(**minutes: int) -> list[Part]:
    return [Part(kind, f"{kind}的题目", length) for kind, length in minutes.items()]


GOOD = {"policy": 40, "case": 30, "flexible": 25, "qa": 45}


@pytest.mark.parametrize(
    ("segments", "codes"),
    [
        pytest.param(agenda(**GOOD), [], id="good"),
        pytest.param(agenda(qa=45, flexible=25, case=30, policy=40), [], id="any order"),
        pytest.param(agenda(policy=40, flexible=50, qa=50), ["missing_case"], id="one missing"),
        pytest.param([], ["missing_policy", "missing_case", "missing_qa", "unplanned"], id="empty"),
        pytest.param(agenda(policy=60, case=60, qa=31), ["too_long"], id="one minute too many"),
        pytest.param(agenda(policy=60, case=60, qa=30), [], id="to the minute"),
        pytest.param(agenda(policy=60, case=45, qa=30), [], id="15 minutes free"),
        pytest.param(agenda(policy=60, case=44, qa=30), ["unplanned"], id="16 minutes free"),
        pytest.param(agenda(policy=60, case=80, qa=0), ["minutes"], id="no minutes"),
        pytest.param([*agenda(**GOOD), Part("tea", "茶歇", 5)], ["kind"], id="unknown kind"),
        pytest.param([*agenda(**GOOD), Part("flexible", " 　", 5)], ["title"], id="blank title"),
    ],
)
def test_agenda(segments: list[Part], codes: list[str]) -> None:
    """S6."""
    found = rules.agenda_refusals(segments, START, END)
    assert [finding.code for finding in found] == codes
    assert all(finding.is_warning == (finding.code == "unplanned") for finding in found)


def test_a_wrong_segment_is_named_by_its_field() -> None:
    found = rules.agenda_refusals([*agenda(**GOOD), Part("flexible", "", -5)], START, END)
    assert [finding.field for finding in found] == ["segments-4-title_zh", "segments-4-minutes"]
    assert (
        str(rules.agenda_refusals(agenda(policy=60, case=75), START, END)[0].text)
        == "议程里还缺“面对面答疑”版块。"
    )


def test_the_timetable_follows_the_minutes() -> None:
    slots = rules.timetable(START, agenda(**GOOD))
    assert [f"{slot.starts_at:%H:%M}" for slot in slots] == ["14:30", "15:10", "15:40", "16:05"]
    assert slots[-1].ends_at == at("2026-12-15T16:50")
    assert rules.timetable(START, []) == []


@pytest.mark.parametrize(
    ("times", "codes"),
    [
        pytest.param({}, [], id="good"),
        pytest.param({"ends_at": START}, ["ends_before_start"], id="no length"),
        pytest.param({"ends_at": at("2026-12-16T09:00")}, ["another_day"], id="over midnight"),
        pytest.param({"starts_at": at("2026-12-15T08:59")}, ["too_long"], id="eight hours and a minute"),
        pytest.param({"closes_at": START}, [], id="closes when it starts"),
        pytest.param(
            {"closes_at": START + timedelta(seconds=1)}, ["closes_after_start"], id="closes too late"
        ),
        pytest.param({"opens_at": at("2026-12-14T18:00")}, ["opens_after_close"], id="opens when it closes"),
        pytest.param(
            {"opens_at": START, "closes_at": None}, ["opens_after_close"], id="opens when it starts"
        ),
        pytest.param({"edits_close_at": END}, ["edits_after_start"], id="edits too late"),
        pytest.param({"questions_close_at": END}, ["questions_after_start"], id="questions too late"),
    ],
)
def test_times(times: dict[str, datetime], codes: list[str]) -> None:
    given_times = {
        "starts_at": START,
        "ends_at": END,
        "opens_at": at("2026-11-20T09:00"),
        "closes_at": at("2026-12-14T18:00"),
        **times,
    }
    assert [finding.code for finding in rules.times_refusals(**given_times)] == codes


OPENS, CLOSES = at("2026-11-20T09:00"), at("2026-12-14T18:00")
SECOND = timedelta(seconds=1)
NOON = at("2026-12-14T12:00")


@pytest.mark.parametrize(
    ("state", "left", "now", "expected"),
    [
        pytest.param("draft", 9, OPENS, "hidden", id="draft"),
        pytest.param("skipped", 9, OPENS, "hidden", id="skipped"),
        pytest.param("cancelled", 9, OPENS, "cancelled", id="cancelled"),
        pytest.param("closed", 9, OPENS, "past", id="closed by staff"),
        pytest.param("published", 9, OPENS - SECOND, "not_yet", id="before it opens"),
        pytest.param("published", 9, OPENS, "open", id="the opening moment"),
        pytest.param("published", None, OPENS, "open", id="without limit"),
        pytest.param("published", 0, OPENS, "full", id="no seat left"),
        pytest.param("published", -2, OPENS, "full", id="overbooked by hand"),
        pytest.param("published", 0, OPENS - SECOND, "not_yet", id="not yet before full"),
        pytest.param("published", 9, CLOSES - SECOND, "open", id="the last second"),
        pytest.param("published", 9, CLOSES, "closed", id="the closing moment"),
        pytest.param("published", 9, START + SECOND, "closed", id="during it"),
        pytest.param("published", 9, END, "past", id="over"),
    ],
)
def test_registration_state(state: str, left: int | None, now: datetime, expected: str) -> None:
    """R3."""
    window = Window(state, START, END, OPENS, CLOSES, left)
    assert rules.registration_state(window, now.astimezone(UTC)) == expected


def test_without_a_closing_time_the_start_closes() -> None:
    window = Window("published", START, END)
    assert rules.registration_state(window, START - SECOND) is RegistrationState.OPEN
    assert rules.registration_state(window, START) is RegistrationState.CLOSED


@pytest.mark.parametrize(
    ("closes", "waiting", "expected"),
    [
        pytest.param(None, 0, START, id="the start, where nobody waits"),
        pytest.param(None, 2, NOON, id="the line, while somebody waits"),
        pytest.param(NOON + SECOND, 2, NOON, id="the line, before what is set"),
        pytest.param(NOON - SECOND, 2, NOON - SECOND, id="what is set, before the line"),
    ],
)
def test_registration_closes_with_the_line_while_somebody_waits(
    closes: datetime | None, waiting: int, expected: datetime
) -> None:
    """R4: so that nobody new passes those who waited."""
    window = Window("published", START, END, None, closes, 9, people_waiting=waiting)
    assert rules.closing_of(window) == expected
    assert rules.registration_state(window, expected - SECOND) is RegistrationState.OPEN
    assert rules.registration_state(window, expected) is RegistrationState.CLOSED


@pytest.mark.parametrize(
    ("left", "waiting", "now", "expected"),
    [
        pytest.param(0, 0, OPENS, True, id="into the own seats"),
        pytest.param(0, 1, OPENS, False, id="who waits comes first"),
        pytest.param(-2, 0, OPENS, False, id="more were given than there are"),
        pytest.param(0, 0, CLOSES, False, id="too late"),
    ],
)
def test_who_gives_seats_up_may_come_again(left: int, waiting: int, now: datetime, expected: bool) -> None:
    window = Window("published", START, END, OPENS, CLOSES, left, people_waiting=waiting)
    assert rules.opens_again(window, now, seats=2) is expected


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(Policy), st.integers(1, 31))
def test_any_month_has_a_proposal_inside_it(day: date, policy: Policy, nominal_day: int) -> None:
    """B5."""
    proposal = rules.date_for(day.year, day.month, CALENDAR, policy, nominal_day=nominal_day)
    assert proposal.date is not None
    assert (proposal.date.year, proposal.date.month) == (day.year, day.month)
    assert proposal.date == proposal.nominal or CALENDAR.is_working(proposal.date)


def questions_close(moment: datetime, old: datetime, new: datetime, calendar: Workdays) -> datetime:
    [deadline] = moved_deadlines({"questions_close_at": moment}, old, new, calendar)
    return deadline.new


def test_a_holiday_between_the_two_dates_does_not_shorten_the_time_for_questions() -> None:
    """S7: a week later, and still two working days before at the hour it had."""
    spring = Decree(2027, {date(2027, 2, day): "春节" for day in range(5, 12)}, ())
    calendar = CALENDAR.with_decree(spring, Decree(2027, {}, ()))
    old, new = at("2027-02-15 14:30"), at("2027-02-22 09:30")
    assert questions_close(at("2027-02-04 18:00"), old, new, calendar) == at("2027-02-18 18:00")
    assert questions_close(at("2027-02-07 18:00"), old, old, calendar) == at("2027-02-07 18:00")


_starts = st.integers(0, 980_000).map(lambda minutes: at("2026-01-20 08:00") + timedelta(minutes=minutes))


@given(old=_starts, new=_starts, before=st.timedeltas(timedelta(0), timedelta(days=14)))
def test_a_later_seminar_never_has_an_earlier_end_of_questions(
    old: datetime, new: datetime, before: timedelta
) -> None:
    moment = (old - before).replace(second=0, microsecond=0)
    assume(new > old)
    moved = questions_close(moment, old, new, CALENDAR)
    assert moment <= moved <= new
    assert moved == new or moved.astimezone(SHANGHAI).time() == moment.time(), "the hour stays"
    if CALENDAR.is_working(moment.date()) and moment.date() < old.date():
        day = timedelta(days=1)
        distances = {
            CALENDAR.working_days_between(one.astimezone(SHANGHAI).date() - day, start.date() - day)
            for one, start in ((moment, old), (moved, new))
        }
        assert len(distances) == 1 and CALENDAR.is_working(moved.astimezone(SHANGHAI).date())
