"""Taking over rows of people and the roles they hold."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.auth.rules import ROLES
from app.core.db import db
from app.organisation.importing.outcome import Change, Outcome
from app.organisation.importing.rules import Fault, PersonRow, check_people
from app.organisation.model import Person, RoleGrant, Unit


def import_people(rows: Sequence[PersonRow]) -> tuple[list[Outcome], list[Fault], list[str]]:
    """Take over the rows: what became of each, or what is wrong with them, and notes.

    A person may stand in several rows, one for each role. The first one says the name and where they belong; every
    row gives its role in its unit. A role that is not in the file stays. Nothing is touched when any row is at fault.
    """
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    people = _load_people()
    faults = list(check_people(rows, units=frozenset(units), known=frozenset(people), roles=ROLES))
    if faults:
        return [], faults, []
    outcomes = []
    is_told: set[str] = set()
    with db.session.no_autoflush:
        for row in rows:
            is_new = row.email not in people
            person = people.get(row.email) or _new_person(people, row)
            changes = [] if row.email in is_told else _settle(person, row, units)
            changes += _grant(person, row, units)
            is_told.add(row.email)
            verb = "created" if is_new else "updated" if changes else "unchanged"
            outcomes.append(Outcome(row.row, verb, person.name, changes))
    db.session.flush()
    return outcomes, [], _notes([people[email] for email in sorted(is_told)])


def _load_people() -> dict[str, Person]:
    people = db.session.scalars(
        select(Person).options(joinedload(Person.unit), selectinload(Person.grants).joinedload(RoleGrant.unit))
    )
    return {person.email: person for person in people}


def _new_person(people: dict[str, Person], row: PersonRow) -> Person:
    person = Person(email=row.email, name=row.name)
    db.session.add(person)
    people[row.email] = person
    return person


def _settle(person: Person, row: PersonRow, units: dict[str, Unit]) -> list[Change]:
    """Name and home unit, from the first row of the person."""
    changes = []
    if row.name and row.name != person.name:
        changes.append(Change(_("Navn"), person.name, row.name))
        person.name = row.name
    if row.unit is not None:
        before, after = person.unit.code if person.unit else "", row.unit
        if before != after:
            changes.append(Change(_("Enhed"), before, after))
            person.unit = units[row.unit] if row.unit else None
    return changes


def _grant(person: Person, row: PersonRow, units: dict[str, Unit]) -> list[Change]:
    if not row.role or not row.unit:
        return []
    unit = units[row.unit]
    if any(grant.role == row.role and grant.unit is unit for grant in person.grants):
        return []
    db.session.add(RoleGrant(person=person, role=row.role, unit=unit))
    words = _("%(role)s i %(unit)s", role=_(ROLES[row.role]), unit=unit.name)
    return [Change(_("Rolle"), "", words)]


def _notes(people: Sequence[Person]) -> list[str]:
    gone = [person.email for person in people if not person.is_active]
    if not gone:
        return []
    return [_("Disse personer er lukket og kan ikke logge ind: %(emails)s.", emails=", ".join(gone))]
