"""What a guest at the poster does."""

from typing import Any

from tests.checkin.asking import field
from tests.pages import Client


def check_in(client: Client, link: str, tail: str, who: int | None = None, **more: Any) -> Any:
    """Give the digits, and say which of the names is one's own."""
    asked = client.post(link, data={"scan_id": "poster-0001", "tail": tail}, follow_redirects=True, **more)
    if asked.status_code != 200 or 'name="who"' not in asked.text:
        return asked
    sent = {
        "scan_id": field(asked.text, "scan_id"),
        "tail": tail,
        "who": who or field(asked.text, "who"),
    }
    return client.post(link, data=sent, **more)
