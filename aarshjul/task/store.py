"""Reading tasks. A viewer sees the tasks of its scope, and those that fall to the person wherever they lie."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from aarshjul.plan.model import PlanItem
from aarshjul.task.filtering import TaskFilter, is_overdue, narrow, order_by
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import Named, Reach
from app.auth.rules import ACCESS, ROLES, is_barred
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, Sort, page_number
from app.organisation.model import Person, RoleGrant, Unit
from app.organisation.rules import Found, Holders

BARRED = tuple(role for role in ROLES if is_barred((role,), "task", "approve"))
"""Roles whose holders approve nothing, whatever else they hold."""
Administration = aliased(Unit, name="administration")


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """A line of a list. `responsible` is empty when nobody can be found; `is_fallback`: a stand-in does it.

    `instead_of` is who is away to the end of `away_to`, and whose task it is otherwise.
    """

    id: int
    title: str
    kind: str
    unit: str
    administration: str
    due_on: date
    state: str
    done_on: date | None
    asks: str = ""
    responsible: str = ""
    is_fallback: bool = False
    instead_of: str = ""
    away_to: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Counts(NamedTuple):
    """How many tasks a filter finds, and how many of them are over their date."""

    total: int
    overdue: int


def get_task(task_id: int, *, reach: Reach) -> Task:
    """A task with all that a page shows of it, in one statement. Raises NotFound."""
    query = _full().outerjoin(Named, Task.person_id == Named.id)
    task: Task | None = db.session.scalar(query.where(Task.id == task_id, _within(reach)))
    if task is None:
        raise NotFound
    return task


def find_task(task_id: int, *, lock: bool = False) -> Task | None:
    """A task by its number as the database has it now; for actions and mails, which answer for themselves.

    `lock` holds it until the transaction ends, so that what is decided on its state still holds when it is written.
    """
    query = _full().where(Task.id == task_id)
    if lock:
        query = query.with_for_update(of=Task)
    found: Task | None = db.session.scalar(query.execution_options(populate_existing=True))
    return found


def list_tasks(wanted: TaskFilter, sort: Sort, *, today: date, reach: Reach) -> tuple[Page[TaskLine], Counts]:
    """A page of tasks and the two numbers above it, in three statements. A page past the end is the last one."""
    where = narrow(wanted, today=today, scope=reach.scope, mine=reach.mine)
    counts = _count(where, today)
    number = min(page_number(sort.args), max(1, -(-counts.total // PAGE_SIZE)))
    query = _lines(where).order_by(*order_by(sort)).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    page = Page(rows=_read(query, reach.holders), number=number, total=counts.total, path=sort.path, args=sort.args)
    return page, counts


def list_open_of(reach: Reach, *, today: date, limit: int) -> tuple[Sequence[TaskLine], Counts]:
    """A person's open tasks, the most overdue first, and how many in all; with who does them when somebody is away."""
    where = narrow(TaskFilter(is_mine=True), today=today, scope=Scope.nothing(), mine=reach.mine)
    holders = reach.holders if reach.holders.away else None
    return _read(_lines(where).order_by(Task.due_on, Task.id).limit(limit), holders), _count(where, today)


def list_about(kind: str, subject_id: int, *, reach: Reach, limit: int = 8) -> Sequence[TaskLine]:
    """Tasks about a record: the open ones by date, then the newest done."""
    is_closed = case((Task.state.in_(OPEN_STATES), 0), else_=1)
    where = (
        Task.subject_kind == kind,
        Task.subject_id == subject_id,
        Task.state != "withdrawn",
        _within(reach),
    )
    newest_last = case((is_closed == 0, Task.due_on))
    query = _lines(where).order_by(is_closed, newest_last, Task.done_on.desc(), Task.id.desc()).limit(limit)
    return _read(query, reach.holders)


def list_to_approve(scope: Scope, *, person_id: int, limit: int) -> tuple[Sequence[TaskLine], int]:
    """What waits for somebody who approves in this scope, the earliest due first, and how many in all.

    What they have asked for themselves is another's to approve.
    """
    is_anothers = or_(Task.asked_by_id.is_(None), Task.asked_by_id != person_id)
    where = (Task.state == "for_approval", is_anothers, scope.where(Unit.path))
    lines = _read(_lines(where).order_by(Task.due_on, Task.id).limit(limit), None)
    total = len(lines)
    if total == limit:
        total = db.session.scalar(select(func.count()).select_from(Task).join(Task.unit).where(*where)) or 0
    return lines, total


