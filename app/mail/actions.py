"""What becomes of a mail in the outbox. One row is changed and counted; nothing here commits."""

from datetime import datetime, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, ScalarSelect, Update, case, or_, select, update

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.mail.model import OutgoingMail
from app.mail.rules import SECRET_KINDS, delay_after, short_words
from app.token.rules import GOOD_FOR

_WAITS = OutgoingMail.state == "waiting"


def claim(mail_id: int, *, worker: str, now: datetime, at: datetime) -> bool:
    """Take a mail that is due at `now` for `worker`; False when another was first. Commit before it is sent."""
    return _changed(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id, _WAITS, OutgoingMail.try_at <= now)
        .values(state="claimed", claimed_at=at, claimed_by=worker)
    )


def free_stale_claims(now: datetime, *, lasts: timedelta) -> int:
    """Let mails go whose worker has died with them; the try counts. Returns how many.

    A claim from the future is stale too: the clock was set back.
    """
    stale = _ids_that_nobody_else_holds(
        OutgoingMail.state == "claimed",
        or_(OutgoingMail.claimed_at < now - lasts, OutgoingMail.claimed_at > now + lasts),
    )
    return _count(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_(stale))
        .values(state="waiting", try_at=now, claimed_at=None, claimed_by="", attempts=OutgoingMail.attempts + 1)
    )


def mark_sent(mail_id: int, *, at: datetime, words: str) -> None:
    """The server took it. That is a fact, even where the claim was freed meanwhile. A secret text is removed."""
    _count(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id)
        .values(
            state="sent", sent_at=at, server_said=short_words(words), attempts=OutgoingMail.attempts + 1,
            **_without_secrets(),
        )
    )  # fmt: skip


def mark_later(mail_id: int, *, worker: str, now: datetime, words: str) -> bool:
    """This try failed; the mail waits for its next one, or has failed when there were too many. True when it waits."""
    tries = (db.session.scalar(select(OutgoingMail.attempts).where(OutgoingMail.id == mail_id)) or 0) + 1
    delay = delay_after(tries)
    values: dict[str, Any] = {"attempts": tries, "server_said": short_words(words)}
    if delay is None:
        values["state"] = "failed"
    else:
        values |= {"state": "waiting", "try_at": now + delay}
    _count(_held(mail_id, worker).values(values))
    return delay is not None


def put_back(mail_id: int, *, worker: str, until: datetime, words: str) -> None:
    """The server would not talk about any mail: this one waits, and no try is counted."""
    _count(_held(mail_id, worker).values(state="waiting", try_at=until, server_said=short_words(words)))


def postpone_due(now: datetime, *, until: datetime, words: str) -> int:
    """All mails that are due wait until `until`: the server is ill. Returns how many."""
    due = _ids_that_nobody_else_holds(_WAITS, OutgoingMail.try_at <= now)
    return _count(
        update(OutgoingMail).where(OutgoingMail.id.in_(due)).values(try_at=until, server_said=short_words(words))
    )


def mark_failed(mail_id: int, *, worker: str, words: str) -> None:
    """The server refused it for good."""
    _count(
        _held(mail_id, worker).values(
            state="failed", server_said=short_words(words), attempts=OutgoingMail.attempts + 1
        )
    )


def cancel(mail_id: int, *, worker: str, reason: str) -> None:
    """What it was to tell is no longer so. A secret text is removed."""
    _count(_held(mail_id, worker).values(state="cancelled", server_said=short_words(reason), **_without_secrets()))


def forget_secrets(now: datetime) -> None:
    """Remove the texts of mails that could not be sent, when the link in them opens nothing any more."""
    _count(
        update(OutgoingMail)
        .where(OutgoingMail.kind.in_(SECRET_KINDS), OutgoingMail.created_at < now - max(GOOD_FOR.values()))
        .where(OutgoingMail.state == "failed", OutgoingMail.body_text != "")
        .values(body_text="", body_html="")
    )


def send_again(mail: OutgoingMail, *, doing: Doing) -> None:
    """Try a mail anew that waits or has failed: due at once, with all its tries before it."""
    changed = _changed(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail.id, OutgoingMail.state.in_(("waiting", "failed")))
        .values(state="waiting", try_at=doing.at, attempts=0)
    )
    if not changed:
        raise Refused(_("Mailen er sendt eller ved at blive det. Den sendes ikke igen."))
    db.session.refresh(mail)
    record(doing, "mail.send_again", "mail", mail.id)


def _without_secrets() -> dict[str, Any]:
    """The bodies as they stay when a mail is done with: empty where they held a link that lets a person in."""
    is_secret = OutgoingMail.kind.in_(SECRET_KINDS)
    return {
        "body_text": case((is_secret, ""), else_=OutgoingMail.body_text),
        "body_html": case((is_secret, ""), else_=OutgoingMail.body_html),
    }


def _held(mail_id: int, worker: str) -> Update:
    return update(OutgoingMail).where(
        OutgoingMail.id == mail_id, OutgoingMail.state == "claimed", OutgoingMail.claimed_by == worker
    )


def _ids_that_nobody_else_holds(*conditions: Any) -> ScalarSelect[int]:
    """Rows another process is changing just now are left to it: two that change many would wait for each other."""
    chosen = select(OutgoingMail.id).where(*conditions).order_by(OutgoingMail.id)
    return chosen.with_for_update(skip_locked=True).scalar_subquery()


def _changed(statement: Update) -> bool:
    return _count(statement) == 1


def _count(statement: Update) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], result).rowcount
