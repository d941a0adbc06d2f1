"""One row of a file of registrations: a person and the enterprise, in normal form."""

from dataclasses import dataclass, field

from seminars.core.i18n import _l, in_each_language
from seminars.core.phones import check_phone
from seminars.core.text import clean_line
from seminars.enterprises.rules import WARNINGS as ENTERPRISE_WARNINGS
from seminars.enterprises.rules import EnterpriseName, Uscc, check_enterprise_name, check_uscc, folded_name
from seminars.outbox.rules import is_address
from seminars.registration.rules.inputs import PersonInput
from seminars.registration.rules.names import WARNINGS as NAME_WARNINGS
from seminars.registration.rules.names import PersonName, check_person_name
from seminars.sheets.rules import WRONG, Row

LONGEST_POSITION, LONGEST_NEED, LONGEST_AGENT = 60, 200, 100
_GONE = (_l("已取消"), _l("未通过"))
_UNREADABLE = EnterpriseName("", "")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a row names them, empty where it cannot be read; `firm` is what tells enterprises of one file apart."""

    enterprise: EnterpriseName
    uscc: str | None
    person: PersonInput
    agent: str = ""

    @property
    def firm(self) -> str:
        """The code, else the folded name."""
        return self.uscc or self.enterprise.folded

    @property
    def who(self) -> tuple[str, str]:
        """What tells two persons with one number apart."""
        return self.person.name, self.firm


def read_person(row: Row, area_code: str | None) -> PersonRow:
    """What the row says; what is wrong with it is said beside the cell, and the rest still compared with other rows."""
    enterprise = row.checked("enterprise", check_enterprise_name, required=True)
    uscc = row.checked("uscc", check_uscc)
    name = row.checked("name", check_person_name, required=True)
    phone = row.checked("phone", lambda text: check_phone(text, area_code), required=True)
    email = clean_line(row.text("email"))
    if email and not is_address(email):
        row.refuse("email", _l("邮箱地址不完整，例如 guanwu@example.cn。"))
    position = _short(row, "position", LONGEST_POSITION)
    need = _short(row, "access_need", LONGEST_NEED)
    agent = _short(row, "agent", LONGEST_AGENT)
    if enterprise and is_own_agent(agent, enterprise.folded):
        agent = ""
    if row.verdict != WRONG:
        _remark(row, uscc, name)
    person = PersonInput(name.value if name else "", phone.e164 if phone else "", email, position, need)
    return PersonRow(enterprise or _UNREADABLE, uscc.value if uscc else None, person, agent)


def is_own_agent(agent: str, folded: str) -> bool:
    """Whether the enterprise of this folded name is named as the one that writes for it: it writes for itself then."""
    return bool(agent) and folded_name(agent) == folded


def is_left_out(row: Row) -> bool:
    """Whether the row itself, out of a file of our own, says that its person does not come; it is said beside the cell."""
    written = clean_line(row.text("state"))
    if written.casefold() not in {word.casefold() for words in _GONE for word in in_each_language(words)}:
        return False
    row.remark("state", _l("写着“%(state)s”，不导入。", state=written))
    return True


def _remark(row: Row, uscc: Uscc | None, name: PersonName | None) -> None:
    for warning in uscc.warnings if uscc else ():
        row.remark("uscc", ENTERPRISE_WARNINGS[warning])
    for warning in name.warnings if name else ():
        row.remark("name", NAME_WARNINGS[warning])


def _short(row: Row, key: str, longest: int) -> str:
    text = clean_line(row.text(key))
    if len(text) > longest:
        row.refuse(key, _l("最多%(n)s个字，您写了%(m)s个。", n=longest, m=len(text)))
    return text


@dataclass(slots=True)
class PeopleSeen:
    """The persons of one file so far, and how many each enterprise would bring."""

    limit: int
    by_phone: dict[str, tuple[int, tuple[str, str]]] = field(default_factory=dict)
    number: dict[str, int] = field(default_factory=dict)

    def repeats(self, row: Row, read: PersonRow) -> bool:
        """Whether an earlier row has the same number: it says so, and refuses what is not surely the same person."""
        if not read.person.phone:
            return False
        earlier, who = self.by_phone.setdefault(read.person.phone, (row.number, read.who))
        if earlier == row.number:
            return False
        if who == read.who and all(who):
            row.remark("phone", _l("和第%(row)s行是同一人。", row=earlier))
        else:
            row.refuse("phone", _l("和第%(row)s行的手机号相同，请写各自的。", row=earlier))
        return True

    def has_room(self, row: Row, read: PersonRow, has: int) -> bool:
        """Counts one more person of this enterprise, which has so many already; beyond its limit the row is refused (A4)."""
        if not read.firm:
            return True
        brings = self.number.get(read.firm, 0)
        if has + brings >= self.limit:
            words = _l(
                "每家企业最多%(limit)s位，这家企业连同文件里前面的行已有%(has)s位。",
                limit=self.limit,
                has=has + brings,
            )
            row.refuse("enterprise", words)
            return False
        self.number[read.firm] = brings + 1
        return True
