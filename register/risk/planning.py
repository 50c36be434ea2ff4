"""The action plan: what is to be done about a risk, by whom and by when. Each open action is a task in the cycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.actions import Doing
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Person, Unit
from register.risk.drafts import refuse_retired, tell
from register.risk.model import AssessedThreat, RiskAction, RiskAssessment
from register.risk.subject import RiskSubject

DPO = "dpo"
"""The function that has no part in what is done."""


@dataclass(frozen=True, kw_only=True)
class PlanAction:
    """Something to be done. It falls to the person, else to whoever holds the function in the unit."""

    title: str
    unit: Unit
    function: str
    person: Person | None
    due_on: date
    threat_id: int | None = None
    measure_id: int | None = None


def plan_action(assessment: RiskAssessment, command: PlanAction, *, today: date, doing: Doing) -> RiskAction:
    """Add an action to an assessment, drafted or in force. Raises Refused for a day gone by."""
    refuse_retired(assessment)
    _check(command, today)
    _check_threat(command, assessment.id)
    action = RiskAction(assessment_id=assessment.id, at=doing.at, by_id=doing.person_id)
    _write(action, command)
    action.measure_id = command.measure_id
    db.session.add(action)
    db.session.flush()
    tell(doing, "plan", assessment, {"action": [None, action.title], "due_on": [None, action.due_on]})
    return action


def change_action(action_id: int, command: PlanAction, *, version: int, today: date, doing: Doing) -> RiskAction:
    """Change an open action. Raises NotFound, EditConflict, Refused."""
    action = _take(action_id, version)
    if action.due_on != command.due_on:
        _check(command, today)
    _check_function(command)
    _check_threat(command, action.assessment_id)
    before = (action.title, action.due_on)
    _write(action, command)
    changes: dict[str, list[object]] = {"action": [before[0], action.title], "due_on": [before[1], action.due_on]}
    tell(doing, "replan", action.assessment, {name: pair for name, pair in changes.items() if pair[0] != pair[1]})
    return action


def close_action(
    action_id: int, *, on: date, note: str, is_done: bool, version: int | None, doing: Doing
) -> RiskAction:
    """An action is done, or dropped with a reason. Raises NotFound, EditConflict, Refused."""
    action = _take(action_id, version)
    if not is_done and not note.strip():
        raise Refused(_("Skriv, hvorfor handlingen ikke skal gøres."), field="note")
    action.state, action.done_note = "done" if is_done else "dropped", note
    action.done_on, action.done_by_id = on, doing.person_id
    action.version += 1
    db.session.flush()
    tell(doing, "act" if is_done else "drop_action", action.assessment, {"action": [None, action.title]})
    return action


def list_actions(subject: RiskSubject) -> Sequence[RiskAction]:
    """A subject's actions: the open ones by date, then those that are over, newest first."""
    query = (
        select(RiskAction)
        .join(RiskAction.assessment)
        .where(subject.is_of())
        .options(joinedload(RiskAction.unit), joinedload(RiskAction.person), joinedload(RiskAction.done_by))
        .order_by(RiskAction.state != "open", RiskAction.due_on, RiskAction.id)
        .limit(200)
    )
    return db.session.scalars(query).all()


def _take(action_id: int, version: int | None) -> RiskAction:
    action = lock_row(RiskAction, action_id)
    if action.state != "open":
        raise Refused(_("Handlingen er allerede afsluttet."))
    if version is not None and action.version != version:
        raise EditConflict(_("En anden har ændret handlingen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return action


def _check(command: PlanAction, today: date) -> None:
    if command.due_on < today:
        raise Refused(_("Fristen er gået. Vælg i dag eller en senere dag."), field="due_on")

    _check_function(command)


def _check_function(command: PlanAction) -> None:
    """What is done about a risk is no task of the DPO's (Art. 38(6))."""
    if command.function == DPO:
        raise Refused(
            _("Databeskyttelsesrådgiveren må ikke selv gøre noget ved risikoen (art. 38, stk. 6). Vælg en anden."),
            field="function",
        )


def _check_threat(command: PlanAction, assessment_id: int) -> None:
    if command.threat_id is not None:
        threat = db.session.get(AssessedThreat, command.threat_id)
        if threat is None or threat.assessment_id != assessment_id:
            raise NotFound


def _write(action: RiskAction, command: PlanAction) -> None:
    action.assessed_threat_id = command.threat_id
    action.title, action.due_on = command.title, command.due_on
    action.unit, action.function, action.person = command.unit, command.function, command.person
    action.version = (action.version or 0) + 1


def get_action(action_id: int) -> RiskAction:
    """An action with its unit and person. The caller asks whether its assessment may be seen. Raises NotFound."""
    query = select(RiskAction).where(RiskAction.id == action_id)
    action = db.session.scalar(query.options(joinedload(RiskAction.unit), joinedload(RiskAction.person)))
    if action is None:
        raise NotFound
    return action
