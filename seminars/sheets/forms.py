"""What is said about a file before it is written or taken in."""

from wtforms import BooleanField, RadioField

from seminars.core.forms import Form, LineField
from seminars.core.i18n import _l

FORMATS = {"xlsx": _l("Excel 工作簿（xlsx）"), "csv": _l("文本（csv）")}


class ExportForm(Form):
    """In which form, with whole numbers or masked ones, and what for."""

    format = RadioField(_l("格式"), choices=list(FORMATS.items()), default="xlsx")
    full = BooleanField(_l("含完整手机号码和邮箱"))
    reason = LineField(_l("用途"), longest=200)
