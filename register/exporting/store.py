"""Reading the register for an export, in a number of statements that hangs on its length only by the hundreds.

Records are read some at a time, so that the memory an export takes does not follow how many there are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality
from register.activity.contents import Entry, list_entries
from register.activity.filtering import ActivityFilter, ListContext, narrow
from register.activity.links import LINKS, codes_of
from register.activity.model import ProcessingActivity
from register.exporting.document import ControllerRow, OtherUnit, PersonRow
from register.exporting.shapes import ACTIVITY, KINDS, Name, Shape, plain
from register.versions.as_of import list_entries_as_of

AT_A_TIME = 200
_LINK_OF = {"security_measures": "measures"}
"""What a link is called in the document, where that is not its own name."""


@dataclass
class Names:
    """What people and units are called, by their rows' numbers; and which of them something has pointed at."""

    people: Mapping[int, str]
    units: Mapping[int, str]
    used: dict[str, set[str]] = field(default_factory=lambda: {"person": set(), "unit": set()})

    def name(self, kind: str, row_id: int | None) -> str:
        """The mail address or code, "" for nobody."""
        held = self.people if kind == "person" else self.units
        return self.note(kind, "" if row_id is None else held[row_id])

    def note(self, kind: str, name: str) -> str:
        """The name, remembered as used."""
        if name:
            self.used[kind].add(name)
        return name


def list_ids(
    wanted: ActivityFilter, context: ListContext, *, scope: Scope, with_retired: bool = False
) -> Sequence[int]:
    """The records that the filter finds inside the scope, in the order of their numbers; `with_retired` as `narrow`."""
    columns = (ProcessingActivity.number_key, ProcessingActivity.number, ProcessingActivity.source)
    query = select(*columns, ProcessingActivity.id).outerjoin(ProcessingActivity.unit)
    found = db.session.execute(narrow(query, wanted, context, scope=scope, with_retired=with_retired))
    # Sorted here: the two databases disagree on the order of texts.
    return [row[-1] for row in sorted(tuple(row) for row in found)]


def list_ids_as_of(day: date, ids: Sequence[int]) -> Sequence[int]:
    """Those of these records that there were at the end of a day, in this order."""
    there = {entry.id for entry in each_entry(ids, as_of=day)}
    return [row_id for row_id in ids if row_id in there]


def each_entry(ids: Sequence[int], *, as_of: date | None = None) -> Iterator[Entry]:
    """These records in this order, read some at a time; `as_of`: as they stood at the end of a day, if they did."""
    for some in _some(ids):
        found = list_entries(_chosen(some)) if as_of is None else list_entries_as_of(as_of, _chosen(some))
        place = {row_id: at for at, row_id in enumerate(some)}
        yield from sorted(found, key=lambda entry: place[entry.id])


def document_parts(
    ids: Sequence[int], *, is_whole: bool, as_of: date | None = None, open_to: Mapping[str, Scope] | None = None
) -> Iterator[tuple[str, Any]]:
    """The parts of a document with these records and all they point at: (name, value or rows as they are read).

    `is_whole`: it is the whole register, so what no record uses goes along too, and what every record was before.
    `as_of`: as the records stood on a day; what they were before is then left out.
    `open_to`: by kind, where its records may be read; of those outside stands no more than key and name.
    What people and units are pointed at is known when the records have been written, so these come last.
    """
    municipality = get_municipality()
    yield "municipality", {f.name: getattr(municipality, f.name) for f in fields(ControllerRow)}
    names = Names(dict(_pairs(select(Person.id, Person.email))), dict(_pairs(select(Unit.id, Unit.code))))
    used: dict[str, set[str]] = {kind: set() for kind in KINDS}
    yield "activities", _activities(ids, names, used, is_whole=is_whole, as_of=as_of)
    for kind, shape in KINDS.items():
        is_all = is_whole and kind != "kle_numbers"
        scope = (open_to or {}).get(kind, Scope.everything())
        yield kind, _each(shape, names, used, kind, scope=scope, is_all=is_all, is_whole=is_whole)
    yield "people", _each_person(names)
    yield "units", _each_unit(names, is_whole=is_whole)


def _activities(
    ids: Sequence[int], names: Names, used: Mapping[str, set[str]], *, is_whole: bool, as_of: date | None
) -> Iterator[Mapping[str, Any]]:
    for some in _some(ids):
        held = _rows(ACTIVITY, ProcessingActivity.id.in_(some), names)
        below = _below(ACTIVITY, some, names) if is_whole and as_of is None else {}
        for entry in each_entry(some, as_of=as_of):
            content = entry.content
            names.note("unit", content.unit)
            names.note("person", content.owner)
            for link in LINKS:
                used[_LINK_OF.get(link, link)].update(codes_of(link, content))
            used["kle_numbers"].update(content.kle_numbers)
            lists = {name: rows.get(entry.id, []) for name, rows in below.items()}
            then = {} if as_of is None else {"status": entry.status}
            yield held[entry.id] | content.to_json() | lists | then


