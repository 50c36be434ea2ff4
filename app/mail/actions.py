"""What becomes of a mail in the outbox. One row is changed and counted; nothing here commits."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, cast

from flask_babel import gettext as _
from sqlalchemy import (
    CursorResult,
    ScalarSelect,
    Table,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from app.audit.actions import Doing, record
from app.core.db import UTCDateTime, db
from app.core.errors import Refused
from app.mail.model import OutgoingMail
from app.mail.rules import SECRET_KINDS, short_words
from app.mail.store import due, is_stale
from app.organisation.model import Person
from app.token.rules import GOOD_FOR

_TABLE = cast(Table, OutgoingMail.__table__)


class Claimed(NamedTuple):
    """A mail taken for one worker, as it stands now: what a guard is told, and what is sent.

    Fields are called as the row's. `to_name` is the recipient's ("" where it is to nobody).
    """

    id: int
    key: str
    kind: str
    subject_kind: str
    subject_id: int | None
    person_id: int | None
    to_address: str
    to_name: str
    subject: str
    body_text: str
    body_html: str
    message_id: str
    attempts: int
    created_at: datetime
    claimed_at: datetime
    is_doubtful: bool
    thread: str
    calendar: str


def claim_next(*, worker: str, now: datetime, at: datetime, held: Collection[str] = ()) -> Claimed | None:
    """Take the mail that has waited longest of those due at `now` for `worker`; None when there is none.

    Commit before it is sent. One that another process is changing just now is left to it.
    """
    values = {"taker": worker, "now": now, "at": at} | ({"held": sorted(held)} if held else {})
    row = db.session.connection().execute(_claim_first(has_held=bool(held)), values).one_or_none()
    return None if row is None else Claimed._make(row)


def let_go(mail_id: int, *, worker: str) -> None:
    """Give a mail back as it was before it was claimed: its kind is held."""
    _count(_held(mail_id, worker).values(state="waiting", claimed_at=None, claimed_by=""))


def free_stale_claims(now: datetime, *, lasts: timedelta) -> int:
    """Let mails go whose worker has died with them; the try counts. Returns how many.

    The worker may have handed them over before it died.
    """
    stale = _ids_that_nobody_else_holds(is_stale(now, lasts))
    return _count(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_(stale))
        .values(
            state="waiting", try_at=now, claimed_at=None, claimed_by="", attempts=OutgoingMail.attempts + 1,
            is_doubtful=True,
        )
    )  # fmt: skip


def mark_sent(mail_id: int, *, at: datetime, words: str, is_secret: bool = False) -> None:
    """The server took it. That is a fact, even where the claim was freed meanwhile. A secret text is removed.

    To say it twice is to say it once: who could not see whether it was committed says it again.
    """
    values = {"mail_id": mail_id, "at": at, "words": short_words(words)}
    db.session.connection().execute(_mark_sent(is_secret=is_secret), values)


def mark_not_sent(mail_id: int, *, worker: str, until: datetime | None, words: str, is_doubtful: bool) -> None:
    """This try failed; the mail waits until its next one, or has failed for good where there is none.

    `is_doubtful`: the server may have it all the same. Once in doubt, it stays so until a server has said yes.
    """
    doubt = {"is_doubtful": True} if is_doubtful else {}
    _count(_held(mail_id, worker).values(**_tried(until, words), **doubt))


def set_aside(mail_id: int, *, worker: str, until: datetime | None, words: str) -> None:
    """The mail could not be made ready: a try is counted, whether or not the claim came to be committed."""
    is_ours = and_(OutgoingMail.state == "claimed", OutgoingMail.claimed_by == worker)
    is_free = or_(OutgoingMail.state == "waiting", is_ours)
    _count(update(OutgoingMail).where(OutgoingMail.id == mail_id, is_free).values(**_tried(until, words)))


def put_back(mail_id: int, *, worker: str, until: datetime, words: str) -> None:
    """The server would not talk about any mail: this one waits, and no try is counted."""
    _count(_held(mail_id, worker).values(state="waiting", try_at=until, server_said=short_words(words)))


def postpone_due(now: datetime, *, until: datetime, words: str, held: Collection[str] = ()) -> int:
    """All mails that are due wait until `until`: the server is ill. Returns how many."""
    ids = _ids_that_nobody_else_holds(*due(OutgoingMail, now, held))
    return _count(
        update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(try_at=until, server_said=short_words(words))
    )


def cancel(mail_id: int, *, worker: str, reason: str) -> None:
    """What it was to tell is no longer so. A secret text is removed."""
    _count(_held(mail_id, worker).values(state="cancelled", server_said=short_words(reason), **_without_secrets()))


def give_way(mail_ids: Collection[int], *, reason: str) -> None:
    """These wait, are held by whoever calls, and are not sent: newer ones say more. The server's last words stay."""
    if mail_ids:
        _count(
            update(OutgoingMail)
            .where(OutgoingMail.id.in_(mail_ids), OutgoingMail.state == "waiting")
            .values(state="cancelled", server_said=func.trim(literal(reason) + " " + OutgoingMail.server_said))
        )


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


def _tried(until: datetime | None, words: str) -> dict[str, Any]:
    values = {"server_said": short_words(words), "attempts": OutgoingMail.attempts + 1}
    return values | ({"state": "failed"} if until is None else {"state": "waiting", "try_at": until})


def _without_secrets() -> dict[str, Any]:
    """The bodies as they stay when a mail is done with: empty where they held a link that lets a person in."""
    is_secret = OutgoingMail.kind.in_(SECRET_KINDS)
    return {
        "body_text": case((is_secret, ""), else_=OutgoingMail.body_text),
        "body_html": case((is_secret, ""), else_=OutgoingMail.body_html),
    }


# The two statements that each mail costs are made once: to build and to look one up takes longer than to run it.
@cache
def _claim_first(*, has_held: bool) -> "ReturningUpdate[*tuple[Any, ...]]":
    """What is due, in its order, the first that nobody else holds."""
    other = _TABLE.alias()
    held = [other.c.kind.not_in(bindparam("held", expanding=True))] if has_held else []
    first = (
        select(other.c.id)
        .where(other.c.state == "waiting", other.c.try_at <= bindparam("now", type_=UTCDateTime()), *held)
        .order_by(other.c.try_at, other.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    name = select(Person.name).where(Person.id == _TABLE.c.person_id).scalar_subquery()
    to_name = func.coalesce(name, "")
    return (
        update(_TABLE)
        .where(_TABLE.c.id == first.scalar_subquery())
        .values(state="claimed", claimed_at=bindparam("at"), claimed_by=bindparam("taker"))
        .returning(*(to_name if field == "to_name" else _TABLE.c[field] for field in Claimed._fields))
    )


@cache
def _mark_sent(*, is_secret: bool) -> Update:
    return (
        update(_TABLE)
        .where(_TABLE.c.id == bindparam("mail_id"), _TABLE.c.state != "sent")
        .values(
            state="sent", sent_at=bindparam("at"), server_said=bindparam("words"), attempts=_TABLE.c.attempts + 1,
            is_doubtful=False, **({"body_text": "", "body_html": ""} if is_secret else {}),
        )
    )  # fmt: skip


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
