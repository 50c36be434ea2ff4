"""Laying rows of units over the tree that is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.text import N_
from app.organisation.duties import dpo_faults
from app.organisation.hanging import Hanging, count_on_units
from app.organisation.importing.outcome import Change, Left, Outcome
from app.organisation.importing.rules import Fault, UnitRow
from app.organisation.importing.trail import tell_new_person, tell_units
from app.organisation.importing.tree import Node, adopting_code, check_units
from app.organisation.model import FunctionHolder, Municipality, Person, Unit
from app.organisation.placing import place_units
from app.organisation.rules import KINDS, ROOT_CODE


@dataclass
class Tree:
    """The whole organisation in memory: three queries, however long the file is."""

    units: dict[str, Unit]
    people: dict[str, Person]
    holders: dict[tuple[str, str], FunctionHolder]
    new_people: list[Person] = field(default_factory=list)

    def nodes(self) -> dict[str, Node]:
        """The tree as the rules see it."""
        codes = {unit.id: unit.code for unit in self.units.values()}
        return {
            code: Node(unit.kind, codes[unit.parent_id] if unit.parent_id is not None else "", unit.is_closed)
            for code, unit in self.units.items()
        }


@dataclass(frozen=True)
class Laid:
    """What a file has done: what became of each row, what is wrong with them, notes, and what it leaves out."""

    outcomes: Sequence[Outcome] = ()
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()
    left: Left = field(default_factory=Left)


def load_tree() -> Tree:
    """Every unit (closed ones too), every person, and who holds what."""
    units = {unit.code: unit for unit in db.session.scalars(select(Unit).order_by(Unit.id))}
    holders = db.session.scalars(
        select(FunctionHolder).options(joinedload(FunctionHolder.unit), joinedload(FunctionHolder.person))
    )
    return Tree(
        units=units,
        people={person.email: person for person in db.session.scalars(select(Person))},
        holders={(holder.unit.code, holder.function): holder for holder in holders},
    )


def import_units(rows: Sequence[UnitRow], *, doing: Doing) -> Laid:
    """Take over the rows: what became of each, or what is wrong with them, and notes.

    1. Nothing is touched when any row is at fault.
    2. Units are made and changed, and put in their places, whatever order they stand in.
    3. Who holds a function is set, changed or taken away. A mail address that nobody has becomes a person by
       that name: people often come in a second file, which brings the names.
    4. Each unit and person that was made or changed is told in the audit trail.
    """
    tree = load_tree()
    faults = list(check_units(rows, existing=tree.nodes()))
    held = {key: holder.person.email for key, holder in tree.holders.items()}
    faults = faults or list(dpo_faults(rows, people=tree.people, held=held, today=clock.day_of(doing.at)))
    faults = faults or list(_own_faults(rows, tree, doing))
    if faults:
        return Laid(faults=faults)
    with db.session.no_autoflush:
        adopted = _adopt_root(rows, tree)
        before = {row.code: _values_of(tree.units.get(row.code), tree, row) for row in rows}
        if adopted is not None:
            before[adopted] = (before[adopted] or {}) | {"code": (ROOT_CODE, ROOT_CODE)}
        _put_units(rows, tree)
        db.session.flush()
        place_units()
        for row in rows:
            for function, email in row.holders.items():
                put_holder(tree, tree.units[row.code], function, email)
        after = {row.code: _values_of(tree.units[row.code], tree, row) for row in rows}
    db.session.flush()
    outcomes = _with_followers([_outcome(row, tree, before[row.code], after[row.code]) for row in rows], tree)
    tell_units(outcomes, doing)
    for person in tree.new_people:
        tell_new_person(person.id, {"email": [None, person.email]}, doing)
    _name_municipality(tree, doing)
    return Laid(outcomes, notes=_notes(tree))


def _own_faults(rows: Sequence[UnitRow], tree: Tree, doing: Doing) -> Iterator[Fault]:
    """Rows that would give a function to who acts: what falls to it could then be seen and answered by them."""
    for row in rows:
        for function, email in row.holders.items():
            person, holder = tree.people.get(email), tree.holders.get((row.code, function))
            is_new = person is not None and (holder is None or holder.person_id != person.id)
            if person is not None and is_new and doing.is_for_self(person.id):
                yield row.row, f"{function}_email", N_("du kan ikke give dig selv en funktion. Bed en anden om det.")


def put_holder(tree: Tree, unit: Unit, function: str, email: str) -> None:
    """Make the person with this address hold the function in the unit; "" takes it away from whoever does."""
    held = tree.holders.get((unit.code, function))
    if not email:
        if held is not None:
            db.session.delete(tree.holders.pop((unit.code, function)))
        return
    person = tree.people.get(email) or _new_person(tree, email)
    if held is not None:
        held.person = person
        return
    held = FunctionHolder(unit=unit, function=function, person=person)
    db.session.add(held)
    tree.holders[unit.code, function] = held


def title_of(unit: Unit) -> str:
    """ "Familierådgivningen (SOC-FAM)": names are alike here and there, codes are not."""
    return f"{unit.name} ({unit.code})"


def _new_person(tree: Tree, email: str) -> Person:
    person = Person(email=email, name=email)
    db.session.add(person)
    tree.people[email] = person
    tree.new_people.append(person)
    return person


def _adopt_root(rows: Sequence[UnitRow], tree: Tree) -> str | None:
    """Give the root that `flask init` made the code of the municipality in the file; the code, if it did."""
    code = adopting_code(rows, tree.nodes())
    if code is None:
        return None
    root = tree.units.pop(ROOT_CODE)
    root.code = code
    tree.units[code] = root
    for unit_code, function in list(tree.holders):
        if unit_code == ROOT_CODE:
            tree.holders[code, function] = tree.holders.pop((unit_code, function))
    return code


def _put_units(rows: Sequence[UnitRow], tree: Tree) -> None:
    for row in rows:
        unit = tree.units.get(row.code)
        if unit is None:
            unit = tree.units[row.code] = Unit(code=row.code, name=row.name, kind=row.kind, path="")
            db.session.add(unit)
        unit.name = row.name
        unit.kind = row.kind
        unit.is_closed = False
    for row in rows:
        tree.units[row.code].parent = tree.units[row.parent] if row.parent else None


def _values_of(unit: Unit | None, tree: Tree, row: UnitRow) -> dict[str, tuple[str, str]] | None:
    """The fields of a unit that a row can change: as the trail keeps them, and in words."""
    if unit is None:
        return None
    parent = unit.parent
    values = {
        "code": (unit.code, unit.code),
        "name": (unit.name, unit.name),
        "kind": (unit.kind, _(KINDS[unit.kind])),
        "parent": (parent.code, title_of(parent)) if parent else ("", ""),
        "is_closed": (_("ja"), _("ja")) if unit.is_closed else ("", ""),
    }
    for function in row.holders:
        held = tree.holders.get((unit.code, function))
        email = held.person.email if held else ""
        values[function] = (email, email)
    return values


def _outcome(
    row: UnitRow, tree: Tree, before: dict[str, tuple[str, str]] | None, after: dict[str, tuple[str, str]] | None
) -> Outcome:
    assert after is not None
    nothing = ("", "")
    changes = [
        Change(name, was[0], value[0], (was[1], value[1]))
        for name, value in after.items()
        # A parent that is renamed in the same file is still the same parent.
        if value[0] != (was := (before or {}).get(name, nothing))[0]
    ]
    unit = tree.units[row.code]
    verb = "created" if before is None else "updated" if changes else "unchanged"
    return Outcome(row.row, verb, title_of(unit), changes, unit.code, unit.id)


def _with_followers(outcomes: Sequence[Outcome], tree: Tree) -> list[Outcome]:
    """The outcomes, those of moved units with what moves along: the units below and what hangs in the branch."""
    if not any(_is_moved(outcome) for outcome in outcomes):
        return list(outcomes)
    branches = _sums_of_branches(tree.units, count_on_units())
    return [
        replace(outcome, follows=branches[outcome.id].words)
        if _is_moved(outcome) and outcome.id in branches
        else outcome
        for outcome in outcomes
    ]


def _is_moved(outcome: Outcome) -> bool:
    return outcome.verb == "updated" and any(change.field == "parent" for change in outcome.changes)


def _sums_of_branches(units: Mapping[str, Unit], hanging: Mapping[int, Hanging]) -> dict[int, Hanging]:
    """What hangs on each unit and all below it: every unit adds its own to those above."""
    sums: dict[int, Hanging] = {}
    for unit in units.values():
        own = hanging.get(unit.id)
        if own is None:
            continue
        for part in unit.path.strip("/").split("/"):
            counts = sums.setdefault(int(part), Hanging()).counts
            for kind, count in own.counts.items():
                counts[kind] = counts.get(kind, 0) + count
    return sums


def _name_municipality(tree: Tree, doing: Doing) -> None:
    """The municipality's settings get the root's name while they have none: it stands on every page."""
    row = db.session.get(Municipality, 1)
    root = next((unit for unit in tree.units.values() if unit.kind == "municipality"), None)
    if row is not None and root is not None and not row.name and root.code != ROOT_CODE:
        row.name = root.name
        record(doing, "municipality.change", "municipality", row.id, {"name": ["", row.name]})


def _notes(tree: Tree) -> list[str]:
    """Sentences about what the person who imports would otherwise miss."""
    notes = []
    if tree.new_people:
        notes.append(
            _(
                "Disse personer er nye og oprettes uden navn: %(emails)s. Navnene kan komme i en fil med personer.",
                emails=", ".join(person.email for person in tree.new_people),
            )
        )
    gone = sorted({held.person.email for held in tree.holders.values() if not held.person.is_active})
    if gone:
        notes.append(_("Disse personer er stoppet, men har stadig en funktion: %(emails)s.", emails=", ".join(gone)))
    return notes
