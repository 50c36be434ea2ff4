"""Writing the reminders that are due into the outbox, and looking again before one is sent."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from aarshjul.calendar.store import get_closed_days
from aarshjul.reminder.letters import write_letter
from aarshjul.reminder.model import Reminder
from aarshjul.reminder.rules import decide, next_step_on
from aarshjul.reminder.store import A_DAY, Seen, find_due_date, list_due, list_seen
from aarshjul.task.model import OPEN_STATES, TO_DO_STATES, Task
from aarshjul.task.responsible import find_responsible, find_responsible_on
from aarshjul.task.rules import STATE_WORDS
from aarshjul.task.store import find_task
from app.core import clock
from app.core.db import db, insert_new
from app.mail.compose import queue
from app.mail.model import OutgoingMail
from app.organisation.rules import is_mail_address
from app.organisation.store import Directory, get_municipality, load_directory


def queue_reminders(now: datetime) -> dict[str, int]:
    """A tick's step: for every open task whose reminder has come, the latest step as a mail, the missed as superseded.

    1. Only tasks with `remind_on` up to today are read; nothing due costs one small read.
    2. Who the task falls to is found anew each time. Nobody, or one without a usable address: the task is looked at
       again tomorrow, and the administrator sees it on the front page.
    3. What may not happen twice is held by the keys of the reminder and of the mail.
    """
    today = clock.day_of(now)
    round_: _Round | None = None
    queued = after = 0
    while tasks := list_due(today, after=after, lock=True):
        round_ = round_ or _Round(now)
        seen = list_seen([task.id for task in tasks])
        queued += sum(round_.remind(task, seen) for task in tasks)
        round_.keep()
        after = tasks[-1].id
    return {"queued": queued, "escalated": 0}


def why_not_send(mail: OutgoingMail) -> str | None:
    """The guard of a written reminder, asked when its turn has come: why it should not go after all, or None."""
    task = find_task(mail.subject_id) if mail.subject_id is not None else None
    if task is None:
        return _("Opgaven findes ikke længere.")
    if task.state not in OPEN_STATES:
        return _("Opgaven er ikke åben længere: %(state)s.", state=_(STATE_WORDS[task.state]).lower())
    if task.state not in TO_DO_STATES:
        return _("Opgaven venter på godkendelse.")
    if find_due_date(mail.id) not in (None, task.due_on):
        return _("Opgaven har fået en anden frist.")
    # The moment the mail was claimed, not the clock: a tick may be played at another time.
    today = clock.day_of(mail.claimed_at) if mail.claimed_at else clock.today()
    if find_responsible_on(task, today).person_id != mail.person_id:
        return _("Opgaven er nu en andens.")
    return None


class _Round:
    """One walk through the tasks that are due, with the organisation as it is now."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today: date = clock.day_of(now)
        self.closed = get_closed_days()
        self.directory: Directory = load_directory(self.today)
        self.municipality = get_municipality()
        self.rows: list[dict[str, Any]] = []

    def remind(self, task: Task, seen: Seen) -> int:
        """Do what the rules say about one task; returns how many mails that made."""
        found = find_responsible(task, self.directory.holders)
        person = self.directory.people.get(found.person_id or 0)
        if person is None or not is_mail_address(person.email):
            task.remind_on = self.today + A_DAY
            return 0
        codes = seen.get((task.id, task.due_on, person.id), frozenset())
        decisions = decide(
            due_on=task.due_on,
            is_open=True,
            today=self.today,
            closed=self.closed,
            planned_since=task.created_on,
            seen=codes,
        )
        queued = 0
        for step, state in decisions:
            mail = None
            if state == "wanted":
                letter = write_letter(
                    task,
                    found,
                    person,
                    step=step.code,
                    today=self.today,
                    directory=self.directory,
                    municipality=self.municipality,
                )
                mail = queue(letter, at=self.now)
                queued += mail is not None
            self.rows.append(
                {
                    "task_id": task.id,
                    "due_on": task.due_on,
                    "step": step.code,
                    "person_id": person.id,
                    "state": "queued" if state == "wanted" else "superseded",
                    "mail_id": mail.id if mail else None,
                    "at": self.now,
                }
            )
        codes |= {decision.step.code for decision in decisions}
        task.remind_on = next_step_on(due_on=task.due_on, seen=codes, closed=self.closed, today=self.today)
        return queued

    def keep(self) -> None:
        """Write what was decided."""
        if self.rows:
            db.session.flush()
            db.session.connection().execute(insert_new(Reminder), self.rows)
            self.rows = []
        db.session.flush()
