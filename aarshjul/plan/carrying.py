"""Carrying the open tasks of unfinished items into the year a rolled plan begins them in."""

from sqlalchemy import select

from aarshjul.plan.expansion import PLAN_SOURCE, task_key
from aarshjul.plan.model import Plan
from aarshjul.plan.rules import PLAN_KIND, is_turn
from aarshjul.plan.store import list_items
from aarshjul.task.model import OPEN_STATES, Task
from app.audit.actions import Doing, record
from app.core.db import db


def carry_tasks(plan: Plan, before: Plan, *, doing: Doing) -> int:
    """Let the open tasks of items that `plan` has carried over from `before` stand for the year they begin in now.

    Returns how many.

    A task keeps its history and gets the key of its new period: planning then moves it, where nobody has touched it.
    Where the new period has a task already, one that nobody has touched is withdrawn.
    """
    carried_before = {item.code: item.carried for item in list_items(before.id)}
    years = {
        item.code: item.first_year for item in list_items(plan.id) if item.carried > carried_before.get(item.code, 0)
    }
    if not years:
        return 0
    query = (
        select(Task)
        .where(Task.kind == PLAN_KIND, Task.plan_code.in_(years), Task.state.in_(OPEN_STATES))
        .where(Task.subject_id.is_(None), Task.period < f"{plan.first_year:04d}")
        .order_by(Task.id)
        .with_for_update(of=Task)
    )
    taken = set(db.session.scalars(select(Task.key).where(Task.plan_code.in_(years))))
    carried = 0
    for task in db.session.scalars(query.execution_options(populate_existing=True)).all():
        if is_turn(task.kind, task.period):
            continue
        year = years[task.plan_code]
        period = f"{year:04d}{task.period[4:]}"
        key = task_key(f"{PLAN_SOURCE}:{task.plan_code}", "", task.unit_id, period)
        if key not in taken:
            taken.add(key)
            record(doing, "task.carry", "task", task.id, {"period": [task.period, period]})
            task.key, task.period = key, period
        elif not task.is_touched:
            record(doing, "task.withdraw", "task", task.id, {"state": [task.state, "withdrawn"]})
            task.state, task.remind_on = "withdrawn", None
        else:
            continue
        task.version += 1
        task.changed_at = doing.at
        carried += 1
    db.session.flush()
    return carried
