"""Reading the register for an export, in a number of statements that does not hang on how long it is."""

from collections.abc import Collection, Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality
from register.activity.contents import Entry, list_entries
from register.activity.filtering import ActivityFilter, ListContext, narrow
from register.activity.model import ProcessingActivity
from register.exporting.document import ControllerRow, Document, OtherUnit, PersonRow, SystemRow
from register.system.model import System


def list_exported(wanted: ActivityFilter, context: ListContext, *, scope: Scope) -> Sequence[Entry]:
    """The records that the filter finds inside the scope, in the order of their numbers."""
    query = select(ProcessingActivity.id).outerjoin(ProcessingActivity.unit)
    return list_entries(narrow(query, wanted, context, scope=scope))


def load_document(entries: Sequence[Entry], *, is_whole: bool) -> Document:
    """These records with all they point at: systems, people by mail address, units and those above them.

    `is_whole`: it is the whole register, so every system and unit goes along, used or not.
    """
    contents = [entry.content for entry in entries]
    systems = _systems(None if is_whole else {code for content in contents for code in content.systems})
    people = _people({content.owner for content in contents} | {system.owner for system in systems})
    used = {content.unit for content in contents} | {system.unit for system in systems} | {p.unit for p in people}
    municipality = get_municipality()
    return Document(
        municipality=ControllerRow(**{f.name: getattr(municipality, f.name) for f in fields(ControllerRow)}),
        units=_units(None if is_whole else used),
        people=people,
        systems=systems,
        activities=[{"source": e.source, "status": e.status, **e.content.to_json()} for e in entries],
    )


def _systems(codes: Collection[str] | None) -> list[SystemRow]:
    query = select(System).options(joinedload(System.unit), joinedload(System.owner))
    rows = db.session.scalars(query if codes is None else query.where(System.code.in_(codes)))
    found = [
        SystemRow(
            code=row.code,
            name=row.name,
            supplier=row.supplier,
            description=row.description,
            unit=row.unit.code if row.unit else "",
            owner=row.owner.email if row.owner else "",
            is_critical=row.is_critical,
        )
        for row in rows
    ]
    return sorted(found, key=lambda system: system.code)


def _people(emails: Collection[str]) -> list[PersonRow]:
    query = select(Person).where(Person.email.in_(emails)).options(joinedload(Person.unit))
    found = [
        PersonRow(email=row.email, name=row.name, unit=row.unit.code if row.unit else "", is_active=row.is_active)
        for row in db.session.scalars(query)
    ]
    return sorted(found, key=lambda person: person.email)


def _units(codes: Collection[str] | None) -> list[OtherUnit]:
    """These units (all when None) and those above them, by code."""
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    wanted: set[int] = set()
    for unit in units.values():
        if codes is None or unit.code in codes:
            wanted |= {int(part) for part in unit.path.strip("/").split("/")}
    found = [
        OtherUnit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent=units[unit.parent_id].code if unit.parent_id is not None else "",
            is_closed=unit.is_closed,
        )
        for unit in units.values()
        if unit.id in wanted
    ]
    return sorted(found, key=lambda unit: unit.code)
