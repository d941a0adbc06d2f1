"""Why a file is not read, and why one cell is not taken, in the words that people read."""

from collections.abc import Mapping

from seminars.core.errors import Refusal
from seminars.core.i18n import _l


class SheetRefusal(Refusal):
    """Something about an import or export that cannot be done: in this state, or with these rows."""


class FileRefusal(SheetRefusal):
    """A file that is not read; `code` is one of the reading process's own, or `too_slow` when it ended without a word."""

    def __init__(self, code: str, *, row: int = 0, most: int = 0) -> None:
        super().__init__(code, _file_words(row, most)[code], "file")


CELL_WORDS: Mapping[str, object] = {
    "lost_digits": _l("数字已被表格软件改写（像1.38E+10，或超过15位）。请把这一列设为文本后重填。"),
    "formula": _l("这里是公式。请复制后“粘贴为数值”。"),
    "merged": _l("这一格和旁边的合并了。请取消合并，每行都填上。"),
    "fault": _l("这里是表格软件的错误值，请填上真正的内容。"),
    "too_long": _l("内容太长，一格最多2000个字。"),
}


def _file_words(row: int, most: int) -> Mapping[str, object]:
    return {
        "kind": _l("请上传xlsx或csv文件。旧的xls和带密码的文件，请先另存为xlsx。"),
        "empty": _l("文件里没有内容。"),
        "only_headings": _l("只找到标题行，下面没有内容。"),
        "broken": _l("文件打不开，可能已损坏。请在表格软件里重新另存一次。"),
        "bomb": _l("文件解开后太大，没有读。请只留需要的表。"),
        "nested": _l("文件里还套着别的文件，没有读。请只留表格内容。"),
        "entities": _l("文件里有外部引用的声明，没有读。请在表格软件里重新另存一次。"),
        "too_big": _l("文件太大或内容太多，没有读。请分成几份。"),
        "too_slow": _l("文件读了太久，没有读完。请只留需要的表，或分成几份。"),
        "too_wide": _l("第%(row)s行用到了第%(most)s列以后。请删掉多余的列。", row=row, most=most),
        "too_long": _l(
            "用到了第%(row)s行，一次最多%(most)s行。请删掉末尾的空行，或分成几份。", row=row, most=most
        ),
        "too_merged": _l("合并的单元格太多，没有读。请取消合并。"),
        "which_encoding": _l("看不准文字编码。请在下面选一个编码再上传，或另存为xlsx。"),
        "nul": _l("第%(row)s行有看不见的空字符，这不是文本。请另存为xlsx或csv。", row=row),
        "long_line": _l("第%(row)s行太长，可能少了一个引号。请核对后再上传。", row=row),
        "quotes": _l("从第%(row)s行起引号不成对。请核对后再上传。", row=row),
    }
