"""Who may do what with a task, and with the files and comments that hang on it."""

from flask import url_for
from flask_babel import gettext as _

from aarshjul.task.model import Task
from aarshjul.task.responsible import is_theirs, reach_of
from aarshjul.task.store import get_task
from app.auth.viewer import Viewer
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.core.slots import Host
from app.leaving.rules import DPO_FUNCTION
from app.organisation.duties import list_dpo_ids
from app.organisation.model import Person
from app.organisation.store import list_people

KIND = "task"


def may_work(task: Task, viewer: Viewer) -> bool:
    """Who may do something to a task: those who may write in its unit, whoever it falls to, and who is away from it."""
    return viewer.may("write", KIND, task.unit.path) or _is_theirs(task, viewer)


def may_comment(task: Task, viewer: Viewer) -> bool:
    """Who may say something about a task they see: who works with tasks there, whoever it falls to, and the DPO."""
    return viewer.may("comment", KIND, task.unit.path) or _is_theirs(task, viewer)


def may_approve(task: Task, viewer: Viewer) -> bool:
    """Who may approve what is asked about a task: a leader of the place, and never the one who asks."""
    editors = () if task.asked_by_id is None else (task.asked_by_id,)
    return viewer.may("approve", KIND, task.unit.path, editors=editors)


def who_may_do(task: Task) -> list[Person]:
    """Who may be given a task: everybody who works here, but the DPO only what is the DPO's."""
    dpos = list_dpo_ids(clock.today()) if task.function != DPO_FUNCTION else frozenset()
    return [person for person in list_people() if person.id not in dpos]


def _is_theirs(task: Task, viewer: Viewer) -> bool:
    return is_theirs(viewer.person_id, task, reach_of(viewer).holders)


def _guard(viewer: Viewer, task_id: int, asked: str) -> None:
    task = get_task(task_id, reach=reach_of(viewer))
    if asked == "comment" and not may_comment(task, viewer):
        raise Forbidden(_("Du kan se opgaven, men ikke kommentere den."))
    if asked in ("attach", "remove") and not may_work(task, viewer):
        raise Forbidden(_("Du kan se opgaven, men det er en andens at udføre den."))
    if asked == "remove" and task.state in ("done", "for_approval"):
        raise Refused(_("Filen er bevis for, at opgaven er udført. Genåbn opgaven, hvis filen skal væk."))


HOST = Host(url=lambda task_id: url_for("task.show", task_id=task_id), guard=_guard)
"""What the files and comments of a task ask."""
