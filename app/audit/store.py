"""Reading the audit trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import joinedload

from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import db
from app.core.tables import PAGE_SIZE
from app.core.text import sort_key
from app.organisation.model import Person

GROUPS: Mapping[str, Sequence[str]] = {
    "adgang": ("auth.%", "second_factor.%", "oidc.%"),
    "afvist": ("access.%", "%.refuse", "%.refuse_%", "auth.lock"),
    "eksport": ("%.export",),
    "abnet": ("%.read_closed",),
}
"""Groups of verbs, as SQL patterns; "aendret" is every verb that is in none of them."""
CHANGED = "aendret"
MOST_COUNTED = 10_000
_MOST_ID = 2**31 - 1


@dataclass(frozen=True)
class TrailFilter:
    """Which events are shown: about one record, done by somebody, of a group, in a period. Empty: all."""

    kind: str = ""
    row_id: int | None = None
    words: str = ""
    person_id: int | None = None
    group: str = ""
    from_on: date | None = None
    to_on: date | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "TrailFilter":
        """From the address; what is not understood filters nothing."""
        group = args.get("gruppe", "")
        return cls(
            kind=args.get("art", "").strip()[:40],
            row_id=whole_number(args.get("nr", "")),
            words=args.get("hvem", "").strip()[:200],
            person_id=whole_number(args.get("person", "")),
            group=group if group in (*GROUPS, CHANGED) else "",
            from_on=_day(args.get("fra", "")),
            to_on=_day(args.get("til", "")),
        )

    @property
    def is_empty(self) -> bool:
        return self == TrailFilter()


def whole_number(text: str) -> int | None:
    """The number of a row, where the text is one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= _MOST_ID else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def list_events_of(subject_kind: str, subject_id: int, *, limit: int = 20) -> Sequence[AuditEvent]:
    """The newest events of one row, newest first. The caller has shown that the row may be seen."""
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == subject_kind, AuditEvent.subject_id == subject_id)
        .options(joinedload(AuditEvent.actor))
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    ).all()


def list_newest_of(verb: str, *, by_id: int, since: datetime, limit: int = 200) -> Sequence[AuditEvent]:
    """What a person has done of one verb since a moment, newest first."""
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.actor_id == by_id, AuditEvent.verb == verb, AuditEvent.at > since)
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    ).all()


def list_trail(
    wanted: TrailFilter, *, newest: int | None = None, oldest: int | None = None, limit: int = PAGE_SIZE
) -> Sequence[AuditEvent]:
    """Events that the filter lets through, newest first: from row `newest` back, or the ones just after `oldest`.

    By the row's own number, so that a page stays what it was while new events come. Whoever asks may read the trail.
    """
    query = _filtered(select(AuditEvent), wanted).options(joinedload(AuditEvent.actor)).limit(limit)
    if oldest is not None:
        later = query.where(AuditEvent.id > oldest).order_by(AuditEvent.id)
        return list(reversed(db.session.scalars(later).all()))
    if newest is not None:
        query = query.where(AuditEvent.id <= newest)
    return db.session.scalars(query.order_by(AuditEvent.id.desc())).all()


def count_trail(wanted: TrailFilter) -> int:
    """How many there are, counted to one more than `MOST_COUNTED`."""
    some = _filtered(select(AuditEvent.id), wanted).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def find_name(person_id: int) -> str:
    """A person's name; empty for nobody."""
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""


def _filtered(query: Select[Any], wanted: TrailFilter) -> Select[Any]:
    if wanted.kind:
        query = query.where(AuditEvent.subject_kind == wanted.kind)
    if wanted.row_id is not None:
        query = query.where(AuditEvent.subject_id == wanted.row_id)
    if wanted.person_id is not None:
        query = query.where(AuditEvent.actor_id == wanted.person_id)
    if wanted.words:
        query = query.where(AuditEvent.actor_id.in_(select(Person.id).where(_is_named(wanted.words))))
    if wanted.group:
        query = query.where(_is_of(wanted.group))
    if wanted.from_on:
        query = query.where(AuditEvent.at >= clock.start_of(wanted.from_on))
    if wanted.to_on and wanted.to_on < date.max:
        query = query.where(AuditEvent.at < clock.start_of(wanted.to_on + timedelta(days=1)))
    return query


def _is_named(words: str) -> ColumnElement[bool]:
    # The stored key folds æ, ø and å where SQLite's own LIKE folds ASCII only.
    return or_(
        Person.name.icontains(words, autoescape=True),
        Person.sort_key.contains(sort_key(words), autoescape=True),
        Person.email.contains(words.lower(), autoescape=True),
    )


def _is_of(group: str) -> ColumnElement[bool]:
    if group == CHANGED:
        return and_(*(not_(_is_of(other)) for other in GROUPS))
    return or_(*(AuditEvent.verb.like(pattern) for pattern in GROUPS[group]))
