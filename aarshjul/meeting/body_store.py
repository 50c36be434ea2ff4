"""Reading bodies and who sits in them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from aarshjul.meeting.access import Bodies
from aarshjul.meeting.model import BodyMember, GoverningBody, Meeting
from app.auth.rules import ACCESS
from app.core.db import db
from app.core.errors import NotFound
from app.core.slots import Subject
from app.organisation.model import RoleGrant

MOST_MEMBERS = 200
"""So many seats a page shows, those that hold before those that are over."""


def get_body(body_id: int, *, bodies: Bodies) -> GoverningBody:
    """A body among these. Raises NotFound."""
    body = db.session.get(GoverningBody, body_id)
    if body is None or not bodies.holds(body_id):
        raise NotFound
    return body


def list_members(body_id: int, *, on: date) -> Sequence[BodyMember]:
    """The seats of a body, those that hold that day first."""
    is_over = BodyMember.until_on.is_not(None) & (BodyMember.until_on < on)
    query = (
        select(BodyMember)
        .where(BodyMember.body_id == body_id)
        .options(joinedload(BodyMember.person), joinedload(BodyMember.unit))
        .order_by(is_over, BodyMember.from_on, BodyMember.id)
    )
    return db.session.scalars(query.limit(MOST_MEMBERS)).all()


def members_on(body_id: int, day: date) -> list[BodyMember]:
    """Who sits in a body that day, by name."""
    query = (
        select(BodyMember)
        .where(
            BodyMember.body_id == body_id,
            BodyMember.from_on <= day,
            or_(BodyMember.until_on.is_(None), BodyMember.until_on >= day),
        )
        .options(joinedload(BodyMember.person), joinedload(BodyMember.unit))
        .order_by(BodyMember.id)
    )
    members = db.session.scalars(query.limit(MOST_MEMBERS)).all()
    return sorted(members, key=lambda one: (one.person.sort_key, one.id))


def get_member(member_id: int) -> BodyMember:
    """One seat. Raises NotFound."""
    member = db.session.get(BodyMember, member_id)
    if member is None:
        raise NotFound
    return member


def count_members(body_ids: Collection[int], *, on: date) -> dict[int, int]:
    """How many sit in each of these bodies that day."""
    query = (
        select(BodyMember.body_id, func.count())
        .where(
            BodyMember.body_id.in_(body_ids),
            BodyMember.from_on <= on,
            or_(BodyMember.until_on.is_(None), BodyMember.until_on >= on),
        )
        .group_by(BodyMember.body_id)
    )
    return dict(db.session.execute(query).all())


def next_meetings(body_ids: Collection[int], *, on: date) -> dict[int, date]:
    """The next meeting's day of each of these bodies."""
    query = (
        select(Meeting.body_id, func.min(Meeting.held_on))
        .where(Meeting.body_id.in_(body_ids), Meeting.held_on >= on, Meeting.state.in_(("planned", "called")))
        .group_by(Meeting.body_id)
    )
    return dict(db.session.execute(query).all())


def without_access(person_ids: Collection[int], *, on: date) -> frozenset[int]:
    """Of these people, those whose roles let them see no meeting: a seat alone opens nothing."""
    roles = tuple(ACCESS["meeting", "read"])
    query = select(RoleGrant.person_id).where(
        RoleGrant.person_id.in_(person_ids),
        RoleGrant.role.in_(roles),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
    )
    return frozenset(person_ids) - frozenset(db.session.scalars(query))


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What bodies are called in the trail, and where they are."""
    rows = db.session.execute(select(GoverningBody.id, GoverningBody.name).where(GoverningBody.id.in_(ids)))
    return {row_id: Subject("governing_body", row_id, name, f"/moeder/organer/{row_id}") for row_id, name in rows}
