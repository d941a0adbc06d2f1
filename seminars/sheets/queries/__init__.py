"""Reading what is known of files on their way."""

from seminars.sheets.queries.files import (
    findings,
    first_rows,
    matched,
    my_exports,
    my_import,
    my_imports,
    remarks,
)

__all__ = ["findings", "first_rows", "matched", "my_exports", "my_import", "my_imports", "remarks"]
