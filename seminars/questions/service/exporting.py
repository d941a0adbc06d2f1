"""What of a question goes into a file: one question a row, in its asker's words, with what became of it."""

from collections.abc import Iterator, Mapping, Sequence

from seminars.core import clock
from seminars.core.i18n import _l, localized
from seminars.core.phones import check_phone, masked
from seminars.outbox import rules as outbox
from seminars.questions import queries, rules
from seminars.questions.models import Question
from seminars.schedule import queries as schedule
from seminars.sheets.rules import Column, ExportKind, Value, Wishes

STATE_NAMES: Mapping[str, object] = {
    rules.ASKED: _l("待归集"),
    rules.GROUPED: _l("已归集，待分派"),
    rules.ASSIGNED: _l("已分派"),
    rules.ANSWERED_ON_SITE: _l("现场已答"),
    rules.ANSWERED: _l("已答复"),
    rules.IN_CASE: _l("已转事项"),
    rules.WITHDRAWN: _l("已撤回"),
}
CHANNEL_NAMES: Mapping[str, object] = {
    "registration": _l("随报名"),
    "alone": _l("单独提问"),
    "on_site": _l("现场"),
    "live": _l("直播"),
    "consultation": _l("网上咨询"),
    "desk": _l("协调窗口"),
    "hotline": _l("热线代报"),
}
COLUMNS = (
    Column("text", _l("问题")),
    Column("matter", _l("归到")),
    Column("state", _l("状态")),
    Column("category", _l("主题")),
    Column("segment", _l("版块")),
    Column("officer", _l("答复人")),
    Column("answer", _l("答复")),
    Column("enterprise", _l("企业名称")),
    Column("name", _l("提问人")),
    Column("phone", _l("手机号码")),
    Column("email", _l("邮箱")),
    Column("channel", _l("来源")),
    Column("at", _l("提问时间")),
)


def _rows(wishes: Wishes) -> Iterator[Sequence[Value]]:
    for question in queries.for_file(wishes.target):
        yield _row(question, wishes.full)


def _row(question: Question, full: bool) -> Sequence[Value]:
    group, phone = question.group, question.asker_phone
    return (
        question.text,
        group.title,
        str(STATE_NAMES.get(group.state, group.state)),
        localized(group.category, "name") if group.category else "",
        localized(group.segment, "title") if group.segment else "",
        group.officer.name if group.officer else "",
        group.answer,
        question.enterprise.name if question.enterprise else "",
        question.asker_name,
        (check_phone(phone).national if full else masked(phone)) if phone else "",
        outbox.masked(question.asker_email) if question.asker_email and not full else question.asker_email,
        str(CHANNEL_NAMES.get(question.channel, question.channel)),
        f"{clock.local(question.asked_at):%Y-%m-%d %H:%M}",
    )


QUESTIONS_OUT = ExportKind(
    title=_l("问题"),
    columns=COLUMNS,
    rows=_rows,
    has_people=True,
    series_of=schedule.series_of_seminar,
    name_of=schedule.short_name,
)
