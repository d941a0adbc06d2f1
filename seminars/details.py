"""What the log calls the facts of a deed, in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask import current_app

from seminars.core.audit import AuditEntry
from seminars.core.i18n import _, _l, _lp, stamp
from seminars.registration.rules.reasons import LIST_TAKEN_BACK, REASONS

ROLE_NAMES: Mapping[str, object] = {
    "administrator": _l("管理员"),
    "organizer": _l("组织员"),
    "officer": _l("关员"),
    "helper": _l("签到员"),
    "auditor": _l("审计员"),
}
_GRANT = re.compile(f"({'|'.join(ROLE_NAMES)}):(.+)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\+00:00")

DETAIL_NAMES: Mapping[str, object] = {
    "access_note_en": _l("英文无障碍说明"),
    "access_note_zh": _l("无障碍"),
    "active": _l("可以登录"),
    "address": _l("地址"),
    "after": _l("改为"),
    "agent": _l("代报单位"),
    "asker": _l("提问人编号"),
    "asker_id": _l("提问人编号"),
    "audience": _l("适合哪些企业"),
    "avoid_make_up_days": _l("避开补班日"),
    "before": _l("原来"),
    "capacity": _l("名额"),
    "case": _lp("one", "事项"),
    "category_id": _l("主题编号"),
    "changes": _l("改动"),
    "channel": _l("来源"),
    "city_slug": _l("城市"),
    "closes_at": _l("报名截止"),
    "code": _l("代码"),
    "copies": _l("份数"),
    "dates": _l("日期"),
    "day": _l("日期"),
    "days_off": _l("放假"),
    "desk": _l("签到台"),
    "district": _l("镇街"),
    "district_id": _l("镇街编号"),
    "district_slug": _l("镇街"),
    "edits_close_at": _l("改名单截止"),
    "ends": _l("结束"),
    "ends_at": _l("结束"),
    "enterprise_limit": _l("每家最多几人"),
    "enterprises": _l("企业"),
    "fields": _l("改动"),
    "file": _l("文件"),
    "filters": _l("筛选"),
    "from_seminar": _l("原场次"),
    "full": _l("完整号码"),
    "grants": _l("角色"),
    "held": _l("执行"),
    "holds": _l("属实"),
    "how": _l("怎么办结的"),
    "issue_no": _l("期号"),
    "in_use": _l("还在用"),
    "kind": _l("类型"),
    "make_up": _l("补班"),
    "max_shift_days": _l("最多顺延几天"),
    "may_split": _l("可以先来一部分"),
    "name": _l("名称"),
    "name_before": _l("原来"),
    "name_en": _l("英文名称"),
    "name_zh": _l("名称"),
    "needs_approval": _l("报名要审核"),
    "new": _l("改为"),
    "nominal": _l("日期"),
    "officer": _l("关员账号"),
    "officer_id": _l("关员账号"),
    "old": _l("原来"),
    "opens_at": _l("报名开始"),
    "other": _l("另一个"),
    "other_id": _l("另一个"),
    "override": _l("破例理由"),
    "pairs": _l("对应"),
    "passed": _l("破了哪条"),
    "people": _l("人数"),
    "policy": _l("15日不是工作日时"),
    "priority_opens_at": _l("优先档报名开始"),
    "promotes_until": _l("候补递补截止"),
    "questions_close_at": _l("提前提问截止"),
    "reason": _l("原因"),
    "regime": _lp("one", "信用制度"),
    "recording_url": _l("回看网址"),
    "registration": _lp("one", "报名"),
    "registrations": _l("报名份数"),
    "reserve_percent": _l("预留百分比"),
    "reserve_until": _l("预留放开时间"),
    "rows": _l("行数"),
    "seats": _l("可坐人数"),
    "seminar": _lp("one", "场次"),
    "skipped": _l("跳过"),
    "source": _l("依据"),
    "staff_id": _l("账号"),
    "starts": _l("开始"),
    "starts_at": _l("开始"),
    "summary_en": _l("英文内容简介"),
    "summary_zh": _l("内容简介"),
    "target": _lp("one", "场次"),
    "text": _l("内容"),
    "tier_before": _l("原来"),
    "title": _l("题目"),
    "title_en": _l("英文题目"),
    "title_zh": _l("题目"),
    "titles": _l("题目"),
    "to_seminar": _l("新场次"),
    "transport_note_en": _l("英文交通与停车说明"),
    "transport_note_zh": _l("交通与停车"),
    "url": _l("网址"),
    "uscc": _l("统一社会信用代码"),
    "valid_from": _l("起"),
    "valid_to": _l("止"),
    "value": _l("内容"),
    "venue": _lp("one", "会场"),
    "venue_id": _l("会场编号"),
    "viewers": _l("观看人数"),
    "was": _l("原来"),
    "weak_signal": _l("会场手机信号弱"),
    "webcast_url": _l("直播网址"),
    "year": _l("年份"),
}
NAMES_A_SEMINAR = ("seminar", "target", "from_seminar", "to_seminar")
"""facts that hold the id of a seminar"""
VALUE_NAMES: Mapping[object, object] = {
    "approve": _l("审核通过"),
    "assigned": _lp("step", "分派"),
    "cancel": _l("取消"),
    "message": _l("写信"),
    "resend": _l("重发确认信"),
    True: _l("是"),
    False: _l("否"),
    LIST_TAKEN_BACK: REASONS[LIST_TAKEN_BACK],
    "True": _l("是"),
    "False": _l("否"),
    "None": "—",
    "badges": _l("胸卡"),
    "capacity": _l("名额"),
    "code": _l("统一社会信用代码"),
    "confirmed": _l("企业确认已解决"),
    "cutoff": _l("递补截止"),
    "enterprises": _l("企业名录"),
    "grouped": _lp("step", "归集"),
    "hotline": _l("热线"),
    "import": _l("文件导入"),
    "online": _l("网上"),
    "order": _l("先后"),
    "other": _l("其他原因"),
    "registration": _l("随报名"),
    "registrations": _l("报名名单"),
    "reserve": _l("为优先档预留"),
    "satisfied": _l("提问人都说已解决"),
    "seminars": _l("场次表"),
    "sign_in": _l("签到表"),
    "spelling": _l("别的写法"),
    "taken_back": _l("提问人改了反馈，不用再跟进"),
    "unreachable": _l("联系三次未果"),
    "walk_in": _l("现场"),
}


def detail_name(key: str) -> str:
    """`{{ key|detail_name }}`: 期号; a fact of an older version that nobody knows any more stays as it was written."""
    return str(DETAIL_NAMES.get(key, key))


def seminars_in(entries: Iterable[AuditEntry]) -> Mapping[str, str]:
    """`{{ page.items|seminars_in }}`: how staff call the seminars that lines of the log are about or mention: one statement."""
    abouts = set()
    for entry in entries:
        mentioned = (entry.details.get(key) for key in NAMES_A_SEMINAR)
        abouts |= {entry.subject, *(f"seminar:{key}" for key in mentioned if key)}
    found: Mapping[str, str] = current_app.extensions["seminars.things"](abouts)
    return found


def told(value: object, key: str, names: Mapping[str, str]) -> str:
    """`{{ value|told(key, names) }}`: as `said`, and a seminar by the name that `seminars_in` found."""
    name = names.get(f"seminar:{value}") if key in NAMES_A_SEMINAR else None
    return name or said(value)


def said(value: object) -> str:
    """`{{ value|said }}`: any JSON value of the log as a person would say it; what is not known is a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Mapping):
        return str(_("，")).join(f"{detail_name(key)} {_became(one)}" for key, one in value.items()) or "—"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str(_("、")).join(said(one) for one in value) or "—"
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return stamp(datetime.fromisoformat(value))
    if isinstance(value, str) and (grant := _GRANT.fullmatch(value)):
        return _held(*grant.groups())
    return str(VALUE_NAMES[value]) if isinstance(value, bool | str) and value in VALUE_NAMES else str(value)


def _held(role: str, series: str) -> str:
    """A role as staff call it, and for which series: 组织员（珠海系列）."""
    called = _("所有系列") if series == "*" else dict(current_app.extensions["seminars.scopes"]()).get(series)
    return str(_("%(role)s（%(series)s）", role=ROLE_NAMES[role], series=called or series))


def _became(value: object) -> str:
    """A fact of several; of one that was changed, how it was and how it is."""
    if isinstance(value, list) and len(value) == 2:
        return f"{said(value[0])} → {said(value[1])}"
    return said(value)
