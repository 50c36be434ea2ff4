"""Saying how many hours somebody has, and setting a task to the hours it takes."""

from dataclasses import dataclass

from flask_babel import gettext as _

from aarshjul.capacity.model import Capacity
from aarshjul.capacity.store import find_capacity, list_estimates
from aarshjul.capacity.words import hours_text
from aarshjul.plan.model import TaskTemplate
from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import EditConflict, NotFound
from app.organisation.model import Person
from app.organisation.store import lock_organisation


@dataclass(frozen=True, kw_only=True)
class PutCapacity:
    """The hours somebody has in a year; None: nothing is said. `was` is what whoever writes saw before."""

    person_id: int
    year: int
    hours: float | None
    note: str = ""
    was: float | None = None


@dataclass(frozen=True, kw_only=True)
class UseEstimate:
    """Set a task of the catalogue to the hours it was seen to take."""

    template_id: int
    hours: float


def put_capacity(command: PutCapacity, *, doing: Doing) -> None:
    """Say, change or take back the hours of a person in a year. Raises EditConflict when they are not as they were."""
    # Two who write for the same person at once must not both find the year empty.
    lock_organisation()
    person = db.session.get(Person, command.person_id)
    if person is None:
        raise NotFound
    row = find_capacity(command.person_id, command.year)
    before = row.hours if row else None
    if before != command.was:
        raise EditConflict(
            _("En anden har ændret timerne for %(name)s imens. Se dem igennem, og prøv igen.", name=person.name)
        )
    if row is None and command.hours is None:
        return
    hours = [hours_text(before) or None, hours_text(command.hours) or None]
    told = {"person": [None, person.name], "year": [None, command.year], "hours": hours}
    if row is not None and command.hours is None:
        row_id = row.id
        db.session.delete(row)
        db.session.flush()
        record(doing, "capacity.remove", "capacity", row_id, told)
        return
    assert command.hours is not None
    if row is None:
        row = Capacity(person_id=person.id, year=command.year, note="")
        db.session.add(row)
    if row.note != command.note:
        told["note"] = [row.note or None, command.note or None]
    elif before == command.hours:
        return
    row.hours, row.note = command.hours, command.note
    db.session.flush()
    record(doing, "capacity.put", "capacity", row.id, told)


def use_estimate(command: UseEstimate, *, doing: Doing) -> TaskTemplate:
    """Give the task the hours that its done ones took. Tasks nobody has touched follow at the next tick's planning.

    Raises EditConflict when the proposal has changed meanwhile, or is no longer there.
    """
    template = db.session.get(TaskTemplate, command.template_id, with_for_update=True, populate_existing=True)
    if template is None:
        raise NotFound
    if command.hours not in [found.better for found in list_estimates(template.id)]:
        raise EditConflict(_("Forslaget har ændret sig. Genindlæs siden, og se det nye."))
    before, template.hours = template.hours, command.hours
    template.version += 1
    db.session.flush()
    record(
        doing,
        "task_template.use_estimate",
        "task_template",
        template.id,
        {"hours": [hours_text(before), hours_text(command.hours)]},
    )
    return template
