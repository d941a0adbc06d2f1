"""Papers for the door: sign-in sheets and badges, printed from the browser; each opening is written down (C-8)."""

from collections import Counter
from dataclasses import dataclass

from flask import render_template, request

from seminars.checkin import queries, service
from seminars.checkin.rules import papers
from seminars.checkin.rules.papers import Kind, Order
from seminars.checkin.staff.blueprint import SEMINAR, Page, bp, of_staff
from seminars.core import clock
from seminars.core.db import start_writing
from seminars.core.qr import qr_svg
from seminars.schedule import queries as schedule


@dataclass(frozen=True, slots=True)
class Paper:
    """A page to be printed, and how many guests it names; beside them, those who speak."""

    kind: str
    html: str
    people: int
    speakers: int = 0


@bp.get(f"{SEMINAR}/sign-in")
@of_staff
def sign_in(seminar_id: int) -> Page:
    """Everyone who is expected, by enterprise or by initial, with room to sign."""
    asked = request.args.get("order", "")
    return _opened(
        seminar_id, sign_in_sheet(seminar_id, Order(asked) if asked in set(Order) else Order.ENTERPRISE)
    )


@bp.get(f"{SEMINAR}/badges")
@of_staff
def badges(seminar_id: int) -> Page:
    """A badge for everyone who has a ticket, for the speakers, and blank ones."""
    return _opened(seminar_id, badge_sheet(seminar_id))


def sign_in_sheet(seminar_id: int, order: Order) -> Paper:
    """The sign-in sheet as a page of HTML that is also good for a PDF. Raises Missing."""
    signers = queries.signers(seminar_id)
    html = render_template(
        "checkin/sign_in.html",
        seminar=schedule.get(seminar_id),
        pages=papers.sheet(signers, order),
        people=len(signers),
        order=order.value,
        blank_rows=papers.BLANK_ROWS,
        papers=papers,
        now=clock.now(),
    )
    return Paper("sign_in", html, len(signers))


def badge_sheet(seminar_id: int) -> Paper:
    """The badges as a page of HTML that is also good for a PDF. Raises Missing."""
    pages = papers.badge_pages(queries.guest_badges(seminar_id), queries.speaker_badges(seminar_id))
    kinds = Counter(badge.kind for page in pages for badge in page)
    html = render_template(
        "checkin/badges.html",
        seminar=schedule.get(seminar_id),
        pages=pages,
        people=kinds[Kind.GUEST],
        speakers=kinds[Kind.SPEAKER],
        papers=papers,
        qr_svg=qr_svg,
    )
    return Paper("badges", html, kinds[Kind.GUEST], kinds[Kind.SPEAKER])


def _opened(seminar_id: int, paper: Paper) -> str:
    """The page, with a line in the log; what takes long is done before the database is asked to write."""
    if request.method == "GET":
        start_writing()
        service.note_paper(seminar_id=seminar_id, kind=paper.kind, people=paper.people)
    return paper.html
