"""A body as the municipality has it, and who sits in it from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.meeting.deciding import Seat, why_not_seat
from aarshjul.meeting.model import AgendaItem, BodyMember, GoverningBody, Meeting
from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Person, Unit

KIND = "governing_body"


@dataclass(frozen=True, kw_only=True)
class PutBody:
    """A body in the municipality's own words. `body_id` None makes a new one; `version` is the one its reader saw."""

    body_id: int | None
    version: int
    code: str
    name: str
    purpose: str
    mandate: str
    valid_from: date | None
    paper_days: int
    is_retired: bool


@dataclass(frozen=True, kw_only=True)
class PutMember:
    """A membership. `member_id` None makes a new one; `version` is the one its reader saw."""

    body_id: int
    member_id: int | None
    version: int = 0
    person: Person
    unit: Unit | None
    role: str
    from_on: date
    until_on: date | None


def put_body(command: PutBody, *, doing: Doing) -> GoverningBody:
    """Make a body, or change what it is. Raises NotFound, EditConflict, Refused for letters another body has.

    One that still has meetings to come is not retired: they would be nobody's.
    """
    taken = select(GoverningBody.id).where(GoverningBody.code == command.code, GoverningBody.id != command.body_id)
    if command.body_id is None:
        taken = select(GoverningBody.id).where(GoverningBody.code == command.code)
    if db.session.scalar(taken.limit(1)) is not None:
        raise Refused(
            _("Et andet organ hedder allerede «%(code)s». Vælg en anden forkortelse.", code=command.code), field="code"
        )
    values = {
        name: getattr(command, name)
        for name in ("code", "name", "purpose", "mandate", "valid_from", "paper_days", "is_retired")
    }
    if command.body_id is None:
        body = GoverningBody(**values)
        db.session.add(body)
        db.session.flush()
        record(doing, "governing_body.create", KIND, body.id, {name: [None, value] for name, value in values.items()})
        return body
    body = lock_row(GoverningBody, command.body_id)
    if body.version != command.version:
        raise EditConflict(_("En anden har rettet organet, siden du åbnede siden. Se det igennem, og prøv igen."))
    if command.is_retired and not body.is_retired:
        coming = select(Meeting.id).where(Meeting.body_id == body.id, Meeting.state.in_(("planned", "called")))
        if db.session.scalar(coming.limit(1)) is not None:
            raise Refused(_("Organet har møder, der ikke er afholdt. Aflys dem først."), field="is_retired")
        waiting = select(AgendaItem.id).where(
            AgendaItem.body_id == body.id, AgendaItem.state.in_(("draft", "open", "waiting"))
        )
        if db.session.scalar(waiting.limit(1)) is not None:
            raise Refused(
                _("Organet har punkter, der ikke er behandlet. Behandl dem, eller vælg «Tag ikke punktet op» først."),
                field="is_retired",
            )
    told = {name: [getattr(body, name), value] for name, value in values.items() if getattr(body, name) != value}
    for name, value in values.items():
        setattr(body, name, value)
    _keep(body, "governing_body.change", told, doing)
    return body


def put_member(command: PutMember, *, doing: Doing) -> BodyMember:
    """Give somebody a seat, or change one. Raises NotFound, EditConflict, Refused with the field that is wrong.

    A seat stays with who has it: what they have seen and decided there is theirs.
    """
    body = lock_row(GoverningBody, command.body_id)
    held = list(db.session.scalars(select(BodyMember).where(BodyMember.body_id == body.id).order_by(BodyMember.id)))
    member = next((one for one in held if one.id == command.member_id), None)
    if command.member_id is not None and member is None:
        raise NotFound
    if member is not None and member.version != command.version:
        raise EditConflict(_("En anden har rettet medlemskabet, siden du åbnede siden. Se det igennem, og prøv igen."))
    if member is not None and member.person_id != command.person.id:
        raise Refused(
            _("Personen kan ikke skiftes ud her. Skriv en slutdato, og opret den nye som nyt medlem."), field="person"
        )
    seat = Seat(
        person_id=command.person.id, role=command.role, from_on=command.from_on, until_on=command.until_on,
        unit_id=command.unit.id if command.unit else None,
    )  # fmt: skip
    problem = why_not_seat([seat_of(one) for one in held if one is not member], seat)
    if problem:
        raise Refused(_(problem[1]), field=problem[0])
    is_new = member is None
    if member is None:
        member = BodyMember(body_id=body.id)
        db.session.add(member)
    values = {"role": command.role, "from_on": command.from_on, "until_on": command.until_on}
    told: dict[str, object] = {
        name: [None if is_new else getattr(member, name), value]
        for name, value in values.items()
        if is_new or getattr(member, name) != value
    }
    before = member.unit.code if member.unit else None
    if is_new or member.unit_id != (command.unit.id if command.unit else None):
        told["unit"] = [before, command.unit.code if command.unit else None]
    member.person, member.unit = command.person, command.unit
    for name, value in values.items():
        setattr(member, name, value)
    if not is_new:
        member.version += 1
    db.session.flush()
    verb = "governing_body.seat" if is_new else "governing_body.change_seat"
    if told:
        record(doing, verb, KIND, body.id, {"person": [None, command.person.name], **told})
    return member


def seat_of(member: BodyMember) -> Seat:
    """A membership as the rules know it."""
    return Seat(
        person_id=member.person_id, role=member.role, from_on=member.from_on, until_on=member.until_on,
        unit_id=member.unit_id,
    )  # fmt: skip


def _keep(body: GoverningBody, verb: str, told: Mapping[str, object], doing: Doing) -> None:
    if not told:
        return
    body.version += 1
    record(doing, verb, KIND, body.id, told)
    db.session.flush()
