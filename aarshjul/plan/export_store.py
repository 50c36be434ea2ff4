"""Reading every occurrence of the plan, one after the other: there may be hundreds of thousands."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from aarshjul.task.filtering import in_administration
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Person, Unit

AT_A_TIME = 2000


def stream_occurrences(*, scope: Scope, administration: str = "") -> Iterator[Any]:
    """The tasks of plan and records by code and date, those withdrawn aside; one statement, read as it is used."""
    above = aliased(Unit)
    query: AnySelect = (
        select(
            Task.plan_code,
            Task.title,
            above.name.label("administration"),
            Unit.name.label("unit"),
            Task.period,
            Task.planned_on,
            Task.due_on,
            Task.law_due_on,
            Task.state,
            Task.hours,
            Task.unit_id,
            Task.function,
            Unit.path,
            case((Named.is_active, Task.person_id)).label("named_id"),
        )
        .join(Task.unit)
        .outerjoin(above, above.id == Unit.administration_id)
        .outerjoin(Named, Named.id == Task.person_id)
        .where(Task.state != "withdrawn", scope.where(Unit.path), in_administration(administration))
        .order_by(Task.plan_code, Task.planned_on, Task.id)
    )
    yield from db.session.execute(query.execution_options(yield_per=AT_A_TIME))


def list_names() -> dict[int | None, str]:
    """What everybody is called, for naming whom tasks fall to."""
    return dict(db.session.execute(select(Person.id, Person.name)).all())
