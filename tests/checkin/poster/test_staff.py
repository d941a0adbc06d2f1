"""Who puts the poster up, prints and replaces it."""

import pytest
import time_machine
from sqlalchemy import select

from seminars.checkin import queries
from seminars.checkin.models import Poster
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db
from seminars.registration.rules import DOORS_OPEN
from seminars.schedule.models import Seminar
from tests.builders.checkin import make_seminar_today, put_up
from tests.conftest import StaffClient

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_organizers_put_it_up_print_it_and_replace_it(staff_client: StaffClient, seminar: Seminar) -> None:
    organizer, base = staff_client("organizer", "zhongshan"), f"/staff/seminars/{seminar.id}/poster"
    assert "这一期还没有海报" in organizer.get(base).text
    assert organizer.get(f"{base}/print").status_code == 302
    assert organizer.get(f"{base}/screen").status_code == 302
    for path in ("put-up", "put-up", "on-screen", "on-screen", "on-paper"):
        assert organizer.post(f"{base}/{path}").status_code == 303
    opens = clock.local(seminar.starts_at - DOORS_OPEN)
    assert f"{opens:%H:%M}起能签" in organizer.get(base).text, "as on the ticket"
    sheet = organizer.get(f"{base}/print").text
    for words in ("自助签到", "Self check-in", "输手机后四位", "Last 4 digits of your"):
        assert words in sheet
    assert len(db.session.scalars(select(Poster)).all()) == 2
    entries = db.session.scalars(
        select(AuditEntry.deed).where(AuditEntry.deed.startswith("poster.")).order_by(AuditEntry.id)
    )
    assert list(entries) == ["poster.put_up", "poster.replaced", "poster.changes", "poster.stays"]


def test_a_changing_code_is_shown_anew_and_never_printed(
    noon: time_machine.Traveller, staff_client: StaffClient
) -> None:
    seminar = make_seminar_today()
    put_up(seminar, changes=True)
    helper, base = staff_client("helper", "zhongshan"), f"/staff/seminars/{seminar.id}/poster"
    assert helper.get(f"{base}/print").status_code == 302
    assert 'http-equiv="refresh"' in helper.get(f"{base}/screen").text
    first = helper.get(f"{base}/screen/now", headers={"X-Fragment": "1"})
    again = {"X-Fragment": "1", "If-None-Match": first.headers["ETag"]}
    assert helper.get(f"{base}/screen/now", headers=again).status_code == 304
    noon.shift(30)
    assert helper.get(f"{base}/screen/now", headers=again).status_code == 200


@on_sqlite
def test_a_helper_shows_the_poster_and_only_organizers_of_the_series_decide(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    base = f"/staff/seminars/{seminar.id}/poster"
    organizer, helper = staff_client("organizer", "zhongshan"), staff_client("helper", "zhongshan")
    organizer.post(f"{base}/put-up")
    assert helper.get(f"{base}/print").status_code == 200
    assert "换一张新海报" not in helper.get(base).text
    for path in ("put-up", "on-screen", "on-paper"):
        assert helper.post(f"{base}/{path}").status_code == 403
        assert staff_client("organizer", "zhuhai").post(f"{base}/{path}").status_code == 403
    assert staff_client("helper", "zhuhai").get(base).status_code == 403


def test_a_draft_gets_no_poster(staff_client: StaffClient) -> None:
    draft = make_seminar_today(state="draft")
    organizer = staff_client("organizer", "zhongshan")
    page = organizer.post(f"/staff/seminars/{draft.id}/poster/put-up", follow_redirects=True)
    assert "本期还没有发布，不能签到" in page.text
    assert queries.poster_of(draft.id) is None
