"""One deed for many registrations, in portions: each portion is a transaction, and what is refused is named."""

from collections.abc import Callable, Mapping, Sequence

from seminars.core import audit, clock
from seminars.core.db import db, insert_if_new, locked
from seminars.core.errors import Refusal
from seminars.registration import queries
from seminars.registration.models import CANCELLED, BulkDeed, Registration
from seminars.registration.rules import MOST_IN_BULK, AlreadyCancelled, NoAddress, NobodyChosen, Transferred
from seminars.registration.service import posting
from seminars.registration.service.approving import approve
from seminars.registration.service.changing import cancel, resend
from seminars.schedule import queries as schedule

PORTION = 20


def start_bulk(
    *, seminar_id: int, kind: str, text: str, registration_ids: Sequence[int], form_key: str
) -> BulkDeed:
    """Write down what is to be done to whom; nothing is done yet. The same `form_key` again is the same deed.

    Registrations of other series are left out. Raises NobodyChosen, also for more than `MOST_IN_BULK`.
    """
    chosen = queries.of_this_seminar(seminar_id, registration_ids)
    if not chosen or len(chosen) > MOST_IN_BULK:
        raise NobodyChosen
    made = insert_if_new(
        BulkDeed,
        seminar_id=seminar_id,
        kind=kind,
        text=text,
        form_key=form_key,
        todo=chosen,
        done=0,
        refused=[],
        to_call=[],
        at=clock.now(),
    )
    deed = queries.bulk_by_key(seminar_id, form_key)
    if made:
        audit.note(
            "registration.bulk_started",
            subject=f"seminar:{seminar_id}",
            series=schedule.series_of_seminar(seminar_id),
            kind=kind,
            registrations=len(chosen),
        )
    return deed


def continue_bulk(*, bulk_id: int) -> BulkDeed:
    """The next portion; two who press at once do two portions, and nobody twice. Raises Missing."""
    deed = locked(BulkDeed, bulk_id)
    portion, deed.todo = deed.todo[:PORTION], deed.todo[PORTION:]
    refused, silent = [], []
    for key in portion:
        try:
            with db.session.begin_nested():
                registration = _ensure_still_here(key, deed)
                _DEEDS[deed.kind](key, deed)
        except Refusal as refusal:
            refused.append([key, str(refusal.text)])
        else:
            silent += [] if registration.contact_email else [key]
    deed.done += len(portion) - len(refused)
    deed.refused, deed.to_call = [*deed.refused, *refused], [*deed.to_call, *silent]
    db.session.flush()
    return deed


def _ensure_still_here(registration_id: int, deed: BulkDeed) -> Registration:
    """Somebody may have decided otherwise since the list was shown."""
    registration = queries.get(registration_id)
    if registration.seminar_id != deed.seminar_id:
        raise Transferred
    if registration.state == CANCELLED:
        raise AlreadyCancelled
    return registration


def _resend(registration_id: int, deed: BulkDeed) -> None:
    _ensure_address(registration_id)
    resend(registration_id=registration_id)


def _cancel(registration_id: int, deed: BulkDeed) -> None:
    cancel(registration_id=registration_id, reason=deed.text, by_staff=True)


def _approve(registration_id: int, deed: BulkDeed) -> None:
    approve(registration_id=registration_id)


def _write(registration_id: int, deed: BulkDeed) -> None:
    posting.message(_ensure_address(registration_id), deed.id)


def _ensure_address(registration_id: int) -> Registration:
    registration = queries.get(registration_id)
    if not registration.contact_email:
        raise NoAddress
    return registration


_DEEDS: Mapping[str, Callable[[int, BulkDeed], None]] = {
    "resend": _resend,
    "cancel": _cancel,
    "message": _write,
    "approve": _approve,
}
