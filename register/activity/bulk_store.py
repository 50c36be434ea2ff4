"""Reading the records that somebody has chosen on the list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, func, select

from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.activity.bulk_rules import MOST, Chosen
from register.activity.filtering import ActivityFilter, ListContext, in_scope, narrow
from register.activity.model import ProcessingActivity


@dataclass(frozen=True)
class Selection:
    """The rows ticked on the page, or, when `is_all`, everything that the filter finds."""

    ids: Collection[int]
    wanted: ActivityFilter
    is_all: bool = False


def count_chosen(selection: Selection, context: ListContext, *, scope: Scope) -> int:
    """How many of them this person may see."""
    query = _where(select(func.count()).select_from(ProcessingActivity), selection, context, scope)
    return db.session.scalar(query) or 0


def list_chosen(
    selection: Selection, context: ListContext, *, scope: Scope, writes: Scope, dpos: frozenset[int]
) -> Sequence[Chosen]:
    """The chosen records that this person may see, in Danish order, at most `MOST`; one statement.

    `writes` is where they may write.
    """
    query = select(
        ProcessingActivity.id,
        ProcessingActivity.version,
        ProcessingActivity.number,
        ProcessingActivity.title,
        Unit.code.label("unit"),
        Unit.path,
        Person.email.label("owner"),
        ProcessingActivity.owner_id,
        ProcessingActivity.status,
        ProcessingActivity.last_review_on,
        ProcessingActivity.next_review_on,
    )
    joined = query.outerjoin(ProcessingActivity.unit).outerjoin(ProcessingActivity.owner)
    ordered = _where(joined, selection, context, scope).order_by(ProcessingActivity.sort_key, ProcessingActivity.id)
    return list(_chosen(db.session.execute(ordered.limit(MOST)), writes, dpos))


def _where(query: AnySelect, selection: Selection, context: ListContext, scope: Scope) -> AnySelect:
    if selection.is_all:
        return narrow(query, selection.wanted, context, scope=scope)
    return query.where(ProcessingActivity.id.in_(selection.ids), in_scope(scope))


def _chosen(rows: "Iterable[Row[*tuple[object, ...]]]", writes: Scope, dpos: frozenset[int]) -> Iterable[Chosen]:
    for row in rows:
        yield Chosen(
            id=row.id,
            version=row.version,
            number=row.number,
            title=row.title,
            unit=row.unit or "",
            owner=row.owner or "",
            last_review_on=row.last_review_on,
            next_review_on=row.next_review_on,
            is_in_reach=writes.holds(row.path or ""),
            is_retired=row.status == "retired",
            is_owned_by_dpo=row.owner_id in dpos,
        )
