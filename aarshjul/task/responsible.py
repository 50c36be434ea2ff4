"""Who a task falls to, and which tasks fall to a person: the organisation's pure rule, fed by small reads."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import g
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from aarshjul.task.model import Task
from app.auth.viewer import Viewer
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import FunctionHolder, Person, Unit
from app.organisation.rules import FUNCTIONS, Found, Holders, UnitFacts

Named = aliased(Person, name="named")
"""The person a task names. A query that asks whose tasks they are joins it: `.outerjoin(Named, Task.person)`."""


@dataclass(frozen=True)
class Mine:
    """What falls to one person: for each function the units in which it does."""

    person_id: int
    units: Mapping[str, tuple[int, ...]]

    def where(self) -> ColumnElement[bool]:
        """The same as SQL, for a query that has joined `Named`. One who has left holds nothing any more."""
        is_free = or_(Task.person_id.is_(None), ~Named.is_active)
        held = [and_(Task.function == function, Task.unit_id.in_(ids)) for function, ids in self.units.items()]
        is_named = and_(Task.person_id == self.person_id, Named.is_active)
        return or_(is_named, and_(is_free, or_(false(), *held)))


@dataclass(frozen=True)
class Reach:
    """What a viewer sees of the tasks: those of the scope, and those that fall to the person wherever they lie."""

    scope: Scope
    mine: Mine
    holders: Holders


def holders_now() -> Holders:
    """Who holds what, read once a request."""
    if "holders" not in g:
        g.holders = load_holders()
    holders: Holders = g.holders
    return holders


def reach_of(viewer: Viewer) -> Reach:
    """The reach of somebody who is signed in; one statement a request."""
    if "task_reach" not in g:
        holders = holders_now()
        g.task_reach = Reach(viewer.scope("task", "read"), what_falls_to(viewer.person_id, holders), holders)
    reach: Reach = g.task_reach
    return reach


def load_holders(*, within: Collection[int] | None = None) -> Holders:
    """Who holds what in the whole organisation, or in these units alone (a unit and those above it); one statement.

    Only people who are still here are in it.
    """
    query = (
        select(Unit.id, Unit.parent_id, FunctionHolder.function, Person.id)
        .outerjoin(FunctionHolder, FunctionHolder.unit_id == Unit.id)
        .outerjoin(Person, and_(Person.id == FunctionHolder.person_id, Person.is_active))
    )
    if within is not None:
        query = query.where(Unit.id.in_(within))
    units: dict[int, UnitFacts] = {}
    held: dict[tuple[int, str], int] = {}
    for unit_id, parent_id, function, person_id in db.session.execute(query):
        units[unit_id] = UnitFacts(parent_id=parent_id)
        if function and person_id is not None:
            held[unit_id, function] = person_id
    return Holders(units=units, held=held, active=frozenset(held.values()))


def find_responsible(task: Task, holders: Holders) -> Found:
    """Who the task falls to. `task.person` is loaded: one who is named and still here comes first."""
    if task.person is not None and task.person.is_active:
        return Found(task.person.id)
    return holders.find(task.function, task.unit_id)


def find_responsible_now(task: Task) -> Found:
    """The same for one task, reading no more of the organisation than the branch above it."""
    if task.person is not None and task.person.is_active:
        return Found(task.person.id)
    branch = [int(part) for part in task.unit.path.split("/") if part]
    return load_holders(within=branch).find(task.function, task.unit_id)


def what_falls_to(person_id: int, holders: Holders) -> Mine:
    """Every function in every unit that ends with this person, stand-ins for functions nobody holds among them."""
    units: dict[str, list[int]] = defaultdict(list)
    if person_id in holders.active:
        for function in FUNCTIONS:
            for unit_id in holders.units:
                if holders.find(function, unit_id).person_id == person_id:
                    units[function].append(unit_id)
    return Mine(person_id=person_id, units={function: tuple(ids) for function, ids in units.items()})
