"""Reads the invented content."""

import json
import random
from functools import cache
from importlib import resources
from typing import Any


@cache
def content(name: str) -> list[dict[str, Any]]:
    """The list of that name: agendas, enterprises, questions, feedback, venues, english, answers, …"""
    text = resources.files("seminars.reports").joinpath(f"data/{name}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)[name.replace("-", "_")]
    return found


def dice(seed: int | str) -> random.Random:
    """Chance that falls the same way every time."""
    return random.Random(seed)  # noqa: S311 - nothing secret
