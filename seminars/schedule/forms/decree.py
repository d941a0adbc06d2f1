"""A holiday decree as an administrator brings it."""

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from seminars.core.forms import LineField, Required, TextField
from seminars.core.i18n import _l
from seminars.core.marks import MarkedForm, shown
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Decree, DecreeRefusal, read_decree


class DecreeForm(MarkedForm):
    """The text of the decree and where it stands."""

    text = TextField(_l("放假和补班的日子"), [Required(_l("请粘贴或填写放假安排。"))], longest=8000)
    source = LineField(_l("依据"), [Required(_l("请写明依据，例如文件名称和文号。"))], longest=200)

    def __init__(self, year: int, **options: Any) -> None:
        super().__init__(data=shown(workdays.known_of(year)), **options)
        self.year = year
        self.decree: Decree | None = None

    def validate_text(self, field: Field) -> None:
        """Every line is understood, or each that is not is named."""
        try:
            self.decree = read_decree(field.data or "", self.year)
        except DecreeRefusal as refusal:
            field.errors = [*field.errors[:-1], *map(str, refusal.wrong)]
            raise StopValidation() from refusal
