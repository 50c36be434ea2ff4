"""Reading the outbox."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE
from app.core.text import sort_key
from app.mail.model import OutgoingMail
from app.mail.rules import STATES
from app.organisation.model import Person, Unit


@dataclass(frozen=True)
class MailFilter:
    """What the list of mails is narrowed to: one state, and words in the recipient's name or address."""

    state: str = ""
    words: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "MailFilter":
        """From the address; an unknown state filters nothing."""
        state = args.get("tilstand", "")
        return cls(state=state if state in STATES else "", words=args.get("q", "").strip()[:200])


def due(mail: type[OutgoingMail], now: datetime, held: Collection[str]) -> list[ColumnElement[bool]]:
    """What a mail must be to be sent at `now`: waiting, its time come, and not of a kind that is held."""
    conditions = [mail.state == "waiting", mail.try_at <= now]
    return [*conditions, mail.kind.not_in(sorted(held))] if held else conditions


class Next(NamedTuple):
    """The number of a mail, and how often it was tried."""

    id: int
    attempts: int


def find_next(now: datetime, *, held: Collection[str] = ()) -> Next | None:
    """The mail that has waited longest of those due at `now`; the kinds that are held do not count."""
    row = db.session.execute(
        select(OutgoingMail.id, OutgoingMail.attempts)
        .where(*due(OutgoingMail, now, held))
        .order_by(OutgoingMail.try_at, OutgoingMail.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else Next(*row)


def is_stale(now: datetime, lasts: timedelta) -> ColumnElement[bool]:
    """What shows that a claim's worker has died. A claim from the future does: the clock was set back."""
    return and_(
        OutgoingMail.state == "claimed",
        or_(OutgoingMail.claimed_at < now - lasts, OutgoingMail.claimed_at > now + lasts),
    )


def has_stale(now: datetime, *, lasts: timedelta) -> bool:
    """Whether a mail is held by a worker that has died."""
    return db.session.scalar(select(OutgoingMail.id).where(is_stale(now, lasts)).limit(1)) is not None


def find_last_mail(subject_kind: str, subject_id: int) -> OutgoingMail | None:
    """The newest mail about something."""
    return db.session.scalar(
        select(OutgoingMail)
        .where(OutgoingMail.subject_kind == subject_kind, OutgoingMail.subject_id == subject_id)
        .order_by(OutgoingMail.id.desc())
        .limit(1)
    )


def get_mail(mail_id: int, *, scope: Scope) -> OutgoingMail:
    """A mail to somebody inside the scope. Raises NotFound."""
    mail: OutgoingMail | None = db.session.scalar(
        _to_people(select(OutgoingMail))
        .where(OutgoingMail.id == mail_id, scope.where(Unit.path))
        .options(contains_eager(OutgoingMail.person).contains_eager(Person.unit))
    )
    if mail is None:
        raise NotFound
    return mail


def list_mails(wanted: MailFilter, *, scope: Scope, number: int, size: int = PAGE_SIZE) -> Sequence[OutgoingMail]:
    """One page of mails, the newest first."""
    return db.session.scalars(
        _to_people(select(OutgoingMail))
        .where(*_conditions(wanted, scope))
        .options(contains_eager(OutgoingMail.person))
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    ).all()


def count_mails(wanted: MailFilter, *, scope: Scope) -> int:
    """How many mails the filter leaves."""
    query = _to_people(select(func.count(OutgoingMail.id))).where(*_conditions(wanted, scope))
    return db.session.scalar(query) or 0


def list_failed(since: datetime, *, scope: Scope, limit: int) -> tuple[Sequence[OutgoingMail], int]:
    """The newest mails written since that could not be sent, and how many there are; two statements at most."""
    failed = (OutgoingMail.state == "failed", OutgoingMail.created_at >= since, scope.where(Unit.path))
    mails = db.session.scalars(
        _to_people(select(OutgoingMail))
        .where(*failed)
        .options(contains_eager(OutgoingMail.person))
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
        .limit(limit)
    ).all()
    total = len(mails)
    if total == limit:
        total = db.session.scalar(_to_people(select(func.count(OutgoingMail.id))).where(*failed)) or 0
    return mails, total


def count_states(*, scope: Scope) -> Mapping[str, int]:
    """How many mails stand in each state."""
    rows = db.session.execute(
        _to_people(select(OutgoingMail.state, func.count(OutgoingMail.id)))
        .where(scope.where(Unit.path))
        .group_by(OutgoingMail.state)
    ).all()
    return {row[0]: row[1] for row in rows}


def _to_people(query: AnySelect) -> AnySelect:
    """The query with the recipient and their unit; one without is in everybody's scope who has everything."""
    return query.outerjoin(OutgoingMail.person).outerjoin(Person.unit)


def _conditions(wanted: MailFilter, scope: Scope) -> list[ColumnElement[bool]]:
    conditions = [scope.where(Unit.path)]
    if wanted.state:
        conditions.append(OutgoingMail.state == wanted.state)
    if wanted.words:
        conditions.append(
            or_(
                func.lower(OutgoingMail.to_address).contains(wanted.words.lower(), autoescape=True),
                Person.sort_key.contains(sort_key(wanted.words), autoescape=True),
            )
        )
    return conditions
