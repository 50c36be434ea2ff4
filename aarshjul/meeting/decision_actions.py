"""Taking down what a meeting decided, mending its words, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.meeting.deciding import NEED_WORDS, Taking, state_after, why_not_decide, why_not_undo
from aarshjul.meeting.item_actions import bring_back, put_of, take_item
from aarshjul.meeting.item_rules import KIND as ITEM
from aarshjul.meeting.meeting_actions import KIND
from aarshjul.meeting.model import AgendaItem, Decision, GoverningBody, Meeting
from app.attachment.actions import copy_files
from app.attachment.store import list_files
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused


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


def decide(command: Decide, *, doing: Doing) -> Decision:
    """Take a decision down, and let the item go where it says.

    1. The meeting is held, then the item, so that of two who write at once the second hears of the first.
    2. One that closes ends it; one that postpones, or asks for it again, lets it wait for another agenda.
    3. One that refers makes an item of the other body, and this one waits until that is closed.
    4. Closing an item lets the one that waited for it come back (A11).

    Raises NotFound, EditConflict, and Refused with the field that is wrong.
    """
    meeting_id = db.session.scalar(select(AgendaItem.meeting_id).where(AgendaItem.id == command.item_id))
    meeting = lock_row(Meeting, meeting_id) if meeting_id is not None else None
    item = take_item(command.item_id, command.version)
    if meeting is None or item.meeting_id != meeting.id:
        raise Refused(_("Punktet står ikke på en dagsorden. Sæt det på et møde først."))
    taking = Taking(
        outcome=command.outcome,
        text=command.text,
        has_target=command.target is not None,
        target_is_same_body=command.target is not None and command.target.id == item.body_id,
    )
    is_decided = select(Decision.id).where(Decision.item_id == item.id, Decision.meeting_id == meeting.id)
    problem = why_not_decide(
        taking, item_state=item.state, meeting_state=meeting.state,
        is_decided=db.session.scalar(is_decided) is not None, is_to_come=meeting.held_on > clock.day_of(doing.at),
    )  # fmt: skip
    if problem:
        raise Refused(_(problem[1]), field=problem[0] or None)
    put = put_of(item) | {"papers": [file.file_name for file in list_files(ITEM, item.id)]}
    if command.target is not None and command.outcome == "referred":
        put["sent_to"] = command.target.code
    decision = Decision(
        item_id=item.id, meeting_id=meeting.id, position=item.position, put=put, is_closed=item.is_closed,
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
        bring_back(item, doing=doing)
    db.session.flush()
    return decision


def change_decision(decision_id: int, version: int, words: Mapping[str, str], *, doing: Doing) -> bool:
    """Other words for what was decided, while the minutes are a draft; says whether they are other.

    `words`: discussion, text and conditions. Raises NotFound, EditConflict, Refused.
    """
    decision, meeting = take_decision(decision_id, version)
    if meeting.minutes == "approved":
        raise Refused(_("Referatet er godkendt. Tag punktet op på et nyt møde i stedet."))
    if decision.outcome in NEED_WORDS and not words["text"].strip():
        raise Refused(_("Skriv, hvad der blev besluttet."), field="text")
    told = {name: [getattr(decision, name), text] for name, text in words.items() if getattr(decision, name) != text}
    for name in told:
        setattr(decision, name, words[name])
    if not told:
        return False
    decision.version += 1
    record(doing, "meeting.change_decision", KIND, meeting.id, {"item": [None, decision.put["title"]], **told})
    db.session.flush()
    return True


def undo_decision(decision_id: int, version: int, *, doing: Doing) -> AgendaItem:
    """Take a decision back: the item stands on its meeting's agenda again, as if nothing had been taken down.

    What it was sent as to another body is dropped there; what had come back because of it waits again. Raises NotFound,
    EditConflict, Refused.
    """
    decision, meeting = take_decision(decision_id, version)
    item = lock_row(AgendaItem, decision.item_id)
    sent = _sent_as(item) if decision.outcome == "referred" else None
    back = lock_row(AgendaItem, item.before_id) if item.before_id is not None and item.state == "closed" else None
    newest = db.session.scalar(select(func.max(Decision.id)).where(Decision.item_id == item.id))
    has_moved_on = (
        (item.state != "closed" and item.meeting_id is not None)
        or (sent is not None and (sent.version > 1 or sent.state != "open"))
        or (back is not None and (back.meeting_id is not None or back.state != "open"))
    )
    problem = why_not_undo(
        minutes=meeting.minutes, is_newest=newest == decision.id, actions=len(decision.actions),
        has_moved_on=has_moved_on,
    )  # fmt: skip
    if problem:
        raise Refused(_(problem))
    if sent is not None:
        sent.state, sent.version = "dropped", sent.version + 1
        record(doing, "agenda_item.take_home", ITEM, sent.id, {"state": ["open", "dropped"]})
    if back is not None:
        back.state, back.version = "waiting", back.version + 1
    item.state, item.meeting_id, item.position = "open", decision.meeting_id, decision.position
    item.version += 1
    told = {"item": [None, item.title], "outcome": [decision.outcome, None], "text": [decision.text, None]}
    record(doing, "meeting.undo_decision", KIND, decision.meeting_id, told)
    db.session.delete(decision)
    db.session.flush()
    return item


def take_decision(decision_id: int, version: int | None = None) -> tuple[Decision, Meeting]:
    """A decision and its meeting, held until the transaction ends, the meeting first. Raises NotFound, EditConflict."""
    meeting_id = db.session.scalar(select(Decision.meeting_id).where(Decision.id == decision_id))
    if meeting_id is None:
        raise NotFound
    meeting = lock_row(Meeting, meeting_id)
    decision = lock_row(Decision, decision_id)
    if version is not None and decision.version != version:
        raise EditConflict(_("En anden har rettet beslutningen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return decision, meeting


def _refer(item: AgendaItem, target: GoverningBody, doing: Doing) -> None:
    """The same matter with its papers as an item of another body; its key says which referral it is."""
    sent = db.session.scalars(select(AgendaItem.id).where(AgendaItem.before_id == item.id)).all()
    made = AgendaItem(
        key=f"referred/{item.id}/{len(sent) + 1}", body_id=target.id, before_id=item.id, state="open",
        subject_kind=item.subject_kind, subject_id=item.subject_id, unit_id=item.unit_id, made_at=doing.at,
        **put_of(item),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(doing, "agenda_item.refer", ITEM, made.id, {"body": [item.body.code, target.code]})
    copy_files(ITEM, item.id, made.id, doing=doing)


def _sent_as(item: AgendaItem) -> AgendaItem | None:
    """What the item was sent to another body as, the last time; held."""
    newest = select(func.max(AgendaItem.id)).where(AgendaItem.before_id == item.id)
    row_id = db.session.scalar(newest)
    return lock_row(AgendaItem, row_id) if row_id is not None else None
