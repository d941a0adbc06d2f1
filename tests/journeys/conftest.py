"""What every journey needs: an end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser


@pytest.fixture(autouse=True)
def everybody_goes_home(live_server: str, browser: Browser) -> Iterator[None]:
    """The browser outlives the journey: a desk left open in it would go on looking through its camera."""
    yield
    for context in browser.contexts:
        context.close()
