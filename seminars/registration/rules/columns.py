"""The columns of a file of registrations, in and out, with the headings people write: one person a row."""

from dataclasses import replace

from seminars.core.i18n import _l
from seminars.enterprises.rules import USCC_COLUMN
from seminars.sheets.rules import Column

FILE_COLUMNS = (
    Column(
        "enterprise",
        _l("企业名称"),
        ("企业", "单位", "单位名称", "公司", "公司名称", "enterprise", "company", "organisation"),
        required=True,
        hint=_l("与营业执照一致的全称；同一企业每行都写"),
        example="中山市翡翠灯饰有限公司",
    ),
    replace(USCC_COLUMN, example=""),
    Column(
        "name",
        _l("姓名"),
        ("参会人", "参会人员", "联系人", "name", "attendee", "full name"),
        required=True,
        example="李晓雯",
    ),
    Column(
        "phone",
        _l("手机号码"),
        ("手机", "手机号", "电话", "联系电话", "联系方式", "mobile", "phone", "telephone"),
        required=True,
        hint=_l("每人各写自己的，这一列请设为文本"),
        example="13800138000",
    ),
    Column("position", _l("职务"), ("岗位", "职位", "position", "job title"), example="关务主管"),
    Column(
        "email",
        _l("邮箱"),
        ("电子邮箱", "邮件", "email", "e-mail"),
        hint=_l("有邮箱才寄确认信"),
        example="guanwu@example.cn",
    ),
    Column("access_need", _l("无障碍需要"), ("特殊需要", "access need", "accessibility")),
)
AGENT_COLUMN = Column(
    "agent",
    _l("由谁代报"),
    ("代报", "代报单位", "代理报关企业", "报关行", "agent", "customs broker"),
    hint=_l("代为报名的报关企业或分支机构；企业自己报的留空"),
)
STATE_COLUMN = Column(
    "state",
    _l("状态"),
    ("报名状态", "state", "status"),
    hint=_l("导出的名单里有；写着“已取消”或“未通过”的行不导入"),
)
COLUMNS_IN = (*FILE_COLUMNS, AGENT_COLUMN, STATE_COLUMN)
MORE_OUT = (
    AGENT_COLUMN,
    Column("district", _l("镇街")),
    Column("channel", _l("来源")),
    STATE_COLUMN,
    Column("at", _l("报名时间")),
)
"""what a file handed out says besides"""
