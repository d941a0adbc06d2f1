"""Addresses of the door, and what its forms hold."""

import re

from seminars.schedule.models import Seminar


def door(seminar: Seminar, rest: str = "") -> str:
    return f"/door/{seminar.id}{rest}"


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]
