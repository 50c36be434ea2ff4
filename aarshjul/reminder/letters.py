"""The mail that tells a person what waits for them: one task in full, or several in short."""

from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from aarshjul.feed.events import EventFacts, write_feed
from aarshjul.plan.model import PlanItem
from aarshjul.reminder.asking import is_asked
from aarshjul.reminder.items import Items
from aarshjul.reminder.looking import responsible, rung_recipient
from aarshjul.reminder.mail_store import KIND
from aarshjul.reminder.rows import Row
from aarshjul.reminder.rules import is_rung, is_step, steps
from aarshjul.reminder.wording import Content, render
from aarshjul.reminder.world_facts import World
from aarshjul.task.model import Task
from app.core.cpr import cover_cpr
from app.core.db import db
from app.mail.compose import Letter, mail_link
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality


class Writer:
    """Writes the mails of one day with these reminders; three reads, however many mails."""

    def __init__(self, world: World, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self.world = world
        tasks = {task.id: task for task in db.session.scalars(_tasks({row.task.id for row in rows}))}
        self.people = {person.id: person for person in db.session.scalars(_people(_named(rows, world)))}
        self.items = Items(world, tasks, self.people, get_municipality().name)
        self.tasks = tasks

    def write(self, person_id: int, rows: Sequence[Row], *, key: str) -> Letter:
        """The mail of these reminders to one person. It names no citizen, only tasks and their dates."""
        rows = sorted(rows, key=lambda row: (row.task.due_on, row.task.id))
        person = self.people[person_id]
        content = Content(
            first_name=person.name.split()[0] if person.name.split() else "",
            own=[self.items.own(row) for row in rows if is_step(row.said.code)],
            asked=[self.items.asked(row) for row in rows if is_asked(row.said.code)],
            others=[self.items.others(row) for row in rows if is_rung(row.said.code)],
        )
        words = render(content, contact=self._contact(rows, person_id), person=person)
        task_ids = {row.task.id for row in rows}
        return Letter(
            key=key,
            kind=KIND,
            subject_kind="task" if len(task_ids) == 1 else "",
            subject_id=next(iter(task_ids)) if len(task_ids) == 1 else None,
            person=person,
            subject=words.subject,
            text=words.text,
            html=words.html,
            thread=f"task/{next(iter(task_ids))}" if len(task_ids) == 1 else f"person/{person_id}",
            calendar=self._calendar(rows),
        )

    def _contact(self, rows: Iterable[Row], person_id: int) -> Person | None:
        """Whom to ask: the unit's coordinator; the coordinator asks the municipality's for information security."""
        for row in rows:
            for function in ("coordinator", "isc"):
                found = self.world.holders.find(function, row.task.unit_id).person_id
                if found is not None and found != person_id and found in self.people:
                    return self.people[found]
        return None

    def _calendar(self, rows: Iterable[Row]) -> str:
        """The dates that the receiver hears of for the first time, to be put into a calendar."""
        events = [self._event(row) for row in rows if self._is_news(row)]
        if not events:
            return ""
        return write_feed(_("GDPR-årshjul"), events, host=urlsplit(mail_link("home.show")).netloc).decode()

    def _is_news(self, row: Row) -> bool:
        if not is_step(row.said.code) or row.task.due_on < self.world.today:
            return False
        first = steps(row.task.due_on, row.task.due_on, self.world.cadence)[:1]
        return row.is_new or [step.code for step in first] == [row.said.code]

    def _event(self, row: Row) -> EventFacts:
        task = self.tasks[row.task.id]
        return EventFacts(
            key=task.key,
            summary=cover_cpr(f"{task.title} · {task.unit.name}"),
            description="",
            when=task.due_on,
            changed_at=task.changed_at,
            url=mail_link("task.show", task_id=task.id),
        )


def _named(rows: Iterable[Row], world: World) -> Collection[int]:
    """Everybody the mails may name: receivers, who has the tasks, who is away, and whom to ask."""
    ids: set[int | None] = set()
    for row in rows:
        theirs = responsible(row.task, world.holders)
        told = rung_recipient(row.said.code, row.task, world) if is_rung(row.said.code) else theirs
        asked = (world.holders.find(function, row.task.unit_id).person_id for function in ("coordinator", "isc"))
        ids |= {row.said.person_id, theirs.person_id, theirs.instead_of, told.instead_of, *asked}
    return {person_id for person_id in ids if person_id is not None}


def _tasks(task_ids: Collection[int]) -> Select[Task]:
    return (
        select(Task)
        .where(Task.id.in_(task_ids))
        .options(
            joinedload(Task.unit).joinedload(Unit.administration),
            joinedload(Task.person),
            joinedload(Task.asked_by),
            joinedload(Task.plan_item).joinedload(PlanItem.template),
        )
        .execution_options(populate_existing=True)
    )


def _people(person_ids: Collection[int]) -> Select[Person]:
    return select(Person).where(Person.id.in_(person_ids))
