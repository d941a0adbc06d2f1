"""Commands for the operator: the first administrator."""

import click
from flask.cli import with_appcontext

from seminars.accounts import service
from seminars.accounts.models import ADMINISTRATOR
from seminars.core.db import transaction
from seminars.core.errors import Refusal


@click.command("create-administrator")
@click.argument("email")
@click.argument("name")
@click.password_option(help="At least ten characters; asked for when not given.")
@with_appcontext
def create_administrator(email: str, name: str, password: str) -> None:
    """Create the first account, which can create all others."""
    if len(password) < 10:
        raise click.ClickException("The password needs at least ten characters.")
    try:
        with transaction():
            service.create(email=email, name=name, grants=[(ADMINISTRATOR, None)], password=password)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from refusal
    click.echo(f"{name} can sign in as {email}.")
