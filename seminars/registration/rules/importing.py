"""One row of a file of registrations: a person and the enterprise, in normal form."""

from dataclasses import dataclass, field

from seminars.core.i18n import _l
from seminars.core.phones import check_phone
from seminars.core.text import clean_line
from seminars.enterprises.rules import WARNINGS as ENTERPRISE_WARNINGS
from seminars.enterprises.rules import EnterpriseName, check_enterprise_name, check_uscc
from seminars.outbox.rules import is_address
from seminars.registration.rules.inputs import PersonInput
from seminars.registration.rules.names import WARNINGS as NAME_WARNINGS
from seminars.registration.rules.names import check_person_name
from seminars.registration.rules.refusals import OverLimit
from seminars.sheets.rules import WRONG, Row

LONGEST_POSITION, LONGEST_NEED = 60, 200


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a row names them; `firm` is what tells enterprises of one file apart."""

    enterprise: EnterpriseName
    uscc: str | None
    person: PersonInput

    @property
    def firm(self) -> str:
        """The code, else the folded name."""
        return self.uscc or self.enterprise.folded


def read_person(row: Row, area_code: str | None) -> PersonRow | None:
    """What the row says, or nothing when something is wrong with it, which is then said beside the cell."""
    enterprise = row.checked("enterprise", check_enterprise_name, required=True)
    uscc = row.checked("uscc", check_uscc)
    name = row.checked("name", check_person_name, required=True)
    phone = row.checked("phone", lambda text: check_phone(text, area_code), required=True)
    email = clean_line(row.text("email"))
    if email and not is_address(email):
        row.refuse("email", _l("邮箱地址不完整，例如 guanwu@example.cn。"))
    position = _short(row, "position", LONGEST_POSITION)
    need = _short(row, "access_need", LONGEST_NEED)
    if row.verdict == WRONG or enterprise is None or name is None or phone is None:
        return None
    for warning in uscc.warnings if uscc else ():
        row.remark("uscc", ENTERPRISE_WARNINGS[warning])
    for warning in name.warnings:
        row.remark("name", NAME_WARNINGS[warning])
    person = PersonInput(name.value, phone.e164, email, position, need)
    return PersonRow(enterprise, uscc.value if uscc else None, person)


def _short(row: Row, key: str, longest: int) -> str:
    text = clean_line(row.text(key))
    if len(text) > longest:
        row.refuse(key, _l("最多%(n)s个字，您写了%(m)s个。", n=longest, m=len(text)))
    return text


@dataclass(slots=True)
class PeopleSeen:
    """The persons of one file so far, and how many each enterprise would bring."""

    limit: int
    by_phone: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    number: dict[str, int] = field(default_factory=dict)

    def repeats(self, row: Row, read: PersonRow) -> bool:
        """Whether an earlier row is the same person; another person with the same number is refused."""
        person = read.person
        earlier = self.by_phone.setdefault(person.phone, (row.number, person.name, read.firm))
        if earlier[0] == row.number:
            return False
        if earlier[1:] != (person.name, read.firm):
            row.refuse("phone", _l("和第%(row)s行的手机号相同，请写各自的。", row=earlier[0]))
            return False
        row.remark("phone", _l("和第%(row)s行是同一人。", row=earlier[0]))
        return True

    def count(self, row: Row, read: PersonRow, has: int) -> None:
        """One more person of this enterprise, which has so many already; beyond its limit the row is refused (A4)."""
        brings = self.number.get(read.firm, 0)
        if has + brings >= self.limit:
            row.refuse("enterprise", OverLimit(self.limit, has + brings).text)
        else:
            self.number[read.firm] = brings + 1
