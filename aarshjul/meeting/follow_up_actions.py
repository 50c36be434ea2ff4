"""What somebody is to do because of a decision: a task in the annual cycle until it is done or dropped."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.meeting.decision_actions import take_decision
from aarshjul.meeting.meeting_actions import KIND
from aarshjul.meeting.model import DecisionAction
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.organisation.duties import refuse_dpo
from app.organisation.model import Person, Unit


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """Something somebody is to do because of a decision; `requester` asks for it ("DDS beder …")."""

    title: str
    unit: Unit
    function: str
    person: Person | None
    due_on: date
    requester: str = ""
    case_ref: str = ""


def follow_up(decision_id: int, command: FollowUp, *, doing: Doing) -> DecisionAction:
    """Somebody is to do something by a day: a task in the annual cycle. Raises NotFound, Refused.

    Not the DPO, who may be given no operative task; and not once the minutes are approved: they would say more.
    """
    decision, meeting = take_decision(decision_id)
    if meeting.minutes == "approved":
        raise Refused(_("Referatet er godkendt. Tag punktet op på et nyt møde i stedet."))
    if command.due_on < clock.day_of(doing.at):
        raise Refused(_("Fristen er gået. Vælg i dag eller en senere dag."), field="due_on")
    refuse_dpo(command.person, today=clock.day_of(doing.at), field="person")
    action = DecisionAction(
        decision_id=decision.id, title=command.title, unit=command.unit, function=command.function,
        person=command.person, due_on=command.due_on, requester=command.requester, case_ref=command.case_ref,
        at=doing.at, by_id=doing.person_id,
    )  # fmt: skip
    db.session.add(action)
    db.session.flush()
    told = {"action": [None, command.title], "due_on": [None, command.due_on]}
    record(doing, "meeting.follow_up", KIND, decision.meeting_id, told)
    return action


def close_follow_up(
    action_id: int, *, on: date, note: str, is_done: bool, version: int | None, doing: Doing
) -> DecisionAction:
    """It is done, or dropped with a reason. Raises NotFound, EditConflict, Refused."""
    action = lock_row(DecisionAction, action_id)
    if version is not None and action.version != version:
        raise EditConflict(_("En anden har ændret opfølgningen, siden du åbnede siden. Se den igennem, og prøv igen."))
    if action.state != "open":
        raise Refused(_("Opfølgningen er allerede afsluttet."))
    if not is_done and not note.strip():
        raise Refused(_("Skriv, hvorfor det ikke skal gøres."), field="note")
    action.state, action.done_note = "done" if is_done else "dropped", note
    action.done_on, action.done_by_id = on, doing.person_id
    action.version += 1
    verb = "meeting.act" if is_done else "meeting.drop_follow_up"
    record(doing, verb, KIND, action.decision.meeting_id, {"action": [None, action.title]})
    db.session.flush()
    return action
