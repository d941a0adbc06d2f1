"""Telephone numbers as people in the Pearl River delta type them: stored as E.164, `;ext=` for an extension."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType as Type

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line

LONGEST_INPUT = 60

_DASHES = re.compile("[‐‑‒–—―－~]")
_EXTENSION = re.compile(r"(?:;ext=|转|分机|ext\.?|x|#)(?:分机)?:?(\d{1,6})号?$")
_LANDLINE_WITH_DASH = re.compile(r"(\(?0\d{2,3}[)\-]{0,2}\d{7,8}|(?!400|800)[2-9]\d{6,7})-(\d{1,6})$")
_TYPED = re.compile(r"\+?[0-9()\-./]*")
_SERVICE = re.compile(r"(?:400|800)\d{7}")
_ABROAD_BEHIND_86 = re.compile(r"\+86(?:85[23]\d{8})")
_LOCAL = re.compile(r"\d{7,8}")
_MAYBE_ABROAD = ("5", "6", "9")
"""First digits that mean a mobile of Macau or Hong Kong more often than a landline here."""


class Kind(StrEnum):
    """What a number is good for."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"


class PhoneRefusal(Refusal):
    """No telephone number: required, format, short, length, range, country."""


@dataclass(frozen=True, slots=True)
class Phone:
    """An accepted number."""

    e164: str
    kind: Kind
    sms: bool
    national: str
    """as people here read it: 138 0013 8000, 0760-88123456 转 801, +853 6612 3456"""

    @property
    def tail(self) -> str:
        """Its last four digits, without the extension."""
        return phone_tail(self.e164)


def check_phone(text: str, city_area_code: str | None = None) -> Phone:
    """The number in normal form. Raises PhoneRefusal.

    `city_area_code` ("0760", "0756") completes a landline typed without one; without it the asker is asked.
    """
    number, extension = _split(_typed(text))
    if not _TYPED.fullmatch(number) or not any(char.isdigit() for char in number):
        raise PhoneRefusal("format", _l("电话号码只有数字，例如 13800138000 或 0760-88123456。"), "phone")
    dialled = re.sub(r"^00", "+", re.sub(r"[()\-./]", "", number))
    if not dialled.startswith("+"):
        dialled = _with_country(dialled, city_area_code)
    if _ABROAD_BEHIND_86.fullmatch(dialled):
        raise PhoneRefusal("country", _l("这像是港澳号码，请去掉 +86，以 +853 或 +852 开头。"), "phone")
    return _phone(dialled, extension)


def masked(e164: str) -> str:
    """For lists and letters: 138****8000, 0760****3456, +853****3456; no extension."""
    main = e164.partition(";")[0]
    if re.fullmatch(r"\+861\d{10}", main):
        return f"{main[3:6]}****{main[-4:]}"
    parsed = phonenumbers.parse(main)
    national = str(parsed.national_number)
    if parsed.country_code == 86:
        area = phonenumbers.length_of_geographical_area_code(parsed)
        return f"{'0' + national[:area] if area else national[:3]}****{main[-4:]}"
    return f"+{parsed.country_code}****{main[-4:]}"


def phone_tail(e164: str) -> str:
    """The last four digits, which people know by heart; the extension does not count."""
    return e164.partition(";")[0][-4:]


def _typed(text: str) -> str:
    typed = clean_line(text)
    if not typed:
        raise PhoneRefusal("required", _l("请填写电话号码。"), "phone")
    if len(typed) > LONGEST_INPUT:
        raise PhoneRefusal("length", _l("电话号码太长，请核对。"), "phone")
    folded = unicodedata.normalize("NFKC", typed).lower().replace(" ", "")
    if not all(char.isascii() for char in folded if char.isdigit()):
        raise PhoneRefusal("format", _l("请用数字 0 至 9 填写电话号码。"), "phone")
    return _DASHES.sub("-", folded)


def _split(typed: str) -> tuple[str, str]:
    """Number and extension; the library knows neither 转 nor the dash of Chinese business cards."""
    if found := _EXTENSION.search(typed):
        return typed[: found.start()].rstrip("-,("), found[1]
    if found := _LANDLINE_WITH_DASH.fullmatch(typed):
        return found[1], found[2]
    return typed, ""


def _with_country(digits: str, city_area_code: str | None) -> str:
    """+86 put before a number typed without country, or a refusal that says what is missing."""
    if _SERVICE.fullmatch(digits):
        return f"+86{digits}"
    if len(digits) <= 6:
        raise PhoneRefusal("short", _l("这是短号，请填写您本人的手机或带区号的座机。"), "phone")
    if digits.startswith("1"):
        return _mobile(digits)
    if digits.startswith("0"):
        return _landline(digits)
    if not _LOCAL.fullmatch(digits):
        raise PhoneRefusal("length", _l("号码位数不对，请核对。"), "phone")
    if city_area_code is None or (len(digits) == 8 and digits.startswith(_MAYBE_ABROAD)):
        text = _l("请补上区号：中山 0760、珠海 0756；澳门 +853、香港 +852。")
        raise PhoneRefusal("country", text, "phone")
    return _landline(city_area_code + digits)


def _mobile(digits: str) -> str:
    if len(digits) != 11:
        raise PhoneRefusal("length", _l("手机号是11位，您填了%(n)s位。", n=len(digits)), "phone")
    if not _is_valid(f"+86{digits}"):
        raise PhoneRefusal("range", _l("没有这个号段的手机号，请核对前三位。"), "phone")
    return f"+86{digits}"


def _landline(digits: str) -> str:
    number = f"+86{digits[1:]}"
    if not _is_valid(number):
        raise PhoneRefusal("length", _l("区号后面的位数不对：中山8位，珠海7位。"), "phone")
    return number


def _phone(number: str, extension: str) -> Phone:
    if not _is_valid(number):
        raise PhoneRefusal("range", _l("没有这样的号码，请核对国家代码和位数。"), "phone")
    parsed = phonenumbers.parse(number)
    kinds = {Type.MOBILE: Kind.MOBILE, Type.FIXED_LINE_OR_MOBILE: Kind.MOBILE, Type.FIXED_LINE: Kind.LANDLINE}
    kind = kinds.get(phonenumbers.number_type(parsed), Kind.SERVICE)
    suffix = f";ext={extension}" if extension else ""
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164 + suffix, kind, kind is Kind.MOBILE, _national(parsed, kind, extension))


def _national(parsed: phonenumbers.PhoneNumber, kind: Kind, extension: str) -> str:
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if parsed.country_code == 86:
        shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    if parsed.country_code == 86 and kind is Kind.LANDLINE:
        area = phonenumbers.length_of_geographical_area_code(parsed)
        digits = str(parsed.national_number)
        shown = f"0{digits[:area]}-{digits[area:]}"
    return f"{shown} 转 {extension}" if extension else shown


def _is_valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
