"""In real Chromium: a download leaves the page standing, and its row learns that the file is gone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from seminars.accounts.models import Staff
from seminars.sheets.worker import Worker

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_after_the_download_the_row_says_that_the_file_is_gone(
    app: Flask, live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    page = staff_page(make_staff("organizer"))
    page.goto(f"{live_server}/staff/files/export/enterprises")
    page.get_by_role("button", name="生成文件").click()
    Worker(app).run_dry()
    page.goto(f"{live_server}/staff/files")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    expect(page.locator("#live")).to_contain_text("已下载，已删除")
    expect(page.get_by_role("button", name="下载")).to_have_count(0)
