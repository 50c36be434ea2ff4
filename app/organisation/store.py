"""Reading the organisation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.organisation.model import FunctionHolder, Municipality, Person, Unit
from app.organisation.rules import Holders, UnitFacts


def get_municipality() -> Municipality:
    """The municipality's settings; an empty one before `flask init` has run."""
    return db.session.get(Municipality, 1) or Municipality(id=1, name="", email="", phone="", address="")


def list_units(*, scope: Scope) -> Sequence[Unit]:
    """Open units inside the scope, parents before children, in Danish order among siblings."""
    units = db.session.scalars(
        select(Unit).where(scope.where(Unit.path), ~Unit.is_closed).order_by(Unit.sort_key, Unit.id)
    ).all()
    return sorted(units, key=_tree_key(units))


def list_administrations(*, scope: Scope) -> Sequence[Unit]:
    """The administrations that lie in the scope or hold part of it, in Danish order."""
    rows = db.session.scalars(
        select(Unit).where(Unit.kind == "administration", ~Unit.is_closed).order_by(Unit.sort_key, Unit.id)
    ).all()
    return [u for u in rows if scope.holds(u.path) or any(p.startswith(u.path) for p in scope.paths)]


def find_unit(code: str) -> Unit | None:
    """The unit with this code."""
    return db.session.scalar(select(Unit).where(Unit.code == code))


def get_unit(code: str) -> Unit:
    """The unit with this code. Raises NotFound."""
    unit = find_unit(code)
    if unit is None:
        raise NotFound
    return unit


def list_holders() -> Mapping[tuple[int, str], Person]:
    """Who holds which function in which unit, people who have left among them. For the administrator's pages."""
    rows = db.session.scalars(select(FunctionHolder).options(joinedload(FunctionHolder.person)))
    return {(row.unit_id, row.function): row.person for row in rows}


def lock_organisation() -> None:
    """Wait for others who change units, people or roles, until this transaction ends; the rules hold for all then."""
    db.session.execute(select(Municipality.id).with_for_update())


def list_people() -> Sequence[Person]:
    """Active people in name order, for choosing an owner. Every coordinator may know their colleagues' names."""
    return db.session.scalars(select(Person).where(Person.is_active).order_by(Person.sort_key, Person.id)).all()


def find_person(email: str) -> Person | None:
    """The person with this mail address."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


@dataclass(frozen=True)
class Directory:
    """Who holds what where, loaded in two queries, to be asked many times."""

    holders: Holders
    people: Mapping[int, Person]

    def find(self, function: str, unit_id: int, *, named_id: int | None = None) -> Person | None:
        """The person a task falls to: the named one, else the function's holder, else the coordinator."""
        found = self.holders.find(function, unit_id, named_id=named_id)
        return self.people.get(found.person_id) if found.person_id is not None else None


def load_directory() -> Directory:
    """The whole organisation's holders; small (units and people, never records)."""
    units = db.session.execute(select(Unit.id, Unit.parent_id)).all()
    rows = db.session.scalars(select(FunctionHolder).options(joinedload(FunctionHolder.person))).all()
    people = {p.id: p for p in db.session.scalars(select(Person))}
    return Directory(
        holders=Holders(
            units={unit_id: UnitFacts(parent_id=parent_id) for unit_id, parent_id in units},
            held={(h.unit_id, h.function): h.person_id for h in rows if h.person.is_active},
            active=frozenset(p.id for p in people.values() if p.is_active),
        ),
        people=people,
    )


def _tree_key(units: Sequence[Unit]) -> Callable[[Unit], tuple[str, ...]]:
    names = {unit.id: unit.sort_key for unit in units}

    def key(unit: Unit) -> tuple[str, ...]:
        return tuple(names.get(int(part), "") for part in unit.path.strip("/").split("/"))

    return key
