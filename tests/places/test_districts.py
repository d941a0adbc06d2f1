"""Townships renamed and merged: what happened keeps its name, filters find it under today's (R1)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from seminars.calendars import queries as calendars
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.enterprises.models import Enterprise
from seminars.places import queries, service
from seminars.places.models import District, Venue
from seminars.places.service import DistrictNames, DistrictRefusal
from seminars.schedule import queries as schedule
from seminars.schedule.models import CLOSED, Seminar
from seminars.schedule.queries import Filter
from tests.builders.enterprises import make_enterprise
from tests.builders.registration import make_registration
from tests.builders.schedule import make_city, make_district, make_seminar, make_series, make_venue
from tests.conftest import StaffClient

TODAY = date(2026, 11, 25)
NAMES = DistrictNames("新香街道", "Xinxiang Subdistrict")


def rename(old: District, since: date = TODAY, names: DistrictNames = NAMES) -> District:
    key = old.id
    with transaction():
        return service.rename_district(district_id=key, names=names, since=since, today=clock.today())


def merge(old: District, new: District, since: date = TODAY) -> None:
    keys = old.id, new.id
    with transaction():
        service.merge_district(district_id=keys[0], into_id=keys[1], since=since, today=clock.today())


def town_of(seminar: Seminar) -> str:
    db.session.expire_all()
    found = db.session.get_one(Seminar, seminar.id).district
    return found.name_zh if found else ""


def test_a_renamed_township_keeps_its_name_for_what_happened(app: Flask) -> None:
    old = make_district("zs-old", name_zh="旧香镇")
    past = make_seminar(district=old, starts_at=datetime(2026, 9, 15, 6, 30, tzinfo=UTC), state=CLOSED)
    coming = make_seminar(district=old, starts_at=clock.now() + timedelta(days=20))
    hall, firm = make_venue(old).id, make_enterprise(district_id=old.id).id
    version = coming.version
    new = rename(old)
    assert (town_of(past), town_of(coming)) == ("旧香镇", "新香街道")
    assert (
        db.session.get_one(Venue, hall).district_id
        == db.session.get_one(Enterprise, firm).district_id
        == new.id
    )
    assert (new.slug, new.city_slug, new.in_picker) == ("zs-xinxiang", "zhongshan", True)
    assert db.session.get_one(Seminar, coming.id).version == version + 1
    old = db.session.get_one(District, old.id)
    assert (old.active, old.in_picker, old.valid_to) == (False, False, date(2026, 11, 24))
    assert {"zs-xinxiang", "zs-old"} & {one.slug for one in queries.picker()} == {"zs-xinxiang"}


def test_filters_and_feeds_find_old_seminars_under_any_name(app: Flask) -> None:
    series = make_series("zhongshan")
    first, second, other = make_district("zs-first"), make_district("zs-second"), make_district("zs-other")
    past = make_seminar(
        series=series, district=first, starts_at=datetime(2025, 9, 15, 6, 30, tzinfo=UTC), state=CLOSED
    )
    make_seminar(
        series=series, district=other, starts_at=datetime(2025, 10, 15, 6, 30, tzinfo=UTC), state=CLOSED
    )
    third = rename(first, date(2026, 1, 1))
    merge(third, second, date(2026, 6, 1))
    for slug in ("zs-second", "zs-first", "zs-xinxiang"):
        found = schedule.past(clock.now(), Filter(township=slug)).items
        assert [row.seminar.id for row in found] == [past.id], slug
        assert [key for key, _event in calendars.events(calendars.feed("zhongshan", slug))] == [past.id]
    assert schedule.past(clock.now(), Filter(township="zs-nowhere")).items == []
    assert db.session.get_one(District, first.id).successor_id == second.id, "one step leads to today's"


def test_the_planner_counts_the_wait_under_the_successor(app: Flask) -> None:
    make_city()
    series = make_series("zhongshan")
    old = make_district("zs-old")
    starts = datetime(2026, 9, 15, 6, 30, tzinfo=UTC)
    make_seminar(series=series, district=old, starts_at=starts, state=CLOSED, nominal_date=starts.date())
    new = rename(old)
    waits = schedule.plan("zhongshan", 2027).waits
    assert [wait.months is not None for wait in waits if wait.district.id == new.id] == [True]
    assert old.id not in {wait.district.id for wait in waits}


def test_what_the_state_cannot_have_done_is_refused(app: Flask) -> None:
    city = make_city()
    old, other = make_district("zs-old"), make_district("zs-other", name_zh="别镇")
    away = make_district("zh-away", city_slug="zhuhai")
    tomorrow = clock.today() + timedelta(days=1)
    for code, deed in (
        ("future", lambda: rename(old, tomorrow)),
        ("city", lambda: rename(city)),
        ("same_name", lambda: rename(old, names=DistrictNames("别镇", "Other"))),
        ("itself", lambda: merge(old, old)),
        ("other_city", lambda: merge(old, away)),
    ):
        with pytest.raises(DistrictRefusal) as refused:
            deed()
        assert refused.value.code == code
    merge(old, other)
    with pytest.raises(DistrictRefusal) as refused:
        rename(old)
    assert refused.value.code == "past"


def test_two_of_one_day_do_not_fall_together(app: Flask) -> None:
    series = make_series("zhongshan")
    one, other = make_district("zs-one"), make_district("zs-other")
    starts = clock.now() + timedelta(days=20)
    for district in (one, other):
        make_seminar(series=series, district=district, starts_at=starts, nominal_date=starts.date())
    with pytest.raises(Refusal) as refused:
        merge(one, other)
    assert refused.value.code == "same_day"
    db.session.rollback()
    assert db.session.get_one(District, one.id).active


def test_an_administrator_renames_and_merges_on_pages(staff_client: StaffClient) -> None:
    make_city()
    old, other = make_district("zs-old", name_zh="旧香镇").id, make_district("zs-other", name_zh="别镇").id
    admin = staff_client("administrator")
    assert "旧香镇" in admin.get("/staff/districts").text
    asked = admin.get(f"/staff/districts/{old}/rename").text
    assert "0个会场、0家企业跟过去" in asked and "更名后不能撤销" in asked
    assert "并入后不能撤销" in admin.get(f"/staff/districts/{old}/merge").text
    wrong = admin.post(f"/staff/districts/{old}/rename", data={"name_zh": "新香街道", "since": "2026-13-01"})
    assert wrong.status_code == 422
    assert "新香街道" in wrong.text
    typed = {"name_zh": "新香街道", "name_en": "Xinxiang Town", "since": "2026-01-01"}
    assert admin.post(f"/staff/districts/{old}/rename", data=typed).status_code == 303
    page = admin.get("/staff/districts").text
    assert "新香街道" in page and "到2025-12-31" in page
    new = queries.district("zs-xinxiang").id
    assert (
        admin.post(f"/staff/districts/{new}/merge", data={"into": new, "since": "2026-01-01"}).status_code
        == 422
    )
    assert (
        admin.post(f"/staff/districts/{new}/merge", data={"into": other, "since": "2026-01-01"}).status_code
        == 303
    )
    assert admin.post(f"/staff/districts/{other}", data={"name_zh": "", "name_en": "x"}).status_code == 422
    good = {"name_zh": "别镇二", "name_en": "Other Two", "in_picker": "y"}
    assert admin.post(f"/staff/districts/{other}", data=good).status_code == 303
    assert "别镇二" in admin.get("/staff/districts").text
    for role, status in (("organizer", 200), ("officer", 403)):
        visitor = staff_client(role)
        assert visitor.get("/staff/districts").status_code == status
        assert visitor.get(f"/staff/districts/{other}/rename").status_code == 403


def test_a_renaming_is_said_in_the_language_of_the_page_and_its_errors_in_the_order_of_its_fields(
    staff_client: StaffClient,
) -> None:
    make_city()
    old, other = make_district("zs-old").id, make_district("zs-other", name_en="Other Town").id
    admin = staff_client("administrator")
    summary = admin.post(f"/staff/districts/{old}/rename", data={}).text.partition("</ul>")[0]
    assert re.findall('href="#([^"]+)"', summary)[-3:] == ["name_zh", "name_en", "since"]
    typed = {"name_zh": "新香街道", "name_en": "Xinxiang Town", "into": str(other), "since": "2026-01-01"}
    admin.get("/staff?lang=en")
    admin.post(f"/staff/districts/{old}/rename", data=typed)
    assert "Xinxiang Town”" in admin.get("/staff/districts").text
    admin.post(f"/staff/districts/{queries.district('zs-xinxiang').id}/merge", data=typed)
    assert "Other Town”" in admin.get("/staff/districts").text


@pytest.mark.parametrize("deed", ["rename", "merge"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_no_calendar_of_ours_reaches_is_refused_beside_its_field(
    staff_client: StaffClient, deed: str, day: str
) -> None:
    make_city()
    old, other = make_district("zs-old").id, make_district("zs-other").id
    typed = {"name_zh": "新香街道", "name_en": "Xinxiang Town", "into": str(other), "since": day}
    answer = staff_client("administrator").post(f"/staff/districts/{old}/{deed}", data=typed)
    assert answer.status_code == 422
    assert answer.text.count("年份要在1900年到2100年之间。") == 2


def test_a_filter_by_a_township_that_was_renamed_or_merged_finds_it_as_it_is_today(
    app: Flask, staff_client: StaffClient
) -> None:
    """R7: a saved view and a link of before lead to the same firms."""
    old = make_district("zs-old", name_zh="旧香镇")
    firm, seminar = make_enterprise(name="中山市旧香示例五金厂", district_id=old.id), make_seminar()
    other = make_enterprise(name="中山市别处示例五金厂", district_id=make_district("zs-other").id)
    for one in (firm, other):
        make_registration(seminar, firm=one.name)
    filtered = f"?district={old.id}"
    pages = [f"/staff/enterprises{filtered}", f"/staff/seminars/{seminar.id}/registrations{filtered}"]
    organizer = staff_client("organizer")
    assert all("旧香示例五金厂" in organizer.get(page).text for page in pages)
    new = rename(old)
    for today in (new, make_district("zs-third", name_zh="第三镇")):
        if today is not new:
            merge(new, today)
        for page in pages:
            shown = organizer.get(page).text
            assert "旧香示例五金厂" in shown
            assert re.search(f'<option value="{today.id}" selected', shown), "the filter says which one"
