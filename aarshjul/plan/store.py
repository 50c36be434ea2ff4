"""Reading the plan, and the tasks as planning sees them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from aarshjul.plan.expansion import ItemFacts
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.plan.rules import PLAN_KIND, Known, Shape
from aarshjul.recurrence import parse_day
from aarshjul.task.model import Task
from aarshjul.task.rules import OBLIGATIONS
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit

PLACES = {"administration": "administration", "unit": "unit", "central": "municipality"}
"""The catalogue's `per` as the kind of unit that does the task."""

KEYS_AT_A_TIME = 500


def find_approved_plan(*, refresh: bool = False) -> Plan | None:
    """The version that makes tasks; `refresh`: as the database has it now, though it was read before."""
    query = select(Plan).where(Plan.state == "approved").order_by(Plan.version.desc()).limit(1)
    return db.session.scalar(query.execution_options(populate_existing=refresh))


def list_items(plan_id: int) -> Sequence[PlanItem]:
    """The items of a version with their catalogue entries, units and own starts, by code; three statements."""
    return db.session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id)
        .options(joinedload(PlanItem.template), selectinload(PlanItem.units), selectinload(PlanItem.starts))
        .order_by(PlanItem.code)
    ).all()


def list_templates() -> Sequence[TaskTemplate]:
    """The catalogue, by code."""
    return db.session.scalars(select(TaskTemplate).order_by(TaskTemplate.code)).all()


@dataclass(frozen=True)
class Ring:
    """What a page of the plan can be about: an administration, or the municipality for what lies in none."""

    id: int
    kind: str
    code: str
    name: str
    path: str

    @property
    def administration_id(self) -> int | None:
        """The administration it is; None for what lies in none."""
        return None if self.kind == "municipality" else self.id

    @property
    def choice(self) -> tuple[str, str]:
        """What a filter offers: its code, and its name; the municipality stands for what all share."""
        return self.code, _("Fælles") if self.kind == "municipality" else self.name


@dataclass(frozen=True)
class Places:
    """The open units: those of each kind by number, the administration each lies in (itself for one), and the rings."""

    of_kind: Mapping[str, tuple[int, ...]]
    administration_of: Mapping[int, int | None]
    rings: Sequence[Ring] = ()

    def rings_in(self, scope: Scope) -> Sequence[Ring]:
        """The administrations that lie in the scope or hold part of it; the municipality for who sees everything."""
        return [ring for ring in self.rings if _is_in(ring, scope)]

    def units_of(self, rings: Iterable[Ring]) -> frozenset[int]:
        """Every unit that these rings are about."""
        about = {ring.administration_id for ring in rings}
        return frozenset(unit for unit, administration in self.administration_of.items() if administration in about)


def list_places() -> Places:
    """The open units, in one statement; the rings in Danish order, the municipality last."""
    of_kind: dict[str, list[int]] = defaultdict(list)
    administration_of: dict[int, int | None] = {}
    rings = []
    columns = (Unit.id, Unit.kind, Unit.code, Unit.name, Unit.path, Unit.administration_id)
    query = select(*columns).where(~Unit.is_closed).order_by(Unit.kind, Unit.sort_key, Unit.id)
    for unit_id, kind, code, name, path, administration_id in db.session.execute(query):
        of_kind[kind].append(unit_id)
        administration_of[unit_id] = administration_id
        if kind != "unit":
            rings.append(Ring(unit_id, kind, code, name, path))
    return Places({kind: tuple(sorted(ids)) for kind, ids in of_kind.items()}, administration_of, rings)


def list_rings(*, scope: Scope) -> Sequence[Ring]:
    """The administrations in the scope and, for who sees everything, the municipality for what all of it shares."""
    return list_places().rings_in(scope)


def _is_in(ring: Ring, scope: Scope) -> bool:
    if ring.kind == "municipality":
        return scope.is_everything
    return scope.holds(ring.path) or any(own.startswith(ring.path) for own in scope.paths)


BASELINE = ("title", "months", "every_years", "day", "every_months", "function", "hours", "per", "is_statutory")


