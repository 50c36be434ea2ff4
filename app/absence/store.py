"""Reading absences."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import case, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.absence.model import Absence
from app.auth.viewer import Viewer
from app.core.db import db
from app.core.errors import NotFound
from app.leaving.store import falls_to
from app.organisation.model import Person
from app.organisation.rules import Period

NO_WORK = frozenset({"auditor", "reader", "dds"})
"""Roles that only read: nothing falls to them that somebody else would have to do."""


def needs_deputy(viewer: Viewer) -> bool:
    """Whether anything can fall to a person that a deputy would take; else colleagues are none of their business."""
    return bool(viewer.roles - NO_WORK) or falls_to(viewer.person_id)


def list_periods(from_on: date, to_on: date) -> Sequence[Period]:
    """All absences that hold on any of these days; a deputy who has left counts as none. One statement."""
    deputy = aliased(Person)
    rows = db.session.execute(
        select(Absence.person_id, Absence.from_on, Absence.to_on, case((deputy.is_active, Absence.deputy_id)))
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.to_on >= from_on, Absence.from_on <= to_on)
        .order_by(Absence.id)
    )
    return [Period(*row) for row in rows]


def list_of_person(person_id: int, *, since: date) -> Sequence[Absence]:
    """A person's absences that are not over by `since`, the next first."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.person_id == person_id, Absence.to_on >= since)
        .options(joinedload(Absence.deputy))
        .order_by(Absence.from_on, Absence.id)
    ).all()


def list_stood_in_for(person_id: int, *, since: date) -> Sequence[Absence]:
    """The absences in which this person is the deputy and that are not over by `since`, the next first."""
    return db.session.scalars(
        select(Absence)
        .join(Absence.person)
        .where(Absence.deputy_id == person_id, Absence.to_on >= since, Person.is_active)
        .options(joinedload(Absence.person))
        .order_by(Absence.from_on, Absence.id)
    ).all()


def list_about(person_id: int, *, today: date) -> Sequence[Absence]:
    """Those of today that concern a person: away, or deputy of one who is. One small read for the front page."""
    return db.session.scalars(
        select(Absence)
        .join(Absence.person)
        .where(or_(Absence.person_id == person_id, Absence.deputy_id == person_id))
        .where(Absence.from_on <= today, Absence.to_on >= today, Person.is_active)
        .options(joinedload(Absence.person), joinedload(Absence.deputy))
        .order_by(Absence.to_on, Absence.id)
    ).all()


def get_absence(absence_id: int, *, person_id: int) -> Absence:
    """One of the person's absences. Raises NotFound."""
    absence = db.session.scalar(
        select(Absence)
        .where(Absence.id == absence_id, Absence.person_id == person_id)
        .options(joinedload(Absence.person), joinedload(Absence.deputy))
    )
    if absence is None:
        raise NotFound
    return absence


def has_turned(after: date, until: date) -> bool:
    """Whether somebody went away or came back on a day after the first and up to the last."""
    came_back = (Absence.to_on >= after) & (Absence.to_on < until)
    went = (Absence.from_on > after) & (Absence.from_on <= until)
    return db.session.scalar(select(Absence.id).where(or_(went, came_back)).limit(1)) is not None
