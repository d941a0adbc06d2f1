"""Cases for tests, opened by the deed itself."""

import itertools
from datetime import timedelta
from typing import Any

from seminars.cases import service
from seminars.cases.models import Case
from seminars.core import clock
from seminars.core.db import transaction

_numbers = itertools.count(1)


def make_case(**details: Any) -> Case:
    """An open case of the series zhongshan, due in three days, with one asker who has an e-mail address."""
    n = next(_numbers)
    usual = {
        "origin": f"test:{n}",
        "about": "seminar:1",
        "series": "zhongshan",
        "title": "电子口岸卡丢了，最快多久能补办？",
        "text": "补办期间怎么报关？",
        "due_at": clock.now() + timedelta(days=3),
        "contact_name": "李晓雯",
        "contact_phone": "+8613800138000",
        "contact_email": f"asker{n}@firm.example",
    }
    with transaction():
        return service.open_case(**{**usual, **details})
