"""The command that writes the papers of the door as PDF, for batch jobs and for whoever has no browser at hand."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from seminars.checkin import service
from seminars.checkin.rules.papers import Order
from seminars.checkin.staff.papers import Paper, badge_sheet, sign_in_sheet
from seminars.core.config import settings
from seminars.core.db import transaction
from seminars.core.errors import Missing
from seminars.core.pdf import PdfUnavailable, pdf

PAPERS = ("sign-in", "initials", "badges")


@click.command("print")
@click.argument("paper", type=click.Choice(PAPERS))
@click.argument("seminar", type=int)
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@with_appcontext
def print_paper(paper: str, seminar: int, file: Path, language: str) -> None:
    """Write a PAPER of the door (sign-in sheet by enterprise, by initials, or badges) to FILE as PDF.

    SEMINAR is the number in the address of its pages. Needs the extra `pdf`.
    """
    try:
        made = _made(paper, seminar, language)
        content = pdf(made.html)
    except Missing:
        raise click.ClickException(f"没有编号为{seminar}的场次：编号在它的网址里。") from None
    except PdfUnavailable as reason:
        raise click.ClickException(str(reason)) from None
    with transaction():
        service.note_paper(seminar_id=seminar, kind=made.kind, people=made.people)
    file.write_bytes(content)
    speakers = f"，主讲人胸卡{made.speakers}张" if made.speakers else ""
    click.echo(f"{file}：{made.people}人{speakers}，{len(content) // 1024} KB。")


def _made(paper: str, seminar: int, language: str) -> Paper:
    """The very page that a browser would get; it asks for the language as a browser does."""
    with current_app.test_request_context(f"/?lang={language}", base_url=settings().base_url):
        if paper == "badges":
            return badge_sheet(seminar)
        return sign_in_sheet(seminar, Order.INITIAL if paper == "initials" else Order.ENTERPRISE)
