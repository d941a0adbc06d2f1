"""The day these tests stand at, and a page as it is read."""

import html
import re
from datetime import UTC, datetime

from tests.pages import Client

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.get_data(as_text=True))


def plain(text: str) -> str:
    """As a reader sees it: without tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())
