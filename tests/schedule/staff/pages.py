"""Reading the pages of staff, and what stands in the database after them."""

import html
import re
from datetime import UTC, datetime
from typing import Any

from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.pages import Client

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def read(client: Client, path: str, status: int = 200, **form: Any) -> str:
    answer = client.post(path, data=form) if form else client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return html.unescape(answer.get_data(as_text=True))


def now(seminar_id: int) -> Seminar:
    """The seminar as it is stored now."""
    db.session.rollback()
    return db.session.get_one(Seminar, seminar_id)


def filled_in(page: str) -> dict[str, str]:
    """What the form of a page would send if it were sent as it is."""
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
    found |= {
        name: value for value, name in re.findall(r'<input[^>]*?value="([^"]*)"[^>]*?name="([^"]+)"', page)
    }
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = text.strip()
    return found
