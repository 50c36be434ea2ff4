"""An outbox for the torture: filled without the program, and read beside it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, Row, Table, and_, create_engine, false, func, insert, or_, select
from sqlalchemy.pool import NullPool

from app.core.db import only_reading
from app.mail.model import OutgoingMail

MAILS = cast(Table, OutgoingMail.__table__)
KIND = "torture"
LARGE = "stor"
"""How the addresses begin of those who get a mail so long that no buffer holds it."""


class Outbox:
    """The table of mails behind one address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url, poolclass=NullPool)

    def fill(self, count: int, *, at: datetime, after: int = 0, large_every: int = 0) -> list[str]:
        """A mail each to so many people, numbered from `after` on; returns their addresses. Every so many is large."""
        numbers = range(after + 1, after + count + 1)
        names = [f"{LARGE if large_every and n % large_every == 1 else 'p'}{n:05}" for n in numbers]
        people = [f"{name}@fjordby.example" for name in names]
        with self.engine.begin() as connection:
            connection.execute(insert(MAILS), [_row(to, at) for to in people])
        return people

    def count_open(self, *, but: Collection[int] = ()) -> int:
        """How many mails are not done with; those that these processes hold do not count."""
        is_held = [MAILS.c.claimed_by.contains(f":{pid}:") for pid in but]
        return self._count(or_(MAILS.c.state == "waiting", and_(MAILS.c.state == "claimed", ~or_(false(), *is_held))))

    def count_claims_of(self, pid: int) -> int:
        """How many mails a process holds."""
        return self._count(MAILS.c.state == "claimed", MAILS.c.claimed_by.contains(f":{pid}:"))

    def senders(self, since: datetime | None = None) -> set[int]:
        """The processes that have sent a mail, or have since a moment."""
        query = select(MAILS.c.claimed_by).where(MAILS.c.state == "sent").distinct()
        if since is not None:
            query = query.where(MAILS.c.sent_at > since, MAILS.c.claimed_at > since)
        with self.reading() as connection:
            return {int(name.split(":")[-2]) for name in connection.scalars(query)}

    def rows(self) -> Sequence[Row[str, str, str]]:
        """Every mail: to whom, how far, and what was said."""
        query = select(MAILS.c.to_address, MAILS.c.state, MAILS.c.server_said).order_by(MAILS.c.id)
        with self.reading() as connection:
            return connection.execute(query).all()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A look from outside, that waits for no writer."""
        with only_reading(), self.engine.connect() as connection:
            yield connection

    def _count(self, *conditions: Any) -> int:
        with self.reading() as connection:
            return connection.scalar(select(func.count()).select_from(MAILS).where(*conditions)) or 0


def _row(to: str, at: datetime) -> dict[str, Any]:
    # Half a megabyte and more lies in sockets and readers before a sender is stopped.
    text = LINE * (8_000 if to.startswith(LARGE) else 20)
    return {
        "key": f"{KIND}/{to}", "kind": KIND, "subject_kind": "", "subject_id": None, "person_id": None,
        "to_address": to, "subject": "Husk senest 1. marts: Slettekontrol på Æblevej", "body_text": text,
        "body_html": f"<!doctype html><p>{LINE}</p>\n", "message_id": f"<torture.{to}>",
        "state": "waiting", "attempts": 0, "created_at": at, "try_at": at, "claimed_at": None, "claimed_by": "",
        "sent_at": None, "server_said": "", "is_doubtful": False, "thread": "", "calendar": "",
    }  # fmt: skip


LINE = "Det er tid til slettekontrol på Æblevej, og den skal være gjort senest mandag den 1. marts 2027, kl. 12.\n"
