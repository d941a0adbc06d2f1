"""Deeds with files: asking for one, taking it; taking rows in."""

from seminars.sheets.service.exporting import ask_export, discard_export, take

__all__ = ["ask_export", "discard_export", "take"]
