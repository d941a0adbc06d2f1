"""Every setting and every command stands in the docs, and the docs name none that is gone."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from seminars.cli import application
from seminars.core.config import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROW = re.compile(r"^\| `(SEMINARS_\w+|seminars(?: [a-z-]+)+)[^`]*` \| (.*?) \|", re.M)
NOT_OURS = {"seminars db"}
"""Groups with one row for all their commands, which are Alembic's."""


def rows(page: str) -> dict[str, str]:
    """Name and second column of each table row."""
    return dict(ROW.findall((DOCS / page).read_text("utf-8")))


def variables() -> dict[str, str]:
    fields = Settings.model_fields.items()
    return {
        f"SEMINARS_{name.upper()}": str(field.get_default(call_default_factory=True))
        for name, field in fields
    }


def commands(group: Mapping[str, click.Command], before: str = "seminars") -> Iterator[str]:
    for name, command in group.items():
        if isinstance(command, click.Group) and f"{before} {name}" not in NOT_OURS:
            yield from commands(command.commands, f"{before} {name}")
        else:
            yield f"{before} {name}"


def test_every_setting_is_documented_and_none_that_is_gone() -> None:
    assert set(rows("settings.md")) == set(variables())


def test_the_documented_defaults_are_the_real_ones() -> None:
    defaults = variables()
    for name, shown in rows("settings.md").items():
        if name != "SEMINARS_SECRET_KEY":
            assert shown == (f"`{defaults[name]}`" if defaults[name] else "(empty)"), name


def test_every_command_is_documented_and_none_that_is_gone(tmp_path: Path) -> None:
    app = application(Settings(home=tmp_path))
    assert set(rows("commands.md")) == set(commands(app.cli.commands))