def said_of(template: TaskTemplate) -> dict[str, Any]:
    """What the catalogue says of a task now, as a version keeps it."""
    return {name: getattr(template, name) for name in BASELINE}


def facts_of(item: PlanItem, places: Places, *, as_approved: bool = False) -> ItemFacts:
    """An item as the pure expansion wants it: by the catalogue as it is, or as it was when the version was approved."""
    said = item.baseline if as_approved and item.baseline else said_of(item.template)
    unit_ids = places.of_kind.get(PLACES[said["per"]], ())
    if not item.is_for_all:
        chosen = {unit.id for unit in item.units if not unit.is_closed}
        below = (unit for unit in unit_ids if chosen & {unit, places.administration_of[unit]})
        # A control in every unit of a chosen administration is done in each of them, not in the administration.
        unit_ids = tuple(below) or tuple(sorted(chosen))
    starts: dict[int | None, int] = {start.unit_id: start.first_year for start in item.starts}
    of = places.administration_of
    return ItemFacts(
        code=item.code,
        title=said["title"],
        months=tuple(said["months"]),
        first_year=item.first_year,
        last_year=item.last_year,
        every_years=said["every_years"],
        day=parse_day(said["day"]),
        every_months=said["every_months"],
        is_once=item.kind == "project",
        function=said["function"],
        unit_ids=unit_ids,
        own_starts={unit_id: starts[of[unit_id]] for unit_id in unit_ids if of[unit_id] in starts} if starts else {},
        hours=said["hours"],
        is_statutory=said["is_statutory"],
    )


def list_known() -> dict[str, Known]:
    """The tasks that planning makes, by key, as columns only: there may be hundreds of thousands."""
    task = Task.__table__.c
    query = select(
        *(task[name] for name in ("id", "key", "kind", "state", "is_touched", "version", "done_on")),
        *(task[name] for name in Shape._fields),
    ).where(task.kind.in_((PLAN_KIND, *OBLIGATIONS)))
    return {
        row[1]: Known(row[0], row[1], row[2], row[3], row[4], row[5], row[6], Shape._make(row[7:]))
        for row in db.session.execute(query)
    }


def newest_event() -> int:
    """The number of the newest audit event; 0 before the first. Numbers are given in the order of commits."""
    return db.session.scalar(select(func.max(AuditEvent.number))) or 0


_NEWEST = select(func.max(AuditEvent.number), func.max(AuditEvent.id))


def trail_mark() -> tuple[int, int]:
    """What changes whenever an event becomes visible here: the newest number, and the newest row, which may be our own
    and have no number yet.
    """
    number, row_id = db.session.connection().execute(_NEWEST).one()
    return number or 0, row_id or 0


def news_since(number: int, kinds: Sequence[str]) -> frozenset[str]:
    """Which of these kinds of subject something has happened to since the event; reads only the events after it, and
    those of our own that have no number yet.
    """
    return frozenset(
        db.session.scalars(
            select(AuditEvent.subject_kind)
            .where(or_(AuditEvent.number > number, AuditEvent.number.is_(None)), AuditEvent.subject_kind.in_(kinds))
            .distinct()
        )
    )


def digest_of(keys: Sequence[str]) -> str:
    """SHA-256 over the tasks with these keys as they stand, a line each: key, day, state, unit. In the keys' order.

    It tells later whether a copy of the tasks is what planning made. It is read back, because a task that somebody
    else touched meanwhile is not as planning wanted it.
    """
    digest = sha256()
    wanted = sorted(keys)
    for start in range(0, len(wanted), KEYS_AT_A_TIME):
        some = wanted[start : start + KEYS_AT_A_TIME]
        query = select(Task.key, Task.due_on, Task.state, Task.unit_id).where(Task.key.in_(some))
        for key, due_on, state, unit_id in sorted(db.session.execute(query), key=lambda row: row.key):
            digest.update(f"{key} {due_on.isoformat()} {state} {unit_id}\n".encode())
    return digest.hexdigest()
