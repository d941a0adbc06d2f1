"""Who serves at the door in these tests."""

from collections.abc import Callable

import pytest

from tests.pages import Client


@pytest.fixture
def helper(staff_client: Callable[..., Client]) -> Client:
    """A helper at desk 2."""
    member = staff_client("helper", "zhongshan")
    member.set_cookie("desk", "2号台", path="/door")
    return member
