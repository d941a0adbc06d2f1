"""Deeds with files: asking for one, taking it; taking rows in."""

from seminars.sheets.service.exporting import ask_export, discard_export, take
from seminars.sheets.service.importing import check_again, confirm, discard_import, match, take_back
from seminars.sheets.service.leasing import forget_expired
from seminars.sheets.service.uploading import Upload, keep_upload, read_upload

__all__ = [
    "Upload",
    "ask_export",
    "check_again",
    "confirm",
    "discard_export",
    "discard_import",
    "forget_expired",
    "keep_upload",
    "match",
    "read_upload",
    "take",
    "take_back",
]
