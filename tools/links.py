"""The pages that only the holder of a secret link sees, in a house with demonstration content."""

from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select

from seminars.app import create_app
from seminars.cases import queries as cases
from seminars.cases.models import CaseAsker
from seminars.checkin import queries as checkin
from seminars.checkin.models import Poster
from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db
from seminars.feedback import queries as feedback
from seminars.feedback.models import FeedbackInvitation
from seminars.questions import queries as questions
from seminars.questions.models import Question
from seminars.registration import queries as registration
from seminars.registration.models import Registration, Ticket


def secret_paths(home: Path, base: str) -> dict[str, str]:
    """One path of each kind in the house of this home folder: registration, ticket, feedback, case, question, poster."""
    app = create_app(Settings(home=home, base_url=base))
    with app.app_context():
        found = secret_paths_here()
        db.engine.dispose()
    return found


def secret_paths_here() -> dict[str, str]:
    """The same in the house whose application context is open."""
    newest = select(func.max(Registration.seminar_id)).scalar_subquery()
    mine = db.session.scalars(
        select(Registration)
        .where(Registration.seminar_id == newest, Registration.contact_email != "")
        .order_by(Registration.id)
    ).first()
    ticket = db.session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    invitation = db.session.scalars(
        select(FeedbackInvitation)
        .where(FeedbackInvitation.answered.is_(False))
        .order_by(FeedbackInvitation.id.desc())
    ).first()
    asker = db.session.scalars(select(CaseAsker).order_by(CaseAsker.id.desc())).first()
    question = db.session.scalars(select(Question).order_by(Question.id)).first()
    poster = db.session.scalars(
        select(Poster).where(Poster.replaced_at.is_(None)).order_by(Poster.id)
    ).first()
    assert mine and ticket and invitation and asker and question and poster, (
        "the demonstration has all of them"
    )
    found = {
        "registration": registration.link_address(mine),
        "ticket": registration.ticket_address(ticket),
        "feedback": feedback.link(invitation),
        "case": cases.link(asker),
        "question": questions.link(question),
        "poster": checkin.poster_address(poster, clock.now()),
    }
    return {name: urlsplit(address).path for name, address in found.items()}
