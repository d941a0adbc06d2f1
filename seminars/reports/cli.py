"""The command that fills an empty house with demonstration content."""

import click
from flask.cli import with_appcontext

from seminars.core.config import settings
from seminars.core.db import transaction
from seminars.reports import demo as content


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Fill an empty database with demonstration content: two years of seminars, one open for registration now."""
    if settings().mode == "production":
        raise click.ClickException("Demonstration accounts have a known password: never in production.")
    with transaction():
        loaded = content.load()
    click.echo("The demonstration is there." if loaded else "There is content already; nothing was loaded.")
    if loaded:
        note = settings().home / "sign-in.txt"
        note.write_text(_accounts(), encoding="utf-8")
        click.echo(_accounts())


def _accounts() -> str:
    lines = [f"  {one.grants[0][0]:<14} {one.email:<24} {one.name}" for one in content.ACCOUNTS]
    return "\n".join([f"Demonstration accounts, password {content.PASSWORD}", *lines])
