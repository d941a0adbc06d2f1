"""A file that an organizer has uploaded and not yet looked through: what the page about a file shows on the first day."""

from io import BytesIO

from seminars.accounts.models import Staff
from seminars.core import audit
from seminars.enterprises.service import ENTERPRISES_IN
from seminars.sheets import service

ROWS = """\
单位名称,信用代码,海关编码,所在镇街,行业
中山市翡翠示例灯饰有限公司,,4420960001,古镇,照明
珠海市喆鑫示例水产有限公司,,,斗门区,水产
中山市甲乙示例五金制品有限公司,9.1442E+17,,小榄镇,五金
,,12,里溪镇,
"""


def upload(staff: Staff) -> None:
    """A list of firms as somebody keeps it, with the faults such lists have."""
    with audit.acting_as(audit.Actor(staff.name, staff.id)):
        read = service.read_upload(
            file=BytesIO(ROWS.encode("gb18030")),
            name="企业名单2026.csv",
            encoding="",
            columns=ENTERPRISES_IN.columns,
            most_rows=ENTERPRISES_IN.most_rows,
        )
        service.keep_upload(
            upload=read,
            kind="enterprises",
            columns=ENTERPRISES_IN.columns,
            target=0,
            series=None,
            staff_id=staff.id,
            language="zh",
        )
