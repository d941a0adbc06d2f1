"""Papers with names are opened under everybody's eyes."""

from seminars.core import audit
from seminars.schedule import queries as schedule


def note_paper(*, seminar_id: int, kind: str, people: int) -> None:
    """Write down that a paper with names was opened: `kind` is sign_in or badges."""
    audit.note(
        "paper.opened",
        subject=f"seminar:{seminar_id}",
        series=schedule.series_of_seminar(seminar_id),
        kind=kind,
        people=people,
    )
