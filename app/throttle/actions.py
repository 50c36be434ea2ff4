"""Claiming a try before it is made.

A try is counted first and made afterwards, so that tries from several processes at the same moment cannot share one
place. A right one sets the count back.
"""

import hmac
from datetime import datetime
from hashlib import sha256

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.core.db import db, insert_new
from app.core.errors import Refused
from app.throttle.model import Throttle
from app.throttle.rules import FORGOTTEN_AFTER, Guard, minutes_left

Locks = tuple[str, ...]
"""Kinds of guards."""


def claim_try(guard: Guard, what: str, *, now: datetime) -> Locks:
    """Count a try at `what` under this guard. The caller commits before the try is made. Raises Refused: wait.

    A try that must wait is not counted: whoever waits as told gets in.
    """
    return claim_tries((guard, what), now=now)


def claim_tries(*keys: tuple[Guard, str], now: datetime) -> Locks:
    """Count a try that stands under several guards: under all, or, when one of them says wait, under none.

    Gives the guards that begin to hold back when this try is wrong: to be told once, and by this caller alone.

    Every caller names the guards in the same order, so that two that want the same rows do not wait for each other.
    """
    rows = [(guard, _locked_row(guard, what, now)) for guard, what in keys]
    until = max((row.locked_until_at for _guard, row in rows if row.locked_until_at), default=now)
    if until > now:
        minutes = minutes_left(until, now)
        raise Refused(
            _("For mange forsøg. Vent 1 minut, og prøv igen.")
            if minutes == 1
            else _("For mange forsøg. Vent %(n)d minutter, og prøv igen.", n=minutes)
        )
    for guard, row in rows:
        left, row.last_at = guard.left_of(row.failed_count, last_at=row.last_at, now=now)
        row.failed_count = left + 1
        wait = guard.wait_after(row.failed_count)
        row.locked_until_at = now + wait if wait else None
    db.session.flush()
    return tuple(guard.kind for guard, row in rows if guard.begins_after(row.failed_count))


def give_back_try(guard: Guard, what: str, *, now: datetime) -> None:
    """The try was right: it counts no more, but the wrong ones of others before it still do."""
    row = _locked_row(guard, what, now)
    row.failed_count = max(0, row.failed_count - 1)
    wait = guard.wait_after(row.failed_count)
    row.locked_until_at = min(row.locked_until_at or now, now + wait) if wait else None
    db.session.flush()


def forget_tries(guard: Guard, what: str) -> None:
    """The try was right: the next wrong one counts as the first."""
    db.session.execute(delete(Throttle).where(Throttle.key == _key(guard, what)))


def sweep_tries(*, now: datetime) -> None:
    """Remove what counts no more."""
    db.session.execute(delete(Throttle).where(Throttle.last_at < now - FORGOTTEN_AFTER))


def _locked_row(guard: Guard, what: str, now: datetime) -> Throttle:
    """The row of the key, made when it is not there, and locked until the transaction ends."""
    key = _key(guard, what)
    query = select(Throttle).where(Throttle.key == key).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(query)
    while row is None:
        # Somebody else may forget it between the two statements: then once more.
        db.session.execute(insert_new(Throttle).values(key=key, failed_count=0, last_at=now))
        row = db.session.scalar(query)
    return row


def _key(guard: Guard, what: str) -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), f"throttle/{guard.key_of(what)}".encode(), sha256).hexdigest()
