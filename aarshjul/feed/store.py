"""Reading calendar feeds, and the tasks in them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from aarshjul.feed.model import CalendarFeed
from aarshjul.plan.model import PlanItem, TaskTemplate
from aarshjul.task.counting import STANDING
from aarshjul.task.model import Task
from aarshjul.task.responsible import Mine, Named
from app.auth.sessions import hash_token
from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.organisation.model import Person, Unit


class FeedTask(NamedTuple):
    """A task as a feed tells it; `path` is its unit's, to say whether the reader may open it."""

    id: int
    key: str
    title: str
    kind: str
    state: str
    due_on: date
    law_due_on: date | None
    is_forecast: bool
    changed_at: datetime
    unit: str
    path: str
    purpose: str | None
    article: str | None
    is_mine: bool


def find_feed(token: str) -> CalendarFeed | None:
    """The feed that is read under this token, open or not, with its person and unit."""
    return db.session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.token_hash == hash_token(token))
        .options(joinedload(CalendarFeed.person), joinedload(CalendarFeed.unit))
    )


def list_feeds(person_id: int) -> Sequence[CalendarFeed]:
    """The person's feeds that are not revoked, the newest first."""
    return db.session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
        .options(joinedload(CalendarFeed.unit))
        .order_by(CalendarFeed.created_at.desc(), CalendarFeed.id.desc())
    ).all()


def count_feeds(person_id: int) -> int:
    """How many of the person's feeds are not revoked."""
    query = select(func.count()).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    return db.session.scalar(query) or 0


def get_feed(feed_id: int, *, person_id: int) -> CalendarFeed:
    """One of the person's feeds that is not revoked, held until the transaction ends. Raises NotFound."""
    feed = db.session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.person)
        .where(CalendarFeed.id == feed_id, CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
        .options(contains_eager(CalendarFeed.person))
        .with_for_update(of=CalendarFeed)
    )
    if feed is None:
        raise NotFound
    return feed


def lock_person(person_id: int) -> Person:
    """The person, held until the transaction ends: two windows at once must not both find room for one more feed."""
    return db.session.scalars(select(Person).where(Person.id == person_id).with_for_update(of=Person)).one()


def list_feed_tasks(
    from_on: date, to_on: date, *, covers: str, unit_id: int | None, scope: Scope, mine: Mine
) -> Sequence[FeedTask]:
    """The open and the done tasks due on these days that the feed covers, by date: one statement.

    `scope` is what the reader may know of; the reader's own tasks are told wherever they lie.
    """
    is_mine = mine.where()
    query = (
        select(
            Task.id,
            Task.key,
            Task.title,
            Task.kind,
            Task.state,
            Task.due_on,
            Task.law_due_on,
            Task.is_forecast,
            Task.changed_at,
            Unit.name,
            Unit.path,
            TaskTemplate.purpose,
            TaskTemplate.article,
            is_mine.label("is_mine"),
        )
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .outerjoin(PlanItem, Task.plan_item_id == PlanItem.id)
        .outerjoin(TaskTemplate, PlanItem.template_id == TaskTemplate.id)
        .where(Task.due_on.between(from_on, to_on), Task.state.in_(STANDING))
        .order_by(Task.due_on, Task.id)
    )
    query = query.where(is_mine if covers == "mine" else scope.where(Unit.path))
    if covers == "administration":
        query = query.where(Unit.administration_id == unit_id)
    return [FeedTask._make((*row[:-1], bool(row[-1]))) for row in db.session.execute(query)]
