"""A meeting from the calendar until it is held, and which items it takes up."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.meeting.item_actions import take_item
from aarshjul.meeting.model import AgendaItem, Decision, GoverningBody, Meeting, MeetingAbsence
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.filters import long_day

KIND = "meeting"
COMING = ("planned", "called")
"""States of a meeting whose agenda can still be changed."""


@dataclass(frozen=True, kw_only=True)
class PlanMeeting:
    """A meeting in a body's calendar. `begins` is "HH:MM", or empty."""

    body: GoverningBody
    held_on: date
    begins: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeMeeting:
    """When and where a meeting is. `version` is the one its reader saw."""

    meeting_id: int
    version: int
    held_on: date
    begins: str
    place: str


def plan_meeting(command: PlanMeeting, *, doing: Doing) -> Meeting:
    """Put a meeting in the calendar. Raises Refused for a body that is retired, and for a second one that day."""
    [meeting] = plan_meetings(command, [command.held_on], doing=doing)
    return meeting


def plan_meetings(command: PlanMeeting, days: list[date], *, doing: Doing) -> list[Meeting]:
    """Put several meetings in the calendar, or none of them. Raises as `plan_meeting`, and says which day is taken."""
    body = lock_row(GoverningBody, command.body.id)
    if body.is_retired:
        raise Refused(_("Organet er udgået. Vælg et andet."), field="body")
    _refuse_taken(body.id, days)
    made = [
        Meeting(body=body, planned_on=clock.day_of(doing.at), held_on=day, begins=command.begins, place=command.place)
        for day in days
    ]
    db.session.add_all(made)
    db.session.flush()
    for meeting in made:
        record(doing, "meeting.plan", KIND, meeting.id, {"held_on": [None, meeting.held_on]})
    return made


