"""Two records turn out to be one enterprise, or after all not: every row that names one follows, and can go back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from seminars.core import audit, clock
from seminars.core.db import Base, db, insert_if_new, locked
from seminars.core.i18n import _l
from seminars.core.news import tell
from seminars.enterprises import queries
from seminars.enterprises.models import (
    Enterprise,
    EnterpriseAlias,
    EnterpriseClaim,
    EnterpriseCredit,
    EnterpriseMerge,
    EnterprisesApart,
)
from seminars.enterprises.news import EnterpriseKnown, EnterpriseRowsMoving, EnterprisesParted
from seminars.enterprises.rules import EnterpriseRefusal

FILLED = ("customs_code", "district_id", "industry")
"""what the kept one takes over where it knows nothing itself"""
OWN_TABLES = (EnterpriseAlias, EnterpriseClaim, EnterpriseCredit)


def merge(*, kept_id: int, gone_id: int) -> EnterpriseMerge:
    """Everything of `gone` becomes `kept`'s, its name another spelling. Raises EnterpriseRefusal, Missing.

    The one with a code is kept, since a code is what identifies; two with two codes are two enterprises.
    """
    if kept_id == gone_id:
        raise EnterpriseRefusal("itself", _l("这是同一条记录，请选另一家。"))
    kept, gone = _both(kept_id, gone_id)
    _ensure_mergeable(kept, gone)
    event = EnterpriseRowsMoving(gone.id, kept.id)
    follow(event, tables=OWN_TABLES)
    tell(event)
    _move_branches(kept, gone, event.moved)
    event.moved["filled"] = [name for name in FILLED if not getattr(kept, name) and getattr(gone, name)]
    for name in event.moved["filled"]:
        setattr(kept, name, getattr(gone, name))
    gone.merged_into_id = kept.id
    if gone.folded_name != kept.folded_name:
        insert_if_new(
            EnterpriseAlias,
            enterprise_id=kept.id,
            name=gone.name,
            folded_name=gone.folded_name,
            source="merge",
            added_at=clock.now(),
        )
    done = EnterpriseMerge(kept_id=kept.id, gone_id=gone.id, moved=event.moved, at=clock.now())
    db.session.add(done)
    db.session.flush()
    tell(EnterpriseKnown(kept.id))
    audit.note("enterprise.merged", subject=kept, other_id=gone.id, name=gone.name)
    return done


def undo_merge(*, merge_id: int) -> EnterpriseMerge:
    """What the merge moved goes back; what came since stays. Undoing twice undoes once. Raises EnterpriseRefusal, Missing."""
    done = locked(EnterpriseMerge, merge_id)
    if done.undone_at is not None:
        return done
    kept, gone = _both(done.kept_id, done.gone_id)
    if kept.merged_into_id is not None:
        raise EnterpriseRefusal("later", _l("“%(name)s”后来又并入了别家，请先撤销那次合并。", name=kept.name))
    event = EnterpriseRowsMoving(kept.id, gone.id, only=done.moved)
    follow(event, tables=OWN_TABLES)
    tell(event)
    _return_branches(kept, gone, done.moved)
    for name in done.moved["filled"]:
        if getattr(kept, name) == getattr(gone, name):
            setattr(kept, name, "" if name == "industry" else None)
    gone.merged_into_id = None
    _forget_merged_name(kept, gone)
    done.undone_at = clock.now()
    db.session.flush()
    audit.note("enterprise.unmerged", subject=kept, other_id=gone.id, name=gone.name)
    tell(EnterprisesParted(kept.id, gone.id))
    return done


def tell_apart(*, first_id: int, second_id: int) -> None:
    """They look alike and are not the same: not proposed again. Saying it twice is saying it once."""
    smaller, larger = sorted((first_id, second_id))
    if insert_if_new(EnterprisesApart, first_id=smaller, second_id=larger):
        audit.note("enterprise.told_apart", subject=f"enterprise:{smaller}", other_id=larger)


def follow(event: EnterpriseRowsMoving, *, tables: Sequence[type[Base]]) -> None:
    """Let the rows of these tables name the other enterprise; one that is there already under it stays where it is."""
    for table in tables:
        key, firm = table.__mapper__.primary_key[0], table.__table__.c.enterprise_id
        chosen = select(key).where(firm == event.source_id).order_by(key)
        if event.only is not None:
            chosen = chosen.where(key.in_(event.only.get(table.__tablename__, [])))
        keys = [one for one in db.session.scalars(chosen) if not _is_twin(table, one, event.target_id)]
        db.session.execute(
            update(table).where(key.in_(keys)).values(enterprise_id=event.target_id),
            execution_options={"synchronize_session": False},
        )
        event.moved[table.__tablename__] = keys
    db.session.expire_all()


def _is_twin(table: type[Base], key: Any, target_id: int) -> bool:
    """Whether the target has an equal row already: the same claim, the same class from the same day."""
    same = {EnterpriseClaim: ("kind", "value"), EnterpriseCredit: ("class_id", "valid_from")}.get(table)
    if same is None:
        return False
    row: Any = db.session.get_one(table, key)
    columns = table.__table__.c
    twin = select(columns.id).where(columns.enterprise_id == target_id)
    for name in same:
        twin = twin.where(columns[name] == getattr(row, name))
    return db.session.scalar(twin) is not None


def _both(kept_id: int, gone_id: int) -> tuple[Enterprise, Enterprise]:
    """Both, locked in one order, so that two who merge them at once do not wait for each other."""
    rows = {key: locked(Enterprise, key) for key in sorted((kept_id, gone_id))}
    return rows[kept_id], rows[gone_id]


def _ensure_mergeable(kept: Enterprise, gone: Enterprise) -> None:
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise EnterpriseRefusal("not_now", _l("其中一家已经并入别家，请刷新后再看。"))
    if kept.uscc and gone.uscc:
        raise EnterpriseRefusal("two_codes", _l("两家各有统一社会信用代码，不是同一家。代码有误请先更正。"))
    if gone.uscc:
        raise EnterpriseRefusal("keep_coded", _l("请保留有统一社会信用代码的一家。"))


def _move_branches(kept: Enterprise, gone: Enterprise, moved: dict[str, list[Any]]) -> None:
    branches = list(
        db.session.scalars(select(Enterprise).where(Enterprise.parent_id == gone.id).order_by(Enterprise.id))
    )
    for branch in branches:
        branch.parent_id = None if queries.stands_below(kept, branch) else kept.id
    moved["branches"] = [branch.id for branch in branches]


def _return_branches(kept: Enterprise, gone: Enterprise, moved: dict[str, list[Any]]) -> None:
    for branch in db.session.scalars(select(Enterprise).where(Enterprise.id.in_(moved["branches"]))):
        if branch.parent_id in (None, kept.id):
            branch.parent_id = gone.id


def _forget_merged_name(kept: Enterprise, gone: Enterprise) -> None:
    alias = db.session.scalars(
        select(EnterpriseAlias).where(
            EnterpriseAlias.enterprise_id == kept.id, EnterpriseAlias.folded_name == gone.folded_name
        )
    ).one_or_none()
    if alias is not None:
        db.session.delete(alias)
