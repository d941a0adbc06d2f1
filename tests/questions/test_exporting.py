"""Questions handed out as a file: the askers' own words, what became of each, telephone numbers masked unless asked for."""

import io

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.questions import service
from seminars.sheets.models import ExportFile
from seminars.sheets.worker import Worker
from tests.builders.questions import make_question
from tests.builders.schedule import make_seminar
from tests.conftest import StaffClient
from tests.pages import Client

FILES = "/staff/files"


def handed_out(client: Client, app: Flask, seminar_id: int, **wishes: str) -> list[list[object]]:
    """The rows of the workbook, below the headings."""
    typed = {"format": "xlsx", "reason": "给主讲人备课", **wishes}
    assert client.post(f"{FILES}/export/questions/{seminar_id}", data=typed).status_code == 303
    Worker(app).run_dry()
    key = db.session.scalars(select(ExportFile.id).order_by(ExportFile.id.desc())).first()
    with client.post(f"{FILES}/export/{key}/take") as answer:
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]  # type: ignore[misc]


def test_every_question_of_the_seminar_goes_out_with_what_became_of_it(
    app: Flask, staff_client: StaffClient
) -> None:
    """R7, F7: two wordings of one matter are two rows; a formula is text; without a reason there is no file."""
    client, seminar = staff_client(), make_seminar()
    one, two = make_question(seminar, "=1+1怎么算？", firm="珠海市示例水产厂"), make_question(seminar)
    make_question(make_seminar(), "别的场次的问题")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
    assert "导出" in client.get(f"/staff/seminars/{seminar.id}/questions").text
    assert client.post(f"{FILES}/export/questions/{seminar.id}", data={"format": "xlsx"}).status_code == 422
    first, second = handed_out(client, app, seminar.id)
    assert (first["问题"], first["企业名称"], first["状态"]) == (
        "=1+1怎么算？",
        "珠海市示例水产厂",
        "已归集，待分派",
    )
    assert first["归到"] == second["归到"]
    assert str(first["手机号码"]).startswith("138****")
    assert "****" not in str(handed_out(client, app, seminar.id, full="y")[0]["手机号码"])
    assert staff_client(series="zhuhai").get(f"{FILES}/export/questions/{seminar.id}").status_code == 403
