"""What organizers write for the public they may write in English too; where they do not, English pages mark the Chinese."""

from flask import Flask

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.questions import service as questions
from seminars.schedule import service
from seminars.schedule.models import PlanChange, Seminar
from tests.builders.questions import make_question
from tests.builders.registration import make_registration
from tests.builders.schedule import at, make_seminar, make_venue
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, now, read

CHINESE = '<span lang="zh-CN">台风红色预警</span>'


def test_a_reason_is_read_in_the_readers_language(organizer: Client, client: Client) -> None:
    """S8: on the page, and in the letter of who reads English."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    make_registration(seminar, language="en")
    key, path = seminar.id, f"/staff/seminars/{seminar.id}/cancel"
    form = {**filled_in(read(organizer, path)), "reason": "台风红色预警", "reason_en": "Typhoon, red alert"}
    assert organizer.post(path, data=form).status_code == 303
    assert "Typhoon" not in read(client, f"/seminars/{key}?lang=zh")
    page = read(client, f"/seminars/{key}?lang=en")
    assert "Reason: Typhoon, red alert" in page and "台风" not in page
    db.session.rollback()
    written = compose.write(db.session.query(Letter).order_by(Letter.id.desc()).first())  # type: ignore[arg-type]
    assert written is not None and "Typhoon, red alert" in written.text


def test_without_english_the_chinese_reason_is_marked_as_chinese(organizer: Client, client: Client) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/cancel"
    form = {**filled_in(read(organizer, path)), "reason": "台风红色预警"}
    organizer.post(path, data=form)
    assert CHINESE in read(client, f"/seminars/{seminar.id}?lang=en")
    assert "台风红色预警" in read(client, f"/seminars/{seminar.id}?lang=zh")
    assert CHINESE not in read(client, f"/seminars/{seminar.id}?lang=zh")


def test_a_skipped_month_says_why_in_both_and_an_older_change_can_still_be_undone(
    organizer: Client, client: Client
) -> None:
    """S1: a change written down before English reasons were known names fewer facts."""
    with transaction():
        march = service.plan_year(series="zhongshan", year=2027)[2].id
    path = f"/staff/seminars/{march}/skip"
    form = {**filled_in(read(organizer, path)), "reason": "走访企业", "reason_en": "Visits to enterprises"}
    organizer.post(path, data=form)
    assert "Visits to enterprises" in read(client, "/seminars?lang=en")
    with transaction():
        change = db.session.query(PlanChange).order_by(PlanChange.id.desc()).first()
        assert change is not None
        change.rows = [
            {**row, **{part: _without_english(row[part]) for part in ("before", "after")}}
            for row in change.rows
        ]
        key = change.id
    organizer.post("/staff/plan/zhongshan/2027/undo", data={"change": key})
    assert now(march).state == "draft"


def _without_english(facts: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if name != "cancel_reason_en"}


def test_a_speaker_has_an_english_name_and_office(app: Flask, organizer: Client, client: Client) -> None:
    """S6: kept by the form of the agenda; the name still only where it may be shown."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    path = f"/staff/seminars/{seminar.id}/agenda"
    row = "segments-0-speakers-0"
    told = {f"{row}-name_en": "Chen Bolin", f"{row}-office_en": "Processing Trade Section"}
    form = {
        name: value for name, value in filled_in(read(organizer, path)).items() if "show_name" not in name
    }
    assert organizer.post(path, data={**form, **told, "act": "save"}).status_code == 303
    page = read(client, f"/seminars/{seminar.id}?lang=en")
    assert "Processing Trade Section" in page and "Chen Bolin" not in page
    assert organizer.post(path, data={**form, **told, f"{row}-show_name": "y", "version": "2", "act": "save"})
    page = read(client, f"/seminars/{seminar.id}?lang=en")
    assert "Chen Bolin" in page and '<span lang="zh-CN">中山海关加工贸易科</span>' in page, (
        "the others have none"
    )
    assert "陈柏霖" in read(client, f"/seminars/{seminar.id}?lang=zh")


def test_chinese_without_english_is_marked_wherever_the_public_reads_it(
    organizer: Client, client: Client
) -> None:
    """T1: a reader's screen speaks each language as what it is."""
    hall = make_venue(address="商会街110号")
    come = make_seminar(starts_at=at("2026-12-15 14:30"), title_zh="年度结转", venue=hall)
    past = make_seminar(starts_at=at("2026-10-15 14:30"), title_zh="往期题目")
    named = make_seminar(starts_at=at("2026-09-15 14:30"), title_zh="有英文的", title_en="Named")
    with transaction():
        segment = db.session.get_one(Seminar, come.id).segments[0]
        segment.title_zh, segment.need_note = "版块题目", "企业问得多"
    question = make_question(come, "我厂手册能否跨年？")
    with transaction():
        questions.file(
            group_id=question.group_id, title="手册能否跨年", segment_id=None, category_id=None, urgent=False
        )
    for path, words in (
        ("/seminars?lang=en", ["年度结转", "往期题目"]),
        ("/seminars/month/2026-12?lang=en", ["年度结转"]),
        (
            f"/seminars/{come.id}?lang=en",
            ["年度结转", "版块题目", "商会街110号", "企业问得多", "手册能否跨年"],
        ),
        (f"/seminars/{past.id}?lang=en", ["往期题目"]),
    ):
        page = read(client, path)
        for text in words:
            assert f'<span lang="zh-CN">{text}</span>' in page, f"{text} on {path}"
    assert "<b>1</b>firm<" in read(client, f"/seminars/{come.id}?lang=en")
    assert ">Named</a>" in read(client, "/seminars?lang=en")
    assert 'lang="zh-CN">年度' not in read(client, f"/seminars/{named.id}?lang=zh")
