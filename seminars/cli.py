"""The commands of the house: `seminars serve`, `seminars worker`, …; docs/commands.md explains each."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import FlaskGroup
from pydantic import ValidationError
from pydantic_settings import SettingsError

from seminars.accounts.cli import create_administrator
from seminars.app import create_app
from seminars.checkin.cli import print_paper
from seminars.core.config import Settings
from seminars.reports.cli import demo
from seminars.schedule.cli import plan_year
from seminars.serve import MIGRATE, check, serve, upgrade, worker

RUNNING: tuple[click.Command, ...] = (serve, worker, upgrade, check)

COMMANDS: tuple[click.Command, ...] = (*RUNNING, demo, create_administrator, plan_year, print_paper)


def application(settings: Settings | None = None) -> Flask:
    """The application that commands run in: with migrations and with the commands, which no web process has to carry."""
    app = create_app(settings)
    MIGRATE.init_app(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def main() -> None:
    """Entry point `seminars`: every command runs inside the application; unsafe settings end it with a sentence."""
    try:
        Settings()
    except (ValidationError, SettingsError) as wrong:
        for sentence in _sentences(wrong):
            click.echo(sentence, err=True)
        sys.exit(2)
    group = FlaskGroup(name="seminars", create_app=application, add_default_commands=False, load_dotenv=False)
    for command in RUNNING:
        group.add_command(command)  # found before the application is loaded: they say how to load it
    group(prog_name=Path(sys.argv[0]).name)


def _sentences(wrong: ValidationError | SettingsError) -> list[str]:
    if isinstance(wrong, SettingsError):
        return [str(wrong)]
    return [
        str(error["ctx"]["error"])
        if error["type"] == "value_error"
        else f"SEMINARS_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}."
        for error in wrong.errors()
    ]