def _each(
    shape: Shape,
    names: Names,
    used: Mapping[str, set[str]],
    kind: str,
    *,
    scope: Scope,
    is_all: bool,
    is_whole: bool,
) -> Iterator[Mapping[str, Any]]:
    """The rows of a kind by their keys, those that are used or all; outside the scope no more than key and name."""
    key = getattr(shape.model, shape.key)
    found = {row_id: code for code, row_id in sorted(_pairs(select(key, shape.model.id)))}
    order = [row_id for row_id, code in found.items() if is_all or code in used[kind]]
    inside = found if scope.is_everything else _inside(shape, scope)
    for some in _some(order):
        shown = [row_id for row_id in some if row_id in inside]
        held = _rows(shape, shape.model.id.in_(shown), names)
        below = _below(shape, shown, names) if is_whole else {}
        others = _called(shape, [row_id for row_id in some if row_id not in inside])
        for row_id in some:
            if row_id in others:
                yield {shape.key: found[row_id], "name": others[row_id]}
            else:
                yield held[row_id] | {name: rows.get(row_id, []) for name, rows in below.items()}


def _inside(shape: Shape, scope: Scope) -> Collection[int]:
    query = select(shape.model.id).outerjoin(shape.model.unit).where(scope.where(Unit.path))
    return frozenset(db.session.scalars(query))


def _called(shape: Shape, ids: Sequence[int]) -> Mapping[int, str]:
    return dict(_pairs(select(shape.model.id, shape.model.name).where(shape.model.id.in_(ids)))) if ids else {}


def _rows(shape: Shape, where: Any, names: Names) -> Mapping[int, dict[str, Any]]:
    """Row number → the row's own values."""
    wanted = shape.names()
    query = select(shape.table.c.id, *(name.column for name in wanted)).where(where)
    return {row[0]: _values(wanted, row[1:], names) for row in db.session.execute(query)}


def _below(shape: Shape, ids: Sequence[int], names: Names) -> Mapping[str, Mapping[int, list[dict[str, Any]]]]:
    """What hangs on these rows: the list's name → row number → rows."""
    return {name: _hanging(shape, lower, ids, names) for name, lower in shape.below.items()}


def _hanging(upper: Shape, shape: Shape, ids: Sequence[int], names: Names) -> Mapping[int, list[dict[str, Any]]]:
    columns, wanted = shape.table.c, shape.names()
    above = columns[shape.hangs_on]
    query = (
        select(above, *(name.column for name in wanted))
        .where(above.in_(ids))
        .order_by(above, *(columns[name] for name in shape.order))
    )
    if "kind" in columns:
        query = query.where(columns.kind == upper.kind)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.execute(query):
        found.setdefault(row[0], []).append(_values(wanted, row[1:], names))
    return found


def _values(wanted: Sequence[Name], values: Sequence[Any], names: Names) -> dict[str, Any]:
    return {
        name.name: names.name(name.points_at, value) if name.points_at else plain(value)
        for name, value in zip(wanted, values, strict=True)
    }


def _each_person(names: Names) -> Iterator[Mapping[str, Any]]:
    query = select(Person).options(joinedload(Person.unit))
    for emails in _some(sorted(names.used["person"])):
        rows = db.session.scalars(query.where(Person.email.in_(emails)))
        for row in sorted(rows, key=lambda person: person.email):
            unit = names.note("unit", row.unit.code) if row.unit else ""
            yield asdict(PersonRow(email=row.email, name=row.name, unit=unit, is_active=row.is_active))


def _each_unit(names: Names, *, is_whole: bool) -> Iterator[Mapping[str, Any]]:
    """The units that something has pointed at (all of the whole register) and those above them, by code."""
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    wanted: set[int] = set()
    for unit in units.values():
        if is_whole or unit.code in names.used["unit"]:
            wanted |= {int(part) for part in unit.path.strip("/").split("/")}
    for unit in sorted((units[unit_id] for unit_id in wanted), key=lambda unit: unit.code):
        parent = units[unit.parent_id].code if unit.parent_id is not None else ""
        yield asdict(OtherUnit(code=unit.code, name=unit.name, kind=unit.kind, parent=parent, is_closed=unit.is_closed))


def _chosen(ids: Sequence[int]) -> Any:
    return select(ProcessingActivity.id).where(ProcessingActivity.id.in_(ids))


def _pairs(query: Any) -> Sequence[tuple[Any, Any]]:
    return [tuple(row) for row in db.session.execute(query)]


def _some(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]
