"""Words: Chinese in the source, English in the catalogue; dates and numbers as people read them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date, get_day_names, get_month_names
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, get_translations, gettext, ngettext, pgettext
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from seminars.core import clock
from seminars.core.paths import TRANSLATIONS

__all__ = ["LANGUAGES", "_", "_l", "_lp", "_n", "current_language", "force_language", "is_large", "start"]

_ = gettext


class LazyWords(LazyString):
    """Words that are translated when they are shown. Flask-Babel's own pass as safe HTML; these are escaped."""

    def __html__(self) -> str:
        return str(escape(str(self)))


def _l(words: str, **values: object) -> LazyWords:
    """As `_`, for what is written before the reader is known: labels of forms, refusals."""
    return LazyWords(gettext, words, **values)


def _lp(context: str, words: str) -> LazyWords:
    """As `_l`, for a word that reads differently in English elsewhere: 场次 heads a list, and names one seminar."""
    return LazyWords(pgettext, context, words)


_n = ngettext

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
WEEKDAYS = "一二三四五六日"
_YEAR = 365 * 24 * 3600
_HAN = re.compile("[\u4e00-\u9fff]")
_PHRASE = re.compile("(?<=[，：。；])")
_language: ContextVar[str] = ContextVar("seminars_language", default="")
"""of this request or letter, once somebody asked: a page asks a thousand times"""


def start(app: Flask) -> None:
    """Choose a language for each request and teach templates to write dates."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    Babel(app, locale_selector=lambda: LANGUAGES[_chosen_language()])
    app.jinja_env.add_extension("jinja2.ext.i18n")
    filters: dict[str, Callable[..., object]] = {
        "day": day,
        "short_day": short_day,
        "other_year": other_year,
        "weekday": weekday,
        "weekday_name": weekday_name,
        "long_day": long_day,
        "month": month,
        "month_name": month_name,
        "clock": hour,
        "span": span,
        "stamp": stamp,
        "local_date": local_date,
        "phrases": phrases,
        "localized": localized,
        "own_words": own_words,
        "chinese": chinese,
        "number": lambda n: f"{n:,}",
    }
    app.jinja_env.filters.update(filters)
    app.add_template_global(current_language, "current_language")
    app.add_template_global(is_large, "is_large")
    app.jinja_env.globals["_"] = _word
    app.before_request(_forget_language)
    app.after_request(_remember_choice)
    app.teardown_request(_forget_language)


def catalogue() -> Path:
    """The compiled English catalogue."""
    return TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.mo"


def current_language() -> str:
    """ "zh" or "en": the language this page or letter is written in."""
    known = _language.get()
    if not known:
        locale = get_locale()
        known = "en" if locale is not None and locale.language == "en" else "zh"
        if has_request_context():
            _language.set(known)
    return known


@contextmanager
def force_language(language: str) -> Iterator[None]:
    """Write in this language for the length of a block (letters, tests)."""
    known = language if language in LANGUAGES else "zh"
    before = _language.set(known)
    try:
        with force_locale(LANGUAGES[known]):
            yield
    finally:
        _language.reset(before)


def in_each_language(words: object) -> list[str]:
    """What these words are on a page of each language."""
    found = []
    for language in LANGUAGES:
        with force_language(language):
            found.append(str(words))
    return found


@pass_eval_context
def _word(context: EvalContext, text: str, /, **values: object) -> str:
    """`_()` in templates: what Jinja's i18n does, without asking Flask-Babel for the catalogue at every word."""
    found = _found(text, current_language(), context.autoescape)
    return found % values if "%" in found else found


@lru_cache(maxsize=8192)
def _found(text: str, language: str, escaping: bool) -> str:
    found: str = get_translations().ugettext(text)
    return Markup(found) if escaping else found  # noqa: S704 - words of the house, never of a visitor


def _forget_language(error: BaseException | None = None) -> None:
    _language.set("")


def is_large() -> bool:
    """True in large-type mode (长辈版)."""
    return has_request_context() and _wish("large", "large") == "1"


def day(moment: date | datetime, beside: date | datetime | None = None) -> str:
    """12月15日（星期二） or Tue, 15 Dec; `beside` a day of another year with its own: 2027年12月15日（星期三）."""
    on = local_date(moment)
    if current_language() == "en":
        return format_date(on, "EEE, d MMM y" if _needs_year(on, beside) else "EEE, d MMM", locale="en")
    return f"{short_day(on, beside)}（星期{WEEKDAYS[on.weekday()]}）"


