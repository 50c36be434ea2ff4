"""Signing out elsewhere, and what a person chooses for themselves."""

from app.audit.actions import Doing, record
from app.auth.model import Account
from app.auth.sessions import end_session, end_sessions_of
from app.auth.store import list_live_sessions
from app.core.db import db
from app.core.errors import NotFound


def sign_out_there(account_id: int, session_row_id: int, *, doing: Doing) -> None:
    """End one of the account's own sessions. Raises NotFound for another's, and for one that has ended."""
    found = next((row for row in list_live_sessions(account_id, now=doing.at) if row.id == session_row_id), None)
    if found is None:
        raise NotFound
    end_session(found.id, now=doing.at)
    record(doing, "auth.end_session", "account", account_id)


def choose_shortcuts(account_id: int, *, wanted: bool) -> None:
    """Let single keys do something for this person, or not."""
    db.session.get_one(Account, account_id).has_shortcuts = wanted
    db.session.flush()


def sign_out_elsewhere(account_id: int, *, but: int, doing: Doing) -> int:
    """End all of the account's sessions but one; gives how many."""
    ended = end_sessions_of(db.session.get_one(Account, account_id), now=doing.at, but=but)
    record(doing, "auth.end_sessions", "account", account_id, {"count": [ended, 0]})
    return ended
