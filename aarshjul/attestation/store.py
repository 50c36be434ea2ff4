"""Reading campaigns. A viewer sees what lies in the scope, and the units that were asked of the viewer (`Sight`)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import KIND, TASK_KIND, Progress
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named, Reach
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.slots import Subject
from app.organisation.model import Unit

MOST_CAMPAIGNS = 100
Administration = aliased(Unit, name="administration")
COUNTS = tuple(
    func.sum(case((AttestationLine.state == state, 1), else_=0)).label(state)
    for state in ("confirmed", "needs_change", "left_out", "waiting")
)


@dataclass(frozen=True)
class Sight:
    """What a viewer sees of campaigns: the units of the scope, and those whose task is the viewer's (`own`)."""

    scope: Scope
    own: frozenset[tuple[int, int]] = frozenset()
    """(campaign, unit)"""

    def holds(self, campaign_id: int, unit: Unit) -> bool:
        """Whether a unit's part of a campaign is seen."""
        return self.scope.holds(unit.path) or (campaign_id, unit.id) in self.own

    def where(self) -> ColumnElement[bool]:
        """The same as SQL, for a query that has joined a line's unit."""
        own = [
            (AttestationLine.campaign_id == campaign_id) & AttestationLine.unit_id.in_(units)
            for campaign_id, units in self._own_units().items()
        ]
        return or_(self.scope.where(Unit.path), *own)

    def _own_units(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for campaign_id, unit_id in sorted(self.own):
            found[campaign_id].append(unit_id)
        return found


class CampaignRow(NamedTuple):
    """A campaign in the list, and how far what the viewer sees of it has come."""

    id: int
    title: str
    opens_on: date
    due_on: date
    closed_at: datetime | None
    progress: Progress
    administrations: Sequence[str]


def list_own_units(reach: Reach) -> frozenset[tuple[int, int]]:
    """The (campaign, unit) whose task falls to a person, done or not; one statement."""
    query = (
        select(Task.subject_id, Task.unit_id)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.kind == TASK_KIND, Task.state != "withdrawn", reach.mine.where())
    )
    return frozenset((row.subject_id, row.unit_id) for row in db.session.execute(query) if row.subject_id is not None)


def has_open_campaign() -> bool:
    """Whether any campaign is under way, anywhere."""
    return db.session.scalar(select(AttestationCampaign.id).where(_is_open()).limit(1)) is not None


def list_campaigns(sight: Sight, *, only_open: bool = False) -> list[CampaignRow]:
    """The campaigns of which something is seen, the open ones first, in two statements."""
    query: AnySelect = (
        select(
            AttestationCampaign.id,
            AttestationCampaign.title,
            AttestationCampaign.opens_on,
            AttestationCampaign.due_on,
            AttestationCampaign.closed_at,
            *COUNTS,
        )
        .join(AttestationLine, AttestationLine.campaign_id == AttestationCampaign.id)
        .join(AttestationLine.unit)
        .where(sight.where(), _is_open() if only_open else true())
        .group_by(AttestationCampaign.id)
        .order_by(case((_is_open(), 0), else_=1), AttestationCampaign.due_on.desc(), AttestationCampaign.id.desc())
        .limit(MOST_CAMPAIGNS)
    )
    rows = db.session.execute(query).all()
    names = _administrations_of([row.id for row in rows], sight)
    return [
        CampaignRow(row.id, row.title, row.opens_on, row.due_on, row.closed_at, progress_of(row), names[row.id])
        for row in rows
    ]


def find_campaign(campaign_id: int, *, lock: bool = False) -> AttestationCampaign | None:
    """A campaign as the database has it now; `lock` holds it until the transaction ends."""
    query = select(AttestationCampaign).where(AttestationCampaign.id == campaign_id)
    if lock:
        query = query.with_for_update(of=AttestationCampaign)
    found: AttestationCampaign | None = db.session.scalar(query.execution_options(populate_existing=True))
    return found


def get_campaign(campaign_id: int, sight: Sight) -> AttestationCampaign:
    """A campaign of which something is seen. Raises NotFound."""
    query = (
        select(AttestationCampaign)
        .join(AttestationLine, AttestationLine.campaign_id == AttestationCampaign.id)
        .join(AttestationLine.unit)
        .where(AttestationCampaign.id == campaign_id, sight.where())
        .limit(1)
    )
    campaign: AttestationCampaign | None = db.session.scalar(query)
    if campaign is None:
        raise NotFound
    return campaign


