"""Keeping an eye on what an approved assessment rests on (Art. 35(11)): a step of the worker, batch by batch."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from register.activity.contents import list_entries
from register.activity.links import LINKS
from register.activity.model import ProcessingActivity, in_use
from register.activity.row_model import ActivitySystem
from register.dpia.basis import Basis, Change, basis_of, what_changed
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaProposal
from register.dpia.store import list_proposals, list_sub_processors
from register.processor.model import Processor
from register.risk.model import RiskAssessment
from register.risk.scale import severity
from register.system.model import System

BATCH = 100
GRACE = timedelta(minutes=5)
"""A change is seen when its transaction ends, some time after the moment it is dated: so far back is looked twice."""


def follow_when_due(now: datetime) -> dict[str, int]:
    """A tick's step: a batch of the assessments whose record has been saved since it was last looked at.

    1. What the record comes to now is held against the basis of the assessment.
    2. What is new becomes one open proposal, or renews the one there is; a proposal of which nothing is left lapses.

    On most ticks one small read.
    """
    dpias = db.session.scalars(_due(now)).all()
    if not dpias:
        return {}
    today = clock.day_of(now)
    bases, proposals = bases_of([dpia.activity_id for dpia in dpias]), list_proposals([dpia.id for dpia in dpias])
    for dpia in dpias:
        changes = what_changed(Basis.of_json(dpia.basis), bases[dpia.activity_id])
        _propose(dpia, changes, proposals.get(dpia.id), today, Doing(at=now, via="job"))
    db.session.execute(
        update(Dpia)
        .where(Dpia.id.in_([dpia.id for dpia in dpias]))
        .values(followed_at=now - GRACE)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return {"followed": len(dpias)}


def bases_of(activity_ids: Sequence[int]) -> Mapping[int, Basis]:
    """What each of these records comes to today, in a number of statements that does not hang on how many they are."""
    entries = list_entries(select(ProcessingActivity.id).where(ProcessingActivity.id.in_(activity_ids)))
    subs = list_sub_processors({code for entry in entries for code in entry.content.processors})
    residuals = _residuals(activity_ids)
    return {
        entry.id: basis_of(
            entry.content,
            sub_processors=[pair for code in entry.content.processors for pair in subs.get(code, ())],
            residual=residuals.get(entry.id, ""),
        )
        for entry in entries
    }


def _propose(dpia: Dpia, changes: Sequence[Change], held: DpiaProposal | None, today: date, doing: Doing) -> None:
    told = [{"kind": one.kind, "added": _plain(one.added), "removed": _plain(one.removed)} for one in changes]
    kinds = [one.kind for one in changes]
    if held is None and changes:
        db.session.add(DpiaProposal(dpia_id=dpia.id, changes=told, since_on=today))
        record(doing, "dpia.propose", "dpia", dpia.id, {"changes": [None, kinds]})
    elif held is not None and not changes:
        held.state, held.answered_on = "lapsed", today
        record(doing, "dpia.lapse", "dpia", dpia.id, {"changes": [[row["kind"] for row in held.changes], None]})
    elif held is not None and held.changes != told:
        record(doing, "dpia.propose", "dpia", dpia.id, {"changes": [[row["kind"] for row in held.changes], kinds]})
        held.changes = told
    db.session.flush()


def _plain(items: Sequence[tuple[str, ...]]) -> list[list[str]]:
    return [list(item) for item in items]


def _due(now: datetime) -> Any:
    seen = now - GRACE
    saved = or_(
        ProcessingActivity.changed_at > Dpia.followed_at, _processor_saved(), _risk_assessed()
    )  # fmt: skip
    return (
        select(Dpia)
        .join(Dpia.activity)
        .where(Dpia.state == "approved", in_use())
        .where(or_(Dpia.followed_at.is_(None), (Dpia.followed_at < seen) & saved))
        .order_by(Dpia.id)
        .limit(BATCH)
        # One that somebody is approving or looking through is followed at the next tick.
        .with_for_update(of=Dpia, skip_locked=True)
    )


def _processor_saved() -> ColumnElement[bool]:
    link = LINKS["processors"]
    used = getattr(link.table, link.column)
    return exists().where(
        link.table.activity_id == Dpia.activity_id, Processor.id == used, Processor.changed_at > Dpia.followed_at
    )


def _risk_assessed() -> ColumnElement[bool]:
    systems = select(ActivitySystem.system_id).where(ActivitySystem.activity_id == Dpia.activity_id)
    return exists().where(
        RiskAssessment.is_current,
        RiskAssessment.at > Dpia.followed_at,
        or_(RiskAssessment.activity_id == Dpia.activity_id, RiskAssessment.system_id.in_(systems)),
    )


def _residuals(activity_ids: Sequence[int]) -> Mapping[int, str]:
    """By record that has been assessed: the worst of its own risk and its systems', as `drawing.draw_risks` has it."""
    own = select(RiskAssessment.activity_id, RiskAssessment.colour).where(
        RiskAssessment.is_current, RiskAssessment.activity_id.in_(activity_ids)
    )
    found: dict[Any, str] = {row[0]: row[1] for row in db.session.execute(own)}
    inherited = (
        select(ActivitySystem.activity_id, RiskAssessment.colour)
        .join(RiskAssessment, RiskAssessment.system_id == ActivitySystem.system_id)
        .join(System, System.id == ActivitySystem.system_id)
        .where(RiskAssessment.is_current, System.is_retired.is_(False), ActivitySystem.activity_id.in_(activity_ids))
    )
    for activity_id, colour in db.session.execute(inherited):
        if activity_id in found and severity(colour) > severity(found[activity_id]):
            found[activity_id] = colour
    return found
