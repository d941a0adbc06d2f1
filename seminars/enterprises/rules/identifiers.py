"""Identifiers and names of enterprises: what is accepted, in which normal form, and what is asked once more."""

import re
import unicodedata
from dataclasses import dataclass

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line

LONGEST_NAME = 100
SHORTEST_NAME = 3
SHORTEST_CORE = 2

WARNINGS = {
    "region": _l("这家企业登记在中山、珠海以外，请确认代码没有填错。"),
    "org_check": _l("代码第9至17位的校验位少见，请再核对一遍。"),
    "other_district": _l("这家企业不在拱北关区注册，可以参加。"),
}

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_AUTHORITIES = "123456789ANY"
_USCC_OWN_REGIONS = ("4404", "4420", "4400", "1000")
_ORG_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CUSTOMS_OWN_REGIONS = ("4404", "4420")
_PROVINCES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
    *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"),
)
_GAPS = re.compile(r"[\s\-‐‑‒–—―]+")
_HAN_FORM = "(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司)"
_LATIN_FORM = r"(?<=[\w)）])[,\s]*\b(?:co(?:mpany)?\.?,?\s*)?(?:ltd|limited|inc|corp|gmbh|llc)\b\.?"
_BARE_FORM = re.compile(r"(?<![分总])(?:集团)?公司(?=$|\()")
_REGION = re.compile("^(?:广东省?)?(?:中山市?|珠海市?)?")
_REGION_IN_BRACKETS = re.compile(r"\((?:广东省?)?(?:中山市?|珠海市?)?\)")
_BRANCH = re.compile("(?<=公司)[^公司()（）]{0,12}(?:分公司|分厂|办事处)$")
_LEGAL_FORM = re.compile(rf"(?:{_HAN_FORM}|{_LATIN_FORM})(?=$|\s*[(（])", re.IGNORECASE)


class IdentifierRefusal(Refusal):
    """A code or name that cannot be right; `code` is the reason code of `validation-cases.csv`."""


class UsccRefusal(IdentifierRefusal):
    """Not a unified social credit code: required, charset, length, authority, region, checksum."""


class CustomsCodeRefusal(IdentifierRefusal):
    """Not a customs registration code: required, charset, length, region."""


class EnterpriseNameRefusal(IdentifierRefusal):
    """Not the name of an enterprise: required, length, charset."""


class EnterpriseRefusal(Refusal):
    """`code_taken`, `name_taken`, `has_code`, `no_such`, `circle`; of a merge `itself`, `two_codes`, `not_now`, `later`."""


@dataclass(frozen=True, slots=True)
class Uscc:
    """An accepted code in its normal form; `warnings` are keys of `WARNINGS`, to be asked once."""

    value: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomsCode:
    """An accepted code in its normal form; one of another district is accepted and marked."""

    value: str
    warnings: tuple[str, ...] = ()

    @property
    def is_other_district(self) -> bool:
        """Registered outside Zhongshan and Zhuhai: a visitor, as welcome as any."""
        return "other_district" in self.warnings


@dataclass(frozen=True, slots=True)
class EnterpriseName:
    """A name as shown, and folded for comparing."""

    shown: str
    folded: str


def check_uscc(text: str) -> Uscc:
    """The code in normal form (GB 32100-2015). Raises UsccRefusal.

    A region outside the district and a wrong check digit inside the organisation code (GB 11714) only warn.
    """
    code = _compact(text)
    _refuse_typing_errors(code)
    if code[0] not in _USCC_AUTHORITIES:
        raise UsccRefusal("authority", _l("统一社会信用代码的第1位不对，请核对。"), "uscc")
    if not code[2:8].isdigit():
        raise UsccRefusal("region", _l("统一社会信用代码的第3至8位是地区代码，只有数字。"), "uscc")
    if uscc_check_character(code[:17]) != code[17]:
        raise UsccRefusal("checksum", _l("代码有误：最后一位校验不符，请对照营业执照逐位核对。"), "uscc")
    warnings = () if code.startswith(_USCC_OWN_REGIONS, 2) else ("region",)
    return Uscc(code, warnings if _org_code_holds(code[8:17]) else (*warnings, "org_check"))


