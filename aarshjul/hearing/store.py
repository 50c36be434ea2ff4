"""Reading hearings: their list, whom they ask, and what is said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload

from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from aarshjul.hearing.rules import KIND, Standing, Tally
from app.core import clock
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE
from app.organisation.model import Person, Unit

Tab = Literal["mine", "running", "ended"]


@dataclass(frozen=True)
class Sight:
    """What somebody sees: the hearings of their area, and those in which they are asked, wherever those lie."""

    scope: Scope
    person_id: int

    def where(self) -> ColumnElement[bool]:
        """As SQL, for a query that has joined the hearing's unit."""
        asked = select(HearingParticipant.hearing_id).where(HearingParticipant.person_id == self.person_id)
        return or_(self.scope.where(Unit.path), Hearing.id.in_(asked))


PLAIN = ("id", "title", "subject_kind", "mode", "unit", "due_on", "outcome", "ended_at", "answer")
"""The columns of a row of the list that are as the database has them."""


class HearingRow(NamedTuple):
    """A hearing in the list. `answer` is that of the one who looks; None where they are not asked."""

    id: int
    title: str
    subject_kind: str
    mode: str
    unit: str
    due_on: date
    outcome: str
    ended_at: datetime | None
    counted: Tally
    answer: str | None

    @property
    def ended_on(self) -> date | None:
        """The day it ended; None while it runs."""
        return clock.day_of(self.ended_at) if self.ended_at else None

    @property
    def waits(self) -> bool:
        """Whether it waits for the one who looks."""
        return self.answer == "" and not self.outcome


def list_hearings(
    sight: Sight, tab: Tab, *, limit: int = PAGE_SIZE, offset: int = 0, only: Scope | None = None
) -> list[HearingRow]:
    """The hearings of a tab: those that run by their deadline, those that ended with the latest first.

    `only` is a narrower area: those that somebody manages. One statement.
    """
    query = _rows(sight, tab, only).order_by(*_order(tab)).limit(limit).offset(offset)
    return [
        HearingRow(**{name: getattr(row, name) for name in PLAIN}, counted=Tally(*row[-5:-1]))
        for row in db.session.execute(query)
    ]


def count_tabs(sight: Sight) -> dict[Tab, int]:
    """How many hearings each tab holds."""
    waits = _waits_for(sight.person_id)
    runs = Hearing.outcome == ""
    query = (
        select(
            func.count(case((runs & Hearing.id.in_(waits), 1))),
            func.count(case((runs, 1))),
            func.count(case((~runs, 1))),
        )
        .select_from(Hearing)
        .join(Hearing.unit)
        .where(sight.where())
    )
    mine, running, ended = db.session.execute(query).one()
    return {"mine": mine, "running": running, "ended": ended}


def list_of_subject(kind: str, subject_id: int, sight: Sight, *, limit: int) -> list[tuple[Hearing, bool]]:
    """The newest hearings of a record or a template, and whether the one who looks may open each."""
    column = Hearing.activity_id if kind == "activity" else Hearing.template_id
    query = (
        select(Hearing, sight.where()).join(Hearing.unit).where(column == subject_id).order_by(Hearing.id.desc())
    ).limit(limit)
    return [(hearing, bool(is_seen)) for hearing, is_seen in db.session.execute(query)]


def find_running(kind: str, subject_id: int) -> Hearing | None:
    """The hearing of a record or a template that runs now."""
    column = Hearing.activity_id if kind == "activity" else Hearing.template_id
    found: Hearing | None = db.session.scalar(select(Hearing).where(column == subject_id, Hearing.outcome == ""))
    return found


def get_hearing(hearing_id: int, sight: Sight) -> Hearing:
    """A hearing that is seen. Raises NotFound."""
    query = (
        select(Hearing)
        .join(Hearing.unit)
        .where(Hearing.id == hearing_id, sight.where())
        .options(joinedload(Hearing.unit), joinedload(Hearing.made_by), joinedload(Hearing.ended_by))
    )
    hearing: Hearing | None = db.session.scalar(query)
    if hearing is None:
        raise NotFound
    return hearing


def list_participants(hearing_id: int) -> Sequence[HearingParticipant]:
    """Whom a hearing asks, in Danish order of their names."""
    query = (
        select(HearingParticipant)
        .join(HearingParticipant.person)
        .where(HearingParticipant.hearing_id == hearing_id)
        .options(joinedload(HearingParticipant.person))
        .order_by(Person.sort_key, Person.id)
    )
    return db.session.scalars(query).all()


