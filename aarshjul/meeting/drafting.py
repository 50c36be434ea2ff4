"""Drafting items for the steering group: what has long been late, and risks that it is to decide on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Executable, select
from sqlalchemy.orm import joinedload

from aarshjul.meeting.item_rules import overdue_key
from aarshjul.meeting.model import AgendaItem, GoverningBody
from aarshjul.task.model import OPEN_STATES, Task
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, insert_new
from app.core.filters import long_day

STEERING_GROUP = "DDS"
ACCEPTANCE = "acceptance"
"""The kind of task that asks for a residual risk to be accepted."""
DECIDE_WITHIN = timedelta(days=60)
"""So long before an acceptance is due, the steering group gets an item: time enough for a meeting with its papers."""
MOST_AT_ONCE = 50


def draft_overdue(task_ids: Sequence[int], *, now: datetime) -> None:
    """An item for each of these tasks, once for each date it had: who reads it decides whether it is taken up.

    It names the unit, not the person: the report and its items may be asked for by anybody.
    """
    if not task_ids:
        return
    body_id = _steering_group_id()
    if body_id is None:
        return
    query = select(Task).where(Task.id.in_(task_ids)).options(joinedload(Task.unit)).order_by(Task.id)
    for task in db.session.scalars(query):
        item_id = db.session.scalar(_insert(task, body_id, now, _overdue_words(task)))
        if item_id is not None:
            doing = Doing(at=now, via="job")
            record(doing, "agenda_item.draft", "agenda_item", item_id, {"title": [None, _title(task)]})


def draft_acceptances(now: datetime) -> dict[str, int]:
    """An item for each orange or red risk that is to be accepted, or whose acceptance runs out within DECIDE_WITHIN.

    One for each round: the key is the task's, and an acceptance that runs out is another round. A step of the tick.
    """
    body_id = _steering_group_id()
    if body_id is None:
        return {"drafted": 0}
    is_drafted = select(AgendaItem.id).where(AgendaItem.key == Task.key).exists()
    query = (
        select(Task)
        .where(
            Task.kind == ACCEPTANCE, Task.function == "isc", Task.state.in_(OPEN_STATES), ~Task.is_forecast,
            Task.due_on <= clock.day_of(now) + DECIDE_WITHIN, ~is_drafted,
        )
        .order_by(Task.due_on, Task.id)
        .limit(MOST_AT_ONCE)
    )  # fmt: skip
    drafted = 0
    for task in db.session.scalars(query).all():
        values = {
            "key": task.key,
            "title": task.title,
            "problem": _(
                "Restrisikoen er orange eller rød. Den skal accepteres med en begrundelse og en slutdato senest "
                "%(day)s, eller risikoen skal gøres mindre. Vurderingen står på risikoens side.",
                day=long_day(task.due_on),
            ),
            "recommendation": _(
                "Tag stilling til, om risikoen kan accepteres, hvor længe, og hvad der ellers skal gøres."
            ),
        }
        item_id = db.session.scalar(_insert(task, body_id, now, values))
        if item_id is not None:
            drafted += 1
            told = {"title": [None, task.title]}
            record(Doing(at=now, via="job"), "agenda_item.draft", "agenda_item", item_id, told)
    return {"drafted": drafted}


def _steering_group_id() -> int | None:
    """DDS; where there is no body of that name, the first that is not retired."""
    query = select(GoverningBody.id).where(GoverningBody.is_retired.is_(False))
    return db.session.scalar(query.order_by(GoverningBody.code != STEERING_GROUP, GoverningBody.id).limit(1))


def _overdue_words(task: Task) -> dict[str, str]:
    return {
        "key": overdue_key(task.id, task.due_on),
        "title": _title(task),
        "problem": _(
            "Opgaven skulle have været udført %(day)s og er ikke udført, selv om der er mindet om den, også hos "
            "ledelsen.",
            day=long_day(task.due_on),
        ),
        "recommendation": _(
            "Tag stilling til, om opgaven skal løses nu, udskydes til en bestemt dag eller falde bort."
        ),
    }


def _insert(task: Task, body_id: int, now: datetime, words: Mapping[str, str]) -> Executable:
    return (
        insert_new(AgendaItem)
        .values(
            **words, body_id=body_id, subject_kind="task", subject_id=task.id, unit_id=task.unit_id, made_at=now,
        )
        .returning(AgendaItem.id)
    )  # fmt: skip


def _title(task: Task) -> str:
    return _("Langt over fristen i %(unit)s: %(title)s", unit=task.unit.name, title=task.title)[:400]
