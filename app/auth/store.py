"""Reading accounts, and the person behind a session."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.auth.model import Account
from app.auth.viewer import Grant, Viewer
from app.core.db import db
from app.organisation.model import Person, RoleGrant


def find_account(email: str) -> Account | None:
    """The account of the active person with this mail address, locked until the transaction ends."""
    return db.session.scalar(
        select(Account)
        .join(Account.person)
        .where(Person.email == email.strip().lower(), Person.is_active)
        .with_for_update(of=Account)
    )


def find_viewer(session_id: str) -> Viewer | None:
    """The person a session speaks for: None when the account is gone, changed its password or has left."""
    stamp, _, number = session_id.partition(":")
    if not number.isdecimal():
        return None
    account = db.session.scalar(
        select(Account)
        .join(Account.person)
        .where(Account.id == int(number), Account.stamp == stamp, Person.is_active)
        .options(
            joinedload(Account.person).joinedload(Person.unit),
            joinedload(Account.person).selectinload(Person.grants).joinedload(RoleGrant.unit),
        )
    )
    return make_viewer(account) if account else None


def make_viewer(account: Account) -> Viewer:
    """The viewer of an account whose person and grants are loaded."""
    person = account.person
    return Viewer(
        person_id=person.id,
        name=person.name,
        email=person.email,
        session_id=f"{account.stamp}:{account.id}",
        unit_path=person.unit.path if person.unit else "",
        grants=tuple(Grant(role=grant.role, path=grant.unit.path) for grant in person.grants),
    )
