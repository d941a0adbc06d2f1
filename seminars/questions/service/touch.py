"""Every deed on a group raises its version, which is that of the run sheet, and is written to the log."""

from seminars.core import audit, clock
from seminars.core.db import locked
from seminars.questions import rules
from seminars.questions.models import QuestionGroup


def take(group_id: int) -> QuestionGroup:
    """The group that holds the questions, locked: a merged one leads to where its questions went. Raises Missing."""
    group = locked(QuestionGroup, group_id)
    while group.merged_into_id is not None:
        group = locked(QuestionGroup, group.merged_into_id)
    return group


def step(group: QuestionGroup, deed: rules.Deed, reason: str = "") -> dict[str, object]:
    """Go to the state that follows; gives what the log says of the steps passed over. Raises DeedRefusal state, reason."""
    following, skipped = rules.after(group.state, deed), rules.skipped(group.state, deed)
    rules.refuse_silent_skip(group.state, deed, reason)
    group.state = following
    return {"skipped": list(skipped), "reason": reason} if skipped else {}


def note(group: QuestionGroup, deed: str, **details: object) -> None:
    """The group has changed: new version, one line in the log."""
    group.version += 1
    group.changed_at = clock.now()
    audit.note(
        f"question.{deed}",
        subject=group,
        series=group.seminar.series.slug,
        seminar=group.seminar_id,
        **details,
    )
