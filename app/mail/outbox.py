"""Emptying the outbox: mark the last mail, claim the next, look again, hand it over.

1. Claims whose worker has died are freed. What they held is doubtful: it may have been handed over.
2. In one transaction: what came of the last mail is marked; of the mails that are due, the one that has waited longest
   is claimed (waiting → claimed, one row changed), however many workers try; its kind is asked whether such mails wait
   for now (it is given back as it was) and whether this one should still go (else it is cancelled with the reason).
   Then it is committed.
3. The mail is handed over with no transaction open. Then 2 again, until nothing is due.

So a guard sees everything that was committed before its mail's claim began; a claim is committed before the server is
told of the mail; and no mail is handed over before the last one is marked. A crash costs at most the mail in hand sent
twice, with the same Message-ID and text. A database that is away when a mail was handed over is waited for.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import cached_property, partial
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.jobs import own_reading, own_transaction
from app.core.log import get_log
from app.core.slots import current_slots
from app.mail import actions
from app.mail.compose import thread_id
from app.mail.marking import Marks
from app.mail.message import BadAddress, MailFile, Parcel
from app.mail.rules import BAD_ADDRESS, OUR_MISTAKE, SECRET_KINDS, Reply, Stage, claim_lasts, delay_after
from app.mail.sending import Transport, make_transport
from app.mail.store import Next, find_next, has_stale
from app.organisation.store import get_municipality
from config import Settings


def _always() -> bool:
    return True


def send_outbox(now: datetime, *, worker: str, go_on: Callable[[], bool] = _always) -> dict[str, int]:
    """Send what is due at `now`; returns how many were sent, wait again, and failed. Nothing due: it only reads.

    `worker` names this process among all others. `go_on` is asked before each mail; False ends it there.
    """
    settings: Settings = current_app.config["SETTINGS"]
    lasts = claim_lasts(settings.smtp_timeout)
    held = _held_kinds()
    with own_reading():
        are_stale = has_stale(now, lasts=lasts)
        has_any = are_stale or find_next(now, held=held) is not None
    if are_stale:
        with own_transaction():
            actions.free_stale_claims(now, lasts=lasts)
    round_ = _Round(now, worker=worker, held=held, settings=settings)
    if has_any:
        with closing(make_transport(settings)) as transport:
            round_.run(transport, go_on)
    return round_.marks.counts


def _held_kinds() -> set[str]:
    """Kinds whose mails wait for now. One that cannot be asked is taken to be held, and stops no other."""
    held = set()
    for kind, is_held in current_slots().mail_holds.items():
        try:
            with own_reading():
                if is_held():
                    held.add(kind)
        except SQLAlchemyError:
            raise
        except Exception:
            get_log().exception("mails held, for it cannot be said whether they should be", kind=kind)
            held.add(kind)
    return held


class _Turn(NamedTuple):
    """A mail was claimed; `parcel` is None where it does not go after all."""

    parcel: Parcel | None


class _Round:
    """One worker's way through the outbox at one moment."""

    def __init__(self, now: datetime, *, worker: str, held: set[str], settings: Settings) -> None:
        self.now = now
        self.at = clock.running_from(now)
        self.worker = worker
        self.held = held
        self.settings = settings
        self.marks = Marks(now, at=self.at, worker=worker, held=held)
        self.in_hand: Next | None = None
        """The mail that is being claimed."""

    @cached_property
    def sender_name(self) -> str:
        """The municipality's name, read once a round."""
        return get_municipality().name

    def run(self, transport: Transport, go_on: Callable[[], bool]) -> None:
        """Turn by turn until nothing is due, the server is ill, or `go_on` says no. However it ends, the mail that was
        tried last is marked.
        """
        try:
            while turn := self._take_turn(wants_more=not self.marks.is_ill and go_on()):
                if turn.parcel:
                    self.marks.note(turn.parcel, self._try(turn.parcel, transport))
        finally:
            self.marks.settle()

    def _take_turn(self, *, wants_more: bool) -> _Turn | None:
        """Step 2; None when there is nothing more to do. A mail that cannot be made ready stops no other."""
        self.in_hand = None
        try:
            with own_transaction():
                self.marks.write()
                turn = self._claim() if wants_more else None
        except Exception as mistake:
            if self.in_hand is None and isinstance(mistake, SQLAlchemyError):
                raise
            get_log().exception("mail could not be made ready", mail=self.in_hand and self.in_hand.id)
            self.marks.settle(partial(self._set_aside, mistake))
            return _Turn(None)
        self.marks.written()
        return turn

    def _claim(self) -> _Turn | None:
        slots = current_slots()
        while mail := actions.claim_next(worker=self.worker, now=self.now, at=self.at(), held=self.held):
            self.in_hand = Next(mail.id, mail.attempts)
            is_held = slots.mail_holds.get(mail.kind)
            if is_held and is_held():
                actions.let_go(mail.id, worker=self.worker)
                self.held.add(mail.kind)
                continue
            guard = slots.mail_guards.get(mail.kind)
            reason = guard(mail) if guard else None
            if not reason:
                return _Turn(self._pack(mail))
            actions.cancel(mail.id, worker=self.worker, reason=reason)
            if mail.kind in slots.mail_cancelled:
                slots.mail_cancelled[mail.kind](mail)
            return _Turn(None)
        return None

    def _pack(self, mail: actions.Claimed) -> Parcel:
        return Parcel(
            id=mail.id,
            sender=self.settings.mail_from,
            sender_name=self.sender_name,
            to_address=mail.to_address,
            to_name=mail.to_name,
            subject=mail.subject,
            text=mail.body_text,
            html=mail.body_html,
            message_id=mail.message_id,
            written_at=mail.created_at,
            thread_id=thread_id(mail.thread),
            calendar=mail.calendar,
            file=self._file_of(mail),
            attempts=mail.attempts,
            is_secret=mail.kind in SECRET_KINDS,
        )

    def _file_of(self, mail: actions.Claimed) -> MailFile | None:
        find = current_slots().mail_files.get(mail.kind)
        return find(mail) if find else None

    def _try(self, parcel: Parcel, transport: Transport) -> Reply:
        """Step 3."""
        try:
            return transport.send(parcel)
        except BadAddress as bad:
            stage = Stage.SENDER if str(bad) == self.settings.mail_from else Stage.RECIPIENT
            return Reply(stage, 553, _(BAD_ADDRESS, words=str(bad)))
        except Exception as mistake:
            get_log().exception("mail could not be made ready", mail=parcel.id)
            return Reply(Stage.DATA, 451, _(OUR_MISTAKE, words=type(mistake).__name__))

    def _set_aside(self, mistake: Exception) -> str | None:
        """Let the mail that could not be made ready wait for a later try. One that cannot even be read is the next."""
        found = self.in_hand or find_next(self.now, held=self.held)
        if found is None:
            return None
        wait = delay_after(found.attempts + 1)
        until = None if wait is None else self.now + wait
        words = _(OUR_MISTAKE, words=type(mistake).__name__)
        actions.set_aside(found.id, worker=self.worker, until=until, words=words)
        return "waiting" if until else "failed"
