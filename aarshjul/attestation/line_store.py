"""Reading the records of one unit in a campaign, with what has changed since each was last confirmed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, tuple_

from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import Base, Kept, Progress, base_of
from aarshjul.attestation.store import COUNTS, progress_of
from app.core import clock
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.activity.content import ActivityContent
from register.activity.merge import changes
from register.activity.model import ActivityVersion, ProcessingActivity

REVIEW_DAYS = frozenset({"last_review_on", "next_review_on"})
"""Fields that a confirmation itself writes."""


class LineRow(NamedTuple):
    """A record of a unit in a campaign, with what stands in the register now."""

    id: int
    activity_id: int
    number: str
    title: str
    status: str
    unit_id: int | None
    version: int
    error_count: int
    last_review_on: date | None
    next_review_on: date | None
    state: str
    note: str
    answered_at: datetime | None
    answered_by: str


class Since(NamedTuple):
    """What a record says otherwise than the version it is held against: the fields, in the order of the form."""

    base: Base
    version: int
    fields: tuple[str, ...]


class OwnWaiting(NamedTuple):
    """A unit that a person is to answer for: how many of its records wait, and until when."""

    campaign_id: int
    title: str
    opens_on: date
    due_on: date
    unit_id: int
    unit: str
    path: str
    records: int


def list_own_waiting(own: Collection[tuple[int, int]]) -> list[OwnWaiting]:
    """Those of these (campaign, unit) in which something waits, the earliest due first."""
    line = AttestationLine
    query: AnySelect = (
        select(
            AttestationCampaign.id,
            AttestationCampaign.title,
            AttestationCampaign.opens_on,
            AttestationCampaign.due_on,
            Unit.id,
            Unit.name,
            Unit.path,
            func.count(),
        )
        .select_from(line)
        .join(line.campaign)
        .join(line.unit)
        .where(AttestationCampaign.closed_at.is_(None), line.state == "waiting")
        .where(tuple_(line.campaign_id, line.unit_id).in_(sorted(own)))
        .group_by(AttestationCampaign.id, Unit.id)
        .order_by(AttestationCampaign.due_on, AttestationCampaign.id, Unit.sort_key, Unit.id)
    )
    return [OwnWaiting(*row) for row in db.session.execute(query)]


def count_of_unit(campaign_id: int, unit_id: int) -> Progress:
    """How far a unit has come, whoever may see its records."""
    query: AnySelect = select(*COUNTS).where(
        AttestationLine.campaign_id == campaign_id, AttestationLine.unit_id == unit_id
    )
    return progress_of(db.session.execute(query).one())


def list_lines(campaign_id: int, unit_id: int, *, reads: Scope, is_waiting: bool, limit: int) -> list[LineRow]:
    """A unit's records in a campaign that one may read: those that wait by title, those answered newest first."""
    order: Sequence[Any] = (ProcessingActivity.sort_key,)
    if not is_waiting:
        order = (AttestationLine.answered_at.desc(), *order)
    is_state = AttestationLine.state == "waiting" if is_waiting else AttestationLine.state != "waiting"
    query: AnySelect = (
        select(
            AttestationLine.id,
            AttestationLine.activity_id,
            ProcessingActivity.number,
            ProcessingActivity.title,
            ProcessingActivity.status,
            ProcessingActivity.unit_id,
            ProcessingActivity.version,
            ProcessingActivity.error_count,
            ProcessingActivity.last_review_on,
            ProcessingActivity.next_review_on,
            AttestationLine.state,
            AttestationLine.note,
            AttestationLine.answered_at,
            func.coalesce(Person.name, ""),
        )
        .join(AttestationLine.activity)
        .outerjoin(Unit, Unit.id == ProcessingActivity.unit_id)
        .outerjoin(Person, Person.id == AttestationLine.answered_by_id)
        .where(AttestationLine.campaign_id == campaign_id, AttestationLine.unit_id == unit_id, is_state)
        .where(reads.where(Unit.path))
        .order_by(*order, AttestationLine.id)
        .limit(limit)
    )
    return [LineRow(*row) for row in db.session.execute(query)]


def list_changes(lines: Sequence[LineRow]) -> Mapping[int, Since]:
    """By record: what it says otherwise than when it was last confirmed, in two statements.

    One that has no versions is left out. Only the contents that differ in version are read.
    """
    bases = _bases_of(lines)
    newest = {line.activity_id: line.version for line in lines}
    pairs = [
        (activity_id, version)
        for activity_id, base in bases.items()
        if base.version != newest[activity_id]
        for version in (base.version, newest[activity_id])
    ]
    contents = _contents_of(pairs)
    found = {}
    for activity_id, base in bases.items():
        before, after = (contents.get((activity_id, version)) for version in (base.version, newest[activity_id]))
        differing = changes(before, after) if before and after else ()
        fields = tuple(change.field for change in differing if change.field not in REVIEW_DAYS)
        found[activity_id] = Since(base, newest[activity_id], fields)
    return found


def _bases_of(lines: Sequence[LineRow]) -> Mapping[int, Base]:
    kept: dict[int, list[Kept]] = defaultdict(list)
    rows = db.session.execute(
        select(ActivityVersion.activity_id, ActivityVersion.version, ActivityVersion.at, ActivityVersion.verb).where(
            ActivityVersion.activity_id.in_([line.activity_id for line in lines])
        )
    )
    for row in rows:
        kept[row.activity_id].append(Kept(row.version, clock.day_of(row.at), row.verb))
    bases = {line.activity_id: base_of(kept[line.activity_id], line.last_review_on) for line in lines}
    return {activity_id: base for activity_id, base in bases.items() if base is not None}


def _contents_of(pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], ActivityContent]:
    if not pairs:
        return {}
    query: AnySelect = select(ActivityVersion.activity_id, ActivityVersion.version, ActivityVersion.content).where(
        tuple_(ActivityVersion.activity_id, ActivityVersion.version).in_(pairs)
    )
    return {(row.activity_id, row.version): ActivityContent.from_json(row.content) for row in db.session.execute(query)}
