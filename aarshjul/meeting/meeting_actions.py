"""A meeting from the calendar to its approved minutes, and which items it takes up."""

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from aarshjul.meeting.deciding import why_not_approve_minutes
from aarshjul.meeting.model import AgendaItem, GoverningBody, Meeting, MeetingAbsence
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.filters import long_day

KIND = "meeting"


@dataclass(frozen=True, kw_only=True)
class PlanMeeting:
    """A meeting in a body's calendar. `begins` is "HH:MM", or empty."""

    body: GoverningBody
    held_on: date
    begins: str = ""
    place: str = ""


def plan_meeting(command: PlanMeeting, *, doing: Doing) -> Meeting:
    """Put a meeting in the calendar. Raises Refused for a body that is retired, and for a second one that day."""
    if command.body.is_retired:
        raise Refused(_("Organet er udgået. Vælg et andet."), field="body")
    _refuse_taken(command.body.id, command.held_on)
    meeting = Meeting(body=command.body, held_on=command.held_on, begins=command.begins, place=command.place)
    db.session.add(meeting)
    db.session.flush()
    record(doing, "meeting.plan", KIND, meeting.id, {"held_on": [None, command.held_on]})
    return meeting


@dataclass(frozen=True, kw_only=True)
class ChangeMeeting:
    """When and where a meeting is. `version` is the one its reader saw."""

    meeting_id: int
    version: int
    held_on: date
    begins: str
    place: str


def plan_meetings(command: PlanMeeting, days: list[date], *, doing: Doing) -> list[Meeting]:
    """Put several meetings in the calendar, or none of them. Raises as `plan_meeting`, and says which day is taken."""
    return [plan_meeting(replace(command, held_on=day), doing=doing) for day in days]


def change_meeting(command: ChangeMeeting, *, doing: Doing) -> bool:
    """Move a meeting, or say where it is; says whether anything is other. Raises as `call_meeting`."""
    meeting = take_meeting(command.meeting_id, command.version)
    if meeting.state not in ("planned", "called"):
        raise Refused(_("Mødet er allerede afholdt eller aflyst."))
    told = {
        name: [getattr(meeting, name), new]
        for name in ("held_on", "begins", "place")
        if (new := getattr(command, name)) != getattr(meeting, name)
    }
    if not told:
        return False
    if "held_on" in told:
        _refuse_taken(meeting.body_id, command.held_on)
    meeting.held_on, meeting.begins, meeting.place = command.held_on, command.begins, command.place
    meeting.version += 1
    record(doing, "meeting.change", KIND, meeting.id, told)
    db.session.flush()
    return True


def call_meeting(meeting_id: int, *, version: int, doing: Doing) -> Meeting:
    """Agenda and papers are out. Raises NotFound, EditConflict, Refused."""
    meeting = take_meeting(meeting_id, version)
    if meeting.state != "planned":
        raise Refused(_("Mødet er allerede indkaldt, afholdt eller aflyst."))
    return _move(meeting, "called", doing)


def hold_meeting(meeting_id: int, absent: list[int], *, version: int, doing: Doing) -> Meeting:
    """It has been held, without these persons; its minutes are a draft from now on. Raises as `call_meeting`.

    What nobody has decided about stays on its agenda until somebody says what became of it: an item is never lost with
    a meeting, and its minutes are not approved before.
    """
    meeting = take_meeting(meeting_id, version)
    if meeting.state not in ("planned", "called"):
        raise Refused(_("Mødet er allerede afholdt eller aflyst."))
    if meeting.held_on > clock.day_of(doing.at):
        raise Refused(_("Mødet ligger i fremtiden. Ret datoen først, hvis det er holdt."))
    meeting.absences = [MeetingAbsence(person_id=person_id) for person_id in dict.fromkeys(absent)]
    meeting.minutes = "draft"
    return _move(meeting, "held", doing)


def cancel_meeting(meeting_id: int, *, reason: str, version: int, doing: Doing) -> Meeting:
    """It is not held; its items wait for another agenda. Raises as `call_meeting`, and Refused without a reason."""
    meeting = take_meeting(meeting_id, version)
    if meeting.state not in ("planned", "called"):
        raise Refused(_("Mødet er allerede afholdt eller aflyst."))
    if not reason.strip():
        raise Refused(_("Skriv, hvorfor mødet er aflyst."), field="reason")
    db.session.execute(
        update(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.state == "open")
        .values(meeting_id=None)
    )
    return _move(meeting, "cancelled", doing, reason=reason)


