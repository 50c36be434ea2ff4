"""A tick's looks at the tasks whose day has come: the steps they want as rows, in batches."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, bindparam, update

from aarshjul.meeting.drafting import draft_overdue
from aarshjul.reminder.looking import look_at
from aarshjul.reminder.rows import drop, keep, list_wanted
from aarshjul.reminder.rules import Said, TaskFacts
from aarshjul.reminder.store import hold_due, list_said
from aarshjul.reminder.world import world_now
from aarshjul.reminder.world_facts import World
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import db


def look_at_due(now: datetime) -> dict[str, int]:
    """A tick's step, done in batches until nothing is left: the steps that the tasks want, as rows to be gathered.

    1. Only tasks with `remind_on` up to today are read; nothing due costs one small read.
    2. What was decided, is not mailed yet and would not be decided today is dropped.
    3. The pure look (looking.py) says who is to be told what, and when to look again.
    4. What may not happen twice is held by the key of the row.
    """
    today = clock.day_of(now)
    tasks = {task.id: task for task in hold_due(today)}
    if not tasks:
        return {}
    world = world_now(today)
    said = _said_of(tasks, world)
    looks = {task.id: look_at(task, said.get(task.id, ()), world) for task in tasks.values()}
    keep([(tasks[task_id], decision) for task_id, look in looks.items() for decision in look.decisions], at=now)
    draft_overdue([task_id for task_id, look in looks.items() if look.drafts_item], now=now)
    _look_again({task_id: look.again_on for task_id, look in looks.items()})
    return {"looked_at": len(tasks)}


def _said_of(tasks: Mapping[int, TaskFacts], world: World) -> Mapping[int, list[Said]]:
    stale = [row for row in list_wanted(task_ids=tasks) if not row.is_still_so(world)]
    drop(stale, today=world.today)
    return list_said(tasks)


def _look_again(days: Mapping[int, date | None]) -> None:
    table = cast(Table, Task.__table__)
    db.session.connection().execute(
        update(table).where(table.c.id == bindparam("its_id")).values(remind_on=bindparam("look_on")),
        [{"its_id": task_id, "look_on": day} for task_id, day in days.items()],
    )
