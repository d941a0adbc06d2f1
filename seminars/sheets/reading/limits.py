"""What a file may cost, and why one is refused: figures that hold in the reading process."""

import resource
from typing import Any

MEMORY = 200 * 1024 * 1024
"""bytes of address space (F4); 100,000 rows of eight columns take 110 MB"""
CPU_SECONDS = 20
MOST_BYTES = 64 * 1024 * 1024
"""of the file itself"""
MOST_UNPACKED = 160 * 1024 * 1024
MOST_MEMBERS = 1000
MOST_ROWS = 100_000
MOST_ROWS_ABOVE = 20
"""titles and headings that may stand above the rows"""
MOST_COLUMNS = 60
MOST_LINE = 200_000
"""characters"""
MOST_CELL = 2000
"""characters"""
MOST_TEXT = 60_000_000
"""characters of all cells together: one long text may stand in every cell of a workbook"""
MOST_MERGED = 5000


class Refused(Exception):
    """This file is not read on; `code` is one of `seminars.sheets.rules.refusals`, `facts` go into its words."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def hold() -> None:
    """Give this process its limits, before it has looked at the file."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