def change_meeting(command: ChangeMeeting, *, doing: Doing) -> bool:
    """Move a meeting, or say where it is; says whether anything is other. Raises as `call_meeting`.

    One at which something has been decided stays on its day; one that has been held says only where it was.
    """
    meeting = take_meeting(command.meeting_id, command.version)
    if meeting.state == "cancelled" or meeting.minutes == "approved":
        raise Refused(_("Mødet er aflyst, eller referatet er godkendt, så det kan ikke rettes."))
    told = {
        name: [getattr(meeting, name), new]
        for name in ("held_on", "begins", "place")
        if (new := getattr(command, name)) != getattr(meeting, name)
    }
    if not told:
        return False
    if "held_on" in told:
        if meeting.state == "held" or _has_decided(meeting):
            raise Refused(_("Datoen ligger fast, når mødet er afholdt eller har besluttet noget."), field="held_on")
        lock_row(GoverningBody, meeting.body_id)
        _refuse_taken(meeting.body_id, [command.held_on])
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
    a meeting, and its minutes are not approved before. Of one that has been held, it mends who did not come.
    """
    meeting = take_meeting(meeting_id, version)
    if meeting.state == "cancelled" or meeting.minutes == "approved":
        raise Refused(_("Mødet er aflyst, eller referatet er godkendt, så det kan ikke rettes."))
    if meeting.held_on > clock.day_of(doing.at):
        raise Refused(_("Mødet ligger i fremtiden. Er det allerede afholdt, så ret datoen først."))
    there = {absence.person_id: absence for absence in meeting.absences}
    meeting.absences = [
        there.get(person_id) or MeetingAbsence(person_id=person_id) for person_id in dict.fromkeys(absent)
    ]
    if meeting.state != "held":
        meeting.minutes = "draft"
        return _move(meeting, "held", doing)
    meeting.version += 1
    record(doing, "meeting.absent", KIND, meeting.id, {"absent": [len(there), len(meeting.absences)]})
    db.session.flush()
    return meeting


def cancel_meeting(meeting_id: int, *, reason: str, version: int, doing: Doing) -> Meeting:
    """It is not held; its items wait for another agenda. Raises as `call_meeting`, and Refused without a reason."""
    meeting = take_meeting(meeting_id, version)
    if meeting.state not in ("planned", "called"):
        raise Refused(_("Mødet er allerede afholdt eller aflyst."))
    if not reason.strip():
        raise Refused(_("Skriv, hvorfor mødet er aflyst."), field="reason")
    if _has_decided(meeting):
        raise Refused(
            _("Der er besluttet noget på mødet. Skriv, at det er afholdt, eller fortryd beslutningerne først.")
        )
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.state == "open")
    for item in db.session.scalars(query.order_by(AgendaItem.id).with_for_update(of=AgendaItem)).all():
        item.meeting_id, item.version = None, item.version + 1
        record(doing, "agenda_item.put", "agenda_item", item.id, {"meeting": [meeting.id, None]})
    return _move(meeting, "cancelled", doing, reason=reason)


def put_on_agenda(item_id: int, meeting_id: int | None, *, version: int, doing: Doing) -> AgendaItem:
    """Put an item last on a meeting's agenda, or take it off every agenda. A draft is a draft no longer.

    Raises NotFound, EditConflict, and Refused for an item that is over, waits for another body or stands on the agenda
    of a meeting that has been held; and for a meeting of another body, one that is over, and one that has decided.
    """
    meeting = lock_row(Meeting, meeting_id) if meeting_id is not None else None
    item = take_item(item_id, version)
    if item.state not in ("draft", "open"):
        raise Refused(_("Punktet kan ikke sættes på en dagsorden. Det er afsluttet, tages ikke op eller venter."))
    before = item.meeting_id
    if before == meeting_id:
        raise Refused(_("Punktet står der allerede.") if meeting_id else _("Punktet står ikke på en dagsorden."))
    if before is not None and db.session.get_one(Meeting, before).state == "held":
        raise Refused(_("Mødet er afholdt. Skriv, hvad det besluttede om punktet. Vælg «Udsat», hvis det skal vente."))
    if meeting is not None:
        if meeting.body_id != item.body_id:
            raise Refused(_("Mødet er i et andet organ end punktet. Vælg et møde i det samme organ."))
        if meeting.state not in COMING:
            raise Refused(_("Mødet er afholdt eller aflyst. Vælg et kommende møde."))
        decided = select(Decision.id).where(Decision.item_id == item.id, Decision.meeting_id == meeting.id)
        if db.session.scalar(decided) is not None:
            raise Refused(_("Mødet har allerede besluttet noget om punktet. Vælg et senere møde."))
        item.position = _last_place(meeting.id) + 1
    item.meeting_id, item.state = meeting_id, "open"
    item.version += 1
    record(doing, "agenda_item.put", "agenda_item", item.id, {"meeting": [before, meeting_id]})
    db.session.flush()
    return item


def move_up(item_id: int, *, version: int, doing: Doing) -> AgendaItem:
    """Change places with the item above that waits to be decided. Raises NotFound, EditConflict, and Refused."""
    item = take_item(item_id, version)
    meeting = db.session.get(Meeting, item.meeting_id) if item.meeting_id is not None else None
    if meeting is None or meeting.state not in COMING:
        raise Refused(_("Punktet står ikke på en dagsorden, der kan ændres."))
    above = db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.state == "open", AgendaItem.position < item.position)
        .order_by(AgendaItem.position.desc())
        .limit(1)
        .with_for_update(of=AgendaItem)
    )
    if above is None:
        raise Refused(_("Punktet står allerede øverst."))
    item.position, above.position = above.position, item.position
    item.version, above.version = item.version + 1, above.version + 1
    record(doing, "agenda_item.move_up", "agenda_item", item.id, {"position": [above.position, item.position]})
    db.session.flush()
    return item


def take_meeting(meeting_id: int, version: int) -> Meeting:
    """The meeting, held until the transaction ends. Raises NotFound, EditConflict."""
    meeting = lock_row(Meeting, meeting_id)
    if meeting.version != version:
        raise EditConflict(_("En anden har ændret mødet, siden du åbnede siden. Se det igennem, og prøv igen."))
    return meeting


def _refuse_taken(body_id: int, days: list[date]) -> None:
    there = select(func.min(Meeting.held_on)).where(
        Meeting.body_id == body_id, Meeting.held_on.in_(days), Meeting.state != "cancelled"
    )
    taken = db.session.scalar(there)
    if taken is not None:
        message = _("Organet har allerede et møde %(day)s. Vælg en anden dag.", day=long_day(taken))
        raise Refused(message, field="held_on")


def _has_decided(meeting: Meeting) -> bool:
    query = select(Decision.id).where(Decision.meeting_id == meeting.id).limit(1)
    return db.session.scalar(query) is not None


def _last_place(meeting_id: int) -> int:
    """The last place on an agenda, whether its item has been decided about or not."""
    waiting = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting_id)
    decided = select(func.max(Decision.position)).where(Decision.meeting_id == meeting_id)
    return max(db.session.scalar(waiting) or 0, db.session.scalar(decided) or 0)


def _move(meeting: Meeting, state: str, doing: Doing, **more: str) -> Meeting:
    before, meeting.state = meeting.state, state
    meeting.version += 1
    told: dict[str, object] = {"state": [before, state]}
    told |= {name: [None, text] for name, text in more.items()}
    record(doing, f"meeting.{state}", KIND, meeting.id, told)
    db.session.flush()
    return meeting
