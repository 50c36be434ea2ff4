"""The tasks of a stretch of days, at most so many a day, in one statement however many there are."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select

from aarshjul.calendar.picture import OfDay
from aarshjul.task.counting import STANDING
from aarshjul.task.filtering import in_administration
from aarshjul.task.model import Task
from aarshjul.task.responsible import Mine, Named
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit


class CalendarTask(NamedTuple):
    """A task as the calendar wants it; `path` is its unit's, to say who may open it."""

    id: int
    title: str
    due_on: date
    law_due_on: date | None
    state: str
    unit: str
    path: str
    is_mine: bool


def list_by_day(
    from_on: date, to_on: date, *, scope: Scope, mine: Mine, only_mine: bool, administration: str, most: int
) -> Mapping[date, OfDay[CalendarTask]]:
    """By day, both ends included: how many tasks are due, and the first `most` of them, the open ones before the done.

    `only_mine`: those that fall to the person, wherever they lie; else those of the scope.
    """
    is_done = case((Task.state == "done", 1), else_=0)
    numbered = (
        select(
            Task.id,
            Task.title,
            Task.due_on,
            Task.law_due_on,
            Task.state,
            Unit.name,
            Unit.path,
            case((mine.where(), 1), else_=0).label("is_mine"),
            func.count().over(partition_by=Task.due_on).label("total"),
            func.sum(1 - is_done).over(partition_by=Task.due_on).label("open"),
            func.row_number()
            .over(partition_by=Task.due_on, order_by=(is_done, Unit.sort_key, Task.title, Task.id))
            .label("place"),
        )
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.due_on.between(from_on, to_on), Task.state.in_(STANDING))
        .where(mine.where() if only_mine else scope.where(Unit.path), in_administration(administration))
        .subquery()
    )
    query = select(numbered).where(numbered.c.place <= most).order_by(numbered.c.due_on, numbered.c.place)
    counts: dict[date, tuple[int, int]] = {}
    first: dict[date, list[CalendarTask]] = defaultdict(list)
    for *columns, is_mine, total, still_open, _place in db.session.execute(query):
        task = CalendarTask._make((*columns, bool(is_mine)))
        counts[task.due_on] = (total, still_open)
        first[task.due_on].append(task)
    return {day: OfDay(total, still_open, first[day]) for day, (total, still_open) in counts.items()}
