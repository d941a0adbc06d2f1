"""Reading what is known of files on their way."""

from seminars.sheets.queries.files import my_export, my_exports

__all__ = ["my_export", "my_exports"]
