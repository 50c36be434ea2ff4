"""Taking down what a meeting decided, and what somebody is to do because of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.meeting.deciding import NEED_WORDS, Taking, state_after, why_not_decide, why_not_undo
from aarshjul.meeting.item_actions import FIELDS
from aarshjul.meeting.item_rules import KIND as ITEM
from aarshjul.meeting.meeting_actions import KIND
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, GoverningBody, Meeting
from app.attachment.store import list_files
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Person, Unit


@dataclass(frozen=True, kw_only=True)
class Decide:
    """What the meeting that an item stands on decided about it. `target`: the body it is sent to, where it is."""

    item_id: int
    version: int
    outcome: str
    text: str
    discussion: str = ""
    conditions: str = ""
    target: GoverningBody | None = None


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


def decide(command: Decide, *, doing: Doing) -> Decision:
    """Take a decision down, and let the item go where it says.

    1. The item is held, so that of two who write at once the second hears of the first.
    2. One that closes ends it; one that postpones, or asks for it again, lets it wait for another agenda.
    3. One that refers makes an item of the other body, and this one waits until that is closed.
    4. Closing an item lets the one that waited for it come back (A11).

    Raises NotFound, EditConflict, and Refused with the field that is wrong.
    """
    item = lock_row(AgendaItem, command.item_id)
    if item.version != command.version:
        raise EditConflict(_("En anden har rettet punktet, siden du åbnede siden. Se det igennem, og prøv igen."))
    meeting = db.session.get(Meeting, item.meeting_id) if item.meeting_id is not None else None
    if meeting is None:
        raise Refused(_("Punktet står ikke på en dagsorden. Sæt det på et møde først."))
    taking = Taking(
        outcome=command.outcome,
        text=command.text,
        has_target=command.target is not None,
        target_is_same_body=command.target is not None and command.target.id == item.body_id,
    )
    is_decided = db.session.scalar(
        select(Decision.id).where(Decision.item_id == item.id, Decision.meeting_id == meeting.id)
    )
    problem = why_not_decide(
        taking, item_state=item.state, meeting_state=meeting.state, is_decided=is_decided is not None
    )
    if problem:
        raise Refused(_(problem[1]), field=problem[0] or None)
    papers = {"papers": [file.file_name for file in list_files(ITEM, item.id)]}
    decision = Decision(
        item_id=item.id, meeting_id=meeting.id, position=item.position, put=put_of(item) | papers,
        outcome=command.outcome, discussion=command.discussion, text=command.text, conditions=command.conditions,
        at=doing.at, by_id=doing.person_id,
    )  # fmt: skip
    db.session.add(decision)
    item.state = state_after(command.outcome)  # type: ignore[arg-type]  # why_not_decide has seen to it
    if item.state != "closed":
        item.meeting_id = None
    item.version += 1
    db.session.flush()
    told = {"outcome": [None, command.outcome], "text": [None, command.text], "item": [None, item.title]}
    record(doing, "meeting.decide", KIND, meeting.id, told)
    if command.target is not None and command.outcome == "referred":
        _refer(item, command.target, doing)
    if item.state == "closed":
        _bring_back(item, doing)
    db.session.flush()
    return decision


def follow_up(decision_id: int, command: FollowUp, *, doing: Doing) -> DecisionAction:
    """Somebody is to do something by a day: a task in the annual cycle. Raises NotFound, Refused."""
    decision = db.session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    if command.due_on < clock.day_of(doing.at):
        raise Refused(_("Fristen er gået. Vælg i dag eller en senere dag."), field="due_on")
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
    if action.state != "open":
        raise Refused(_("Opfølgningen er allerede afsluttet."))
    if version is not None and action.version != version:
        raise EditConflict(_("En anden har ændret opfølgningen, siden du åbnede siden. Se den igennem, og prøv igen."))
    if not is_done and not note.strip():
        raise Refused(_("Skriv, hvorfor det ikke skal gøres."), field="note")
    action.state, action.done_note = "done" if is_done else "dropped", note
    action.done_on, action.done_by_id = on, doing.person_id
    action.version += 1
    verb = "meeting.act" if is_done else "meeting.drop_follow_up"
    record(doing, verb, KIND, action.decision.meeting_id, {"action": [None, action.title]})
    db.session.flush()
    return action


def change_decision(decision_id: int, version: int, words: Mapping[str, str], *, doing: Doing) -> bool:
    """Other words for what was decided, while the minutes are a draft; says whether they are other.

    `words`: discussion, text and conditions. Raises NotFound, EditConflict, Refused.
    """
    decision = lock_row(Decision, decision_id)
    if decision.version != version:
        raise EditConflict(_("En anden har rettet beslutningen, siden du åbnede siden. Se den igennem, og prøv igen."))
    if decision.meeting.minutes == "approved":
        raise Refused(_("Referatet er godkendt. Tag punktet op på et nyt møde i stedet."))
    if decision.outcome in NEED_WORDS and not words["text"].strip():
        raise Refused(_("Skriv, hvad der blev besluttet."), field="text")
    told = {name: [getattr(decision, name), text] for name, text in words.items() if getattr(decision, name) != text}
    for name in told:
        setattr(decision, name, words[name])
    if not told:
        return False
    decision.version += 1
    record(doing, "meeting.change_decision", KIND, decision.meeting_id, {"item": [None, decision.put["title"]], **told})
    db.session.flush()
    return True


def undo_decision(decision_id: int, *, doing: Doing) -> AgendaItem:
    """Take a decision back: the item stands on its meeting's agenda again, as if nothing had been taken down.

    What it was sent as to another body goes; what had come back because of it waits again. Raises NotFound, Refused.
    """
    decision = lock_row(Decision, decision_id)
    item = lock_row(AgendaItem, decision.item_id)
    sent = db.session.scalar(
        select(AgendaItem).where(AgendaItem.before_id == item.id).order_by(AgendaItem.id.desc()).limit(1)
    )
    sent = sent if decision.outcome == "referred" else None
    back = lock_row(AgendaItem, item.before_id) if item.before_id is not None and item.state == "closed" else None
    newest = db.session.scalar(select(func.max(Decision.id)).where(Decision.item_id == item.id))
    is_stuck = (
        (item.state != "closed" and item.meeting_id is not None)
        or (sent is not None and (sent.meeting_id is not None or bool(sent.decisions) or sent.state != "open"))
        or (back is not None and (back.meeting_id is not None or back.state != "open"))
    )
    problem = why_not_undo(
        minutes=decision.meeting.minutes, is_newest=newest == decision.id, actions=len(decision.actions),
        has_moved_on=is_stuck,
    )  # fmt: skip
    if problem:
        raise Refused(_(problem))
    if sent is not None:
        db.session.delete(sent)
    if back is not None:
        back.state, back.version = "waiting", back.version + 1
    item.state, item.meeting_id, item.position = "open", decision.meeting_id, decision.position
    item.version += 1
    told = {"item": [None, item.title], "outcome": [decision.outcome, None], "text": [decision.text, None]}
    record(doing, "meeting.undo_decision", KIND, decision.meeting_id, told)
    db.session.delete(decision)
    db.session.flush()
    return item


def put_of(item: AgendaItem) -> dict[str, Any]:
    """An item's words as they are now, to be kept with what is decided about it."""
    return {name: getattr(item, name) for name in FIELDS}


def _refer(item: AgendaItem, target: GoverningBody, doing: Doing) -> None:
    """The same matter as an item of another body; its key says which referral it is, so that it is made once."""
    sent = db.session.scalars(select(AgendaItem.id).where(AgendaItem.before_id == item.id)).all()
    made = AgendaItem(
        key=f"referred/{item.id}/{len(sent) + 1}", body_id=target.id, before_id=item.id, state="open",
        subject_kind=item.subject_kind, subject_id=item.subject_id, unit_id=item.unit_id, made_at=doing.at,
        **put_of(item),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(doing, "agenda_item.refer", "agenda_item", made.id, {"body": [item.body.code, target.code]})


def _bring_back(item: AgendaItem, doing: Doing) -> None:
    """What waited for this item is to be taken up again, in its own body."""
    if item.before_id is None:
        return
    waiting = lock_row(AgendaItem, item.before_id)
    if waiting.state == "waiting":
        waiting.state, waiting.version = "open", waiting.version + 1
        record(doing, "agenda_item.come_back", "agenda_item", waiting.id, {"state": ["waiting", "open"]})
