"""Some enterprises hold a credit class, as an organizer entered it."""

from collections.abc import Sequence
from datetime import date

from seminars.accounts.models import Staff
from seminars.enterprises import queries as enterprises_now
from seminars.enterprises import service as enterprises
from seminars.reports.demo.people import Firm

HOLDERS = 3


def give_classes(by: Staff, firms: Sequence[Firm], today: date) -> None:
    """The best class of the regime in force to a few, from the first day of this year on."""
    enterprises.load_starting_set()
    since = date(today.year, 1, 1)
    in_force = [one for one in enterprises_now.regimes() if one.valid_from <= today]
    regime = in_force[0]
    for number, firm in enumerate(firms[:HOLDERS], start=1):
        known = enterprises.recognise(name=firm.facts.name, uscc=firm.facts.uscc)
        enterprises.give_class(
            enterprise_id=known.id,
            class_id=regime.classes[0].id,
            valid_from=max(since, regime.valid_from),
            source=f"认定书（示例）第{number}号",
            entered_by=by.name,
        )
