"""Reading the reminder mails that are written: which have not gone yet, and who has had one today."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from aarshjul.reminder.model import Reminder
from aarshjul.reminder.rules import A_DAY
from app.core import clock
from app.core.db import db
from app.mail.model import OutgoingMail

KIND = "reminder"


@dataclass(frozen=True)
class Written:
    """The reminder mails written to a person on a day: how many, and whether one of them counts as the day's."""

    count: int = 0
    is_had: bool = False


@dataclass(frozen=True)
class Unsent:
    """A mail in the outbox that has not gone, and whether a server may have had it."""

    id: int
    is_doubtful: bool


def list_person_ids(among: Collection[int] | None = None) -> Sequence[int]:
    """Those for whom something waits to be gathered, of these people or of all."""
    query = select(Reminder.person_id).where(Reminder.state == "wanted")
    if among is not None:
        query = query.where(Reminder.person_id.in_(among))
    return db.session.scalars(query.distinct().order_by(Reminder.person_id)).all()


def lock_untouched(
    person_ids: Collection[int] | None = None, *, before: date | None = None, limit: int = 500
) -> Sequence[int]:
    """The mails that wait and that no server has had: those to these people, or of days before one.

    What a sender has in hand is locked, and left to it.
    """
    query = select(OutgoingMail.id).where(
        OutgoingMail.kind == KIND, OutgoingMail.state == "waiting", ~OutgoingMail.is_doubtful
    )
    if person_ids is not None:
        query = query.where(OutgoingMail.person_id.in_(person_ids))
    if before is not None:
        query = query.where(OutgoingMail.created_at < clock.start_of(before))
    return db.session.scalars(query.order_by(OutgoingMail.id).limit(limit).with_for_update(skip_locked=True)).all()


def list_unsent() -> Sequence[Unsent]:
    """Every reminder mail that waits or is in a sender's hands."""
    rows = db.session.execute(
        select(OutgoingMail.id, OutgoingMail.is_doubtful, OutgoingMail.state)
        .where(OutgoingMail.kind == KIND, OutgoingMail.state.in_(("waiting", "claimed")))
        .order_by(OutgoingMail.id)
    )
    return [Unsent(row.id, row.is_doubtful or row.state == "claimed") for row in rows]


def written_on(
    day: date, person_ids: Collection[int] | None = None, *, gives_way: bool = False
) -> Mapping[int | None, Written]:
    """What was written to these people on a day, or to all. `gives_way`: what waits and no server has had does not
    count, as it will be written anew; where it has just been cancelled, what is left is in a sender's hands.
    """
    of_these: list[ColumnElement[bool]] = [] if person_ids is None else [OutgoingMail.person_id.in_(person_ids)]
    rows = db.session.execute(
        select(OutgoingMail.person_id, OutgoingMail.state, OutgoingMail.is_doubtful).where(
            OutgoingMail.kind == KIND,
            OutgoingMail.created_at >= clock.start_of(day),
            OutgoingMail.created_at < clock.start_of(day + A_DAY),
            *of_these,
        )
    )
    found: dict[int | None, Written] = defaultdict(Written)
    for person_id, state, is_doubtful in rows:
        before = found[person_id]
        is_untouched = state == "cancelled" or (gives_way and state == "waiting" and not is_doubtful)
        found[person_id] = Written(before.count + 1, before.is_had or not is_untouched)
    return found


def list_tries(person_ids: Collection[int]) -> Mapping[int, int]:
    """How often the last mail to each of these people was tried in vain before it gave way to another."""
    last = (
        select(func.max(OutgoingMail.id))
        .where(OutgoingMail.kind == KIND, OutgoingMail.person_id.in_(person_ids))
        .group_by(OutgoingMail.person_id)
    )
    rows = db.session.execute(
        select(OutgoingMail.person_id, OutgoingMail.attempts).where(
            OutgoingMail.id.in_(last), OutgoingMail.state == "cancelled", OutgoingMail.attempts > 0
        )
    )
    return dict(rows.all())  # type: ignore[arg-type] # the rows have a person
