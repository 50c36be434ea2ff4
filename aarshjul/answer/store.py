"""Reading answers, and who takes over what is not somebody's own."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.answer.model import TaskAnswer
from aarshjul.task.model import Task
from aarshjul.task.responsible import is_theirs, load_holders
from app.core.db import db
from app.organisation.model import Person
from app.organisation.rules import Holders


def find_answer(mark: str) -> TaskAnswer | None:
    """What was answered by the link with this mark (links.mark_of), and by whom."""
    query = select(TaskAnswer).where(TaskAnswer.token_hash == mark).options(joinedload(TaskAnswer.person))
    return db.session.scalar(query)


def may_answer(person: Person, task: Task, *, today: date) -> bool:
    """Whether the task is theirs to answer: their own, or that of one they stand in for today."""
    return person.is_active and is_theirs(person.id, task, _holders_above(task, today))


def find_coordinator(task: Task, *, besides: int, today: date) -> Person | None:
    """The coordinator of the task's unit, but for one (who would send it to themselves).

    It is the coordinator also where they are away: what is theirs goes to whoever stands in, and back to them
    afterwards. None where nobody is, or where it is that one, for themselves or for somebody who is away.
    """
    holders = _holders_above(task, today)
    own = holders.with_all_here.find("coordinator", task.unit_id).person_id
    if own is None or besides in (own, holders.find("coordinator", task.unit_id).person_id):
        return None
    return db.session.get(Person, own)


def _holders_above(task: Task, today: date) -> Holders:
    """Who holds what in the task's unit and those above it: no more is needed for one task."""
    return load_holders(today, within=[int(part) for part in task.unit.path.split("/") if part])
