"""Emptying the outbox: claim, look again, hand over, mark. Each step is committed before the next begins.

1. Claims whose worker has died are freed.
2. A mail that is due is claimed: waiting → claimed, one row changed, committed. Any number of workers may try.
3. In a new transaction the mail's kind is asked whether it should still go; if not, it is cancelled with the reason.
4. It is handed over, and the row marked with what the server said.

A crash between 4's two halves costs one mail sent twice with the same Message-ID; a crash anywhere else costs nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.jobs import own_reading, own_transaction
from app.core.log import get_log
from app.core.slots import current_slots
from app.mail import actions
from app.mail.message import BadAddress, Parcel
from app.mail.rules import (
    BAD_ADDRESS,
    MOST_LOST_LINES,
    NO_SERVER,
    OUR_MISTAKE,
    SAID_NOTHING,
    SERVER_DELAY,
    Reply,
    Stage,
    Verdict,
    claim_lasts,
)
from app.mail.sending import Transport, make_transport
from app.mail.store import find_mail, list_due_ids
from app.organisation.store import get_municipality
from config import Settings

BATCH = 100


def _always() -> bool:
    return True


def send_outbox(now: datetime, *, worker: str, go_on: Callable[[], bool] = _always) -> dict[str, int]:
    """Send what is due at `now`; returns how many were sent, wait again, and failed.

    `worker` names this process among all others. `go_on` is asked before each mail; False ends it there.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with own_transaction():
        actions.free_stale_claims(now, lasts=claim_lasts(settings.smtp_timeout))
    transport = make_transport(settings)
    round_ = _Round(now, worker=worker, transport=transport, settings=settings)
    try:
        while ids := _read_due(now):
            for mail_id in ids:
                if not go_on() or not round_.send(mail_id):
                    return round_.counts
    finally:
        transport.close()
    return round_.counts


def _read_due(now: datetime) -> Sequence[int]:
    with own_reading():
        return list_due_ids(now, limit=BATCH)


class _Round:
    """One worker's way through the outbox at one moment."""

    def __init__(self, now: datetime, *, worker: str, transport: Transport, settings: Settings) -> None:
        self.now = now
        self.at = clock.running_from(now)
        self.worker = worker
        self.transport = transport
        self.settings = settings
        self.tally: Counter[str] = Counter()
        self.lost_lines = 0

    @property
    def counts(self) -> dict[str, int]:
        return {name: self.tally[name] for name in ("sent", "waiting", "failed")}

    @cached_property
    def sender_name(self) -> str:
        """The municipality's name, read once a round."""
        return get_municipality().name

    def send(self, mail_id: int) -> bool:
        """Do one mail, if it is still to be had. False when no more should be tried now."""
        with own_transaction():
            is_ours = actions.claim(mail_id, worker=self.worker, now=self.now, at=self.at())
        reply = self._try(mail_id) if is_ours else None
        return reply is None or self._mark(mail_id, reply)

    def _try(self, mail_id: int) -> Reply | None:
        """Hand the mail over; None when it was cancelled. What is wrong with one mail must not stop the next."""
        try:
            parcel = self._look_again(mail_id)
            return None if parcel is None else self.transport.send(parcel)
        except BadAddress as bad:
            stage = Stage.SENDER if str(bad) == self.settings.mail_from else Stage.RECIPIENT
            return Reply(stage, 553, _(BAD_ADDRESS, words=str(bad)))
        except SQLAlchemyError:
            raise
        except Exception as mistake:
            get_log().exception("mail could not be made ready", mail=mail_id)
            return Reply(Stage.DATA, 451, _(OUR_MISTAKE, words=type(mistake).__name__))

    def _look_again(self, mail_id: int) -> Parcel | None:
        with own_reading():
            mail = find_mail(mail_id)
            assert mail is not None, "mails are never deleted"
            guard = current_slots().mail_guards.get(mail.kind)
            reason = guard(mail) if guard else None
            parcel = Parcel(
                id=mail.id,
                sender=self.settings.mail_from,
                sender_name=self.sender_name,
                to_address=mail.to_address,
                to_name=mail.person.name if mail.person else "",
                subject=mail.subject,
                text=mail.body_text,
                html=mail.body_html,
                message_id=mail.message_id,
                written_at=mail.created_at,
            )
        if not reason:
            return parcel
        with own_transaction():
            actions.cancel(mail_id, worker=self.worker, reason=reason)
        return None

    def _mark(self, mail_id: int, reply: Reply) -> bool:
        """Write down what came of it. False when the server is ill, and all that is due was put off."""
        self.lost_lines = self.lost_lines + 1 if reply.lost_the_line else 0
        is_ill = reply.verdict is Verdict.SERVER_ILL or self.lost_lines >= MOST_LOST_LINES
        words, until = _words(reply), self.now + SERVER_DELAY
        with own_transaction():
            match reply.verdict:
                case Verdict.SENT:
                    actions.mark_sent(mail_id, at=self.at(), words=words)
                    outcome = "sent"
                case Verdict.NEVER:
                    actions.mark_failed(mail_id, worker=self.worker, words=words)
                    outcome = "failed"
                case Verdict.LATER:
                    waits = actions.mark_later(mail_id, worker=self.worker, now=self.now, words=words)
                    outcome = "waiting" if waits else "failed"
                case Verdict.SERVER_ILL:
                    actions.put_back(mail_id, worker=self.worker, until=until, words=words)
                    outcome = "waiting"
            put_off = actions.postpone_due(self.now, until=until, words=words) if is_ill else 0
        self.tally[outcome] += 1
        self.tally["waiting"] += put_off
        if outcome != "sent":
            get_log().warning("mail not sent", mail=mail_id, outcome=outcome, stage=reply.stage, code=reply.code)
        return not is_ill


def _words(reply: Reply) -> str:
    if reply.code is not None:
        return reply.words
    return _(NO_SERVER if reply.stage is Stage.SERVER else SAID_NOTHING, words=reply.words)
