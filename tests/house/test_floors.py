"""Packages stand on floors, rooms have duties, nothing goes round in circles; and the checker has been seen to find each fault."""

from pathlib import Path

import pytest

from tests.house.floors import FLOOR_OF, faults, modules_of

ROOT = Path(__file__).resolve().parents[2]


def test_the_house_keeps_its_law() -> None:
    assert faults(ROOT) == []


def test_the_checker_sees_the_whole_house() -> None:
    modules = modules_of(ROOT)
    assert {module.package for module in modules.values()} - {""} <= set(FLOOR_OF)
    assert any(
        imported == "seminars.core.db.Base" for imported, _ in modules["seminars.accounts.models"].imports
    )


@pytest.mark.parametrize(
    ("file", "code", "complaint"),
    [
        (
            "places/service.py",
            "from seminars.schedule import queries",
            "places.service:2 knows seminars.schedule.queries",
        ),
        (
            "places/service.py",
            "import seminars.workdays.rules",
            "places.service:2 knows seminars.workdays.rules",
        ),
        ("places/service.py", "from seminars.wiring import NEWS", "places.service:2 knows seminars.wiring"),
        ("core/clock.py", "from seminars.places.rules import x", "core.clock:2 knows seminars.places.rules"),
        (
            "schedule/service.py",
            "from seminars.places.forms import F",
            "enters the back room seminars.places.forms",
        ),
        ("schedule/service.py", "from ..places import staff", "enters the back room seminars.places.staff"),
        ("places/service.py", "from flask import g", "the room service does not know flask.g"),
        (
            "places/rules.py",
            "from seminars.core.clock import now",
            "the room rules does not touch seminars.core.clock.now",
        ),
        ("places/rules.py", "import sqlalchemy as sa", "the room rules does not touch sqlalchemy"),
        ("places/models.py", "from seminars.places import service", "the room models does not touch"),
        (
            "places/queries.py",
            "from . import service",
            "the room queries does not touch seminars.places.service",
        ),
        (
            "places/public.py",
            "from sqlalchemy import select",
            "the room public does not touch sqlalchemy.select",
        ),
        (
            "places/staff.py",
            "x = db.session.scalars(q)",
            "db.session.scalars(): a door asks queries and service",
        ),
        ("places/service.py", "def f():\n    import json", "places.service:3 an import hides inside f()"),
        ("places/service.py", "db.session.commit()", "places.service:2 commits"),
        ("places/service.py", "x = datetime.now(UTC)", "places.service:2 asks datetime.now()"),
        ("places/__init__.py", "x = 1", "the front door holds a docstring and nothing else"),
        ("places/helpers.py", "", "seminars.places.helpers: there is no such room"),
        ("parking/rules.py", "", "seminars/parking: stands on no floor"),
        ("core/text.py", "def seminar_title(): ...", "core says seminar_title"),
        ("places/rules.py", "def f():\n" + "    f()\n" * 41, "f() has a body of 41 lines"),
        ("places/rules.py", "x = 1\n" * 400, "402 lines"),
    ],
)
def test_each_kind_of_fault_is_found(tmp_path: Path, file: str, code: str, complaint: str) -> None:
    build(tmp_path, {file: code})
    assert complaint in "\n".join(faults(tmp_path))


def test_a_circle_is_found(tmp_path: Path) -> None:
    build(
        tmp_path,
        {"places/service.py": "from seminars.places import cli", "places/cli.py": "from . import service"},
    )
    assert any(fault.startswith("circle: ") and "seminars.places.cli" in fault for fault in faults(tmp_path))


def test_a_good_house_has_no_faults(tmp_path: Path) -> None:
    build(
        tmp_path,
        {"schedule/service.py": "from seminars.places import queries\nfrom seminars.core.clock import now"},
    )
    assert faults(tmp_path) == []


def build(root: Path, planted: dict[str, str]) -> None:
    """A small good house, with some files replaced."""
    rooms = ("__init__", "models", "rules", "queries", "service", "forms", "staff")
    files = {f"{package}/{room}.py": "" for package in ("places", "schedule", "workdays") for room in rooms}
    files |= {f"core/{room}.py": "" for room in ("__init__", "clock", "text")} | {
        "wiring.py": "",
        "__init__.py": "",
    }
    for name, code in (files | planted).items():
        path = root / "seminars" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""What this is for."""\n{code}\n', "utf-8")
