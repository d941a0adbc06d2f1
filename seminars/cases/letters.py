"""Letters to those who wait for a case."""

from typing import Any

from seminars.cases import queries
from seminars.cases.models import CaseAsker
from seminars.core.db import db
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft


def answered(facts: dict[str, Any], to: Addressee) -> Draft:
    """The answer, and the question whether it solved the matter."""
    asker = db.session.get_one(CaseAsker, facts["asker"])
    return Draft(
        subject=_("您的问题有了答复（%(number)s）", number=asker.case.number),
        template="cases/letters/answered",
        context={"case": asker.case, "asker": asker, "link": queries.link(asker), "to": to},
    )
