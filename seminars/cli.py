"""The commands of the house: `seminars serve`, `seminars worker`, …; docs/commands.md explains each."""

import os
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import FlaskGroup

from seminars.accounts.cli import create_administrator

COMMANDS: tuple[click.Command, ...] = (create_administrator,)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in COMMANDS:
        app.cli.add_command(command)


def main() -> None:
    """Entry point `seminars`: every command runs inside the application."""
    os.environ.setdefault("FLASK_APP", "seminars.app:create_app")
    FlaskGroup(name="seminars", add_default_commands=False, load_dotenv=False)(
        prog_name=Path(sys.argv[0]).name
    )
