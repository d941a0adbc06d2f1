"""Every import starts from the page of files: of a list for a seminar, first into which one."""

from datetime import timedelta

from flask import Flask

from seminars.core import clock
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient
from tests.statements import statements

FILES = "/staff/files"


def test_the_page_of_files_has_a_start_for_each_import(app: Flask, staff_client: StaffClient) -> None:
    client = staff_client()
    page = client.get(FILES).text
    for kind, words in (("registrations", "报名名单"), ("enterprises", "企业名录"), ("seminars", "往期场次")):
        assert f"导入：{words}</a>" in page
        assert f'href="{FILES}/import/{kind}"' in page
        assert client.get(f"{FILES}/import/{kind}").status_code == 200


def test_a_list_is_offered_the_seminars_of_ones_own_series_that_take_it(
    app: Flask, staff_client: StaffClient
) -> None:
    mine = make_seminar()
    others = (
        make_seminar(series=make_series("zhuhai", name_zh="珠海系列")),
        make_seminar(state="draft"),
        make_seminar(closes_at=clock.now() - timedelta(hours=1)),
    )
    client = staff_client(series="zhongshan")
    address = f"{FILES}/import/registrations"
    with statements() as few:
        page = client.get(address).text
    assert f'href="{address}/{mine.id}">第{mine.issue_no}期' in page
    assert not any(f"{address}/{one.id}" in page for one in others)
    for _each in range(5):
        make_seminar()
    with statements() as many:
        client.get(address)
    assert len(few) == len(many)
    assert "现在没有可以导入的场次" in staff_client(series="hengqin").get(address).text
