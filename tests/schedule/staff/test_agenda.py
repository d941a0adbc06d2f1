"""The agenda for staff: rows, refusals, the three to begin with."""

import pytest

from tests.builders.schedule import (
    make_seminar,
)
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, now, read


def test_rows_are_added_moved_and_removed_without_a_script(organizer: Client) -> None:
    seminar = make_seminar(state="draft")
    path = f"/staff/seminars/{seminar.id}/agenda"
    page = read(organizer, path)
    assert "14:30—15:10" in page and "16:05—16:50" in page and "140 / 150 分钟" in page
    page = read(organizer, path, **{**filled_in(page), "act": "add"})
    assert filled_in(page)["segments-4-kind"] == "flexible"
    page = read(organizer, path, **{**filled_in(page), "act": "up-1"})
    assert filled_in(page)["segments-0-title_zh"] == "以案说法：边角料擅自内销被处罚案"
    assert "14:30—15:00" in page, "times follow the order"
    page = read(organizer, path, **{**filled_in(page), "act": "remove-4"})
    page = read(organizer, path, **{**filled_in(page), "act": "speaker-0"})
    form = {
        **filled_in(page),
        "segments-0-speakers-1-name": "何雨桐",
        "segments-0-speakers-1-office": "法规科",
    }
    assert [one.kind for one in now(seminar.id).segments][:2] == ["policy", "case"], "nothing is saved yet"
    assert organizer.post(path, data={**form, "act": "save"}).status_code == 303
    segments = now(seminar.id).segments
    assert [one.kind for one in segments] == ["case", "policy", "flexible", "qa"]
    assert [one.name for one in segments[0].speakers] == ["陈柏霖", "何雨桐"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"segments-0-title_zh": ""}, "请填写这个版块的题目。"),
        ({"segments-1-minutes": "0"}, "时长至少1分钟。"),
        ({"segments-1-minutes": "-5"}, "时长至少1分钟。"),
        ({"segments-2-minutes": "200"}, "各版块合计比整场多165分钟。"),
        ({"segments-3-kind": "flexible"}, "议程里还缺“面对面答疑”版块。"),
        ({"segments-3-kind": "dance"}, "请选择版块类型。"),
    ],
)
def test_a_wrong_agenda_is_refused(organizer: Client, changes: dict[str, str], words: str) -> None:
    seminar = make_seminar()
    path = f"/staff/seminars/{seminar.id}/agenda"
    page = read(organizer, path, 422, **{**filled_in(read(organizer, path)), **changes, "act": "save"})
    assert words in page
    assert "出错：" in page
    assert now(seminar.id).version == 1


def test_who_saves_second_sees_what_the_first_saved(organizer: Client) -> None:
    """A10: rows beside their fields, and which rows there are."""
    seminar = make_seminar(state="draft")
    path = f"/staff/seminars/{seminar.id}/agenda"
    older = filled_in(read(organizer, path))
    shorter = {name: value for name, value in older.items() if not name.startswith("segments-2-")}
    first = {
        **shorter,
        "segments-0-minutes": "35",
        "segments-0-title_en": "New rules",
        "segments-1-speakers-0-name": "何雨桐",
        "act": "save",
    }
    assert organizer.post(path, data=first).status_code == 303
    page = read(organizer, path, 422, **{**older, "segments-3-title_zh": "答疑一小时", "act": "save"})
    assert "您打开之后，有人改过这一期" in page
    for words in ("35", "New rules", "何雨桐 中山海关加工贸易科", "面对面答疑"):
        assert page.count(f"现在存着的是“{words}”。") == 2, words
    assert "现在存着的版块依次是：加工贸易监管新要求、以案说法：边角料擅自内销被处罚案、面对面答疑。" in page
    assert page.count("现在存着") == 9, "and nothing of what is the same"
    assert filled_in(page)["segments-3-title_zh"] == "答疑一小时"
    assert [one.minutes for one in now(seminar.id).segments] == [35, 30, 45]


def test_an_empty_agenda_begins_with_the_three(organizer: Client) -> None:
    seminar = make_seminar(state="draft", agenda=[])
    form = filled_in(read(organizer, f"/staff/seminars/{seminar.id}/agenda"))
    assert [form[f"segments-{n}-kind"] for n in range(3)] == ["policy", "case", "qa"]


def test_what_is_too_long_is_said_in_the_language_of_the_page(organizer: Client) -> None:
    """T1, G8: also in the rows, which are forms of their own."""
    path = f"/staff/seminars/{make_seminar(state='draft').id}/agenda"
    form = {**filled_in(read(organizer, path)), "act": "save"}
    form |= {"segments-0-title_zh": "题" * 10_000, "segments-1-speakers-0-name": "名" * 300}
    page = read(organizer, path, 422, **form)
    assert "字段长度必须不超过120个字符" in page.replace(" ", "") or "不能超过120个字符" in page.replace(
        " ", ""
    )
    assert "Field cannot" not in page
