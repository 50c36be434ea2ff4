"""Taking over rows of people and the roles they hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.audit.actions import Doing
from app.auth.rules import DPO_ROLE, ROLES, default_end, why_not_hold
from app.core import clock
from app.core.db import db
from app.core.filters import short_day
from app.core.text import N_
from app.organisation.duties import duties_of, list_dpo_ids
from app.organisation.importing.outcome import Change, Left, Outcome
from app.organisation.importing.rules import Fault, PersonRow, check_people
from app.organisation.importing.trail import tell_people
from app.organisation.model import Person, RoleGrant, Unit

FROM_FILE = "file"
"""What a role that came by a file has as its source: the whole list may take it away again."""


@dataclass(frozen=True)
class Laid:
    """What a file has done: what became of each row, what is wrong with them, notes, and what it leaves out."""

    outcomes: Sequence[Outcome] = ()
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()
    left: Left = field(default_factory=Left)


@dataclass
class _Told:
    """A row on its way to its outcome: the number of a new person is known when it is written."""

    row: PersonRow
    person: Person
    is_new: bool
    changes: list[Change]


def import_people(rows: Sequence[PersonRow], *, doing: Doing, is_complete: bool = False) -> Laid:
    """Take over the rows: what became of each, or what is wrong with them, and notes.

    A person may stand in several rows, one for each role. The first one says the name and where they belong; every
    row gives its role in its unit. A role that is not in the file stays; when the file is the whole list, one that
    once came by a file goes. Nothing is touched when any row is at fault.
    """
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    people = load_people()
    closed = frozenset(code for code, unit in units.items() if unit.is_closed)
    known = frozenset(people)
    faults = list(check_people(rows, units=frozenset(units), closed=closed, known=known, roles=ROLES))
    today = clock.day_of(doing.at)
    faults = faults or [*_dpo_faults(rows, people, today), *_own_faults(rows, people, doing)]
    if faults:
        return Laid(faults=faults)
    told: dict[str, _Told] = {}
    steps = []
    with db.session.no_autoflush:
        for row in rows:
            is_new = row.email not in people
            person = people.get(row.email) or _new_person(people, row)
            step = _Told(row, person, is_new, [])
            if row.email not in told:
                step.changes += _settle(person, row, units)
                told[row.email] = step
            step.changes += _grant(person, row, units, today)
            steps.append(step)
        admins = _take_roles(rows, told) if is_complete else []
    db.session.flush()
    outcomes = [_outcome(step) for step in steps]
    tell_people(outcomes, doing)
    return Laid(outcomes, notes=_notes([people[email] for email in sorted(told)], admins))


def _dpo_faults(rows: Sequence[PersonRow], people: dict[str, Person], today: date) -> Iterator[Fault]:
    """Rows that would give a DPO an operative role, or make somebody with one, or with other duties, the DPO."""
    held: dict[str, set[str]] = {}
    dpo_ids = list_dpo_ids(today)
    for row in rows:
        if not row.role or not row.unit:
            continue
        person = people.get(row.email)
        if row.email not in held:
            held[row.email] = _roles_of(person, today, dpo_ids) if person else set()
        problem = why_not_hold(row.role, held[row.email])
        reason = _(problem) if problem else ""
        if not reason and row.role == DPO_ROLE and person and DPO_ROLE not in held[row.email]:
            reason = duties_of(person)
        if reason:
            yield row.row, "role", reason[:1].lower() + reason[1:]
        held[row.email].add(row.role)


def _own_faults(rows: Sequence[PersonRow], people: dict[str, Person], doing: Doing) -> Iterator[Fault]:
    """Rows that would give a role to who reads the file in."""
    today = clock.day_of(doing.at)
    for row in rows:
        person = people.get(row.email)
        if person is None or not row.role or not row.unit or not doing.is_for_self(person.id):
            continue
        grant = _find_grant(person, row)
        if not _is_enough(grant, row.role, today):
            yield row.row, "role", N_("du kan ikke give dig selv en rolle. Bed en anden om at læse rækken ind.")


def _roles_of(person: Person, today: date, dpo_ids: frozenset[int]) -> set[str]:
    """The roles somebody holds today; the DPO's function counts as the role."""
    roles = {grant.role for grant in person.grants if grant.counts_on(today)}
    return roles | {DPO_ROLE} if person.id in dpo_ids else roles


