"""One task whose reminder is on its way, and what is done to it meanwhile."""

import threading
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import update

from aarshjul.task.actions import (
    AssignTask,
    CompleteTask,
    DismissTask,
    PostponeTask,
    assign_task,
    complete_task,
    dismiss_task,
    postpone_task,
)
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.actions import PutUnit, change_unit
from app.organisation.model import Person, Unit

CHANGES = ("done", "assigned", "handed", "dismissed", "withdrawn", "moved", "none")
"""To the task, or (handed) to who leads its unit."""
POINTS = ("look", "gather", "claim", "guard", "send")
MOVED = timedelta(days=30)


@dataclass
class Trial:
    """One task of one person, what is done to it, and at which point on the way."""

    task_id: int
    unit_id: int
    person_id: int
    other_id: int
    due_on: date
    change: str
    point: str
    begins: threading.Event = field(default_factory=threading.Event)
    committed_at: float | None = None

    def forbids(self, told_to: int | None, due_on: date) -> bool:
        """Whether a mail to that person about that date is wrong once the change is committed."""
        match self.change:
            case "none":
                return False
            case "assigned" | "handed":
                return told_to != self.other_id
            case "moved":
                return due_on == self.due_on
        return True


def do_change(trial: Trial, doing: Doing) -> None:
    """What is done, by the product's own verbs."""
    match trial.change:
        case "done":
            complete_task(CompleteTask(task_id=trial.task_id, on=doing.at.date()), doing=doing)
        case "assigned":
            assign_task(AssignTask(task_id=trial.task_id, person_id=trial.other_id), doing=doing)
        case "handed":
            hand_over(trial.unit_id, trial.other_id, doing)
        case "dismissed":
            dismiss_task(DismissTask(task_id=trial.task_id, reason="Aftalt"), doing=doing)
        case "moved":
            later = trial.due_on + MOVED
            postpone_task(PostponeTask(task_id=trial.task_id, due_on=later, reason="Aftalt"), doing=doing)
        case "withdrawn":
            # As planning does it, in one statement.
            values = {"state": "withdrawn", "remind_on": None, "changed_at": doing.at}
            db.session.execute(update(Task).where(Task.id == trial.task_id).values(values))


def hand_over(unit_id: int, leader_id: int, doing: Doing) -> None:
    """Somebody else leads the unit."""
    unit, leader = db.session.get_one(Unit, unit_id), db.session.get_one(Person, leader_id)
    assert unit.parent is not None
    holders = {"leader": leader.email}
    change_unit(
        PutUnit(code=unit.code, name=unit.name, kind=unit.kind, parent=unit.parent.code, holders=holders),
        doing=doing,
    )
