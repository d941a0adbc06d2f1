"""What a door does with a deed: do it and go on, or say why not and leave nothing behind."""

from collections.abc import Callable

from flask import flash

from seminars.core.db import stop_writing
from seminars.core.errors import Refusal
from seminars.core.forms import Form


def carried_out(form: Form, deed: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and the deed was done; a refusal stands beside its field."""
    if not form.validate_on_submit():
        return False
    try:
        deed()
    except Refusal as refusal:
        stop_writing()
        form.refuse(refusal)
        return False
    return True


def done_and_said(deed: Callable[[], object], words: str) -> bool:
    """Do it and say `words` on the next page; a refusal is said there instead. True when it was done."""
    try:
        deed()
    except Refusal as refusal:
        stop_writing()
        flash(str(refusal.text), "warn")
        return False
    flash(words)
    return True
