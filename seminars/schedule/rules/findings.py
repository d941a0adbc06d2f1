"""What a check has found, so that a page shows all of it at once."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing to put right beside one field; a warning is shown and does not refuse."""

    field: str
    """name of the form field; parts of the agenda as `segments-0-minutes`"""
    code: str
    text: object
    """lazy, in the reader's language"""
    is_warning: bool = False
