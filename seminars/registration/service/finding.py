"""For those who have lost their link: a letter with all of them, to the address they registered with."""

from seminars.core import audit, clock
from seminars.core.tokens import Purpose, keyed
from seminars.outbox import service as outbox
from seminars.registration import queries

_ADDRESS = Purpose("lost links")


def send_links(*, email: str, language: str = "zh") -> None:
    """Post the links of this address, if it has any; nothing that the caller sees says whether (H9)."""
    now = clock.now()
    mark = keyed(_ADDRESS, email.lower())[:16]
    audit.note("registration.links_asked", subject=f"address:{mark}")
    found = queries.upcoming_of(email, now)
    if found:
        outbox.post(
            kind="registration/links",
            key=f"registration/links:{mark}:{now:%Y%m%d%H%M}",
            to=found[0].contact_email,
            locale=language,
            about=f"registration:{found[0].id}",
            facts={"registrations": [registration.id for registration in found]},
        )
