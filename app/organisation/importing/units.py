"""Laying rows of units over the tree that is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.organisation.importing.outcome import Change, Outcome
from app.organisation.importing.rules import Fault, UnitRow
from app.organisation.importing.tree import Node, adopting_code, check_units
from app.organisation.model import FunctionHolder, Municipality, Person, Unit
from app.organisation.placing import place_units
from app.organisation.rules import FUNCTIONS, KINDS, ROOT_CODE


@dataclass
class Tree:
    """The whole organisation in memory: three queries, however long the file is."""

    units: dict[str, Unit]
    people: dict[str, Person]
    holders: dict[tuple[str, str], FunctionHolder]
    new_people: list[str] = field(default_factory=list)

    def nodes(self) -> dict[str, Node]:
        """The tree as the rules see it."""
        codes = {unit.id: unit.code for unit in self.units.values()}
        return {
            code: Node(unit.kind, codes[unit.parent_id] if unit.parent_id is not None else "")
            for code, unit in self.units.items()
        }


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


def import_units(rows: Sequence[UnitRow]) -> tuple[list[Outcome], list[Fault], list[str]]:
    """Take over the rows: what became of each, or what is wrong with them, and notes.

    1. Nothing is touched when any row is at fault.
    2. Units are made and changed, and put in their places, whatever order they stand in.
    3. Who holds a function is set, changed or taken away. A mail address that nobody has becomes a person by
       that name: people often come in a second file, which brings the names.
    """
    tree = load_tree()
    faults = list(check_units(rows, existing=tree.nodes()))
    if faults:
        return [], faults, []
    with db.session.no_autoflush:
        adopted = _adopt_root(rows, tree)
        before = {row.code: _words_of(tree.units.get(row.code), tree, row) for row in rows}
        if adopted is not None:
            before[adopted] = (before[adopted] or {}) | {_("Kode"): ROOT_CODE}
        _put_units(rows, tree)
        db.session.flush()
        place_units()
        for row in rows:
            for function, email in row.holders.items():
                put_holder(tree, tree.units[row.code], function, email)
        after = {row.code: _words_of(tree.units[row.code], tree, row) for row in rows}
    db.session.flush()
    _name_municipality(tree)
    return [_outcome(row, before[row.code], after[row.code]) for row in rows], [], _notes(tree)


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


def _new_person(tree: Tree, email: str) -> Person:
    person = Person(email=email, name=email)
    db.session.add(person)
    tree.people[email] = person
    tree.new_people.append(email)
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


def _words_of(unit: Unit | None, tree: Tree, row: UnitRow) -> dict[str, str] | None:
    """The fields of a unit that a row can change, in words for the preview."""
    if unit is None:
        return None
    words = {
        _("Kode"): unit.code,
        _("Navn"): unit.name,
        _("Type"): _(KINDS[unit.kind]),
        _("Hører under"): unit.parent.code if unit.parent else "",
        _("Nedlagt"): _("ja") if unit.is_closed else "",
    }
    for function in row.holders:
        held = tree.holders.get((unit.code, function))
        words[_(FUNCTIONS[function])] = held.person.email if held else ""
    return words


def _outcome(row: UnitRow, before: dict[str, str] | None, after: dict[str, str] | None) -> Outcome:
    assert after is not None
    changes = [
        Change(label, (before or {}).get(label, ""), text)
        for label, text in after.items()
        if text != (before or {}).get(label, "")
    ]
    verb = "created" if before is None else "updated" if changes else "unchanged"
    return Outcome(row.row, verb, f"{row.name} ({row.code})", changes)


def _name_municipality(tree: Tree) -> None:
    """The municipality's settings get the root's name while they have none: it stands on every page."""
    row = db.session.get(Municipality, 1)
    root = next((unit for unit in tree.units.values() if unit.kind == "municipality"), None)
    if row is not None and root is not None and not row.name and root.code != ROOT_CODE:
        row.name = root.name


def _notes(tree: Tree) -> list[str]:
    """Sentences about what the person who imports would otherwise miss."""
    notes = []
    if tree.new_people:
        notes.append(
            _(
                "Disse personer er nye og oprettes uden navn: %(emails)s. Navnene kan komme i en fil med personer.",
                emails=", ".join(tree.new_people),
            )
        )
    gone = sorted({held.person.email for held in tree.holders.values() if not held.person.is_active})
    if gone:
        notes.append(_("Disse personer er stoppet, men har stadig en funktion: %(emails)s.", emails=", ".join(gone)))
    return notes
