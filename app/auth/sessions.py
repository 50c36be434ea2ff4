"""Browsers that are signed in: begun, found again, ended.

The cookie holds a random token and the row its hash, so that neither the database nor a log lets anybody in. A
session ends by itself when nobody has used it for a while (`SESSION_IDLE_MINUTES`) and at the latest after
`SESSION_HOURS`; a new password, a closed access and "log out there" end it at once.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app, request
from sqlalchemy import ColumnElement, and_, delete, update

from app.auth.model import Account, UserSession
from app.core.db import db
from app.core.text import one_line
from config import Settings

SEEN_EVERY = timedelta(minutes=2)
"""How exactly `seen_at` is kept: not at every request, because each note is a write."""

KEPT_FOR = timedelta(days=30)


def begin_session(account: Account, *, via: str, now: datetime, idp_token: str = "") -> str:
    """A new session of the account; gives the token for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        UserSession(
            account_id=account.id,
            token_hash=hash_token(token),
            via=via,
            started_at=now,
            seen_at=now,
            address=(request.remote_addr or "")[:60],
            agent=one_line(request.headers.get("User-Agent", ""))[:200],
            idp_token=idp_token,
        )
    )
    db.session.flush()
    return token


def is_live(now: datetime) -> ColumnElement[bool]:
    """SQL: the session still opens the door at this moment."""
    settings: Settings = current_app.config["SETTINGS"]
    return and_(
        UserSession.ended_at.is_(None),
        UserSession.seen_at > now - timedelta(minutes=settings.session_idle_minutes),
        UserSession.started_at > now - timedelta(hours=settings.session_hours),
    )


def note_seen(session_row_id: int, *, now: datetime) -> None:
    """Remember that the session was used."""
    db.session.execute(update(UserSession).where(UserSession.id == session_row_id).values(seen_at=now))


def end_session(session_row_id: int, *, now: datetime) -> None:
    """The session opens nothing any more."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_row_id, UserSession.ended_at.is_(None))
        .values(ended_at=now, idp_token="")
    )


def end_sessions_of(account: Account, *, now: datetime, but: int | None = None) -> int:
    """End all sessions of the account, except the row `but`; gives how many were live or idle."""
    ended = db.session.execute(
        update(UserSession)
        .where(UserSession.account_id == account.id, UserSession.ended_at.is_(None), UserSession.id != (but or 0))
        .values(ended_at=now, idp_token="")
    )
    return int(getattr(ended, "rowcount", 0))


def sweep_sessions(*, now: datetime) -> None:
    """Remove sessions that ended, or could open nothing any more, a month ago: till then their owner may look."""
    db.session.execute(delete(UserSession).where(UserSession.seen_at < now - KEPT_FOR))


def hash_token(token: str) -> str:
    """What is kept of a random token. It is long and random, so that a plain hash cannot be guessed back."""
    return sha256(token.encode()).hexdigest()
