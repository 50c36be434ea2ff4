"""Reading for the pages about reminder mails: whom they go to, and what the tasks in them are called."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from aarshjul.reminder.model import Reminder, ReminderChoice, ReminderSettings
from aarshjul.task.filtering import in_administration
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named, Reach
from app.core.db import db
from app.core.scope import Scope
from app.core.text import sort_key
from app.organisation.model import Person, Unit

Administration = aliased(Unit, name="its_administration")


@dataclass(frozen=True)
class ForecastFilter:
    """Which people a forecast shows: words in name or address, and the code of their administration."""

    words: str = ""
    administration: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "ForecastFilter":
        """From the address."""
        return cls(words=args.get("q", "").strip()[:200], administration=args.get("forvaltning", "")[:80])


class Receiver(NamedTuple):
    """Somebody who gets mails. `unit` and `administration` are empty where there is none."""

    id: int
    name: str
    sort_key: str
    email: str
    unit: str
    administration: str


class Rhythm(NamedTuple):
    """Whether reminders are paused, and whether somebody wants theirs gathered in the week."""

    is_paused: bool
    is_weekly: bool


class TitleOfTask(NamedTuple):
    """What a task is called, and its unit: several units have tasks of the same name."""

    id: int
    title: str
    unit: str


class TaskTold(NamedTuple):
    """A task in a mail, and the step it is told for."""

    task_id: int
    title: str
    unit: str
    step: str


def list_receivers(wanted: ForecastFilter, *, scope: Scope) -> Mapping[int, Receiver]:
    """The people in the scope whom the filter leaves, by their number; one statement, whoever gets mail."""
    conditions = [Person.is_active, scope.where(Unit.path), in_administration(wanted.administration)]
    if wanted.words:
        # The stored key folds æ, ø and å where SQLite's own LIKE folds ASCII only.
        conditions.append(
            or_(
                Person.sort_key.contains(sort_key(wanted.words), autoescape=True),
                Person.email.contains(wanted.words.lower(), autoescape=True),
            )
        )
    rows = db.session.execute(
        select(Person.id, Person.name, Person.sort_key, Person.email, Unit.name, Administration.name)
        .outerjoin(Person.unit)
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .where(*conditions)
    )
    return {row[0]: Receiver(*row[:4], row[4] or "", row[5] or "") for row in rows}


def list_titles(task_ids: Collection[int], *, reach: Reach) -> Mapping[int, TitleOfTask]:
    """The titles of those of these tasks that may be seen; one statement."""
    if not task_ids:
        return {}
    rows = db.session.execute(
        select(Task.id, Task.title, Unit.name)
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.id.in_(task_ids), _is_seen(reach))
    )
    return {row[0]: TitleOfTask(*row) for row in rows}


def list_told(mail_id: int, *, reach: Reach, limit: int) -> tuple[Sequence[TaskTold], int, int]:
    """The first of the tasks that a mail tells of and that may be seen, how many those are, and how many there are."""
    is_seen = _is_seen(reach)
    told = (
        select(Reminder.task_id, Task.title, Unit.name, Reminder.step)
        .join(Task, Task.id == Reminder.task_id)
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Reminder.mail_id == mail_id)
    )
    counts = told.with_only_columns(func.count(), func.coalesce(func.sum(case((is_seen, 1), else_=0)), 0))
    total, seen = db.session.execute(counts).one()
    rows = db.session.execute(told.where(is_seen).order_by(Reminder.id).limit(limit)) if seen else ()
    return [TaskTold(*row) for row in rows], seen, total


def find_rhythm(person_id: int | None) -> Rhythm:
    """How a person is mailed, in one statement; nobody is mailed in no rhythm of their own."""
    paused_at = select(ReminderSettings.paused_at).where(ReminderSettings.id == 1).scalar_subquery()
    rhythm = select(ReminderChoice.rhythm).where(ReminderChoice.person_id == person_id).scalar_subquery()
    paused, chosen = db.session.execute(select(paused_at, rhythm)).one()
    return Rhythm(is_paused=paused is not None, is_weekly=chosen == "weekly")


def _is_seen(reach: Reach) -> ColumnElement[bool]:
    return or_(reach.scope.where(Unit.path), reach.mine.where())
