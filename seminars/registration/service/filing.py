"""Whom a registration stands for: staff put it under another enterprise, and what is known of one settles what was typed."""

from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db, locked
from seminars.core.marks import ensure_unchanged
from seminars.core.news import tell
from seminars.enterprises import queries as firms
from seminars.enterprises import service as enterprises
from seminars.enterprises.news import EnterpriseKnown, EnterprisesParted
from seminars.enterprises.rules import folded_name
from seminars.registration import queries
from seminars.registration.models import Registration
from seminars.registration.news import RegistrationFiled
from seminars.registration.rules import EnterpriseInput
from seminars.registration.service import log, waiting
from seminars.schedule.models import Seminar


def put_under(
    *, registration_id: int, enterprise: EnterpriseInput, agent: str = "", mark: str | None = None
) -> Registration:
    """Put right for which enterprise it is, and who sent it in; `mark`: of what the page showed.

    Its people and all that came of it follow, and whether it counts for the priority tier. Nobody loses a seat, also
    beyond the limit of the enterprise; codes stay, and nobody is written to.
    Raises Missing, ChangedMeanwhile, and the refusals of names and codes.
    """
    registration = _locked(registration_id)
    ensure_unchanged(mark, queries.filing_of(registration))
    source_id = registration.enterprise_id
    heard = enterprises.heard(name=enterprise.name, uscc=enterprise.uscc)
    registration.typed_name, registration.typed_uscc = heard.said_name, heard.said_uscc
    registration.agent, registration.changed_at = agent, clock.now()
    log.note("registration.put_under", registration, before=source_id, after=heard.firm.id, agent=agent)
    if heard.firm.id != source_id:
        registration.has_priority = queries.had_priority(registration, heard.firm)
        registration.enterprise = heard.firm
        for person in registration.attendees:
            person.enterprise = heard.firm
        db.session.flush()
        tell(RegistrationFiled(registration.id, source_id, heard.firm.id))
        waiting.pass_on(db.session.get_one(Seminar, registration.seminar_id))
    return registration


def enterprise_known(event: EnterpriseKnown) -> None:
    """More is known of an enterprise: what was only said of it, and is known now, was rightly said."""
    firm = firms.get(event.enterprise_id)
    said = (Registration.typed_name != "") | (Registration.typed_uscc != "")
    for one in db.session.scalars(select(Registration).where(Registration.enterprise_id == firm.id, said)):
        if firms.goes_by(firm, folded_name(one.typed_name)):
            one.typed_name = ""
        if one.typed_uscc == firm.uscc:
            one.typed_uscc = ""
    db.session.flush()


def enterprises_parted(event: EnterprisesParted) -> None:
    """Each has its own limit again: who was kept waiting by that of both gets the seats that are free."""
    for seminar_id in queries.waited_for([event.kept_id, event.gone_id]):
        waiting.promote(locked(Seminar, seminar_id))


def _locked(registration_id: int) -> Registration:
    """First the seminar, then the registration, as registering does; once more where it was transferred meanwhile."""
    registration = queries.get(registration_id)
    seminar_id = 0
    while seminar_id != registration.seminar_id:
        seminar_id = locked(Seminar, registration.seminar_id).id
        db.session.refresh(registration)
    return registration