def short_day(moment: date | datetime, beside: date | datetime | None = None) -> str:
    """12月15日 or 15 Dec; with its year where `day` says it."""
    on = local_date(moment)
    needs_year = _needs_year(on, beside)
    if current_language() == "en":
        return format_date(on, "d MMM y" if needs_year else "d MMM", locale="en")
    return f"{on.year}年{on.month}月{on.day}日" if needs_year else f"{on.month}月{on.day}日"


def other_year(moment: date | datetime) -> str:
    """2028年 or 2028 of a day of another year than today's, else empty."""
    year = local_date(moment).year
    if year == clock.today().year:
        return ""
    return str(year) if current_language() == "en" else f"{year}年"


def _needs_year(on: date, beside: date | datetime | None) -> bool:
    """Whether a reader of today could take one of two days that stand together for a day of another year."""
    return beside is not None and len({on.year, local_date(beside).year, clock.today().year}) > 1


def weekday(moment: date | datetime) -> str:
    """星期二 or Tue."""
    on = local_date(moment)
    return (
        format_date(on, "EEE", locale="en") if current_language() == "en" else f"星期{WEEKDAYS[on.weekday()]}"
    )


def weekday_name(moment: date | datetime) -> str:
    """星期二 or Tuesday."""
    on = local_date(moment)
    if current_language() == "en":
        return str(get_day_names("wide", locale="en")[on.weekday()])
    return f"星期{WEEKDAYS[on.weekday()]}"


def long_day(moment: date | datetime) -> str:
    """2026年12月15日（星期二） or Tuesday, 15 December 2026."""
    on = local_date(moment)
    if current_language() == "en":
        return format_date(on, "EEEE, d MMMM y", locale="en")
    return f"{on.year}年{day(on)}"


def month(moment: date | datetime) -> str:
    """12月 or Dec."""
    on = local_date(moment)
    return format_date(on, "MMM", locale="en") if current_language() == "en" else f"{on.month}月"


def month_name(moment: date | datetime) -> str:
    """12月 or December."""
    on = local_date(moment)
    if current_language() == "en":
        return str(get_month_names("wide", locale="en")[on.month])
    return f"{on.month}月"


def hour(moment: datetime) -> str:
    """14:30, on a clock in Shanghai."""
    return clock.local(moment).strftime("%H:%M")


def span(starts: datetime, ends: datetime) -> str:
    """14:30—17:00."""
    return f"{hour(starts)}{'–' if current_language() == 'en' else '—'}{hour(ends)}"


def stamp(moment: datetime) -> str:
    """2026-12-15 14:30: for lists and logs."""
    return clock.local(moment).strftime("%Y-%m-%d %H:%M")


def phrases(text: object) -> Markup:
    """Keep each phrase of a Chinese title whole when lines break; what a page has escaped already stays as it is."""
    safe = escape(text)
    parts = [Markup(part) for part in _PHRASE.split(str(safe)) if part]  # noqa: S704 - pieces of what was escaped
    if len(parts) < 2:
        return safe
    return Markup("").join(Markup('<span class="phrase">{}</span>').format(part) for part in parts)


def localized(row: object, field: str) -> str:
    """`{{ district|localized('name') }}`: the row's `name_en` on an English page if there is one, else `name_zh`."""
    english = getattr(row, f"{field}_en") if current_language() == "en" else ""
    return str(english or getattr(row, f"{field}_zh"))


def own_words(row: object, field: str) -> Markup:
    """`{{ seminar|own_words('cancel_reason') }}`: what somebody wrote themselves, in their English on an English page.

    Where they wrote none, their Chinese, marked as such.
    """
    words = str(getattr(row, field))
    if current_language() != "en" or not words:
        return escape(words)
    english = str(getattr(row, f"{field}_en"))
    return escape(english) if english else chinese(words)


def chinese(words: object) -> Markup:
    """`{{ hall.address|chinese }}`: words that may be Chinese, marked as such where they stand on an English page."""
    if current_language() != "en" or not _HAN.search(str(words)):
        return escape(words)
    return Markup('<span lang="zh-CN">{}</span>').format(words)


def local_date(moment: date | datetime) -> date:
    """The date in Shanghai."""
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def _chosen_language() -> str:
    wish = _wish("lang", "lang") if has_request_context() else "zh"
    return wish if wish in LANGUAGES else "zh"


def _wish(parameter: str, cookie: str) -> str:
    return request.args.get(parameter) or request.cookies.get(cookie) or ""


def _remember_choice(response: Response) -> Response:
    for name, allowed in {"lang": set(LANGUAGES), "large": {"0", "1"}}.items():
        value = request.args.get(name)
        if value in allowed and not g.get("no_cookies"):
            response.set_cookie(
                name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
            )
    return response
