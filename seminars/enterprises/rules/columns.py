"""The columns of a file of enterprises, in and out, with the headings people write."""

from seminars.core.i18n import _l
from seminars.sheets.rules import Column

USCC_COLUMN = Column(
    "uscc",
    _l("统一社会信用代码"),
    ("信用代码", "社会信用代码", "税号", "credit code", "unified social credit code"),
    hint=_l("18位，这一列请设为文本"),
    example="91442000MA4UXXXX0X",
)
FILE_COLUMNS = (
    Column(
        "name",
        _l("企业名称"),
        ("企业", "单位", "单位名称", "公司", "公司名称", "enterprise", "company", "firm", "company name"),
        required=True,
        hint=_l("与营业执照一致的全称"),
        example="中山市翡翠灯饰有限公司",
    ),
    USCC_COLUMN,
    Column(
        "customs_code",
        _l("海关备案编码"),
        ("海关编码", "海关注册编码", "海关代码", "customs code", "customs registration code"),
        hint=_l("10位"),
        example="4420960001",
    ),
    Column(
        "district",
        _l("镇街"),
        ("镇区", "所在镇街", "区域", "地区", "township", "district"),
        hint=_l("写本系统里的镇街名"),
        example="古镇镇",
    ),
    Column("industry", _l("行业"), ("所属行业", "industry", "trade"), example="照明"),
)
