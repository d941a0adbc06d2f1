"""One row of a file of enterprises: what it says, in normal form, and whether another row says the same firm otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seminars.core.i18n import _l
from seminars.core.text import clean_line
from seminars.enterprises.rules.identifiers import (
    WARNINGS,
    EnterpriseName,
    check_customs_code,
    check_enterprise_name,
    check_uscc,
)
from seminars.places.rules import spellings
from seminars.sheets.rules import WRONG, Row

LONGEST_INDUSTRY = 60


@dataclass(frozen=True, slots=True)
class FirmRow:
    """An enterprise as a row names it."""

    name: EnterpriseName
    uscc: str | None
    customs_code: str | None
    district_id: int | None
    industry: str


def read_firm(row: Row, townships: Mapping[str, int]) -> FirmRow | None:
    """What the row says, or nothing when something is wrong with it, which is then said beside the cell."""
    name = row.checked("name", check_enterprise_name, required=True)
    uscc = row.checked("uscc", check_uscc)
    customs = row.checked("customs_code", check_customs_code)
    industry = clean_line(row.text("industry"))
    if len(industry) > LONGEST_INDUSTRY:
        row.refuse("industry", _l("行业最多%(n)s个字。", n=LONGEST_INDUSTRY))
    district = read_township(row, townships)
    if row.verdict == WRONG or name is None:
        return None
    for key, one in (("uscc", uscc), ("customs_code", customs)):
        for warning in one.warnings if one else ():
            row.remark(key, WARNINGS[warning])
    return FirmRow(name, uscc.value if uscc else None, customs.value if customs else None, district, industry)


def read_township(row: Row, townships: Mapping[str, int]) -> int | None:
    """The township a row names; one that nobody knows is wrong."""
    typed = clean_line(row.text("district"))
    found = next((townships[name] for name in spellings(typed, typed) if name in townships), None)
    if typed and found is None:
        row.refuse("district", _l("没有“%(name)s”这个镇街，请写系统里的名字。", name=typed[:20]))
    return found


@dataclass(slots=True)
class FirmsSeen:
    """The enterprises of one file so far: two rows may name the same one, but not in two ways."""

    by_code: dict[str, tuple[int, str]] = field(default_factory=dict)
    by_name: dict[str, tuple[int, str | None]] = field(default_factory=dict)

    def repeats(self, row: Row, firm: FirmRow) -> bool:
        """Whether an earlier row names the same enterprise; refuses the row when it names it otherwise."""
        folded, code = firm.name.folded, firm.uscc
        same_code = self.by_code.get(code) if code else None
        same_name = self.by_name.get(folded)
        if same_code and same_code[1] != folded:
            row.refuse("uscc", _l("和第%(row)s行代码相同，名称不同。", row=same_code[0]))
        elif same_name and bool(same_name[1]) != bool(code):
            row.refuse("name", _l("和第%(row)s行同名，但只有一行写了代码。请写成一行。", row=same_name[0]))
        elif same_code or (same_name and same_name[1] == code):
            row.remark("name", _l("和第%(row)s行是同一家。", row=(same_code or same_name or (0,))[0]))
            return True
        if code:
            self.by_code.setdefault(code, (row.number, folded))
        self.by_name.setdefault(folded, (row.number, code))
        return False
