"""What a state is called and how it looks: tint, icon and word together, never a bare colour (mockups/staff.md)."""

from collections.abc import Mapping
from typing import NamedTuple

from seminars.core.i18n import _l


class State(NamedTuple):
    """The tint of a tag, the icon in it (none: empty) and its word."""

    tint: str
    icon: str
    word: object


STATES: Mapping[str, State] = {
    "open": State("ok", "dot", _l("报名中")),
    "published": State("ok", "dot", _l("已发布")),
    "confirmed": State("ok", "check", _l("已确认")),
    "answered": State("ok", "check", _l("已答复")),
    "checked_in": State("ok", "check", _l("已签到")),
    "sent": State("ok", "check", _l("已寄出")),
    "valid": State("ok", "check", _l("现行有效")),
    "done": State("ok", "check", _l("已办结")),
    "draft": State("draft", "ring", _l("草稿")),
    "imported": State("draft", "", _l("导入")),
    "provisional": State("warn", "clock", _l("暂定")),
    "waiting": State("warn", "clock", _l("候补")),
    "held": State("warn", "clock", _l("已举办")),
    "moved": State("warn", "swap", _l("顺延")),
    "sending": State("warn", "arrow", _l("正在寄")),
    "soon": State("warn", "clock", _l("今天")),
    "announced": State("quiet", "clock", _l("预告")),
    "queued": State("quiet", "clock", _l("排队")),
    "cancelled": State("quiet", "cross", _l("已取消")),
    "closed": State("quiet", "check", _l("已结束")),
    "absent": State("quiet", "ring", _l("未到")),
    "past": State("quiet", "check", _l("往期")),
    "withdrawn": State("error", "cross", _l("已撤回")),
    "expired": State("error", "cross", _l("已过期")),
    "failed": State("error", "cross", _l("失败")),
    "overdue": State("error", "alert", _l("逾期")),
    "full": State("error", "octagon", _l("已报满")),
    "urgent": State("error", "bolt", _l("急")),
    "handover": State("info", "arrow-in", _l("等接手")),
    "working": State("info", "half", _l("办理中")),
    "pending": State("info", "half", _l("待审核")),
    "grouped": State("info", "merge", _l("已归集")),
    "new": State("quiet", "dot", _l("待归集")),
    "assigned": State("info", "user", _l("已分派")),
    "uncertain": State("warn", "question", _l("不确定")),
}
"""By the name a row or a rule gives its state."""
