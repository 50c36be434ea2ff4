"""What came of the mail that was tried last, until that is written down and committed."""

from collections.abc import Callable, Collection
from datetime import datetime
from time import sleep
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.jobs import own_transaction
from app.core.log import get_log
from app.mail import actions
from app.mail.message import Parcel
from app.mail.rules import (
    MARK_AGAIN,
    MOST_LOST_LINES,
    NO_SERVER,
    SAID_NOTHING,
    SERVER_DELAY,
    Fate,
    Reply,
    Stage,
    Verdict,
    fate_of,
)


class _Tried(NamedTuple):
    parcel: Parcel
    reply: Reply

    @property
    def fate(self) -> Fate:
        return fate_of(self.reply, tries=self.parcel.attempts + 1)

    @property
    def words(self) -> str:
        """The server's own, or ours where it said none."""
        if self.reply.code is not None:
            return self.reply.words
        return _(NO_SERVER if self.reply.stage is Stage.SERVER else SAID_NOTHING, words=self.reply.words)


class Marks:
    """One worker's account of a round at one moment: `note`, `write` in a transaction, and `written` once it is
    committed. `held` are the kinds of mail that are none of the round's.
    """

    def __init__(self, now: datetime, *, at: Callable[[], datetime], worker: str, held: Collection[str]) -> None:
        self.now = now
        self.at = at
        self.worker = worker
        self.held = held
        self.counts = {"sent": 0, "waiting": 0, "failed": 0}
        self.is_ill = False
        """The server is: no more should be tried in this round."""
        self._last: _Tried | None = None
        self._lost_lines = 0
        self._put_off = 0

    def note(self, parcel: Parcel, reply: Reply) -> None:
        """A mail was tried."""
        self._last = _Tried(parcel, reply)
        self._lost_lines = self._lost_lines + 1 if reply.lost_the_line else 0
        self.is_ill = reply.verdict is Verdict.SERVER_ILL or self._lost_lines >= MOST_LOST_LINES

    def write(self) -> None:
        """Mark the mail tried last, if that is still to do. Where the server is ill, all that is due is put off."""
        if self._last is None:
            return
        parcel, reply = self._last
        words, wait = self._last.words, self._last.fate.wait
        until = None if wait is None else self.now + wait
        if reply.verdict is Verdict.SENT:
            actions.mark_sent(parcel.id, at=self.at(), words=words, is_secret=parcel.is_secret)
        elif reply.verdict is Verdict.SERVER_ILL:
            actions.put_back(parcel.id, worker=self.worker, until=until or self.now, words=words)
        else:
            doubt = reply.is_doubtful
            actions.mark_not_sent(parcel.id, worker=self.worker, until=until, words=words, is_doubtful=doubt)
        if self.is_ill:
            until = self.now + SERVER_DELAY
            self._put_off = actions.postpone_due(self.now, until=until, words=words, held=self.held)

    def written(self) -> None:
        """What `write` did is committed."""
        if self._last is None:
            return
        (parcel, reply), state, self._last = self._last, self._last.fate.state, None
        self.counts[state] += 1
        self.counts["waiting"] += self._put_off
        if state != "sent":
            get_log().warning("mail not sent", mail=parcel.id, outcome=state, stage=reply.stage, code=reply.code)

    def settle(self, also: Callable[[], str | None] | None = None) -> None:
        """Mark the mail tried last, and do what else there is, in a transaction of its own. `also` says which state it
        leaves a mail in.

        What the server said is a fact that must not be forgotten: a database that is away is waited for. Where it stays
        away, SQLAlchemyError is raised, and the claim is freed later as a dead worker's.
        """
        for pause in (*MARK_AGAIN, 0):
            if self._last is None and also is None:
                return
            try:
                with own_transaction():
                    self.write()
                    state = also() if also else None
            except SQLAlchemyError as problem:
                get_log().warning("database away", problem=type(problem).__name__, again_in=pause)
                db.session.remove()
                if not pause:
                    self._last = None
                    raise
                sleep(pause)
            else:
                self.written()
                if state:
                    self.counts[state] += 1
                return
