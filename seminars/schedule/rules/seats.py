"""Seats offered and kept: more than the hall holds, fewer than are taken, more kept than free. All is said, none refused."""

from seminars.core.i18n import _l
from seminars.schedule.rules.findings import Finding


def seats_warnings(*, offered: int, hall: int, taken: int, reserve: int = 0, kept: int = 0) -> list[Finding]:
    """What to say about a capacity, by how many it is off; `hall` 0 means that no hall is known.

    `reserve` is the share of the priority tier, claimed or not, `kept` what it still keeps of the free seats.
    """
    free = max(offered - taken, 0)
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
    if free <= kept and free < reserve:
        text = _l(
            "为优先档预留的份额是%(n)s座（含优先档已报名的），现在空着%(free)s座，最多再留这些。已报名的都保留，有人让座时先补足预留。",
            n=reserve,
            free=free,
        )
        found.append(Finding("reserve_percent", "reserve_exceeds_free", text, is_warning=True))
    return found
