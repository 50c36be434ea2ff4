"""Reading the table of groups, and who an account is at the provider."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.auth.model import Account, ExternalIdentity
from app.core.db import db
from app.core.errors import NotFound
from app.oidc.model import GroupRole
from app.organisation.model import Person, RoleGrant, Unit

FROM_GROUP = "oidc"
"""`RoleGrant.source` of a role that a group gave."""


@dataclass(frozen=True)
class Line:
    """A row of the table of groups, and how many people hold its role by a group now."""

    row: GroupRole
    people: int


def list_group_roles() -> Sequence[Line]:
    """The whole table, in the order of groups and units. One query, however many rows."""
    holders = (
        select(func.count(func.distinct(RoleGrant.person_id)))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == GroupRole.role,
            RoleGrant.unit_id == GroupRole.unit_id,
            RoleGrant.source == FROM_GROUP,
            Person.is_active,
        )
        .correlate(GroupRole)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(GroupRole, holders)
        .join(GroupRole.unit)
        .options(joinedload(GroupRole.unit))
        .order_by(GroupRole.group, Unit.sort_key, GroupRole.id)
    ).all()
    return [Line(row=row, people=people) for row, people in rows]


def list_role_table() -> list[tuple[str, str, int]]:
    """(group, role, number of the unit), for units that are open."""
    rows = db.session.execute(
        select(GroupRole.group, GroupRole.role, GroupRole.unit_id)
        .join(GroupRole.unit)
        .where(~Unit.is_closed)
        .order_by(GroupRole.id)
    )
    return [(group, role, unit_id) for group, role, unit_id in rows]


def get_group_role(row_id: int) -> GroupRole:
    """A row of the table. Raises NotFound."""
    row = db.session.get(GroupRole, row_id)
    if row is None:
        raise NotFound
    return row


def find_account_of(issuer: str, subject: str) -> Account | None:
    """The account that this user of the provider has."""
    return db.session.scalar(
        select(Account)
        .join(ExternalIdentity, ExternalIdentity.account_id == Account.id)
        .where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject)
    )


def list_identities(person: Person) -> Sequence[ExternalIdentity]:
    """Who a person is at providers."""
    return db.session.scalars(
        select(ExternalIdentity).join(ExternalIdentity.account).where(Account.person_id == person.id)
    ).all()


def list_grants_by_group(role: str, unit_id: int) -> Sequence[RoleGrant]:
    """The grants that a group gave of this role in this unit."""
    return db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.role == role, RoleGrant.unit_id == unit_id, RoleGrant.source == FROM_GROUP)
        .options(joinedload(RoleGrant.person), joinedload(RoleGrant.unit))
        .order_by(RoleGrant.id)
    ).all()
