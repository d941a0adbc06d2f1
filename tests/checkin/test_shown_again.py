"""A ticket that is shown once more may be a screenshot: organizers see each time, and how many there were (C11)."""

from collections.abc import Callable

import pytest

from seminars.checkin import queries
from seminars.checkin.queries import scans
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee
from tests.pages import Client

Organizer = Callable[..., Client]


def test_whoever_showed_a_ticket_again_stands_on_the_page(
    staff_client: Organizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "MOST_REFUSED", 2)
    seminar = make_seminar_today()
    organizer, path = staff_client("organizer", "zhongshan"), f"/staff/seminars/{seminar.id}/arrivals"
    twice, once = make_attendee(seminar, "周思敏"), make_attendee(seminar, "罗国强")
    let_in(once, desk="1号台")
    assert "已签过又出示的" not in organizer.get(path).text
    for desk in ("1号台", "2号台", "3号台", "4号台"):
        let_in(twice, desk=desk)
    shown, times = queries.shown_again(seminar.id)
    assert ([(one.name, one.desk) for one in shown], times) == ([("周思敏", "4号台"), ("周思敏", "3号台")], 3)
    page = organizer.get(path).text
    section = page[page.index("<h2>已签过又出示的") :].split("</section>")[0]
    assert "3次" in section and "只列出最近2次" in section
    assert "4号台" in section and "罗国强" not in section
    assert queries.refused(seminar.id) == [], "nobody was turned away"
