"""What is said about a file before it is written or taken in."""

from collections.abc import Mapping, Sequence

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from seminars.core.forms import Form, LineField
from seminars.core.i18n import _, _l
from seminars.sheets.rules import Cell, Column, letters, text_of

FORMATS = {"xlsx": _l("Excel 工作簿（xlsx）"), "csv": _l("文本（csv）")}
ENCODINGS = {
    "": _l("自动识别"),
    "utf-8": _l("UTF-8"),
    "gb18030": _l("GB18030（GBK、简体中文）"),
    "utf-16": _l("UTF-16（Unicode 文本）"),
    "big5": _l("Big5（繁体中文）"),
}
BEFORE = "column_"
"""stands before the key of a column in the name of its field"""


class ExportForm(Form):
    """In which form, with whole numbers or masked ones, and what for."""

    format = RadioField(_l("格式"), choices=list(FORMATS.items()), default="xlsx")
    full = BooleanField(_l("含完整手机号码和邮箱"))
    reason = LineField(_l("用途"), longest=200)


class UploadForm(Form):
    """Which file; for a text file perhaps in which encoding."""

    file = FileField(_l("文件"))
    encoding = SelectField(_l("文字编码（只对csv）"), choices=list(ENCODINGS.items()), default="")


class ConfirmForm(Form):
    """Yes, take it in."""

    shown = HiddenField()
    """the mark of the file that the reader has seen"""
    agreed = BooleanField(_l("已确认"))

    def now_shows(self, mark: str) -> None:
        """Let the next yes count for what the page shows."""
        self.shown.raw_data = None
        self.shown.data = mark


def match_form(columns: Sequence[Column], headings: Sequence[Cell], chosen: Mapping[str, int]) -> Form:
    """A form that asks for each column where it stands in the file."""
    places = [(str(place), f"{letters(place)} · {text_of(one)}") for place, one in enumerate(headings)]
    fields = {
        BEFORE + column.key: SelectField(
            str(column.label),
            choices=[("", _("文件里没有")), *places],
            default=str(chosen.get(column.key, "")),
        )
        for column in columns
    }
    made: Form = type("MatchForm", (Form,), fields)()
    return made


def places_of(form: Form) -> dict[str, int]:
    """What was chosen, by column."""
    return {
        field.name.removeprefix(BEFORE): int(field.data)
        for field in form
        if field.name.startswith(BEFORE) and field.data
    }
