"""Reading cases: always by deadline, a bounded number of statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from seminars.accounts import queries as accounts
from seminars.accounts.models import OFFICER, ORGANIZER, Staff
from seminars.cases import rules
from seminars.cases.models import ANSWERED, CASE_LINK, CLOSED, OPEN, Case, CaseAsker, CaseEntry
from seminars.core import clock, tokens
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.paging import Page, page_of
from seminars.core.web import external_url
from seminars.workdays import queries as workdays

PER_PAGE = 50
VIEWS = ("mine", "overdue", "handed", "answered", "all", "closed")


@dataclass(frozen=True)
class Shown:
    """A case with where it stands now."""

    case: Case
    state: rules.State


@dataclass(frozen=True)
class Reader:
    """Who looks: sees their own cases and those offered to them, and every case of `series` (None: of all)."""

    staff_id: int
    series: Collection[str] | None = ()

    def sees(self, case: Case) -> bool:
        """Whether this case is any business of theirs."""
        return (
            self.staff_id in (case.officer_id, case.handed_to_id)
            or self.series is None
            or case.series in self.series
        )


def get(case_id: int) -> Case:
    """The case with everything its page shows. Raises Missing."""
    found = db.session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .options(
            joinedload(Case.enterprise),
            joinedload(Case.officer),
            joinedload(Case.first_officer),
            joinedload(Case.handed_to),
            selectinload(Case.askers).joinedload(CaseAsker.enterprise),
            selectinload(Case.entries).joinedload(CaseEntry.staff),
            selectinload(Case.entries).joinedload(CaseEntry.other),
        )
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def by_link(token: str) -> CaseAsker:
    """Whoever waits, by the link they were given. Raises Missing."""
    digest = tokens.digest(CASE_LINK, token)
    found = db.session.scalars(
        select(CaseAsker)
        .where(CaseAsker.digest == digest)
        .options(joinedload(CaseAsker.case).joinedload(Case.officer))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def asker(key: str) -> CaseAsker | None:
    """Whoever was added with this key, like "question:12"."""
    return db.session.scalars(
        select(CaseAsker).where(CaseAsker.key == key, CaseAsker.left_at.is_(None))
    ).one_or_none()


def link(asker: CaseAsker) -> str:
    """The absolute address at which this asker follows the case."""
    return external_url("cases_public.follow", token=tokens.reveal(CASE_LINK, asker.nonce, asker.digest))


def by_origin(origin: str) -> Case | None:
    """The case that came from this, if any did."""
    return db.session.scalars(select(Case).where(Case.origin == origin)).one_or_none()


def series_of_case(case_id: int, **_others: object) -> str | None:
    """The series whose staff may open it: the `scope` of guards."""
    return db.session.scalar(select(Case.series).where(Case.id == case_id))


def takers(case: Case) -> list[Staff]:
    """Who may take it over: officers and organizers of its series, without whoever has it."""
    series = case.series or ""
    found = [*accounts.holders(OFFICER, series), *accounts.holders(ORGANIZER, series)]
    return list({member.id: member for member in found if member.id != case.officer_id}.values())


def reachable(case: Case) -> list[CaseAsker]:
    """Those who wait and have left a number or an address."""
    return [asker for asker in case.askers if asker.phone or asker.email]


def ways(case: Case) -> tuple[str, ...]:
    """How staff may close it."""
    return rules.ways(is_feedback=case.is_feedback, is_anonymous=case.is_anonymous)


def answer_given(case: Case) -> dict[str, object]:
    """The answer its askers have now, as its form shows it: none while they wait."""
    return {"text": case.answer if case.state == ANSWERED else ""}


def ground(case: Case) -> str:
    """What those who wait read of why it was closed; the word of one of several is not for the others."""
    closing = case.closing
    if closing is None or (closing.how == rules.CONFIRMED and len(case.askers) > 1):
        return ""
    return closing.text


def tries(case: Case) -> int:
    """How often each of those who still wait was tried, as the log says: the fewest."""
    contacts = [entry for entry in case.entries if entry.kind == "contact"]
    waiting = [asker.id for asker in reachable(case) if not asker.solved]
    if not waiting:
        return rules.tries(entry.at for entry in contacts)
    return min(
        rules.tries(entry.at for entry in contacts if entry.asker_id in (None, asker_id))
        for asker_id in waiting
    )


def cases(reader: Reader, *, view: str, series: str = "", page: int = 1, now: datetime) -> Page[Case]:
    """One page of the cases this reader sees: open ones by deadline, then answered, then closed."""
    wanted = [_visible(reader), _in_view(reader, view, now), *([Case.series == series] if series else [])]
    total = db.session.scalar(select(func.count(Case.id)).where(*wanted)) or 0
    rows = _with_names(select(Case).where(*wanted)).order_by(*_worst_first())
    return page_of(rows, page, total, PER_PAGE)


def counts(reader: Reader, now: datetime) -> dict[str, int]:
    """How many cases each view holds, in one statement."""
    columns = [func.sum(case((_in_view(reader, view, now), 1), else_=0)).label(view) for view in VIEWS]
    row = db.session.execute(select(*columns).where(_visible(reader))).one()
    return {view: row[index] or 0 for index, view in enumerate(VIEWS)}


def waiting(staff_id: int, now: datetime) -> tuple[int, int]:
    """How many open cases this member has or is offered, and how many of these are overdue: one statement."""
    row = db.session.execute(
        select(func.count(), func.count().filter(Case.due_at < now)).where(
            Case.state == OPEN, or_(Case.officer_id == staff_id, Case.handed_to_id == staff_id)
        )
    ).one()
    return row[0], row[1]


def about(subject: str) -> list[Case]:
    """Cases not yet closed that belong to this, like "seminar:12", by deadline."""
    rows = select(Case).where(Case.about == subject, Case.state != CLOSED).order_by(*_worst_first())
    return list(db.session.scalars(_with_names(rows)))


def shown(rows: Collection[Case], now: datetime | None = None) -> list[Shown]:
    """The cases with where each stands; reads the calendar once."""
    calendar = workdays.calendar()
    moment = now or clock.now()
    return [Shown(one, rules.state_of(facts(one), calendar, moment)) for one in rows]


def facts(case: Case) -> rules.CaseFacts:
    """What the rules want to know of a case."""
    return rules.CaseFacts(case.due_at, case.answered_at, case.closed_at)


def _visible(reader: Reader) -> ColumnElement[bool]:
    own = or_(Case.officer_id == reader.staff_id, Case.handed_to_id == reader.staff_id)
    if reader.series is None:
        return true()
    return or_(own, Case.series.in_(reader.series)) if reader.series else own


def _in_view(reader: Reader, view: str, now: datetime) -> ColumnElement[bool]:
    mine = or_(Case.officer_id == reader.staff_id, Case.handed_to_id == reader.staff_id)
    return {
        "mine": (Case.state == OPEN) & mine,
        "overdue": (Case.state == OPEN) & (Case.due_at < now),
        "handed": (Case.state == OPEN) & (Case.handed_to_id == reader.staff_id),
        "answered": Case.state == ANSWERED,
        "all": Case.state != CLOSED,
        "closed": Case.state == CLOSED,
    }.get(view, false())


def _worst_first() -> tuple[ColumnElement[object], ...]:
    """Time runs for the open ones only: the earliest deadline is the longest overdue or the nearest."""
    return (case({OPEN: 0, ANSWERED: 1}, value=Case.state, else_=2), Case.due_at, Case.id)  # type: ignore[return-value]


def _with_names(rows: Select[Case]) -> Select[Case]:
    return rows.options(
        joinedload(Case.enterprise),
        joinedload(Case.officer),
        joinedload(Case.handed_to),
        selectinload(Case.askers).joinedload(CaseAsker.enterprise),
    )
