"""Drafting an item for the steering group about what has long been late."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Executable, select
from sqlalchemy.orm import joinedload

from aarshjul.meeting.model import AgendaItem, GoverningBody
from aarshjul.meeting.rules import overdue_key
from aarshjul.task.model import Task
from app.audit.actions import Doing, record
from app.core.db import db, insert_new
from app.core.filters import long_day

STEERING_GROUP = "DDS"


def draft_overdue(task_ids: Sequence[int], *, now: datetime) -> None:
    """An item for each of these tasks, once for each date it had: who reads it decides whether it is taken up.

    It names the unit, not the person: the report and its items may be asked for by anybody.
    """
    if not task_ids:
        return
    body_id = db.session.scalar(
        select(GoverningBody.id).order_by(GoverningBody.code != STEERING_GROUP, GoverningBody.id).limit(1)
    )
    if body_id is None:
        return
    query = select(Task).where(Task.id.in_(task_ids)).options(joinedload(Task.unit)).order_by(Task.id)
    for task in db.session.scalars(query):
        item_id = db.session.scalar(_insert(task, body_id, now))
        if item_id is not None:
            doing = Doing(at=now, via="job")
            record(doing, "agenda_item.draft", "agenda_item", item_id, {"title": [None, _title(task)]})


def _insert(task: Task, body_id: int, now: datetime) -> Executable:
    return (
        insert_new(AgendaItem)
        .values(
            key=overdue_key(task.id, task.due_on),
            body_id=body_id,
            title=_title(task),
            problem=_(
                "Opgaven skulle have været udført %(day)s og er ikke udført, selv om der er mindet om den, også hos "
                "ledelsen.",
                day=long_day(task.due_on),
            ),
            recommendation=_(
                "Tag stilling til, om opgaven skal løses nu, udskydes til en bestemt dag eller falde bort."
            ),
            subject_kind="task",
            subject_id=task.id,
            unit_id=task.unit_id,
            made_at=now,
        )
        .returning(AgendaItem.id)
    )


def _title(task: Task) -> str:
    return _("Langt over fristen i %(unit)s: %(title)s", unit=task.unit.name, title=task.title)[:400]
