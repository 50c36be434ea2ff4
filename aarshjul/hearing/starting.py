"""Starting a hearing, and asking more people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.hearing.asking import Asked, find_asked, names_of, refuse_many
from aarshjul.hearing.letters import write_asked
from aarshjul.hearing.model import Hearing, HearingParticipant
from aarshjul.hearing.rules import (
    KIND,
    default_due,
    due_date,
    remind_on,
    why_not_answer,
    why_not_due,
    why_not_meet,
)
from aarshjul.hearing.store import find_running, standing_of
from app.attachment.actions import AddFiles, NewFile, add_files
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import add_unique, db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from app.core.filters import long_day
from app.organisation.model import Person, Unit
from register.activity.actions import lock_activity
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from register.template.model import ActivityTemplate


@dataclass(frozen=True, kw_only=True)
class StartHearing:
    """Ask these people. It is about the record or the template named, in the version that was read, or the files."""

    title: str
    question: str = ""
    mode: str = "written"
    meets_on: date | None = None
    begins: str = ""
    place: str = ""
    due_on: date
    asked: Asked
    unit_id: int
    activity_id: int | None = None
    template_id: int | None = None
    read: int | None = None
    files: Sequence[NewFile] = ()


def start_hearing(command: StartHearing, *, doing: Doing) -> Hearing:
    """Ask people, and let a record whose state allows it be in hearing meanwhile, in the same transaction.

    1. What it is about is held, and must be the version that was read.
    2. The deadline is moved to a working day. Everybody who is asked gets a mail.

    Raises Refused, naming the field, for what cannot be used; EditConflict where it has been changed since.
    """
    today = clock.day_of(doing.at)
    due_on = refuse_due(command.due_on, meets_on=command.meets_on, today=today)
    is_joint = command.mode == "joint"
    problem = why_not_meet(command.mode, command.meets_on, today=today, closed=get_closed_days())
    if problem:
        raise Refused(_(problem), field="meets_on")
    people = find_asked(command.asked, today=today)
    hearing = Hearing(
        title=command.title,
        question=command.question,
        unit_id=command.unit_id,
        mode=command.mode,
        meets_on=command.meets_on if is_joint else None,
        begins=command.begins if is_joint else "",
        place=command.place if is_joint else "",
        due_on=due_on,
        made_at=doing.at,
        made_by_id=doing.person_id,
    )
    _point_at_subject(hearing, command, doing=doing)
    add_unique(hearing, Refused(_("Der er allerede en høring i gang om det samme. Afslut den høring først.")))
    if hearing.subject_kind == "document" and not command.files:
        raise Refused(_("Læg det dokument på, de skal læse."), field="files")
    add_files(AddFiles(kind=KIND, subject_id=hearing.id, files=command.files), doing=doing)
    _ask(hearing, people, doing=doing)
    told: dict[str, list[object]] = {
        "title": [None, hearing.title],
        "heard_as": [None, hearing.mode],
        "due_on": [None, due_on.isoformat()],
        "participants": [None, names_of(people)],
    }
    if hearing.meets_on:
        told["meets_on"] = [None, hearing.meets_on.isoformat()]
    record(doing, "hearing.start", KIND, hearing.id, told)
    db.session.flush()
    return hearing


def ask_more(hearing_id: int, asked: Asked, *, doing: Doing) -> int:
    """Ask more people in a hearing that runs. Gives how many it was.

    Raises Refused when it is over, or all of them are asked already.
    """
    hearing = lock_row(Hearing, hearing_id)
    problem = why_not_answer(standing_of(hearing))
    if problem:
        raise Refused(_(problem))
    there = set(
        db.session.scalars(select(HearingParticipant.person_id).where(HearingParticipant.hearing_id == hearing_id))
    )
    found = find_asked(asked, today=clock.day_of(doing.at))
    people = {person: party for person, party in found.items() if person.id not in there}
    if not people:
        raise Refused(_("De er allerede spurgt. Vælg andre."), field="people")
    refuse_many(len(there) + len(people))
    _ask(hearing, people, doing=doing)
    hearing.version += 1
    record(doing, "hearing.ask", KIND, hearing.id, {"participants": [None, names_of(people)]})
    db.session.flush()
    return len(people)


def refuse_due(due_on: date, *, meets_on: date | None, today: date) -> date:
    """The working day that people have until. Raises Refused, naming the field, where it cannot be due then."""
    closed = get_closed_days()
    problem = why_not_due(due_on, today=today, closed=closed, quiet_weeks=get_quiet_weeks(), meets_on=meets_on)
    if problem:
        raise Refused(_(problem), field="due_on")
    return due_date(due_on, closed)


def proposed_due(today: date) -> date:
    """The deadline that is proposed for a hearing that starts today."""
    return default_due(today, get_closed_days(), get_quiet_weeks())


def _point_at_subject(hearing: Hearing, command: StartHearing, *, doing: Doing) -> None:
    if command.activity_id is not None:
        _point_at_record(hearing, command.activity_id, command, doing=doing)
    elif command.template_id is not None:
        template = lock_row(ActivityTemplate, command.template_id)
        if template.version != command.read:
            raise EditConflict(_("Skabelonen har fået en ny udgave, siden du åbnede siden. Se den igennem først."))
        if find_running("template", template.id):
            raise Refused(_("Der er allerede en høring i gang om det samme. Afslut den høring først."))
        hearing.subject_kind, hearing.template_id = "template", template.id
        hearing.subject_version = template.version
    else:
        hearing.subject_kind = "document"


def _point_at_record(hearing: Hearing, activity_id: int, command: StartHearing, *, doing: Doing) -> None:
    activity = lock_activity(activity_id)
    if activity.version != command.read:
        raise EditConflict(_("En anden har rettet behandlingen, siden du åbnede siden. Se den igennem først."))
    if activity.status == "retired":
        raise Refused(_("Behandlingen er udgået. Tag den i brug igen først."))
    if find_running("activity", activity.id):
        raise Refused(_("Der er allerede en høring i gang om det samme. Afslut den høring først."))
    step = STEPS["send_to_hearing"]
    if activity.status in step.since:
        note = _("Høring: %(title)s. Svar senest %(day)s.", title=hearing.title, day=long_day(hearing.due_on))
        activity = take_step(
            TakeStep(activity_id=activity.id, step=step, version=activity.version, note=note), doing=doing
        )
    hearing.moves_record = activity.status == step.to
    hearing.subject_kind, hearing.activity_id = "activity", activity.id
    hearing.subject_version = activity.version


def _ask(hearing: Hearing, people: Mapping[Person, str], *, doing: Doing) -> None:
    remind = remind_on(hearing.due_on, asked_on=clock.day_of(doing.at), closed=get_closed_days())
    rows = [
        HearingParticipant(hearing=hearing, person=person, party=party, asked_at=doing.at, remind_on=remind)
        for person, party in people.items()
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        write_asked(row, at=doing.at)


def unit_of_record(unit_id: int | None) -> int:
    """Whose a hearing of a record is: the record's unit; the municipality's where it lies in none."""
    if unit_id is not None:
        return unit_id
    root = db.session.scalar(select(Unit.id).where(Unit.kind == "municipality"))
    if root is None:
        raise NotFound
    return root