def load_people() -> dict[str, Person]:
    """Everybody, by mail address, with home unit and roles."""
    people = db.session.scalars(
        select(Person).options(joinedload(Person.unit), selectinload(Person.grants).joinedload(RoleGrant.unit))
    )
    return {person.email: person for person in people}


def _outcome(step: _Told) -> Outcome:
    verb = "created" if step.is_new else "updated" if step.changes else "unchanged"
    return Outcome(step.row.row, verb, step.person.name, step.changes, step.person.email, step.person.id)


def _new_person(people: dict[str, Person], row: PersonRow) -> Person:
    person = Person(email=row.email, name="")
    db.session.add(person)
    people[row.email] = person
    return person


def _settle(person: Person, row: PersonRow, units: dict[str, Unit]) -> list[Change]:
    """Name and home unit, from the first row of the person."""
    changes = []
    if row.name and row.name != person.name:
        changes.append(Change("name", person.name, row.name))
        person.name = row.name
    if row.unit is not None:
        before, after = person.unit, units[row.unit] if row.unit else None
        if before is not after:
            words = (_title(before), _title(after))
            changes.append(Change("unit", before.code if before else "", after.code if after else "", words))
            person.unit = after
    return changes


def _title(unit: Unit | None) -> str:
    return f"{unit.name} ({unit.code})" if unit else ""


def _grant(person: Person, row: PersonRow, units: dict[str, Unit], today: date) -> list[Change]:
    if not row.role or not row.unit:
        return []
    unit = units[row.unit]
    grant = _find_grant(person, row)
    if _is_enough(grant, row.role, today):
        return []
    ends_on = default_end(row.role, today=today)
    if grant is None:
        db.session.add(RoleGrant(person=person, role=row.role, unit=unit, source=FROM_FILE, ends_on=ends_on))
    else:
        grant.ends_on, grant.source = ends_on, FROM_FILE
    words = _role_words(row.role, unit)
    if ends_on is not None:
        words = _("%(role)s til og med %(day)s", role=words, day=short_day(ends_on))
    return [Change("role", "", f"{row.role} {unit.code}", ("", words))]


def _find_grant(person: Person, row: PersonRow) -> RoleGrant | None:
    return next((grant for grant in person.grants if (grant.role, grant.unit.code) == (row.role, row.unit)), None)


def _is_enough(grant: RoleGrant | None, role: str, today: date) -> bool:
    """Whether the row gives nothing: the role counts today, or its time is over and was set by law.

    A list that is read every night would else let the auditor in for ever.
    """
    return grant is not None and (grant.counts_on(today) or default_end(role, today=today) is not None)


def _take_roles(rows: Sequence[PersonRow], told: dict[str, _Told]) -> list[str]:
    """Take the roles that came by a file from those who stand in it, where it says nothing of them any more.

    Roles given on a page or by a group at the sign-in provider stay. An administrator's stays too, so that a list
    never takes the last one; gives the addresses of those.
    """
    admins: list[str] = []
    if all(row.role is None for row in rows):
        return admins
    named = {(row.email, row.role, row.unit) for row in rows}
    for email, step in told.items():
        for grant in step.person.grants:
            if grant.source != FROM_FILE or (email, grant.role, grant.unit.code) in named:
                continue
            if grant.role == "admin":
                admins.append(email)
                continue
            before = f"{grant.role} {grant.unit.code}"
            step.changes.append(Change("role", before, "", (_role_words(grant.role, grant.unit), "")))
            db.session.delete(grant)
    return sorted(set(admins))


def _role_words(role: str, unit: Unit) -> str:
    return _("%(role)s i %(unit)s", role=_(ROLES[role]), unit=unit.name)


def _notes(people: Sequence[Person], admins: Sequence[str]) -> list[str]:
    notes = []
    closed = [person.email for person in people if not person.is_active]
    if closed:
        notes.append(
            _(
                "Disse personer står i filen, men deres adgang er lukket: %(emails)s. Den kan åbnes under Brugere.",
                emails=", ".join(closed),
            )
        )
    if admins:
        notes.append(
            _(
                "Disse personer er stadig systemadministratorer, selv om filen ikke siger det: %(emails)s. Den rolle "
                "tages kun fra nogen under Brugere.",
                emails=", ".join(admins),
            )
        )
    return notes
