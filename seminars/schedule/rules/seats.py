"""How many seats are offered: more than the hall holds, fewer than are taken. Both are said, neither refused."""

from seminars.core.i18n import _l
from seminars.schedule.rules.findings import Finding


def seats_warnings(*, offered: int, hall: int, taken: int) -> list[Finding]:
    """What to say about a capacity, by how many it is off; `hall` 0 means that no hall is known."""
    found = []
    if 0 < hall < offered:
        text = _l(
            "名额%(n)s个，会场只坐%(hall)s人，多%(more)s个。", n=offered, hall=hall, more=offered - hall
        )
        found.append(Finding("capacity", "hall_too_small", text, is_warning=True))
    if offered < taken:
        text = _l(
            "名额%(n)s个，已有%(taken)s人报名，多%(more)s人。已报名的都保留，超员期间不递补。",
            n=offered,
            taken=taken,
            more=taken - offered,
        )
        found.append(Finding("capacity", "overbooked", text, is_warning=True))
    return found
