"""Entering, changing and removing absences. Each is told under the person's own history."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.absence.model import Absence
from app.absence.rules import Deputy, refusals
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.organisation.duties import list_roles_held
from app.organisation.model import Person
from app.organisation.rules import Period
from app.organisation.store import lock_organisation


@dataclass(frozen=True, kw_only=True)
class PutAbsence:
    """An absence as it shall be, both days included. No deputy: what falls to the person climbs the tree."""

    from_on: date
    to_on: date
    deputy_id: int | None


def enter_absence(person: Person, command: PutAbsence, *, doing: Doing) -> Absence:
    """The person will be away. Raises Refused, with its field, for what the rules refuse."""
    _check(person, command, but=None, doing=doing)
    absence = Absence(person=person, from_on=command.from_on, to_on=command.to_on)
    absence.deputy = db.session.get(Person, command.deputy_id) if command.deputy_id is not None else None
    db.session.add(absence)
    db.session.flush()
    record(doing, "person.enter_absence", "person", person.id, _told(None, absence))
    return absence


def change_absence(absence: Absence, command: PutAbsence, *, doing: Doing) -> None:
    """Other days, or another deputy. Of an absence that has begun the first day stays. Raises Refused."""
    today = clock.day_of(doing.at)
    if absence.from_on <= today and command.from_on != absence.from_on:
        raise Refused(_("Fraværet er begyndt. Du kan ændre den sidste dag og stedfortræderen."), field="from_on")
    _check(absence.person, command, but=absence.id, doing=doing)
    before = _words(absence)
    absence.from_on, absence.to_on = command.from_on, command.to_on
    absence.deputy = db.session.get(Person, command.deputy_id) if command.deputy_id is not None else None
    db.session.flush()
    told = _told(before, absence)
    if told:
        record(doing, "person.change_absence", "person", absence.person_id, told)


def remove_absence(absence: Absence, *, doing: Doing) -> None:
    """Take back an absence to come; of one that has begun, the rest: the person is here again from today."""
    today = clock.day_of(doing.at)
    if absence.to_on < today:
        raise Refused(_("Fraværet er slut, og det, der skete imens, kan ikke ændres."))
    before = _words(absence)
    if absence.from_on < today:
        absence.to_on = today - timedelta(days=1)
        db.session.flush()
        record(doing, "person.change_absence", "person", absence.person_id, _told(before, absence))
        return
    person_id = absence.person_id
    db.session.delete(absence)
    db.session.flush()
    told = {name: [value, None] for name, value in before.items() if value}
    record(doing, "person.remove_absence", "person", person_id, told)


def _check(person: Person, command: PutAbsence, *, but: int | None, doing: Doing) -> None:
    # Two windows at once must not both find the days free.
    lock_organisation()
    today = clock.day_of(doing.at)
    if command.deputy_id is not None and person.id != doing.person_id and doing.is_for_self(command.deputy_id):
        raise Refused(
            _(
                "Du kan ikke give dig selv en andens opgaver. Bed %(name)s eller en anden om at skrive det på.",
                name=person.name,
            ),
            field="deputy",
        )
    deputy = db.session.get(Person, command.deputy_id) if command.deputy_id is not None else None
    others = db.session.scalars(select(Absence).where(Absence.person_id == person.id, Absence.id.is_distinct_from(but)))
    problem = next(
        refusals(
            Period(person.id, command.from_on, command.to_on),
            others=[Period(other.person_id, other.from_on, other.to_on) for other in others],
            deputy=Deputy(deputy.id, deputy.is_active, list_roles_held(deputy.id, today=today)) if deputy else None,
            roles=list_roles_held(person.id, today=today),
            today=today,
        ),
        None,
    )
    if problem is None:
        return
    message = _(problem.message)
    if problem.days:
        message = message % {"from_on": problem.days[0], "to_on": problem.days[1]}
    raise Refused(message, field=problem.field)


def _words(absence: Absence) -> dict[str, str | None]:
    return {
        "from_on": absence.from_on.isoformat(),
        "to_on": absence.to_on.isoformat(),
        "deputy": absence.deputy.name if absence.deputy else None,
    }


def _told(before: dict[str, str | None] | None, absence: Absence) -> dict[str, list[str | None]]:
    was = before or {}
    return {name: [was.get(name), value] for name, value in _words(absence).items() if value != was.get(name)}