def list_approvers(task: Task, *, today: date) -> Sequence[Person]:
    """Who may approve what is asked about a task: leaders of its unit and those above, but not the one who asks.

    Whom the access table bars from approving, whatever other role they hold, is left out.
    """
    places = [int(part) for part in task.unit.path.split("/") if part]
    is_now = RoleGrant.counts_on(today)
    leads = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(ACCESS["task", "approve"]), RoleGrant.unit_id.in_(places), is_now
    )
    barred = select(RoleGrant.person_id).where(RoleGrant.role.in_(BARRED), is_now)
    query = select(Person).where(Person.id.in_(leads), Person.id.not_in(barred), Person.is_active)
    if task.asked_by_id is not None:
        query = query.where(Person.id != task.asked_by_id)
    return db.session.scalars(query.order_by(Person.name, Person.id)).all()


def list_approver_ids(today: date) -> Mapping[int, frozenset[int]]:
    """Who may approve tasks, by the unit their role is held in and reaches from; the same rules for all at once."""
    is_now = RoleGrant.counts_on(today)
    barred = select(RoleGrant.person_id).where(RoleGrant.role.in_(BARRED), is_now)
    rows = db.session.execute(
        select(RoleGrant.unit_id, RoleGrant.person_id).where(
            RoleGrant.role.in_(ACCESS["task", "approve"]), RoleGrant.person_id.not_in(barred), is_now
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id, person_id in rows:
        found[unit_id].add(person_id)
    return {unit_id: frozenset(ids) for unit_id, ids in found.items()}


def _within(reach: Reach) -> ColumnElement[bool]:
    return or_(reach.scope.where(Unit.path), reach.mine.where())


def _full() -> AnySelect:
    query: AnySelect = select(Task).join(Task.unit)
    return query.options(
        contains_eager(Task.unit).joinedload(Unit.administration),
        joinedload(Task.person),
        joinedload(Task.done_by),
        joinedload(Task.asked_by),
        joinedload(Task.plan_item).joinedload(PlanItem.template),
    )


def _count(where: Sequence[ColumnElement[bool]], today: date) -> Counts:
    query = (
        select(func.count(), func.sum(case((is_overdue(today), 1), else_=0)))
        .select_from(Task)
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(*where)
    )
    total, overdue = db.session.execute(query).one()
    return Counts(total, overdue or 0)


def _lines(where: Sequence[ColumnElement[bool]]) -> AnySelect:
    query: AnySelect = select(
        Task.id,
        Task.title,
        Task.kind,
        Task.due_on,
        Task.state,
        Task.done_on,
        Task.asks,
        Task.unit_id,
        Task.function,
        case((Named.is_active, Task.person_id)).label("named_id"),
        Unit.name.label("unit"),
        Administration.name.label("administration"),
    )
    return (
        query.select_from(Task)
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .where(*where)
    )


def _read(query: AnySelect, holders: Holders | None) -> list[TaskLine]:
    """The lines, with the names of those responsible where `holders` are given."""
    rows = db.session.execute(query).all()
    found = {row.id: _responsible(row, holders) for row in rows} if holders else {}
    ids = {who for one in found.values() for who in (one.person_id, one.instead_of) if who is not None}
    names: dict[int | None, str] = dict(
        db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all()
    )
    lines = []
    for row in rows:
        one = found.get(row.id, Found(None))
        lines.append(
            TaskLine(
                id=row.id,
                title=row.title,
                kind=row.kind,
                unit=row.unit,
                administration=row.administration or "",
                due_on=row.due_on,
                state=row.state,
                done_on=row.done_on,
                asks=row.asks,
                responsible=names.get(one.person_id, ""),
                is_fallback=one.is_fallback,
                instead_of=names.get(one.instead_of, ""),
                away_to=holders.away[one.instead_of].to_on if holders and one.instead_of is not None else None,
            )
        )
    return lines


def _responsible(row: Any, holders: Holders) -> Found:
    return holders.find(row.function, row.unit_id, named_id=row.named_id)
