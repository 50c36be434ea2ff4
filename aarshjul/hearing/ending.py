"""Ending a hearing with what came of it, or withdrawing it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import update

from aarshjul.hearing.actions import take_open
from aarshjul.hearing.letters import write_withdrawn
from aarshjul.hearing.model import Hearing, HearingParticipant
from aarshjul.hearing.rules import KIND, why_not_end
from aarshjul.hearing.store import count_of, list_participants, standing_of
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from register.activity.actions import lock_activity
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS


@dataclass(frozen=True, kw_only=True)
class EndHearing:
    """What came of it."""

    hearing_id: int
    version: int
    outcome: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class WithdrawHearing:
    """Nobody is to answer any more."""

    hearing_id: int
    version: int
    reason: str


def end_hearing(command: EndHearing, *, doing: Doing) -> Hearing:
    """End it with what came of it; a record that was in hearing because of it goes back to work.

    Raises Refused while a comment has no answer, or somebody still has time to answer; EditConflict.
    """
    hearing = take_open(command.hearing_id, command.version)
    problem = why_not_end(standing_of(hearing), count_of(hearing.id), today=clock.day_of(doing.at))
    if problem:
        raise Refused(_(problem))
    _end(hearing, command.outcome, command.summary, doing=doing)
    told = {"ended_with": [None, command.outcome], "summary": [None, command.summary]}
    record(doing, "hearing.end", KIND, hearing.id, told)
    db.session.flush()
    return hearing


def withdraw_hearing(command: WithdrawHearing, *, doing: Doing) -> Hearing:
    """End it before time. Everybody who was asked gets a mail; what was said stays. Raises Refused, EditConflict."""
    hearing = take_open(command.hearing_id, command.version)
    _end(hearing, "withdrawn", command.reason, doing=doing)
    for row in list_participants(hearing.id):
        write_withdrawn(row, at=doing.at)
    record(doing, "hearing.withdraw", KIND, hearing.id, {"reason": [None, command.reason]})
    db.session.flush()
    return hearing


def _end(hearing: Hearing, outcome: str, summary: str, *, doing: Doing) -> None:
    hearing.outcome, hearing.summary = outcome, summary
    hearing.ended_at, hearing.ended_by_id = doing.at, doing.person_id
    hearing.version += 1
    db.session.execute(
        update(HearingParticipant).where(HearingParticipant.hearing_id == hearing.id).values(remind_on=None)
    )
    step = STEPS["end_hearing"]
    if not hearing.moves_record or hearing.activity_id is None:
        return
    activity = lock_activity(hearing.activity_id)
    # Somebody may have taken it out of hearing by hand meanwhile.
    if activity.status in step.since:
        note = _("Høring: %(title)s. %(summary)s", title=hearing.title, summary=summary).strip()
        take_step(TakeStep(activity_id=activity.id, step=step, version=activity.version, note=note), doing=doing)
