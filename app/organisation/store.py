"""Reading the organisation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.absence.store import list_periods
from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.text import sort_key
from app.organisation.duties import list_dpo_ids
from app.organisation.model import FunctionHolder, Municipality, Person, Unit
from app.organisation.rules import Holders, UnitFacts, away_on


def get_municipality() -> Municipality:
    """The municipality's settings; an empty one before `flask init` has run."""
    return db.session.get(Municipality, 1) or Municipality(id=1, name="", email="", phone="", address="")


def list_units(*, scope: Scope, with_closed: bool = False) -> Sequence[Unit]:
    """Open units inside the scope, parents before children, in Danish order among siblings; closed ones on demand."""
    query = select(Unit).where(scope.where(Unit.path)).order_by(Unit.sort_key, Unit.id)
    units = db.session.scalars(query if with_closed else query.where(~Unit.is_closed)).all()
    return sorted(units, key=_tree_key(units))


def count_closed_units(*, scope: Scope) -> int:
    """How many units inside the scope are closed."""
    return db.session.scalar(select(func.count()).where(scope.where(Unit.path), Unit.is_closed)) or 0


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


def get_person_by_id(person_id: int) -> Person:
    """The person with this number. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def find_colleague(text: str) -> Person | None:
    """The active person with this mail address, or of this name when only one bears it."""
    here = select(Person).where(Person.is_active).order_by(Person.id)
    person = db.session.scalar(here.where(Person.email == text.strip().lower()))
    if person is not None:
        return person
    namesakes = db.session.scalars(here.where(Person.sort_key == sort_key(text), Person.name != "").limit(2)).all()
    return namesakes[0] if len(namesakes) == 1 else None


@dataclass(frozen=True)
class Directory:
    """Who holds what where, loaded in two queries, to be asked many times."""

    holders: Holders
    people: Mapping[int, Person]


def load_directory(today: date) -> Directory:
    """The whole organisation's holders, and who is away today; small (units and people, never records)."""
    units = db.session.execute(select(Unit.id, Unit.parent_id)).all()
    rows = db.session.scalars(select(FunctionHolder).options(joinedload(FunctionHolder.person))).all()
    people = {p.id: p for p in db.session.scalars(select(Person))}
    return Directory(
        holders=Holders(
            units={unit_id: UnitFacts(parent_id=parent_id) for unit_id, parent_id in units},
            held={(h.unit_id, h.function): h.person_id for h in rows if h.person.is_active},
            active=frozenset(p.id for p in people.values() if p.is_active),
            away=away_on(list_periods(today, today), today),
            dpos=list_dpo_ids(today),
        ),
        people=people,
    )


def _tree_key(units: Sequence[Unit]) -> Callable[[Unit], tuple[str, ...]]:
    names = {unit.id: unit.sort_key for unit in units}

    def key(unit: Unit) -> tuple[str, ...]:
        return tuple(names.get(int(part), "") for part in unit.path.strip("/").split("/"))

    return key
