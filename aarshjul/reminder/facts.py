"""Reading of a task what reminding needs to know of it: the columns, and what they become."""

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, case

from aarshjul.reminder.rules import TaskFacts
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named

_NAMES = tuple(field.name for field in fields(TaskFacts))


def fact_columns() -> tuple[ColumnElement[Any], ...]:
    """The columns, named as the facts are. The query has joined `Named` to the task."""
    is_asked = Task.state == "for_approval"
    derived = {
        "named_id": case((Named.is_active, Task.person_id)),
        "asked_on": case((is_asked, Task.asks_since)),
        "asked_by_id": case((is_asked, Task.asked_by_id)),
    }
    return tuple(derived[name].label(name) if name in derived else getattr(Task, name) for name in _NAMES)


def facts_of(row: object) -> TaskFacts:
    """The facts of a row with these columns."""
    return TaskFacts(**{name: getattr(row, name) for name in _NAMES})
