"""Questions for tests, asked by the deed itself."""

import itertools
import secrets
from typing import Any

from seminars.core.db import transaction
from seminars.enterprises import service as enterprises
from seminars.questions import service
from seminars.questions.models import Question
from seminars.schedule.models import Seminar
from tests.builders.schedule import make_seminar

_numbers = itertools.count(1)


def make_question(
    seminar: Seminar | None = None, text: str = "外发加工的厂换了一家，需要重新备案吗？", **details: Any
) -> Question:
    """A question of an enterprise of its own, asked alone, with an e-mail address; in a group of its own."""
    place = seminar or make_seminar()
    n = next(_numbers)
    firm = details.pop("firm", f"中山市第{n}示例五金厂")
    usual = {
        "asker_name": "李晓雯",
        "asker_phone": f"+86138{n:08d}",
        "asker_email": f"guanwu{n}@firm.example",
        "form_key": secrets.token_urlsafe(16),
    }
    with transaction():
        enterprise = enterprises.recognise(name=firm)
        return service.ask(
            seminar_id=place.id, text=text, enterprise_id=enterprise.id, **{**usual, **details}
        )
