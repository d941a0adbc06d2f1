"""A5, A7, A9: long histories of one seminar against a model of a few lines (`line_model`), on both databases.

Seats, limits, teams that wait, cancellations, capacities raised and lowered, seats given back, promotions by hand and the
cut-off, in any order. Every history runs the real deeds in one transaction that is rolled back. `TEST_HISTORIES` makes
it longer or shorter.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from seminars.core import clock, tokens
from seminars.core.db import db, mark_writing, transaction
from seminars.core.errors import Refusal
from seminars.enterprises import service as enterprises
from seminars.registration import queries, service
from seminars.registration.models import DECLINE_LINK, Attendee, Promotion, Registration
from seminars.registration.rules import EnterpriseInput, PersonInput, WaitWish
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar
from seminars.schedule.news import SeminarChanged
from tests.builders.schedule import make_seminar
from tests.registration.line_model import GONE, SEATED, WAITS, Model, ModelTeam

HISTORIES = int(os.environ.get("TEST_HISTORIES", "2000"))
STEPS = 5
FIRMS = ("中山市示例五金厂", "中山市示例制衣厂", "珠海市示例水产厂", "珠海市示例电子厂")
WHICH, FIRM, SIZE = st.integers(0, 11), st.integers(0, len(FIRMS) - 1), st.integers(1, 3)

pytestmark = pytest.mark.slow


class History(RuleBasedStateMachine):
    """One seminar from its first registration on."""

    seminar_id = 0
    firms: tuple[int, ...] = ()

    @initialize(
        capacity=st.integers(1, 5),
        limit=st.integers(1, 4),
        teams=st.lists(st.tuples(FIRM, SIZE, st.booleans()), max_size=4),
    )
    def begin(self, capacity: int, limit: int, teams: list[tuple[int, int, bool]]) -> None:
        """Some teams have come already; their rows are written at once, so that the history can be about what follows."""
        mark_writing(True)
        self.model = Model(capacity, limit)
        for firm, size, may_split in teams:
            self.model.come(firm, size, waits=True, may_split=may_split)
        self.seminar = db.session.get_one(Seminar, self.seminar_id)
        self.seminar.capacity, self.seminar.enterprise_limit = capacity, limit
        self.seminar.seats_taken, self.seminar.people_waiting = (
            self.model.count(SEATED),
            self.model.count(WAITS),
        )
        self.phones = 0
        made = [self.row_of(team) for team in self.model.teams]
        db.session.add_all([*made, *map(self.promotion_of, filter(self.is_split, made))])
        db.session.flush()
        self.keys = [one.id for one in made]
        self.now = clock.now()
        self.most = self.seminar.seats_taken
        self.promoted_in_time = 0

    @staticmethod
    def is_split(made: Registration) -> bool:
        return len({person.state for person in made.attendees}) > 1

    def promotion_of(self, made: Registration) -> Promotion:
        """Who of a split team has a seat got it from the line."""
        link = tokens.issue(DECLINE_LINK)
        promotion = Promotion(
            registration=made,
            seminar_id=self.seminar_id,
            at=clock.now(),
            people=1,
            nonce=link.nonce,
            digest=link.digest,
        )
        for person in made.attendees:
            person.promotion = promotion if person.state == SEATED else None
        return promotion

    def row_of(self, team: ModelTeam) -> Registration:
        """As registering would have written it."""
        now, key = clock.now(), secrets.token_hex(16)
        facts = {"enterprise_id": self.firms[team.firm], "created_at": now}
        states = set(team.people)
        return Registration(
            **facts,
            seminar_id=self.seminar_id,
            state=SEATED if SEATED in states else WAITS,
            may_split=team.may_split,
            form_key=key,
            link_nonce=key,
            link_digest=key,
            consent_version="",
            consent_at=now,
            changed_at=now,
            attendees=[
                Attendee(
                    **facts,
                    seminar_id=self.seminar_id,
                    state=state,
                    name="李晓雯",
                    phone=self.next_phone(),
                    phone_tail="0000",
                )
                for state in team.people
            ],
        )

    def next_phone(self) -> str:
        self.phones += 1
        return f"+86139{self.phones:08d}"

    @rule(firm=FIRM, size=SIZE)
    def come_or_go(self, firm: int, size: int) -> None:
        """A team that does not want to wait."""
        self.come(firm, size, None)

    @rule(firm=FIRM, size=SIZE)
    def come_together(self, firm: int, size: int) -> None:
        """A team that waits for all its seats."""
        self.come(firm, size, WaitWish())

    @rule(firm=FIRM, size=SIZE)
    def come_in_parts(self, firm: int, size: int) -> None:
        """A team of which a part may come first."""
        self.come(firm, size, WaitWish(may_split=True))

    def come(self, firm: int, size: int, wait: WaitWish | None) -> None:
        """What the model sends away is refused."""
        people = [PersonInput("李晓雯", self.next_phone()) for _place in range(size)]
        may_split = wait is not None and wait.may_split
        with self.refused_unless(self.model.come(firm, size, waits=wait is not None, may_split=may_split)):
            made = service.register(
                seminar_id=self.seminar_id,
                enterprise=EnterpriseInput(FIRMS[firm]),
                people=people,
                form_key=secrets.token_urlsafe(24),
                wait=wait,
            )
            self.keys.append(made.id)

    @precondition(lambda self: self.keys)
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        """Everything, seats and wishes."""
        team = which % len(self.keys)
        self.model.leave(team, SEATED, WAITS)
        with self.refused_unless(True):
            service.cancel(registration_id=self.keys[team])

    @precondition(lambda self: self.keys)
    @rule(which=WHICH, place=st.integers(0, 2))
    def give_up(self, which: int, place: int) -> None:
        """One person, seated or waiting."""
        team = which % len(self.keys)
        place %= len(self.model.teams[team].people)
        self.model.leave(team, SEATED, WAITS, person=place)
        with self.refused_unless(True):
            service.give_up(attendee_id=self.people(team)[place].id)

    @precondition(lambda self: self.keys)
    @rule(which=WHICH)
    def leave_line(self, which: int) -> None:
        """Who has a seat keeps it."""
        team = which % len(self.keys)
        waited = self.model.teams[team].waiting() > 0
        self.model.leave(team, WAITS)
        with self.refused_unless(waited):
            service.leave_waiting_list(registration_id=self.keys[team])

    @precondition(lambda self: self.keys)
    @rule(which=WHICH, may_split=st.booleans())
    def choose(self, which: int, may_split: bool) -> None:
        """A waiting team may come in parts from now on, or not any more."""
        team = which % len(self.keys)
        with self.refused_unless(self.model.choose(team, may_split)):
            service.choose(registration_id=self.keys[team], may_split=may_split)

    @precondition(lambda self: self.keys)
    @rule(which=WHICH)
    def decline(self, which: int) -> None:
        """The seats of one promotion, also of one that was declined before."""
        promotions = db.session.scalars(
            select(Promotion).where(Promotion.seminar_id == self.seminar_id).order_by(Promotion.id)
        ).all()
        if not promotions:
            return
        chosen = promotions[which % len(promotions)]
        team = self.keys.index(chosen.registration_id)
        held = [place for place, one in enumerate(self.people(team)) if one.promotion_id == chosen.id]
        if any(self.model.teams[team].people[place] == SEATED for place in held):
            self.model.decline(team, held)
        with self.refused_unless(True):
            service.decline(token=queries.decline_token(chosen))

    @precondition(lambda self: self.keys)
    @rule(which=WHICH)
    def promote_by_hand(self, which: int) -> None:
        """Out of turn, beyond the capacity, after the cut-off; never beyond the limit."""
        team = which % len(self.keys)
        allowed = self.model.seat_by_hand(team)
        with self.refused_unless(allowed, by_hand=True):
            service.promote_by_hand(registration_id=self.keys[team], reason="主讲企业")

    @rule(capacity=st.integers(1, 7), limit=st.integers(1, 4))
    def edit(self, capacity: int, limit: int) -> None:
        """A7: also fewer seats than people."""
        self.model.capacity, self.model.limit = capacity, limit
        self.model.promote()
        self.seminar.capacity, self.seminar.enterprise_limit = capacity, limit
        db.session.flush()
        with self.refused_unless(True):
            service.seminar_changed(SeminarChanged(self.seminar))

    @precondition(lambda self: self.keys and not self.model.is_over)
    @rule()
    def cut_off(self) -> None:
        """The moment itself."""
        self.model.is_over = True
        self.now = schedule.promotion_ends(self.seminar)
        self.promoted_in_time = self.promotions()

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        found: dict[int, list[str]] = {key: [] for key in self.keys}
        rows = db.session.execute(
            select(Attendee.registration_id, Attendee.state, Attendee.phone)
            .where(Attendee.seminar_id == self.seminar_id)
            .order_by(Attendee.id)
        ).all()
        for key, state, _phone in rows:
            found[key].append(state)
        assert list(found.values()) == [team.people for team in self.model.teams]
        listed = [phone for _key, state, phone in rows if state != GONE]
        assert len(listed) == len(set(listed)), "nobody stands twice on the lists"
        counted = (self.seminar.seats_taken, self.seminar.people_waiting)
        assert counted == (self.model.count(SEATED), self.model.count(WAITS))

    @invariant()
    def what_was_published_holds(self) -> None:
        taken = self.seminar.seats_taken
        assert taken <= max(self.seminar.capacity, self.most), "only a person may go beyond the capacity"
        self.most = taken
        for team in self.model.teams:
            split = WAITS in team.people and SEATED in team.people
            assert not split or team.has_agreed, "no team is split without its consent"
        if self.model.is_over:
            assert self.promotions() == self.promoted_in_time, "nobody is promoted after the cut-off"

    def teardown(self) -> None:
        db.session.rollback()
        mark_writing(False)

    def people(self, team: int) -> list[Attendee]:
        return queries.people_now(self.keys[team])

    def promotions(self) -> int:
        """How many the order of the list has made; those by hand have a reason."""
        found = select(Promotion.id).where(Promotion.seminar_id == self.seminar_id, Promotion.reason == "")
        return len(db.session.scalars(found).all())

    @contextmanager
    def refused_unless(self, allowed: bool, *, by_hand: bool = False) -> Iterator[None]:
        """The deed is done exactly when the model does it."""
        refused = False
        with clock.telling_of(self.now):
            try:
                yield
            except Refusal:
                refused = True
        assert refused != allowed
        if by_hand:
            self.most = max(self.most, self.seminar.seats_taken)


def test_every_history_is_as_the_model_tells_it(app: Flask) -> None:
    """A5, A7, A9."""
    seminar = make_seminar(closes_at=None, edits_close_at=None)
    with transaction():
        firms = tuple(enterprises.recognise(name=firm).id for firm in FIRMS)
    machine = type("Seminar", (History,), {"seminar_id": seminar.id, "firms": firms})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
