"""What the page of one task says of its reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from aarshjul.reminder.forecast_store import find_rhythm
from aarshjul.reminder.model import Reminder
from aarshjul.reminder.rules import steps
from aarshjul.reminder.store import get_cadence, list_of_task
from aarshjul.reminder.told import MailFacts, going, step_phrase
from aarshjul.task.model import OPEN_STATES, TO_DO_STATES, Task
from app.core.workdays import working_day_on_or_after
from app.mail.model import OutgoingMail

A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class ReminderLine:
    """One reminder: to whom, which step, and how it has gone."""

    name: str
    step: str
    look: str
    state: str
    at: datetime
    server_said: str


@dataclass(frozen=True)
class TaskReminders:
    """A task's reminders, newest first. `first_on` is the day of the first mail where none has been decided yet."""

    lines: Sequence[ReminderLine]
    first_on: date | None
    is_paused: bool


def reminders_of(task: Task, *, person_id: int | None, today: date) -> TaskReminders:
    """What has been and will be said of a task that falls to this person. The caller has shown that it may be seen."""
    rows = list_of_task(task.id)
    lines = [_line(row) for row in rows]
    if task.state not in OPEN_STATES or task.is_forecast:
        return TaskReminders(lines, None, is_paused=False)
    rhythm = find_rhythm(person_id)
    first_on = None
    if not rows and person_id is not None and task.state in TO_DO_STATES:
        first_on = _first_mail_on(task, today, is_weekly=rhythm.is_weekly)
    return TaskReminders(lines, first_on, rhythm.is_paused)


def _line(row: Reminder) -> ReminderLine:
    phrase = step_phrase(row.step)
    found = going(row.state, row.at, _facts(row.mail))
    return ReminderLine(
        name=row.person.name,
        step=_(phrase.words, **phrase.values),
        look=found.look,
        state=_(found.words),
        at=found.at,
        server_said=found.server_said,
    )


def _facts(mail: OutgoingMail | None) -> MailFacts | None:
    if mail is None:
        return None
    return MailFacts(mail.state, mail.created_at, mail.try_at, mail.claimed_at, mail.sent_at, mail.server_said)


def _first_mail_on(task: Task, today: date, *, is_weekly: bool) -> date | None:
    """The day of the first step; where that has come, the next working day on which the task is looked at."""
    cadence = get_cadence()
    come = steps(task.due_on, max(task.due_on, today) + A_MONTH, cadence, is_weekly=is_weekly)
    if not come:
        return None
    return working_day_on_or_after(max(come[0].on, task.remind_on or today, today), cadence.closed)
