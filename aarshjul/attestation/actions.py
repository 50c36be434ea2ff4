"""Starting a campaign, moving its date, closing it.

Every verb on a campaign that has begun holds the campaign first, and then its tasks.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, insert, literal, select

from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import FUNCTION, HOURS, KIND, TASK_KIND
from aarshjul.attestation.starting import StartCampaign, lies_in, place_ids, preview_campaign, refuse_due
from aarshjul.attestation.store import find_campaign, list_tasks, task_key
from aarshjul.task.model import OPEN_STATES, Task
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, insert_new
from app.core.errors import EditConflict, NotFound, Refused
from app.core.jobs import take_turns
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use


@dataclass(frozen=True, kw_only=True)
class MoveCampaign:
    """It is due on another day. `version` is the one its reader saw."""

    campaign_id: int
    version: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class CloseCampaign:
    """It ends before all have answered."""

    campaign_id: int
    version: int
    reason: str


def start_campaign(command: StartCampaign, *, writes: Scope, doing: Doing) -> AttestationCampaign:
    """Ask about every record in use in the chosen places, in a constant number of statements.

    1. One at a time, so that nobody is asked about the same records by two campaigns.
    2. A line for each record, under its unit; a task for each unit. Who the task falls to hears of it as of any other.

    Raises Refused, naming the field, as `preview_campaign`.
    """
    take_turns("attestation")
    today = clock.day_of(doing.at)
    preview = preview_campaign(command, writes=writes, today=today)
    campaign = AttestationCampaign(
        title=command.title,
        note=command.note,
        opens_on=command.opens_on,
        due_on=preview.due_on,
        made_at=doing.at,
        made_by_id=doing.person_id,
    )
    db.session.add(campaign)
    db.session.flush()
    asked = (
        select(literal(campaign.id), ProcessingActivity.id, ProcessingActivity.unit_id, literal("waiting"), literal(""))
        .join(Unit, Unit.id == ProcessingActivity.unit_id)
        .where(in_use(), lies_in(place_ids(preview.places)))
    )
    columns = ("campaign_id", "activity_id", "unit_id", "state", "note")
    db.session.execute(insert(AttestationLine).from_select(columns, asked))
    ask_units(campaign, doing=doing)
    record(
        doing,
        "attestation.start",
        KIND,
        campaign.id,
        {
            "title": [None, campaign.title],
            "opens_on": [None, campaign.opens_on.isoformat()],
            "due_on": [None, campaign.due_on.isoformat()],
            "places": [None, ", ".join(place.name for place in preview.places)],
            "records": [None, preview.records],
        },
    )
    db.session.flush()
    return campaign


def move_campaign(command: MoveCampaign, *, doing: Doing) -> AttestationCampaign:
    """Give the leaders another date; the tasks that are open follow, also those that a leader has put off.

    Raises Refused for a date that cannot be used, or when the campaign is over.
    """
    campaign = _take(command.campaign_id, command.version)
    today = clock.day_of(doing.at)
    due_on = refuse_due(command.due_on, opens_on=campaign.opens_on, today=today)
    if due_on == campaign.due_on:
        raise Refused(_("Attesteringen har allerede den frist. Vælg en anden dag."), field="due_on")
    told = {"due_on": [campaign.due_on.isoformat(), due_on.isoformat()]}
    for task in list_tasks(campaign.id, states=OPEN_STATES, lock=True):
        task.due_on = task.planned_on = due_on
        task.period = f"{due_on.year}"
        task.remind_on = max(today, campaign.opens_on)
        task.version += 1
        task.changed_at = doing.at
    campaign.due_on = due_on
    campaign.version += 1
    record(doing, "attestation.move", KIND, campaign.id, told)
    db.session.flush()
    return campaign


def close_campaign(command: CloseCampaign, *, doing: Doing) -> int:
    """End it early: the tasks that are open are withdrawn, each with the reason, and nobody is reminded any more.

    What has been answered stands. Gives how many tasks it was. Raises Refused when it is over already.
    """
    campaign = _take(command.campaign_id, command.version)
    tasks = list_tasks(campaign.id, states=OPEN_STATES, lock=True)
    for task in tasks:
        withdraw(task, reason=command.reason, doing=doing)
    end(campaign, doing=doing)
    told = {"reason": [None, command.reason], "tasks": [None, len(tasks)]}
    record(doing, "attestation.close", KIND, campaign.id, told)
    db.session.flush()
    return len(tasks)


def ask_units(campaign: AttestationCampaign, *, doing: Doing) -> None:
    """A task for each unit that has records waiting and no task yet; two statements."""
    has_task = select(Task.unit_id).where(Task.kind == TASK_KIND, Task.subject_id == campaign.id)
    counts = db.session.execute(
        select(AttestationLine.unit_id, func.count())
        .where(AttestationLine.campaign_id == campaign.id, AttestationLine.state == "waiting")
        .where(AttestationLine.unit_id.not_in(has_task))
        .group_by(AttestationLine.unit_id)
        .order_by(AttestationLine.unit_id)
    )
    opens_on = max(clock.day_of(doing.at), campaign.opens_on)
    rows = [
        {
            "key": task_key(campaign.id, unit_id),
            "kind": TASK_KIND,
            "title": title_of(count),
            "subject_kind": KIND,
            "subject_id": campaign.id,
            "unit_id": unit_id,
            "function": FUNCTION,
            "period": f"{campaign.due_on.year}",
            "planned_on": campaign.due_on,
            "due_on": campaign.due_on,
            "hours": HOURS,
            # To its leader the task is as old as the day it opens.
            "created_on": opens_on,
            "remind_on": opens_on,
            "changed_at": doing.at,
        }
        for unit_id, count in counts
    ]
    if rows:
        db.session.execute(insert_new(Task), rows)


def title_of(count: int) -> str:
    """What a unit's task is called."""
    return _("Bekræft enhedens behandlinger (%(count)s)", count=count)


def withdraw(task: Task, *, reason: str, doing: Doing) -> None:
    """Nobody is asked any more."""
    told = {"state": [task.state, "withdrawn"], "reason": [None, reason]}
    task.state, task.asks, task.remind_on = "withdrawn", "", None
    task.version += 1
    task.changed_at = doing.at
    record(doing, "task.withdraw", "task", task.id, told)


def end(campaign: AttestationCampaign, *, doing: Doing) -> None:
    """It is over, because nothing waits any more or because somebody said so."""
    campaign.closed_at = doing.at
    campaign.version += 1


def _take(campaign_id: int, version: int) -> AttestationCampaign:
    campaign = find_campaign(campaign_id, lock=True)
    if campaign is None:
        raise NotFound
    if campaign.closed_at is not None:
        raise Refused(_("Attesteringen er afsluttet."))
    if campaign.version != version:
        raise EditConflict(_("En anden har ændret attesteringen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return campaign
