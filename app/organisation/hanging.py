"""What hangs on units and people: rows of every kind that point at them, counted in a few queries for all at once.

What hangs on people is told by the slot `links` (app.leaving). Every foreign key to a unit is found by reflection, so
that none is forgotten: a column that no part has put into the slot `hangs` counts as "anden post" and keeps the unit
open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import Column, func, select

from app.core.db import db
from app.core.slots import Hangs, Slots, current_slots
from app.core.text import N_
from app.organisation.model import FunctionHolder, Person, RoleGrant, Unit

BELOW = Hangs(N_("enhed under den"), N_("enheder under den"), lambda: ~Unit.is_closed)
OTHER = (Hangs(N_("anden post"), N_("andre poster")),)


@dataclass
class Hanging:
    """What hangs on one unit or person: how many of each kind; `blocking` are those that must be moved first."""

    counts: dict[Hangs, int] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """ "3 behandlinger", "1 system"."""
        return tuple(_words(kind, count) for kind, count in self.counts.items())

    @property
    def blocking(self) -> tuple[str, ...]:
        """The same, of what keeps a unit open."""
        return tuple(_words(kind, count) for kind, count in self.counts.items() if kind.blocks)

    @property
    def blocking_beside_units(self) -> tuple[str, ...]:
        """The same without the units below, which may go together with it."""
        return tuple(_words(kind, count) for kind, count in self.counts.items() if kind.blocks and kind is not BELOW)

    @property
    def passing(self) -> tuple[str, ...]:
        """The same, of what goes with the unit."""
        return tuple(_words(kind, count) for kind, count in self.counts.items() if not kind.blocks)


def fill_slots(slots: Slots) -> None:
    """What the organisation itself hangs on units and people."""
    works_here = select(Person.id).where(Person.is_active)
    slots.hangs |= {
        "unit.parent_id": (BELOW,),
        "unit.administration_id": (),
        "person.unit_id": (Hangs(N_("person"), N_("personer"), lambda: Person.is_active.is_(True)),),
        "role_grant.unit_id": (Hangs(N_("rolle"), N_("roller"), lambda: RoleGrant.person_id.in_(works_here)),),
        "function_holder.unit_id": (Hangs(N_("funktion"), N_("funktioner"), blocks=False),),
        "group_role.unit_id": (Hangs(N_("gruppe fra kommunens login"), N_("grupper fra kommunens login")),),
    }


def count_on_units() -> Mapping[int, Hanging]:
    """What hangs on each unit. One query for each column that points at units."""
    hangs = current_slots().hangs
    found: dict[int, Hanging] = {}
    for column in unit_columns():
        for kind in hangs.get(f"{column.table.name}.{column.name}", OTHER):
            _count(column, kind, found)
    return found


def count_on_people() -> Mapping[int, Hanging]:
    """What hangs on each person, of the kinds that are handed over when somebody leaves. One query for each."""
    found: dict[int, Hanging] = {}
    for link in sorted(current_slots().links.values(), key=lambda link: link.order):
        if link.is_extra:
            continue
        kind, rows = Hangs(link.one, link.many), link.rows().subquery()
        person_id = rows.columns[0]
        for row_id, count in db.session.execute(select(person_id, func.count()).group_by(person_id)):
            found.setdefault(row_id, Hanging()).counts[kind] = count
    return found


def unit_columns() -> list["Column[int]"]:
    """Every column of the database that points at a unit."""
    return [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "unit.id" for key in column.foreign_keys)
    ]


def find_hanging(unit: Unit) -> Hanging:
    """What hangs on one unit."""
    return count_on_units().get(unit.id, Hanging())


def holders_of(unit: Unit) -> list[FunctionHolder]:
    """Who holds which function in the unit."""
    rows = select(FunctionHolder).where(FunctionHolder.unit_id == unit.id).order_by(FunctionHolder.id)
    return list(db.session.scalars(rows))


def _count(column: "Column[int]", kind: Hangs, found: dict[int, Hanging]) -> None:
    query = select(column, func.count()).where(column.is_not(None)).group_by(column)
    if kind.condition is not None:
        query = query.where(kind.condition())
    for row_id, count in db.session.execute(query):
        found.setdefault(row_id, Hanging()).counts[kind] = count


def _words(kind: Hangs, count: int) -> str:
    return f"{count} {_(kind.one) if count == 1 else _(kind.many)}"
