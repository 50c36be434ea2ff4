"""The tasks as rows for programs: the document of `flask aarshjul tasks --json`."""

from datetime import date
from typing import Any

from sqlalchemy import case, select, true
from sqlalchemy.orm import aliased

from aarshjul.task.filtering import in_administration
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named, load_holders
from aarshjul.task.rules import is_overdue
from app.core.db import db
from app.organisation.model import Person, Unit


def export_tasks(*, today: date, year: int | None = None, administration: str = "") -> list[dict[str, Any]]:
    """Every task, or those due in a year, or of an administration, by date. Units and people by code and address.

    `subject` is the record's "kind/number", `plan_item` the item's code, `responsible` whoever it falls to now.
    `result` is what a control found (no_errors, no_critical, critical).
    """
    above = aliased(Unit)
    in_year = Task.due_on.between(date(year, 1, 1), date(year, 12, 31)) if year else true()
    query = (
        select(
            Task,
            Unit.code.label("unit"),
            above.code.label("administration"),
            case((Named.is_active, Task.person_id)).label("named_id"),
        )
        .join(Task.unit)
        .outerjoin(above, above.id == Unit.administration_id)
        .outerjoin(Named, Named.id == Task.person_id)
        .where(in_year, in_administration(administration))
        .order_by(Task.due_on, Task.id)
    )
    holders = load_holders(today)
    emails = dict(db.session.execute(select(Person.id, Person.email)).all())
    rows = []
    for task, unit, its_administration, named_id in db.session.execute(query):
        who = holders.find(task.function, task.unit_id, named_id=named_id).person_id
        rows.append(
            {
                "id": task.id,
                "kind": task.kind,
                "title": task.title,
                "subject": f"{task.subject_kind}/{task.subject_id}" if task.subject_id is not None else None,
                "plan_item": task.plan_code or None,
                "administration": its_administration,
                "unit": unit,
                "responsible": emails[who] if who is not None else None,
                "period": task.period,
                "due_on": task.due_on.isoformat(),
                "law_due_on": task.law_due_on.isoformat() if task.law_due_on else None,
                "state": task.state,
                "overdue": is_overdue(task.due_on, task.state, today),
                "hours": task.hours,
                "forecast": task.is_forecast,
                "result": task.result or None,
                "spent_minutes": task.spent_minutes,
            }
        )
    return rows
