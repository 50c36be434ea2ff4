"""Reading accounts, and the person behind a session."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.auth.model import Account, UserSession
from app.auth.sessions import hash_token, is_live
from app.auth.viewer import Grant, Viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.leaving.store import falls_to
from app.organisation.model import Municipality, Person, RoleGrant


def find_account(email: str) -> Account | None:
    """The account of the active person with this mail address, locked until the transaction ends."""
    return db.session.scalar(
        select(Account)
        .join(Account.person)
        .where(Person.email == email.strip().lower(), Person.is_active)
        .with_for_update(of=Account)
    )


def find_password_hash(email: str) -> str:
    """The hash of the active person with this mail address; "" for nobody, and for an account without a password."""
    found = db.session.scalar(
        select(Account.password_hash)
        .join(Account.person)
        .where(Person.email == email.strip().lower(), Person.is_active)
    )
    return found or ""


def get_account_of(email: str) -> Account:
    """As `find_account`. Raises NotFound."""
    account = find_account(email)
    if account is None:
        raise NotFound
    return account


def find_account_of_person(person_id: int) -> Account | None:
    """The person's account, whether the person may come in or not."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def list_live_sessions(account_id: int, *, now: datetime) -> Sequence[UserSession]:
    """The browsers where the account is signed in, the last used first."""
    return db.session.scalars(
        select(UserSession)
        .where(UserSession.account_id == account_id, is_live(now))
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    ).all()


def has_business(person: Person, *, today: date) -> bool:
    """Whether a role counts today, or anything falls to the person: a leader without a role has tasks here."""
    return any(grant.counts_on(today) for grant in person.grants) or falls_to(person.id)


def find_viewer(token: str, *, now: datetime) -> Viewer | None:
    """The person a session's token speaks for: None when the session has ended or the person has left.

    In one statement, since every page asks it: with the roles, and with the municipality's own row, which the frame
    round every page names.
    """
    found = (
        db.session.execute(
            select(UserSession, Municipality)
            .join(UserSession.account)
            .join(Account.person)
            .outerjoin(Municipality, Municipality.id == 1)
            .where(UserSession.token_hash == hash_token(token), is_live(now), Person.is_active)
            .options(
                joinedload(UserSession.account).joinedload(Account.person).joinedload(Person.unit),
                joinedload(UserSession.account)
                .joinedload(Account.person)
                .joinedload(Person.grants)
                .joinedload(RoleGrant.unit),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        return None
    row, municipality = found
    # Kept by the database session, which else lets go of it and reads it again.
    db.session.info["municipality"] = municipality
    return _viewer(row.account, token=token, session_row_id=row.id, seen_at=row.seen_at, today=clock.day_of(now))


def find_viewer_of(person_id: int, *, now: datetime) -> Viewer | None:
    """A person as they may act now, outside any session: for a job they ordered. None when they have left."""
    account = db.session.scalar(
        select(Account)
        .join(Account.person)
        .where(Person.id == person_id, Person.is_active)
        .options(
            joinedload(Account.person).joinedload(Person.unit),
            joinedload(Account.person).selectinload(Person.grants).joinedload(RoleGrant.unit),
        )
    )
    if account is None:
        return None
    return _viewer(account, token="", session_row_id=0, seen_at=now, today=clock.day_of(now))


def _viewer(account: Account, *, token: str, session_row_id: int, seen_at: datetime, today: date) -> Viewer:
    """The viewer of an account whose person and grants are loaded. A role counts to the end of its last day."""
    person = account.person
    return Viewer(
        person_id=person.id,
        name=person.name,
        email=person.email,
        token=token,
        session_row_id=session_row_id,
        account_id=account.id,
        seen_at=seen_at,
        unit_path=person.unit.path if person.unit else "",
        grants=tuple(Grant(role=grant.role, path=grant.unit.path) for grant in person.grants if grant.counts_on(today)),
        has_shortcuts=account.has_shortcuts,
    )
