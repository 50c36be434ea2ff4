"""Reading the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
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


def list_due_ids(now: datetime, *, limit: int) -> Sequence[int]:
    """Mails whose time has come, the longest waiting first."""
    return db.session.scalars(
        select(OutgoingMail.id)
        .where(OutgoingMail.state == "waiting", OutgoingMail.try_at <= now)
        .order_by(OutgoingMail.try_at, OutgoingMail.id)
        .limit(limit)
    ).all()


def find_mail(mail_id: int) -> OutgoingMail | None:
    """A mail with its recipient, as the database has it now."""
    return db.session.get(OutgoingMail, mail_id, options=[joinedload(OutgoingMail.person)], populate_existing=True)


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
    mail = db.session.scalar(
        select(OutgoingMail)
        .outerjoin(OutgoingMail.person)
        .outerjoin(Person.unit)
        .where(OutgoingMail.id == mail_id, scope.where(Unit.path))
        .options(contains_eager(OutgoingMail.person))
    )
    if mail is None:
        raise NotFound
    return mail


def list_mails(wanted: MailFilter, *, scope: Scope, number: int, size: int = PAGE_SIZE) -> Sequence[OutgoingMail]:
    """One page of mails, the newest first."""
    return db.session.scalars(
        select(OutgoingMail)
        .outerjoin(OutgoingMail.person)
        .outerjoin(Person.unit)
        .where(*_conditions(wanted, scope))
        .options(contains_eager(OutgoingMail.person))
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    ).all()


def count_mails(wanted: MailFilter, *, scope: Scope) -> int:
    """How many mails the filter leaves."""
    return (
        db.session.scalar(
            select(func.count(OutgoingMail.id))
            .outerjoin(OutgoingMail.person)
            .outerjoin(Person.unit)
            .where(*_conditions(wanted, scope))
        )
        or 0
    )


def count_states(*, scope: Scope) -> Mapping[str, int]:
    """How many mails stand in each state."""
    rows = db.session.execute(
        select(OutgoingMail.state, func.count(OutgoingMail.id))
        .outerjoin(OutgoingMail.person)
        .outerjoin(Person.unit)
        .where(scope.where(Unit.path))
        .group_by(OutgoingMail.state)
    ).all()
    return {row[0]: row[1] for row in rows}


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
