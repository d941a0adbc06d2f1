"""Nothing of a question is public before a member of staff has given it a neutral title, whatever became of it (T3, Q3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases import queries as cases
from seminars.cases.models import Case
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.enterprises import service as enterprises
from seminars.questions import queries, rules, service
from seminars.questions.models import Question, QuestionGroup
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.questions import make_question
from tests.builders.registration import make_registration
from tests.builders.schedule import make_city, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client
from tests.schedule.staff.pages import filled_in, read

CODE = "91442000MADEMA0197"
RAW = "中山市泄密示例公司张三13800138000偷逃税款怎么办？"
NEUTRAL = "少缴税款怎样主动披露"


def title(question: Question, words: str) -> QuestionGroup:
    """An organizer writes the neutral title."""
    with transaction():
        return service.file(
            group_id=question.group_id, title=words, segment_id=None, category_id=None, urgent=False
        )


def on_site(seminar: Seminar, key: int) -> None:
    with time_machine.travel(seminar.starts_at, tick=False), transaction():
        service.answer_on_site(group_id=key, reason="会上直接接了")


def in_writing(seminar: Seminar, key: int) -> None:
    with transaction():
        service.answer(group_id=key, text="好。", reason="急")


def as_case(seminar: Seminar, key: int) -> None:
    with transaction():
        service.make_case(group_id=key, reason="急")


def merged(seminar: Seminar, key: int) -> None:
    other = make_question(seminar, "偷逃税款的后果？")
    with transaction():
        service.merge(group_id=key, other_id=other.group_id)


def closed(seminar: Seminar, key: int) -> None:
    with time_machine.travel(seminar.ends_at + timedelta(minutes=1), tick=False), transaction():
        schedule.close(seminar_id=seminar.id)


@pytest.mark.parametrize("way", [on_site, in_writing, as_case, merged, closed], ids=lambda way: way.__name__)
def test_whatever_becomes_of_a_question_its_own_words_stay_off_the_public_page(
    app: Flask, client: Client, staff_client: StaffClient, way: Callable[[Seminar, int], None]
) -> None:
    make_city()
    seminar = make_seminar()
    question = make_question(seminar, RAW)
    way(seminar, question.group_id)
    page = client.get(f"/seminars/{seminar.id}").text
    assert "13800138000" not in page and "泄密" not in page
    staff = staff_client().get(f"/staff/seminars/{seminar.id}/questions?group={question.group_id}").text
    assert 'name="title"' in staff, "it can still be given its title"
    title(question, NEUTRAL)
    assert NEUTRAL in client.get(f"/seminars/{seminar.id}").text


@pytest.mark.parametrize(
    "words",
    [
        "泄密示例五金厂怎样披露",
        "问李晓雯的问题",
        "打13800138000问",
        "打0760-88123456问",
        "泄密 示例五金厂怎样披露",
    ],
)
def test_a_title_that_names_somebody_is_refused(words: str) -> None:
    with pytest.raises(rules.TitleRefusal) as refused:
        rules.refuse_names(words, ["泄密示例五金厂", "李晓雯", ""])
    assert (refused.value.code, refused.value.field) == ("names", "title")


@pytest.mark.parametrize(
    "words",
    [
        "珠海牛头贸易有限公司问",
        "珠海牛头贸易问",
        "牛头贸易的货怎样改",
        "拱北某报关行代问",
        "联系+8613922220002",
        "联系8613922220002",
        "联系139-2222-0002",
        "联系１３９２２２２０００２",
        "联系076088881234",
        "联系(0760)88881234",
        "联系0760 8888 1234",
        "联系+853 6612 3456",
        "发到qq@daibao.example吧",
        "发到ｑｑ＠daibao.example",
        "我司91440400MA4UMH0A2X怎样备案",
        "我司9144 0400 ma4umh0a2x怎样备案",
    ],
)
def test_a_title_tells_no_firm_number_code_or_address_however_it_is_written(words: str) -> None:
    with pytest.raises(rules.TitleRefusal):
        rules.refuse_names(words, ["珠海牛头贸易有限公司", "拱北某报关行", "王五"])


@pytest.mark.parametrize(
    "words",
    [
        "0101210010和报关单571620261234567890怎样改",
        "归入8471.30.10.00还是8471309000",
        "保税物流中心的电子底账怎样核销",
        "2026-11-15至2026-12-20的公告（海关总署公告2026年第139号）",
        "手册C57165100123能否延期，要打12360吗",
    ],
)
def test_a_title_may_hold_words_of_trade_codes_of_goods_dates_and_numbers_of_papers(words: str) -> None:
    rules.refuse_names(words, ["中山市保税物流中心有限公司", "珠海电子有限公司", "李晓雯", ""])


@pytest.mark.parametrize(
    "words",
    ["牛头贸易怎么退运？", "珠海牛头贸易公司怎么退运？", "拱北某报关行怎么退运？", "陈志豪怎么退运？"],
)
def test_a_title_names_nobody_who_sent_in_the_registration_of_its_question(app: Flask, words: str) -> None:
    """The firm as it was typed beside a known code, the broker, and everyone on the registration."""
    seminar = make_seminar()
    make_registration(firm="珠海市海鸥示例有限公司", uscc=CODE)
    registration = make_registration(
        seminar, firm="珠海牛头贸易有限公司", uscc=CODE, agent="拱北某报关行", questions=[(RAW, "")]
    )
    (question,) = queries.of_registration(registration.id)
    with pytest.raises(rules.TitleRefusal):
        title(question, words)
    assert queries.public_groups(seminar.id) == []


def test_a_merge_does_not_put_a_newcomers_name_under_a_public_title(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    filed, other = make_question(seminar, "甲"), make_question(seminar, "乙", asker_name="何小敏")
    title(filed, "何小敏问：怎样披露")
    page = staff_client().post(
        f"/staff/seminars/{seminar.id}/questions/merge", data={"groups": [filed.group_id, other.group_id]}
    )
    assert page.status_code == 422 and "请先改这个标题" in page.text
    db.session.expire_all()
    assert filed.group_id != other.group_id, "nothing has changed"
    title(filed, NEUTRAL)
    with transaction():
        service.merge(group_id=filed.group_id, other_id=other.group_id)
    assert [shown.questions for shown in queries.public_groups(seminar.id)] == [2]


def test_a_title_with_the_name_of_its_asker_does_not_go_out(app: Flask, client: Client) -> None:
    question = make_question(text=RAW, firm="中山市泄密示例公司")
    with pytest.raises(rules.TitleRefusal):
        title(question, "中山市泄密示例公司怎么办？")
    assert queries.public_groups(question.seminar_id) == []


def test_who_shares_a_case_does_not_read_the_words_of_another_asker(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar, RAW), make_question(seminar, "偷逃税款的后果？")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
    as_case(seminar, one.group_id)
    asker = cases.asker(f"question:{two.id}")
    assert asker is not None
    page = client.get("/" + cases.link(asker).split("/", 3)[3]).text
    assert "13800138000" not in page and "2个相近的问题" in page
    assert RAW in db.session.scalars(select(Case.text)).one(), "whoever answers reads every wording"


def test_the_run_sheet_says_which_matters_stand_in_their_askers_words(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    question = make_question(seminar, RAW)
    organizer, sheet = staff_client(), f"/staff/seminars/{seminar.id}/runsheet"
    assert "1组还没归集，写的是企业原话" in organizer.get(sheet).text
    title(question, NEUTRAL)
    assert "原话" not in organizer.get(sheet).text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("晨曦金属制品公司", "晨曦金属制品的手册核销"),
        ("佳美（中山）电子有限公司", "佳美电子怎么办"),
        ("广州市南方测试科技股份有限公司中山分公司", "南方测试科技怎么办"),
        ("珠海顺达测试报关行", "顺达测试的手册"),
        ("中山市永盛测试灯饰有限公司", "永盛测试的手册"),
        ("Zhongshan Sunrise Example Trading Co., Ltd.", "Sunrise Example的手册"),
        ("李晓雯", "李先生问手册"),
        ("欧阳晓雯", "欧阳女士问手册"),
        ("陈志豪", "陈总问手册"),
        ("Anna Smith", "Ms Smith asks"),
        ("Anna Smith", "Smith, Anna asks"),
        ("Ann", "Ann的手册"),
    ],
)
def test_a_title_tells_no_name_in_its_usual_short_form(name: str, words: str) -> None:
    with pytest.raises(rules.TitleRefusal):
        rules.refuse_names(words, [name])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ann", "Annual review of a channel, planning"),
        ("Li", "Filing of lithium"),
        ("高新", "高新企业认证"),
        ("高晓", "怎样提高总价"),
        ("关志强", "海关总担保怎么申请"),
        ("关志强", "海关总税额"),
        ("关志强", "进出口通关总时间"),
        ("关志强", "海关经理人培训"),
        ("金美玲", "税款保证金总担保"),
        ("单志明", "报关单总重量"),
        ("单志明", "装箱单总件数"),
        ("高明", "高明区企业"),
        ("小榄镇五金厂", "小榄镇企业"),
        ("中国电子进出口有限公司", "中国标准"),
    ],
)
def test_a_short_name_does_not_bar_words_that_hold_it_by_chance(name: str, words: str) -> None:
    assert rules.refuse_names(words, [name]) == ""


@pytest.mark.parametrize(
    ("name", "words", "piece"),
    [
        ("珠海市格力电器股份有限公司", "格力怎么备案", "格力"),
        ("珠海市格力电器股份有限公司", "珠海格力怎么备案", "格力"),
        ("珠海市格力电器股份有限公司", "珠海市格力怎么备案", "格力"),
        ("美的集团股份有限公司", "美的集团怎么报", "美的"),
        ("中山市欧普照明", "欧普怎么报", "欧普"),
        ("广东长青（集团）股份有限公司", "长青怎么报", "长青"),
        ("中山市翡翠灯饰有限公司", "翡翠原石怎样归类", "翡翠"),
        ("Haitian Precision Machinery Co Ltd", "Haitian Precision: how to declare", "Haitian"),
        ("Will Bond", "Will bond be refunded", "Will bond"),
        ("Anna Smith", "Ms Smith asks", "Ms Smith"),
        ("关志强", "关总问总担保", "关总"),
        ("高明", "高明怎么备案", "高明"),
    ],
)
def test_what_may_be_a_name_is_quoted_and_asked_about_once(name: str, words: str, piece: str) -> None:
    with pytest.raises(rules.TitleRefusal) as refused:
        rules.refuse_names(words, [name])
    assert refused.value.code == "perhaps" and f"“{piece}”" in str(refused.value.text)
    assert rules.refuse_names(words, [name], names_nobody=True) == piece


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("珠海市格力电器股份有限公司", "格力电器怎么备案"),
        ("Haitian Precision Machinery Co Ltd", "Haitian Precision Machinery: how"),
        ("关志强", "关志强问总担保"),
        ("Anna Smith", "Smith, Anna asks"),
        ("关志强", "打13800138000问"),
    ],
)
def test_no_tick_lets_a_whole_name_or_a_number_through(name: str, words: str) -> None:
    with pytest.raises(rules.TitleRefusal) as refused:
        rules.refuse_names(words, [name], names_nobody=True)
    assert refused.value.code == "names"


def test_a_title_that_names_nobody_is_saved_with_one_tick_and_the_log_keeps_it(
    app: Flask, staff_client: StaffClient
) -> None:
    question = make_question(firm="中山市翡翠灯饰有限公司")
    where = f"/staff/seminars/{question.seminar_id}/questions"
    browser = staff_client()
    assert 'name="names_nobody"' not in browser.get(f"{where}?group={question.group_id}").text
    typed = {"title": "翡翠原石怎样归类", "segment": 0, "category": 0}
    asked = browser.post(f"{where}/{question.group_id}/file", data=typed)
    assert asked.status_code == 422 and "标题里的“翡翠”" in asked.text and 'name="names_nobody"' in asked.text
    assert queries.public_groups(question.seminar_id) == []
    ticked = browser.post(f"{where}/{question.group_id}/file", data={**typed, "names_nobody": "y"})
    assert ticked.status_code == 303
    assert [one.title for one in queries.public_groups(question.seminar_id)] == ["翡翠原石怎样归类"]
    logged = db.session.scalars(select(AuditEntry.details).where(AuditEntry.deed == "question.filed")).one()
    assert logged["names_nobody"] == "翡翠"


@pytest.mark.parametrize("fate", ["merged", "renamed", "spelt", "put_under_another"])
def test_a_title_names_a_firm_by_no_name_it_ever_had(app: Flask, fate: str) -> None:
    question = make_question(firm="中山市远航测试厂")
    firm = question.enterprise
    assert firm is not None
    words = "远航测试厂怎样备案"
    with transaction():
        if fate == "merged":
            kept = enterprises.recognise(name="珠海市归一示例厂", uscc=CODE)
            enterprises.merge(kept_id=kept.id, gone_id=firm.id)
        elif fate == "renamed":
            enterprises.describe(
                enterprise_id=firm.id, facts=enterprises.EnterpriseFacts(name="珠海市归一示例厂")
            )
        elif fate == "spelt":
            enterprises.add_spelling(enterprise_id=firm.id, name="福星高照示例厂")
            words = "福星高照示例厂怎样备案"
        else:
            question.asked_as = firm.name
            question.enterprise_id = enterprises.recognise(name="珠海市归一示例厂").id
    with pytest.raises(rules.TitleRefusal):
        title(question, words)


def test_the_title_is_not_filled_in_with_the_words_of_who_asked(
    app: Flask, staff_client: StaffClient
) -> None:
    question = make_question(text=RAW)
    page = read(staff_client(), f"/staff/seminars/{question.seminar_id}/questions?group={question.group_id}")
    assert filled_in(page)["title"] == "" and RAW in page, "they stand above it to be read"
