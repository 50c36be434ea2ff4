"""Reading it systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.search import matches
from app.core.tables import PAGE_SIZE, Page, Sort, number_within
from app.organisation.model import Person, Unit
from register.activity.tidy import clean
from register.catalogue.store import RETIRED, used_by_count
from register.processor.model import Processor
from register.system.model import System

SORT_KEYS = ("navn", "leverandoer", "enhed", "ejer", "behandlinger")


class SystemRow(NamedTuple):
    """One line of the list; `used_by` counts the processing activities carried out in the system."""

    id: int
    name: str
    supplier: str
    unit: str | None
    owner: str | None
    is_critical: bool
    used_by: int


@dataclass(frozen=True)
class SystemFilter:
    """What the list is narrowed to."""

    q: str = ""
    is_critical: bool = False
    is_retired: bool = False

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "SystemFilter":
        """The filter of an address such as `?q=omsorg&kritisk=ja`."""
        return cls(
            q=clean(args.get("q", ""))[:200],
            is_critical=args.get("kritisk") == "ja",
            is_retired=args.get("status") == RETIRED,
        )

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        held = {"q": self.q, "kritisk": "ja" * self.is_critical, "status": RETIRED * self.is_retired}
        return {key: value for key, value in held.items() if value}


def list_systems(
    wanted: SystemFilter, sort: Sort, args: Mapping[str, str], *, scope: Scope, activities: Scope
) -> Page[SystemRow]:
    """A page of the list, in two statements, stable to the id. A page past the end is the last one.

    `activities` is where the records may lie that are counted: a number must not tell of those one may not see.
    """
    where = and_(scope.where(Unit.path), *_conditions(wanted))
    total = db.session.scalar(select(func.count(System.id)).outerjoin(System.unit).where(where)) or 0
    page = number_within(args, total)
    used_by = used_by_count("systems", System, activities=activities)
    query = (
        select(System.id, System.name, System.supplier, Unit.name, Person.name, System.is_critical, used_by)
        .outerjoin(System.unit)
        .outerjoin(System.owner)
        .where(where)
        .order_by(*_order(sort, used_by))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = [SystemRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=page, total=total, path=sort.path, args=sort.args)


def list_system_names() -> Sequence[tuple[str, str]]:
    """Code and name of every system, in Danish order, for choosing among them."""
    query = select(System.code, System.name).order_by(System.sort_key, System.id)
    return [(code, name) for code, name in db.session.execute(query)]


def get_system(system_id: int, *, scope: Scope) -> System:
    """A system with its unit and owner. Raises NotFound."""
    system = db.session.scalar(
        select(System)
        .outerjoin(System.unit)
        .where(System.id == system_id, scope.where(Unit.path))
        .options(joinedload(System.unit), joinedload(System.owner))
    )
    if system is None:
        raise NotFound
    return system


def get_supplier(system: System) -> tuple[int, str] | None:
    """Number and name of the processor that the supplier is; None when the system names none."""
    if not system.processor:
        return None
    query = select(Processor.id, Processor.name).where(Processor.code == system.processor)
    found = db.session.execute(query).one_or_none()
    return (found.id, found.name) if found else None


def list_of_supplier(processor_id: int, *, scope: Scope, limit: int = 50) -> Sequence[tuple[int, str]]:
    """Number and name of the systems in the (system) scope whose supplier is this processor, in Danish order."""
    query = (
        select(System.id, System.name)
        .join(Processor, Processor.code == System.processor)
        .outerjoin(System.unit)
        .where(Processor.id == processor_id, System.is_retired.is_(False), scope.where(Unit.path))
        .order_by(System.sort_key, System.id)
        .limit(limit)
    )
    return [(row_id, name) for row_id, name in db.session.execute(query)]


def _conditions(wanted: SystemFilter) -> list[ColumnElement[bool]]:
    is_critical = System.is_critical.is_(True) if wanted.is_critical else true()
    return [is_critical, System.is_retired.is_(wanted.is_retired), matches(System.search, wanted.q)]


def _order(sort: Sort, used_by: Any) -> list[ColumnElement[Any]]:
    columns: Mapping[str, Any] = {
        "navn": System.sort_key,
        "leverandoer": System.supplier_key,
        "enhed": Unit.sort_key,
        "ejer": Person.sort_key,
        "behandlinger": used_by,
    }
    column = columns[sort.key]
    first = column.desc() if sort.is_descending else column.asc()
    # Those without a value stand last either way.
    last = {"leverandoer": System.supplier == ""}.get(sort.key, column.is_(None))
    return [last, first, System.sort_key, System.id]
