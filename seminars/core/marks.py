"""Two people before the same page: its form carries the mark of what it showed, and whoever comes second is told (A10)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, time

from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.form import BaseForm

from seminars.core.errors import Refusal
from seminars.core.forms import Form, PhoneField
from seminars.core.i18n import _, _l

Facts = Mapping[str, object]
"""What is stored, by the names of a form's fields."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed it since the page was shown; `facts` is what is stored now."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(
            "changed_meanwhile", _l("您打开之后，有人改过这里。您填的内容还在，请核对后再保存。")
        )
        self.facts = facts


def mark_of(facts: Facts) -> str:
    """The same for equal facts only: 16 hex digits."""
    whole = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def shown(facts: Facts) -> dict[str, object]:
    """The `data` of a form that shows these facts: they, and their mark."""
    return {**facts, "mark": mark_of(facts)}


def ensure_unchanged(mark: str | None, facts: Facts) -> None:
    """Refuse when `facts`, read under their lock, are not those that `mark` was made of. No mark: no page was shown.

    Raises ChangedMeanwhile.
    """
    if mark and mark != mark_of(facts):
        raise ChangedMeanwhile(facts)


class MarkedForm(Form):
    """A form over stored facts: its `data` is what `shown` makes of them."""

    mark = HiddenField()

    def refuse(self, refusal: Refusal) -> None:
        """After a change by somebody else: what is stored now, beside each field, and the next try counts."""
        super().refuse(refusal)
        if isinstance(refusal, ChangedMeanwhile):
            self.mark.raw_data, self.mark.data = None, mark_of(refusal.facts)
            tell_stored(self, refusal.facts)


def tell_stored(form: BaseForm, facts: Facts) -> None:
    """Say beside each field what is stored where it differs from what was typed, which stays."""
    for name, stored in facts.items():
        field = form._fields[name]
        typed = field.e164 if isinstance(field, PhoneField) else field.data
        if _plain(typed) != _plain(stored):
            field.errors = [*field.errors, _told(field, stored)]


def stored_words(words: str) -> str:
    """The sentence that tells what is stored now."""
    return str(_("现在存着的是“%(words)s”。", words=words) if words else _("现在存着的是空的。"))


def _plain(value: object) -> object:
    """Nothing, no tick and an empty line are one; nought is a number."""
    return "" if value is None or value is False else value


def _told(field: Field, stored: object) -> str:
    """What is stored, as the field shows it; a telephone number, which lists show masked, is not shown here either."""
    if isinstance(field, PhoneField | BooleanField):
        return str(_("和现在存着的不同。"))
    return stored_words(_chosen(field, stored) if isinstance(field, SelectField) else _in_words(stored))


def _in_words(stored: object) -> str:
    """A stored value on one line; of a moment the minute."""
    if isinstance(stored, datetime):
        return f"{stored:%Y-%m-%d %H:%M}"
    if isinstance(stored, time):
        return f"{stored:%H:%M}"
    return str(_("、")).join(str(_plain(stored)).splitlines())


def _chosen(field: SelectField, stored: object) -> str:
    """The words of one choice or of several."""
    values = stored if isinstance(stored, list) else [stored]
    return str(_("、")).join(str(label) for value, label, *_more in field.iter_choices() if value in values)
