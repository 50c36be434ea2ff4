"""Reading links that open once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.auth.sessions import hash_token
from app.core.db import db
from app.organisation.model import Person
from app.token.model import SingleUseToken
from app.token.rules import INVITATION, LinkState, link_state


def find_link(token: str, *, to_use: bool = False) -> SingleUseToken | None:
    """The link with this token; `to_use` keeps it from everybody else until the transaction ends."""
    query = select(SingleUseToken).where(SingleUseToken.token_hash == hash_token(token))
    return db.session.scalar(query.with_for_update() if to_use else query)


def state_of(link: SingleUseToken | None, *, now: datetime) -> LinkState:
    """What the link is worth now."""
    if link is None:
        return LinkState.UNKNOWN
    return link_state(
        used_at=link.used_at, expires_at=link.expires_at, is_active=link.person.is_active, now=now
    )  # fmt: skip


def find_open_invitations(person_ids: Sequence[int], *, now: datetime) -> Mapping[int, SingleUseToken]:
    """The invitations of these people that still open."""
    rows = db.session.scalars(
        select(SingleUseToken)
        .where(
            SingleUseToken.person_id.in_(person_ids),
            SingleUseToken.purpose == INVITATION,
            SingleUseToken.used_at.is_(None),
            SingleUseToken.expires_at > now,
        )
        .order_by(SingleUseToken.id)
    )
    return {row.person_id: row for row in rows}


def find_last_link(person: Person) -> SingleUseToken | None:
    """The newest link that was mailed to the person."""
    return db.session.scalar(
        select(SingleUseToken).where(SingleUseToken.person_id == person.id).order_by(SingleUseToken.id.desc()).limit(1)
    )


def was_invited(person: Person) -> bool:
    """Whether somebody has invited the person, however long ago the link was good."""
    query = select(SingleUseToken.id).where(
        SingleUseToken.person_id == person.id, SingleUseToken.purpose == INVITATION
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None
