"""What the log calls each deed and each thing, in words: one table for auditors."""

from collections.abc import Mapping

from seminars.core.i18n import _, _l, _lp

DEED_NAMES: Mapping[str, object] = {
    "seminar.created": _l("建立了这一期"),
    "seminar.edited": _l("改了信息"),
    "seminar.agenda": _l("排了议程"),
    "seminar.published": _l("发布了"),
    "seminar.moved": _l("改期或换会场"),
    "seminar.cancelled": _l("取消了"),
    "seminar.closed": _l("结束了本期"),
    "seminar.deleted": _l("删除了草稿"),
    "seminar.replanned": _l("改了日期或镇街"),
    "seminar.redecided": _l("按放假安排重新定了日期"),
    "seminar.date_kept": _l("日期留在原日"),
    "seminar.date_certain": _l("日期不再暂定"),
    "seminar.waits_for_date": _l("日期等人重新定"),
    "year.planned": _l("排了年度计划"),
    "decree.entered": _l("录入了放假安排"),
    "handout.added": _l("上传了讲义"),
    "handout.removed": _l("撤下了讲义"),
    "handout.printed": _l("记了印发份数"),
    "seminar.district_succeeded": _l("随镇街更名或合并改了镇街"),
    "district.corrected": _l("更正了镇街资料"),
    "district.renamed": _l("录入了镇街更名"),
    "district.merged": _l("录入了镇街合并"),
    "venue.added": _l("添加了会场"),
    "venue.changed": _l("改了会场"),
    "enterprise.described": _l("改了企业资料"),
    "enterprise.merged": _l("合并了企业"),
    "enterprise.unmerged": _l("撤销了企业合并"),
    "enterprise.told_apart": _l("判定不是同一家"),
    "enterprise.claim_settled": _l("核对了报名时填写的企业信息"),
    "enterprise.spelling_added": _l("记下了企业的别的写法"),
    "enterprise.spelling_removed": _l("去掉了企业的一种写法"),
    "registration.made": _l("报了名"),
    "registration.joined_line": _l("加入了候补"),
    "registration.promoted": _l("候补补上了座位"),
    "registration.declined": _l("放弃了补上的座位"),
    "registration.left_line": _l("退出了候补"),
    "registration.cancelled": _l("取消了报名"),
    "registration.noted": _l("写了报名备注"),
    "registration.resent": _l("重发了确认信"),
    "registration.transferred": _l("转到了另一期"),
    "registration.links_asked": _l("找回了报名链接"),
    "attendee.edited": _l("改了参会人"),
    "attendee.handed_over": _l("换了人来"),
    "attendee.gave_up": _l("让出了座位"),
    "attendee.phone_seen": _l("看了全号"),
    "ticket.reissued": _l("换了入场码"),
    "attendance.undone": _l("撤销了签到"),
    "question.asked": _l("提了问题"),
    "question.filed": _l("归集了问题"),
    "question.merged": _l("合并了问题"),
    "question.unmerged": _l("撤销了合并"),
    "question.split": _l("拆出了问题"),
    "question.told_apart": _l("判定不是一回事"),
    "question.assigned": _l("分派了问题"),
    "question.answered_on_site": _l("现场答复了"),
    "question.answered": _l("书面答复了"),
    "question.in_case": _l("转为事项"),
    "question.withdrawn": _l("撤回了问题"),
    "question.reopened": _l("重新打开了问题"),
    "case.opened": _l("立为事项"),
    "case.answered": _l("答复了事项"),
    "case.contact": _l("记了一次联系"),
    "case.handed": _l("转办了事项"),
    "case.accepted": _l("接手了事项"),
    "case.returned": _l("退回了事项"),
    "case.closed": _l("办结了事项"),
    "case.reopened": _l("重新打开了事项"),
    "case.solved": _l("说问题解决了"),
    "case.unsolved": _l("说还没有解决"),
    "case.phone": _l("看了联系电话"),
    "case.note": _l("给事项留了言"),
    "export.asked": _l("要了一个导出文件"),
    "export.taken": _l("下载了导出文件"),
    "export.discarded": _l("删除了导出文件"),
    "import.uploaded": _l("上传了要导入的文件"),
    "import.confirmed": _l("确认了导入"),
    "import.saved": _l("导入了文件"),
    "import.taken_back": _l("要撤销导入"),
    "import.undone": _l("撤销了导入"),
    "import.discarded": _l("删除了要导入的文件"),
    "letter.retried": _l("重寄了信"),
    "letter.withdrawn": _l("撤回了信"),
    "credit.regime_added": _l("添加了信用制度"),
    "credit.regime_changed": _l("改了信用制度"),
    "credit.class_saved": _l("改了信用等级"),
    "credit.class_given": _l("给企业定了信用等级"),
    "credit.policy_saved": _l("改了优先规则"),
    "credit.mapped": _l("对应了新旧信用等级"),
    "staff.created": _l("建立了账号"),
    "staff.changed": _l("改了账号"),
    "staff.password_given": _l("给了新密码"),
    "staff.password_changed": _l("改了密码"),
    "staff.two_factor_off": _l("停用了两步验证"),
    "staff.sign_in_failed": _l("登录失败"),
    "staff.signed_in": _l("登录了"),
    "staff.signed_out": _l("退出了"),
}
THING_NAMES: Mapping[str, object] = {
    "seminar": _lp("one", "场次"),
    "series": _lp("one", "系列"),
    "calendar_year": _lp("one", "放假安排"),
    "district": _lp("one", "镇街"),
    "venue": _lp("one", "会场"),
    "registration": _lp("one", "报名"),
    "attendee": _lp("one", "参会人"),
    "question": _lp("one", "问题"),
    "question_group": _lp("one", "问题组"),
    "follow_up_case": _lp("one", "事项"),
    "letter": _lp("one", "信件"),
    "enterprise": _lp("one", "企业"),
    "credit_regime": _lp("one", "信用制度"),
    "credit_class": _lp("one", "信用等级"),
    "enterprise_credit": _lp("one", "信用等级"),
    "tier_policy": _lp("one", "优先规则"),
    "staff": _lp("one", "账号"),
    "address": _lp("one", "地址"),
}
ACTOR_NAMES: Mapping[str, object] = {"system": _l("系统"), "enterprise": _l("企业")}


def deed_name(deed: str) -> str:
    """`{{ entry.deed|deed_name }}`: 发布了; a deed of an older version that nobody knows any more stays as it was written."""
    return str(DEED_NAMES.get(deed, deed))


def thing_name(subject: str) -> str:
    """`{{ entry.subject|thing_name }}`: "seminar:12" reads 场次12."""
    kind, _colon, key = subject.partition(":")
    name = THING_NAMES.get(kind)
    return subject if name is None else str(_("%(thing)s%(number)s", thing=name, number=key)).strip()


def actor_name(actor: str) -> str:
    """`{{ entry.actor|actor_name }}`: staff by their name, strangers by their kind."""
    return str(ACTOR_NAMES.get(actor, actor))
