"""Hours in the demo municipality: what its coordinators have, and what some of the done tasks took."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from aarshjul.capacity.actions import PutCapacity, put_capacity
from aarshjul.capacity.store import years_from
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.store import find_person


def add_demo_hours(
    hours: Mapping[str, float], minutes: Mapping[str, Sequence[int]], *, today: date, doing: Doing
) -> None:
    """Give everybody the same hours each year, and the done tasks of each code their minutes in turn."""
    for email, amount in hours.items():
        person = find_person(email)
        if person is not None:
            for year in years_from(today):
                put_capacity(PutCapacity(person_id=person.id, year=year, hours=amount), doing=doing)
    query = (
        select(Task)
        .where(Task.plan_code.in_(minutes), Task.state == "done")
        .order_by(Task.plan_code, Task.done_on, Task.id)
    )
    seen: dict[str, int] = {}
    for task in db.session.scalars(query):
        place = seen[task.plan_code] = seen.get(task.plan_code, -1) + 1
        task.spent_minutes = minutes[task.plan_code][place % len(minutes[task.plan_code])]
    db.session.flush()
