"""Filing and merging: every asker and every wording is kept, and every merge can be undone (Q2)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from seminars.accounts import queries as accounts
from seminars.accounts.models import OFFICER
from seminars.core import clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.core.marks import ensure_unchanged
from seminars.enterprises import queries as enterprises
from seminars.questions import queries, rules
from seminars.questions.models import ASKED, GROUPED, Question, QuestionGroup
from seminars.questions.rules import Deed
from seminars.questions.service.asking import QuestionRefusal
from seminars.questions.service.promised import keep_in_step
from seminars.questions.service.senders import brought_by
from seminars.questions.service.touch import note, step, take
from seminars.schedule.models import Segment


def file(
    *,
    group_id: int,
    title: str,
    segment_id: int | None,
    category_id: int | None,
    urgent: bool,
    names_nobody: bool = False,
    mark: str | None = None,
) -> QuestionGroup:
    """Give the matter its neutral wording and its place: from now on the public may see it. Twice is once.

    `names_nobody`: a person says that what is like a name in it is none; the log keeps it. `mark`: of what the page showed.
    Raises Missing, TitleRefusal names, perhaps, ChangedMeanwhile.
    """
    group = take(group_id)
    known = queries.known_place(group)
    if list(known.values()) == [title, segment_id or 0, category_id or 0, urgent]:
        return group
    ensure_unchanged(mark, known)
    no_name = rules.refuse_names(title, _names(group.questions), names_nobody=names_nobody)
    if segment_id is not None and db.session.get_one(Segment, segment_id).seminar_id != group.seminar_id:
        raise Missing
    group.title, group.segment_id, group.category_id, group.urgent = title, segment_id, category_id, urgent
    group.filed_at = group.filed_at or clock.now()
    if group.state == ASKED:
        group.state = GROUPED
    keep_in_step(group)
    note(group, "filed", title=title, **({"names_nobody": no_name} if no_name else {}))
    return group


def merge(*, group_id: int, other_id: int) -> QuestionGroup:
    """Answer two matters as one: the questions of `other_id` go over to `group_id`; nothing else of it changes.

    Raises DeedRefusal when either is decided, QuestionRefusal same when there are not two of one seminar, TitleRefusal
    names when the public title of `group_id` names one of those who join it.
    """
    for key in sorted((group_id, other_id)):  # one order for all, or two merges wait for each other
        locked(QuestionGroup, key)
    group, other = take(group_id), take(other_id)
    if group.id == other.id or group.seminar_id != other.seminar_id:
        raise QuestionRefusal("same", _l("请选同一期里的两个不同问题。"))
    rules.after(other.state, Deed.MERGE)
    if group.filed_at is not None:
        rules.refuse_names_of_newcomers(group.title, _names(other.questions))
    step(group, Deed.MERGE)
    _move(other.questions, other, group)
    other.merged_into_id = group.id
    group.officer_id = group.officer_id or other.officer_id
    group.category_id = group.category_id or other.category_id
    group.segment_id = group.segment_id or other.segment_id
    group.urgent = group.urgent or other.urgent
    for changed in (group, other):
        keep_in_step(changed)
    note(group, "merged", other=other.id)
    return group


def undo_merge(*, group_id: int) -> QuestionGroup:
    """Take a merged group out again with the questions it brought. Raises DeedRefusal once decided, Missing."""
    group = locked(QuestionGroup, group_id)
    if group.merged_into_id is None:
        raise Missing
    host = take(group.id)
    rules.after(host.state, Deed.UNDO_MERGE)
    _move(_brought_by(group), host, group)
    group.merged_into_id = None
    _settle(host)
    keep_in_step(host)
    note(host, "unmerged", other=group.id)
    return group


def split_off(*, question_id: int) -> QuestionGroup:
    """Put one question back into the group it was asked into. Raises Missing when it is there already, DeedRefusal."""
    question = locked(Question, question_id)
    if question.own_group_id in (None, question.group_id):
        raise Missing
    own, host = locked(QuestionGroup, question.own_group_id or 0), take(question.group_id)
    rules.after(host.state, Deed.UNDO_MERGE)
    for inner in db.session.scalars(select(QuestionGroup).where(QuestionGroup.merged_into_id == own.id)):
        inner.merged_into_id = host.id  # what came with it stays
    question.group_id, own.merged_into_id = own.id, None
    db.session.flush()
    _settle(host)
    keep_in_step(host)
    note(host, "split", other=own.id)
    return own


def tell_apart(*, group_id: int, other_id: int) -> QuestionGroup:
    """A person says these two are not the same: they are not suggested again. Saying it twice is once."""
    group, other = take(group_id), take(other_id)
    group.unlike = sorted({*group.unlike, other.id})
    note(group, "told_apart", other=other.id)
    return group


def assign(*, group_id: int, officer_id: int, reason: str = "") -> QuestionGroup:
    """Give it to an officer of the series. Raises DeedRefusal state, reason, QuestionRefusal no_officer."""
    group = take(group_id)
    if officer_id not in {member.id for member in accounts.holders(OFFICER, group.seminar.series.slug)}:
        raise QuestionRefusal("no_officer", _l("这位同事不办理本系列的问题。"), "officer")
    if group.officer_id == officer_id and group.state == rules.ASSIGNED:
        return group
    why = step(group, Deed.ASSIGN, reason)
    group.officer_id = officer_id
    note(group, "assigned", officer=officer_id, **why)
    return group


def _names(questions: Iterable[Question]) -> list[str]:
    """What must not stand in the title over these questions: names and codes of whoever asked, longest first."""
    asked = list(questions)
    names = {name for question in asked for name in (question.asker_name, question.asked_as)}
    names |= set(enterprises.every_name({one.enterprise_id for one in asked if one.enterprise_id}))
    for sender in brought_by(asked).values():
        names |= {sender.firm, sender.agent, *sender.people}
    return sorted(names, key=lambda name: (-len(name), name))


def _brought_by(group: QuestionGroup) -> Sequence[Question]:
    """Questions that were asked into this group or into one that had been merged into it."""
    family, found = {group.id}, {group.id}
    while found:
        inner = select(QuestionGroup.id).where(QuestionGroup.merged_into_id.in_(found))
        found = set(db.session.scalars(inner)) - family
        family |= found
    own = select(Question).where(Question.own_group_id.in_(family)).order_by(Question.id)
    return db.session.scalars(own).all()


def _move(questions: Sequence[Question], source: QuestionGroup, target: QuestionGroup) -> None:
    for question in list(questions):
        question.group_id = target.id
    db.session.flush()
    for group in (source, target):
        db.session.expire(group, ["questions"])


def _settle(host: QuestionGroup) -> None:
    """A group that is alone again and was never filed waits to be filed."""
    db.session.expire(host, ["questions"])
    if host.state == GROUPED and len(host.questions) == 1 and host.filed_at is None:
        host.state = ASKED
