"""Whether a file that somebody asked for can be taken, and in words why not."""

from collections.abc import Mapping
from datetime import datetime

from seminars.core.i18n import _l
from seminars.sheets.rules.refusals import SheetRefusal

WRITING, READY, TAKEN = "writing", "ready", "taken"
_NOT_THERE: Mapping[str, object] = {
    WRITING: _l("这份文件还没有生成好。"),
    TAKEN: _l("这份文件已下载，已删除。还要的话请再导出一次。"),
    "expired": _l("这份文件已过期，已删除。还要的话请再导出一次。"),
    "failed": _l("这份文件没有生成成功。请再导出一次。"),
}


def is_there(state: str, expires_at: datetime, now: datetime) -> bool:
    """Whether there is something to take."""
    return state == READY and now < expires_at


def ensure_there(state: str, expires_at: datetime, now: datetime) -> None:
    """Raises SheetRefusal when there is nothing to take: not yet, or no more."""
    if is_there(state, expires_at, now):
        return
    code = "expired" if state == READY else state
    raise SheetRefusal(code, _NOT_THERE[code])
