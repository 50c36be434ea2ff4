"""Who a task falls to, and which tasks fall to a person: the organisation's pure rule, fed by small reads."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from aarshjul.task.model import Task
from app.absence.store import list_periods
from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.scope import Scope
from app.leaving.rules import DPO_FUNCTION
from app.organisation.duties import list_dpo_ids
from app.organisation.model import FunctionHolder, Person, Unit
from app.organisation.rules import FUNCTIONS, Found, Holders, Period, UnitFacts, away_on

Named = aliased(Person, name="named")
"""The person a task names. A query that asks whose tasks they are joins it: `.outerjoin(Named, Task.person)`."""


@dataclass(frozen=True)
class Mine:
    """What falls to one person: for each function the units in which it does.

    `named` are those whose own tasks the person does: themselves, and whomever they stand in for today. `stranded` are
    people who are away without anybody to stand in: their tasks go by function.
    """

    person_id: int
    units: Mapping[str, tuple[int, ...]]
    named: tuple[int, ...]
    stranded: tuple[int, ...] = ()
    dpos: tuple[int, ...] = ()
    """Who is DPO: what names one and is not the DPO's goes by function."""

    def where(self) -> ColumnElement[bool]:
        """The same as SQL, for a query that has joined `Named`. One who has left holds nothing any more."""
        is_free = or_(Task.person_id.is_(None), ~Named.is_active)
        if self.stranded:
            is_free = or_(is_free, Task.person_id.in_(self.stranded))
        is_barred = and_(Task.person_id.in_(self.dpos), Task.function != DPO_FUNCTION)
        if self.dpos:
            is_free = or_(is_free, is_barred)
        held = [and_(Task.function == function, Task.unit_id.in_(ids)) for function, ids in self.units.items()]
        is_named = and_(Task.person_id.in_(self.named), Named.is_active)
        if self.dpos:
            is_named = and_(is_named, ~is_barred)
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
        g.holders = load_holders(clock.today())
    holders: Holders = g.holders
    return holders


def reach_of(viewer: Viewer) -> Reach:
    """The reach of somebody who is signed in; two statements a request."""
    if "task_reach" not in g:
        holders = holders_now()
        g.task_reach = Reach(viewer.scope("task", "read"), what_falls_to(viewer.person_id, holders), holders)
    reach: Reach = g.task_reach
    return reach


def load_holders(
    today: date, *, within: Collection[int] | None = None, periods: Sequence[Period] | None = None
) -> Holders:
    """Who holds what in the whole organisation, or in these units alone (a unit and those above it); two statements.

    Only people who still work here are in it. `periods`: the absences, where they are read already.
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
    periods = list_periods(today, today) if periods is None else periods
    deputies = (period.deputy_id for period in periods if period.deputy_id is not None)
    return Holders(
        units=units,
        held=held,
        active=frozenset((*held.values(), *deputies)),
        away=away_on(periods, today),
        dpos=list_dpo_ids(today),
    )


def find_responsible(task: Task, holders: Holders) -> Found:
    """Who the task falls to. `task.person` is loaded: one who is named and still works here comes first."""
    named_id = task.person.id if task.person is not None and task.person.is_active else None
    return holders.find(task.function, task.unit_id, named_id=named_id)


def find_responsible_on(task: Task, day: date) -> Found:
    """The same for one task, reading no more of the organisation than the branch above it."""
    branch = [int(part) for part in task.unit.path.split("/") if part]
    return find_responsible(task, load_holders(day, within=branch))


def is_theirs(person_id: int, task: Task, holders: Holders) -> bool:
    """Whether a task falls to this person: today, or once whoever is away is back. One's own stays one's own."""
    return person_id in (
        find_responsible(task, holders).person_id,
        find_responsible(task, holders.with_all_here).person_id,
    )


def what_falls_to(person_id: int, holders: Holders) -> Mine:
    """Every function in every unit that ends with this person, stand-ins for functions nobody holds among them.

    Somebody who is away sees their own tasks as ever; who stands in sees both their own and those they stand in for.
    """
    if person_id in holders.away:
        holders = holders.with_all_here
    stand_ins = {absent_id: holders.stand_in(absent_id) for absent_id in holders.away}
    units: dict[str, list[int]] = defaultdict(list)
    if person_id in holders.active:
        for function in FUNCTIONS:
            for unit_id in holders.units:
                if holders.find(function, unit_id).person_id == person_id:
                    units[function].append(unit_id)
    return Mine(
        person_id=person_id,
        units={function: tuple(ids) for function, ids in units.items()},
        named=(person_id, *(absent_id for absent_id, deputy in stand_ins.items() if deputy == person_id)),
        dpos=tuple(sorted(holders.dpos)),
        stranded=tuple(absent_id for absent_id, deputy in stand_ins.items() if deputy is None),
    )
