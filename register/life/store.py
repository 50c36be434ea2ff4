"""What a step of a record's life needs to know of it."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.activity.model import ActivityVersion, ProcessingActivity


class Waiting(NamedTuple):
    """A record that lies ready to be approved."""

    id: int
    title: str
    unit: str | None


class Standing(NamedTuple):
    """Where a record stands in its life."""

    status: str
    unit_path: str
    version: int
    approved_version: int | None
    approved_at: datetime | None
    approved_by: str | None


def find_standing(activity_id: int, *, scope: Scope) -> Standing | None:
    """Where a record inside the scope stands, in one statement."""
    query = (
        select(
            ProcessingActivity.status,
            func.coalesce(Unit.path, ""),
            ProcessingActivity.version,
            ProcessingActivity.approved_version,
            ProcessingActivity.approved_at,
            Person.name,
        )
        .outerjoin(ProcessingActivity.unit)
        .outerjoin(ProcessingActivity.approved_by)
        .where(ProcessingActivity.id == activity_id, scope.where(Unit.path))
    )
    row = db.session.execute(query).one_or_none()
    return Standing(*row) if row else None


def list_editor_ids(activity: ProcessingActivity) -> Collection[int]:
    """Who has saved the record since it was last approved (R47: they may not approve it themselves)."""
    query = (
        select(ActivityVersion.by_id)
        .distinct()
        .where(
            ActivityVersion.activity_id == activity.id,
            ActivityVersion.verb == "save",
            ActivityVersion.version > (activity.approved_version or 0),
            ActivityVersion.by_id.is_not(None),
        )
    )
    return frozenset(by_id for by_id in db.session.scalars(query) if by_id is not None)


def find_last_editor(activity_id: int) -> int | None:
    """Who saved the record last; to send it for approval is no edit."""
    query = (
        select(ActivityVersion.by_id)
        .where(ActivityVersion.activity_id == activity_id, ActivityVersion.verb == "save")
        .order_by(ActivityVersion.version.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def list_names(ids: Collection[int]) -> list[str]:
    """The names of these people, in Danish order."""
    return list(db.session.scalars(select(Person.name).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)))


def list_waiting(*, scope: Scope, limit: int) -> tuple[list[Waiting], int]:
    """The records inside the (approving) scope that lie ready, those that have waited longest first, and how many."""
    where = (ProcessingActivity.status == "ready", scope.where(Unit.path))
    query = (
        select(ProcessingActivity.id, ProcessingActivity.title, Unit.name)
        .outerjoin(ProcessingActivity.unit)
        .where(*where)
        .order_by(ProcessingActivity.changed_at, ProcessingActivity.id)
        .limit(limit)
    )
    total = select(func.count(ProcessingActivity.id)).outerjoin(ProcessingActivity.unit).where(*where)
    return [Waiting(*row) for row in db.session.execute(query)], db.session.scalar(total) or 0