def uscc_check_character(body: str) -> str:
    """The 18th character of a code of 17: (31 - sum of value times 3^place mod 31) mod 31."""
    total = sum(_USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return _USCC_ALPHABET[-total % 31]


def check_customs_code(text: str) -> CustomsCode:
    """The ten places of a 海关备案编码 in normal form; it has no check digit. Raises CustomsCodeRefusal."""
    code = _compact(text)
    if not code:
        raise CustomsCodeRefusal("required", _l("请填写海关备案编码。"), "customs_code")
    if not re.fullmatch(r"[0-9]{0,4}|[0-9]{4}[0-9A-Z]*", code):
        raise CustomsCodeRefusal(
            "charset", _l("海关备案编码前4位是数字，后6位是数字或字母。"), "customs_code"
        )
    if len(code) != 10:
        raise CustomsCodeRefusal(
            "length", _l("海关备案编码是10位，您填了%(n)s位。", n=len(code)), "customs_code"
        )
    if code[:2] not in _PROVINCES:
        raise CustomsCodeRefusal("region", _l("海关备案编码的前两位不是省份代码，请核对。"), "customs_code")
    return CustomsCode(code, () if code.startswith(_CUSTOMS_OWN_REGIONS) else ("other_district",))


def check_enterprise_name(text: str) -> EnterpriseName:
    """The name, cleaned and otherwise as typed. Raises EnterpriseNameRefusal.

    No legal form is asked for: processing plants (来料加工厂) have none.
    """
    name = clean_line(text)
    if not name:
        raise EnterpriseNameRefusal("required", _l("请填写企业名称。"), "enterprise_name")
    if len(name) > LONGEST_NAME:
        raise EnterpriseNameRefusal(
            "length", _l("企业名称最多%(n)s个字。", n=LONGEST_NAME), "enterprise_name"
        )
    if len(name) < SHORTEST_NAME:
        raise EnterpriseNameRefusal("length", _l("请填写企业全称，与营业执照一致。"), "enterprise_name")
    if set("<>＜＞") & set(name) or not any(char.isalpha() for char in name):
        raise EnterpriseNameRefusal("charset", _l("企业名称里要有文字，不能有尖括号。"), "enterprise_name")
    return EnterpriseName(name, folded_name(name))


def folded_name(name: str) -> str:
    """For comparing (G5): full-width and half-width, brackets, dots, blanks and case are one; 电子 and 電子 are two."""
    folded = unicodedata.normalize("NFKC", clean_line(name)).casefold()
    return unicodedata.normalize("NFKC", re.sub(r"\s+", "", re.sub("[•・‧∙]", "·", folded)))


def shortened(name: str) -> str:
    """The name without its legal form, for small screens; a branch in brackets stays."""
    short = _LEGAL_FORM.sub("", name).strip(" ,，")
    return short if len(short) >= SHORTEST_NAME else name


def core_name(name: str) -> str:
    """What is left of a folded name without region and legal form: for proposing that two may be one, never for deciding.

    A branch keeps its ending: it is not its firm.
    """
    short = folded_name(shortened(name))
    core = _REGION.sub("", _REGION_IN_BRACKETS.sub("", _BARE_FORM.sub("", short)))
    return core if len(core) >= SHORTEST_CORE else short


def without_branch(name: str) -> str:
    """The firm that the name of a branch begins with; any other name as it is."""
    return _BRANCH.sub("", name)


def _compact(text: str) -> str:
    """NFKC first: a Chinese keyboard types full-width letters."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", clean_line(text))).upper()


def _refuse_typing_errors(code: str) -> None:
    if not code:
        raise UsccRefusal("required", _l("请填写统一社会信用代码。"), "uscc")
    wrong = set(code) - set(_USCC_ALPHABET)
    if wrong == {"O"}:
        raise UsccRefusal("charset", _l("统一社会信用代码里没有字母 O，您是否要输入数字 0？"), "uscc")
    if wrong:
        raise UsccRefusal("charset", _l("统一社会信用代码只有数字和大写字母，不含 I、O、S、V、Z。"), "uscc")
    if len(code) == 15 and code.isdigit():
        raise UsccRefusal("length", _l("这是旧的15位注册号，请填营业执照上的18位统一社会信用代码。"), "uscc")
    if len(code) == 9:
        raise UsccRefusal("length", _l("这是旧的9位组织机构代码，请填18位统一社会信用代码。"), "uscc")
    if len(code) != 18:
        raise UsccRefusal("length", _l("统一社会信用代码是18位，您填了%(n)s位。", n=len(code)), "uscc")


def _org_code_holds(code: str) -> bool:
    total = sum(int(char, 36) * weight for char, weight in zip(code, _ORG_CODE_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]
