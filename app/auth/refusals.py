"""What the audit trail is told of somebody who was not let through: from which network address, and at whose account.

Nothing of what was typed is told, not even the mail address: now and then people type their password there.
"""

from datetime import datetime

from flask import has_request_context, request

from app.audit.actions import Doing, record
from app.throttle.actions import Locks


def tell_refusal(
    verb: str, account_id: int | None, *, at: datetime, locks: Locks, by_id: int | None = None, via: str = "web"
) -> None:
    """Tell that a try was wrong, and each lock that begins with it (`claim_tries`); what knocks at a lock is not told.

    `by_id` is the person who is signed in; None at the door, where nobody is known yet.
    """
    doing, network = Doing(at=at, person_id=by_id, via=via), network_address()
    record(doing, verb, "account", account_id, {"network": network})
    for lock in locks:
        record(doing, "auth.lock", "account", account_id, {"lock": lock, "network": network})


def network_address() -> str:
    """Where the request came from; "" where there is none."""
    return (request.remote_addr or "")[:60] if has_request_context() else ""