def find_participant(hearing_id: int, person_id: int) -> HearingParticipant | None:
    """Somebody's part in a hearing."""
    found: HearingParticipant | None = db.session.scalar(
        select(HearingParticipant).where(
            HearingParticipant.hearing_id == hearing_id, HearingParticipant.person_id == person_id
        )
    )
    return found


def list_comments(hearing_id: int, *, of: int | None = None) -> Sequence[HearingComment]:
    """What has been said in a hearing, by one participant alone where `of` is given, in the order it came."""
    query = (
        select(HearingComment)
        .where(HearingComment.hearing_id == hearing_id)
        .options(joinedload(HearingComment.participant).joinedload(HearingParticipant.person))
        .order_by(HearingComment.id)
    )
    return db.session.scalars(query if of is None else query.where(HearingComment.participant_id == of)).all()


def get_comment(hearing_id: int, comment_id: int) -> HearingComment:
    """What was said, in this hearing. Raises NotFound."""
    found = next((one for one in list_comments(hearing_id) if one.id == comment_id), None)
    if found is None:
        raise NotFound
    return found


def count_of(hearing_id: int) -> Tally:
    """How far a hearing has come."""
    columns = (_count_asked(), _count_answered(), _count_comments(), _count_open())
    row = db.session.execute(select(*columns).select_from(Hearing).where(Hearing.id == hearing_id)).one()
    return Tally(*(value or 0 for value in row))


def standing_of(hearing: Hearing) -> Standing:
    """A hearing as the rules see it."""
    return Standing(hearing.mode, hearing.due_on, hearing.meets_on, hearing.outcome)


def is_anybody_asked(person_id: int) -> bool:
    """Whether a hearing that runs waits for somebody; one small read."""
    return db.session.scalar(_waits_for(person_id).limit(1)) is not None


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What hearings are called in the trail and with their mails and files, and where they are."""
    rows = db.session.execute(select(Hearing.id, Hearing.title).where(Hearing.id.in_(ids)))
    return {row_id: Subject(KIND, row_id, title, f"/hoeringer/{row_id}") for row_id, title in rows}


def list_units(ids: Collection[int]) -> Sequence[Unit]:
    """These units."""
    return db.session.scalars(select(Unit).where(Unit.id.in_(ids))).all()


def _waits_for(person_id: int) -> Any:
    return (
        select(HearingParticipant.hearing_id)
        .join(HearingParticipant.hearing)
        .where(HearingParticipant.person_id == person_id, HearingParticipant.answer == "", Hearing.outcome == "")
    )


def _rows(sight: Sight, tab: Tab, only: Scope | None) -> AnySelect:
    mine = (
        select(HearingParticipant.answer)
        .where(HearingParticipant.hearing_id == Hearing.id, HearingParticipant.person_id == sight.person_id)
        .scalar_subquery()
    )
    query: AnySelect = select(
        Hearing.id, Hearing.title, Hearing.subject_kind, Hearing.mode, Unit.name.label("unit"), Hearing.due_on,
        Hearing.outcome, Hearing.ended_at, _count_asked().label("asked"), _count_answered().label("answered"),
        _count_comments().label("comments"), _count_open().label("open"), mine.label("answer"),
    ).join(Hearing.unit)  # fmt: skip
    query = query.where(sight.where() if only is None else only.where(Unit.path))
    if tab == "mine":
        return query.where(Hearing.id.in_(_waits_for(sight.person_id)))
    return query.where((Hearing.outcome == "") if tab == "running" else (Hearing.outcome != ""))


def _order(tab: Tab) -> tuple[Any, ...]:
    return (Hearing.ended_at.desc(), Hearing.id.desc()) if tab == "ended" else (Hearing.due_on, Hearing.id)


def _count_asked() -> Any:
    return _counting(HearingParticipant)


def _count_answered() -> Any:
    return _counting(HearingParticipant, HearingParticipant.answer != "")


def _count_comments() -> Any:
    return _counting(HearingComment)


def _count_open() -> Any:
    return _counting(HearingComment, HearingComment.verdict == "")


def _counting(model: Any, *conditions: Any) -> Any:
    query = select(func.count()).select_from(model).where(model.hearing_id == Hearing.id, *conditions)
    return query.correlate(Hearing).scalar_subquery()
