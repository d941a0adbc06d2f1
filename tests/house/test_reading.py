"""D13: a mail scanner that opens every link, twice, changes nothing."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from seminars.checkin import service as checkin
from seminars.core.db import Base, db, transaction
from tests.builders.cases import make_case
from tests.builders.feedback import attend, close
from tests.builders.questions import make_question
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar
from tests.conftest import new_client
from tools.links import secret_paths_here


def test_opening_every_link_of_a_letter_changes_nothing(app: Flask) -> None:
    held = make_seminar()
    attend(make_registration(held).attendees[0])
    close(held)
    make_case()
    coming = make_seminar()
    make_question(coming)
    with transaction():
        checkin.put_up_poster(seminar_id=coming.id)
    person = make_registration(coming).attendees[0]  # could still be cancelled
    paths, person_id, before = secret_paths_here(), person.id, dump()
    scanner = new_client(app)
    opened = 0
    for address in addresses(app, paths, person_id):
        for method in ("HEAD", "GET"):
            answer = scanner.open(address, method=method)
            assert answer.status_code < 500, address
            opened += answer.status_code == 200
            answer.close()
    assert opened > 10
    assert dump() == before


def addresses(app: Flask, paths: dict[str, str], attendee_id: int) -> Iterator[str]:
    """Every address under a secret link, also those that only take a POST."""
    tokens = {path.split("/")[1]: path.split("/")[2] for path in paths.values()}
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments and rule.rule.split("/")[1] in tokens:
            yield filled(rule, tokens[rule.rule.split("/")[1]], attendee_id)


def filled(rule: Rule, token: str, attendee_id: int) -> str:
    """The address of a rule with this token and person."""
    built = rule.build({"token": token, "attendee_id": attendee_id, "code": "x"}, append_unknown=False)
    assert built is not None, rule
    return str(built[1])


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }
