"""Keeping a campaign true to the register: records are retired and move while their leaders are asked about them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import or_, select

from aarshjul.attestation.actions import ask_units, end, title_of, withdraw
from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import KIND, Progress, fate_of
from aarshjul.attestation.store import COUNTS, find_campaign, list_tasks, place_ids_of, progress_of
from aarshjul.task.actions import CompleteTask, ReopenTask, complete_task, reopen_task
from aarshjul.task.model import OPEN_STATES, Task
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import AnySelect, db
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity


class Stray(NamedTuple):
    """A record that waits under a unit in which it does not lie any more, or that nobody is to be asked about."""

    line: AttestationLine
    status: str
    unit_id: int | None
    administration_id: int | None


def follow_when_due(now: datetime) -> dict[str, int]:
    """A tick's step: one small read where no record that waits has been retired or moved."""
    for campaign_id in sorted({stray.line.campaign_id for stray in _strays()}):
        follow_records(campaign_id, now=now)
    return {}


def follow_records(campaign_id: int, *, now: datetime) -> None:
    """Leave out the records that have ended, and let those that have moved be asked of their new unit.

    It is the program's doing, whoever is at work meanwhile.
    """
    if not _strays(campaign_id):
        return
    campaign, strays = find_campaign(campaign_id, lock=True), _strays(campaign_id)
    if campaign is None or not strays:
        return
    places = place_ids_of([campaign_id])[campaign_id]
    touched: set[int] = set()
    counts: dict[str, int] = defaultdict(int)
    for stray in strays:
        line = stray.line
        fate = fate_of(stray.status, stray.unit_id, stray.administration_id, asked_of=line.unit_id, places=places)
        touched.add(line.unit_id)
        counts[fate] += 1
        if fate == "moves" and stray.unit_id is not None:
            line.unit_id = stray.unit_id
            touched.add(stray.unit_id)
        else:
            line.state, line.answered_at = "left_out", now
    db.session.flush()
    doing = Doing(at=now, via="job")
    record(doing, "attestation.follow", KIND, campaign_id, {fate: [None, count] for fate, count in counts.items()})
    settle_units(campaign, touched, doing=doing)


def settle_units(campaign: AttestationCampaign, unit_ids: Collection[int], *, doing: Doing) -> None:
    """Bring the tasks of these units in line with what waits there, and end the campaign when nothing does.

    1. A unit with nothing left to answer has done its task; one where nothing was answered either is asked no more.
    2. A unit that has got records is asked, by a new task or by the one it had.

    The campaign is held by the caller, so that of two units that finish at once the second sees that it is the last.
    """
    left = _left_in(campaign.id)
    for task in list_tasks(campaign.id, unit_ids=unit_ids, lock=True):
        _settle(task, left.get(task.unit_id, Progress()), doing=doing)
    db.session.flush()
    if any(unit.waiting for unit in left.values()):
        ask_units(campaign, doing=doing)
    elif campaign.closed_at is None:
        end(campaign, doing=doing)
    db.session.flush()


def _settle(task: Task, left: Progress, *, doing: Doing) -> None:
    is_open = task.state in OPEN_STATES
    if left.waiting and not is_open:
        _ask_again(task, doing=doing)
    elif left.waiting:
        title = title_of(left.asked)
        if task.title != title:
            task.title = title
            task.version += 1
            task.changed_at = doing.at
    elif is_open and left.answered:
        complete_task(CompleteTask(task_id=task.id, on=clock.day_of(doing.at)), doing=doing)
    elif is_open:
        withdraw(task, reason=_("Ingen behandlinger venter mere."), doing=doing)


def _ask_again(task: Task, *, doing: Doing) -> None:
    """A record has come to a unit that was done, or that nobody asked any more."""
    reason = _("En behandling er kommet til.")
    if task.state != "withdrawn":
        reopen_task(ReopenTask(task_id=task.id, reason=reason), doing=doing)
        return
    told = {"state": [task.state, "not_started"], "reason": [None, reason]}
    task.state, task.remind_on = "not_started", clock.day_of(doing.at)
    task.open_since = clock.day_of(doing.at)
    task.version += 1
    task.changed_at = doing.at
    record(doing, "task.reopen", "task", task.id, told)


def _left_in(campaign_id: int) -> Mapping[int, Progress]:
    query: AnySelect = (
        select(AttestationLine.unit_id, *COUNTS)
        .where(AttestationLine.campaign_id == campaign_id)
        .group_by(AttestationLine.unit_id)
    )
    return {row.unit_id: progress_of(row) for row in db.session.execute(query)}


def _strays(campaign_id: int | None = None) -> Sequence[Stray]:
    """The lines of open campaigns (of one alone) that wait where they should not, by number."""
    line, activity = AttestationLine, ProcessingActivity
    query = (
        select(line, activity.status, activity.unit_id, Unit.administration_id)
        .join(line.activity)
        .join(line.campaign)
        .outerjoin(Unit, Unit.id == activity.unit_id)
        .where(AttestationCampaign.closed_at.is_(None), line.state == "waiting")
        .where(or_(activity.status == "retired", activity.unit_id.is_(None), activity.unit_id != line.unit_id))
        .order_by(line.id)
    )
    if campaign_id is not None:
        query = query.where(line.campaign_id == campaign_id)
    rows = db.session.execute(query.execution_options(populate_existing=True))
    return [Stray(*row) for row in rows]
