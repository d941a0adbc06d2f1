"""The poster lets guests in under a name of its own: no table offers it, takes it or answers for its guests."""

from collections.abc import Callable

import pytest

from seminars.checkin.models import Device
from seminars.checkin.rules import SELF_SERVICE
from seminars.core.db import db
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee
from tests.checkin.asking import door
from tests.pages import Client

StaffClient = Callable[..., Client]


def test_the_poster_is_no_desk_to_choose_and_takes_no_number_from_the_list(staff_client: StaffClient) -> None:
    seminar = make_seminar_today()
    let_in(make_attendee(seminar, "周思敏"), desk=SELF_SERVICE)
    page = staff_client("helper", "zhongshan").get(door(seminar)).text
    offered = [number for number in range(1, 6) if f'value="{number}号台"' in page]
    assert (offered, f'value="{SELF_SERVICE}"' in page) == ([1, 2, 3, 4], False)


@pytest.mark.parametrize(
    "name", [SELF_SERVICE, " 自助 ", "Self check-in", "self CHECK-IN", "自助 签到", "海报", "Self-service"]
)
def test_nobody_at_a_table_takes_the_name_of_the_poster(staff_client: StaffClient, name: str) -> None:
    seminar, organizer = make_seminar_today(), staff_client("organizer", "zhongshan")
    for path in (door(seminar, "/desk"), f"/staff/seminars/{seminar.id}/devices"):
        refused = organizer.post(path, data={"name": name})
        assert (refused.status_code, "这是海报自助签到的名字" in refused.text) == (422, True)
    assert db.session.query(Device).count() == 0


def test_a_browser_that_took_the_name_before_is_asked_again(staff_client: StaffClient) -> None:
    seminar, helper = make_seminar_today(), staff_client("helper", "zhongshan")
    helper.set_cookie("desk", SELF_SERVICE, path="/door")
    assert "您在哪个台？" in helper.get(door(seminar)).text
