"""Templates of all packages share their filters and globals: none may take the name of another without a word."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from seminars.app import create_app
from seminars.core.config import Settings
from seminars.core.house import House

OURS = {"_"}
"""instead of Flask-Babel's, on purpose"""


class Watched(dict[str, Any]):
    """Notes every name that is given to something else later."""

    def __init__(self, known: dict[str, Any]) -> None:
        super().__init__(known)
        self.replaced: list[str] = []

    def __setitem__(self, name: str, value: Any) -> None:
        if self.get(name, value) is not value:
            self.replaced.append(name)
        super().__setitem__(name, value)


def watch(monkeypatch: pytest.MonkeyPatch, kind: str) -> list[Watched]:
    make, seen = House.create_jinja_environment, list[Watched]()

    def made(app: House) -> Environment:
        environment = make(app)
        seen.append(Watched(getattr(environment, kind)))
        setattr(environment, kind, seen[-1])
        return environment

    monkeypatch.setattr(House, "create_jinja_environment", made)
    return seen


@pytest.mark.parametrize("kind", ["filters", "globals"])
def test_no_name_of_a_template_is_given_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    seen = watch(monkeypatch, kind)
    create_app(Settings(home=tmp_path))
    assert [set(one.replaced) - OURS for one in seen] == [set()]