def list_places(campaign_id: int) -> Sequence[Unit]:
    """The administrations a campaign holds, and the municipality where it holds what lies in none; in Danish order."""
    held = place_ids_of([campaign_id])[campaign_id]
    ids = [place_id for place_id in held if place_id is not None]
    is_common = Unit.kind == "municipality" if None in held else false()
    return db.session.scalars(
        select(Unit).where(or_(Unit.id.in_(ids), is_common)).order_by(Unit.sort_key, Unit.id)
    ).all()


def place_ids_of(campaign_ids: Collection[int]) -> Mapping[int, frozenset[int | None]]:
    """For each of these campaigns the administrations its lines lie in; None is what lies in none."""
    rows = db.session.execute(
        select(AttestationLine.campaign_id, Unit.administration_id)
        .join(AttestationLine.unit)
        .where(AttestationLine.campaign_id.in_(campaign_ids))
        .distinct()
    )
    found: dict[int, set[int | None]] = {campaign_id: set() for campaign_id in campaign_ids}
    for campaign_id, place_id in rows:
        found[campaign_id].add(place_id)
    return {campaign_id: frozenset(places) for campaign_id, places in found.items()}


def find_task(campaign_id: int, unit_id: int, *, lock: bool = False) -> Task | None:
    """The task by which a unit is asked in a campaign."""
    query = select(Task).where(Task.key == task_key(campaign_id, unit_id)).options(joinedload(Task.person))
    if lock:
        query = query.with_for_update(of=Task)
    found: Task | None = db.session.scalar(query.execution_options(populate_existing=True))
    return found


def list_tasks(
    campaign_id: int,
    *,
    states: Collection[str] | None = None,
    unit_ids: Collection[int] | None = None,
    lock: bool = False,
) -> Sequence[Task]:
    """The tasks of a campaign by number; in these states, or of these units, alone where they are given."""
    query = select(Task).where(
        Task.kind == TASK_KIND,
        Task.subject_kind == KIND,
        Task.subject_id == campaign_id,
        Task.state.in_(states) if states is not None else true(),
        Task.unit_id.in_(unit_ids) if unit_ids is not None else true(),
    )
    query = query.options(joinedload(Task.person))
    if lock:
        query = query.with_for_update(of=Task).execution_options(populate_existing=True)
    return db.session.scalars(query.order_by(Task.id)).all()


def task_key(campaign_id: int, unit_id: int) -> str:
    """The key of the task by which a unit is asked: one in each campaign."""
    return f"{TASK_KIND}/{campaign_id}/{unit_id}"


def get_asked_unit(campaign_id: int, unit_id: int) -> Unit:
    """A unit that is asked in a campaign. Raises NotFound."""
    asked = select(AttestationLine.unit_id).where(AttestationLine.campaign_id == campaign_id)
    unit: Unit | None = db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.id.in_(asked)))
    if unit is None:
        raise NotFound
    return unit


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What campaigns are called in the trail and on tasks, and where they are."""
    rows = db.session.execute(
        select(AttestationCampaign.id, AttestationCampaign.title).where(AttestationCampaign.id.in_(ids))
    )
    return {row_id: Subject(KIND, row_id, title, f"/attestering/{row_id}") for row_id, title in rows}


def _is_open() -> ColumnElement[bool]:
    return AttestationCampaign.closed_at.is_(None)


def progress_of(row: Any, *, unmended: int = 0) -> Progress:
    """How far a row of COUNTS has come."""
    return Progress(
        confirmed=row.confirmed or 0,
        needs_change=row.needs_change or 0,
        left_out=row.left_out or 0,
        waiting=row.waiting or 0,
        unmended=unmended,
    )


def _administrations_of(ids: Sequence[int], sight: Sight) -> Mapping[int, Sequence[str]]:
    rows = db.session.execute(
        select(AttestationLine.campaign_id, Administration.name, Administration.sort_key)
        .select_from(AttestationLine)
        .join(AttestationLine.unit)
        .join(Administration, Administration.id == Unit.administration_id)
        .where(AttestationLine.campaign_id.in_(ids), sight.where())
        .group_by(AttestationLine.campaign_id, Administration.id)
        .order_by(Administration.sort_key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for campaign_id, name, _key in rows:
        found[campaign_id].append(name)
    return found
