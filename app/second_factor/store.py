"""Reading who has a second factor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.auth.model import Account, RecoveryCode
from app.auth.secrets_at_rest import Unreadable, decrypt
from app.core.db import db
from app.organisation.model import Person, RoleGrant


@dataclass(frozen=True)
class State:
    """A person's second factor: since when, how many recovery codes are left, and whether the program can read it.

    `has_password` is False for who comes in by the municipality's own sign-in alone, where no code is asked for.
    """

    since_at: datetime | None
    codes_left: int
    is_readable: bool
    has_password: bool


@dataclass(frozen=True)
class Share:
    """How many people hold a role, and how many of them have a second factor."""

    people: int = 0
    with_factor: int = 0


def find_account(account_id: int) -> Account | None:
    """The account, with person and roles, of somebody who may still come in."""
    return db.session.scalar(
        select(Account)
        .join(Account.person)
        .where(Account.id == account_id, Person.is_active)
        .options(joinedload(Account.person).selectinload(Person.grants))
    )


def find_state(account: Account | None) -> State:
    """What there is to say about an account's second factor."""
    if account is None:
        return State(since_at=None, codes_left=0, is_readable=True, has_password=False)
    return State(
        since_at=account.totp_since_at,
        codes_left=count_codes_left(account.id) if account.has_second_factor else 0,
        is_readable=not account.has_second_factor or can_read(account),
        has_password=bool(account.password_hash),
    )


def can_read(account: Account) -> bool:
    """Whether the secret was encrypted with the SECRET_KEY of today."""
    try:
        read_secret(account)
    except Unreadable:
        return False
    return True


def read_secret(account: Account) -> str:
    """The secret that the phone holds too. Raises Unreadable."""
    return decrypt(account.totp_secret, about=secret_name(account.id))


def secret_name(account_id: int) -> str:
    """What an encrypted secret is bound to."""
    return f"totp of account {account_id}"


def count_codes_left(account_id: int) -> int:
    """Recovery codes that have not been used."""
    query = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def count_by_role(*, today: date) -> Mapping[str, Share]:
    """For each role that somebody may come in with: how many do, and how many have a second factor."""
    has_factor = case((Account.totp_since_at.is_not(None), Person.id))
    rows = db.session.execute(
        select(RoleGrant.role, func.count(func.distinct(Person.id)), func.count(func.distinct(has_factor)))
        .join(RoleGrant.person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.is_active, RoleGrant.counts_on(today))
        .group_by(RoleGrant.role)
        .order_by(RoleGrant.role)
    )
    return {role: Share(people=people, with_factor=having) for role, people, having in rows}