def approve_minutes(meeting_id: int, *, at_id: int | None, version: int, doing: Doing) -> Meeting:
    """The minutes are approved, at a later meeting where one is named. Raises as `call_meeting`."""
    meeting = take_meeting(meeting_id, version)
    at = db.session.get(Meeting, at_id) if at_id is not None else None
    if at is not None and at.body_id != meeting.body_id:
        raise Refused(_("Referatet godkendes af det samme organ. Vælg et af dets møder."))
    undecided = select(func.count()).where(AgendaItem.meeting_id == meeting.id, AgendaItem.state == "open")
    problem = why_not_approve_minutes(
        held_on=meeting.held_on, state=meeting.state, minutes=meeting.minutes, at_on=at.held_on if at else None,
        undecided=db.session.scalar(undecided) or 0,
    )  # fmt: skip
    if problem:
        raise Refused(_(problem))
    meeting.minutes, meeting.approved_on = "approved", clock.day_of(doing.at)
    meeting.approved_at_id = at.id if at else None
    meeting.version += 1
    record(doing, "meeting.approve_minutes", KIND, meeting.id, {"minutes": ["draft", "approved"]})
    db.session.flush()
    return meeting


def put_on_agenda(item_id: int, meeting_id: int | None, *, version: int, doing: Doing) -> AgendaItem:
    """Put an item last on a meeting's agenda, or take it off every agenda. A draft is a draft no longer.

    Raises NotFound, EditConflict, and Refused for an item that is over or waits for another body, for a meeting of
    another body, and for one that has been held or cancelled.
    """
    item = lock_row(AgendaItem, item_id)
    if item.version != version:
        raise EditConflict(_("En anden har rettet punktet, siden du åbnede siden. Se det igennem, og prøv igen."))
    if item.state not in ("draft", "open"):
        raise Refused(_("Punktet er afsluttet, taget af listen eller venter på et andet organ."))
    before = item.meeting_id
    if before == meeting_id:
        raise Refused(_("Punktet står der allerede.") if meeting_id else _("Punktet står ikke på en dagsorden."))
    if meeting_id is not None:
        meeting = lock_row(Meeting, meeting_id)
        if meeting.body_id != item.body_id:
            raise Refused(_("Mødet er i et andet organ end punktet. Vælg et møde i det samme organ."))
        if meeting.state not in ("planned", "called"):
            raise Refused(_("Mødet er holdt eller aflyst. Vælg et møde, der kommer."))
        last = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting_id)
        item.position = (db.session.scalar(last) or 0) + 1
    item.meeting_id, item.state = meeting_id, "open"
    item.version += 1
    record(doing, "agenda_item.put", "agenda_item", item.id, {"meeting": [before, meeting_id]})
    db.session.flush()
    return item


def move_up(item_id: int, *, version: int, doing: Doing) -> AgendaItem:
    """Change places with the item above. Raises NotFound, EditConflict, and Refused for one that is first."""
    item = lock_row(AgendaItem, item_id)
    if item.version != version:
        raise EditConflict(_("En anden har rettet punktet, siden du åbnede siden. Se det igennem, og prøv igen."))
    above = db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == item.meeting_id, AgendaItem.position < item.position)
        .order_by(AgendaItem.position.desc())
        .limit(1)
    )
    if item.meeting_id is None or above is None:
        raise Refused(_("Punktet står allerede øverst."))
    item.position, above.position = above.position, item.position
    record(doing, "agenda_item.move_up", "agenda_item", item.id, {"position": [above.position, item.position]})
    db.session.flush()
    return item


def take_meeting(meeting_id: int, version: int) -> Meeting:
    """The meeting, held until the transaction ends. Raises NotFound, EditConflict."""
    meeting = lock_row(Meeting, meeting_id)
    if meeting.version != version:
        raise EditConflict(_("En anden har ændret mødet, siden du åbnede siden. Se det igennem, og prøv igen."))
    return meeting


def _refuse_taken(body_id: int, day: date) -> None:
    there = select(Meeting.id).where(Meeting.body_id == body_id, Meeting.held_on == day, Meeting.state != "cancelled")
    if db.session.scalar(there.limit(1)) is not None:
        raise Refused(_("Organet har allerede et møde %(day)s. Vælg en anden dag.", day=long_day(day)), field="held_on")


def _move(meeting: Meeting, state: str, doing: Doing, **more: str) -> Meeting:
    before, meeting.state = meeting.state, state
    meeting.version += 1
    told: dict[str, object] = {"state": [before, state]}
    told |= {name: [None, text] for name, text in more.items()}
    record(doing, f"meeting.{state}", KIND, meeting.id, told)
    db.session.flush()
    return meeting
