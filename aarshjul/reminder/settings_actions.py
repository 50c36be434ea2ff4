"""Choosing how the municipality reminds, pausing it, and choosing for oneself how often one is mailed."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from aarshjul.reminder.model import ReminderChoice, ReminderSettings
from aarshjul.reminder.rules import A_WEEK, MOST_DAYS_BEFORE
from aarshjul.reminder.settings_rules import USUAL, Chosen, chosen_of, problems
from aarshjul.task.model import TO_DO_STATES, Task
from aarshjul.task.responsible import Named, load_holders, what_falls_to
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, insert_new
from app.core.errors import EditConflict, Refused

KIND, CHOICE_KIND = "reminder_settings", "reminder_choice"
SOON = timedelta(days=MOST_DAYS_BEFORE) + A_WEEK
"""No choice of the municipality or of a person gives a task its first step earlier than so long before its date."""


@dataclass(frozen=True, kw_only=True)
class ChangeReminders:
    """The choices as they shall be; `read` is what `read_mark` said when the form was opened."""

    chosen: Chosen
    read: str


@dataclass(frozen=True, kw_only=True)
class PauseReminders:
    """Why no reminders shall go for now."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ChooseRhythm:
    """How often one person wants mail (settings_rules.RHYTHMS)."""

    person_id: int
    rhythm: str


def read_mark(settings: ReminderSettings | None) -> str:
    """What tells one saving from another; "" until somebody has saved. A pause is no saving."""
    if settings is None or settings.changed_by_id is None:
        return ""
    return settings.changed_at.isoformat()


def change_reminders(command: ChangeReminders, *, doing: Doing) -> bool:
    """Remind as chosen from the next tick on; whether anything changed. What stays the same leaves no trace.

    Where those above begin to hear of what is late, it counts from today: nobody is reported at once for a year.
    Raises EditConflict when somebody has saved since the form was opened, Refused naming the field.
    """
    row = _locked_settings()
    if chosen_of(row) == command.chosen:
        return False
    row = row or _new_settings(doing)
    if command.read != read_mark(row):
        raise EditConflict(_("En anden har rettet påmindelserne, mens du skrev. Se det, der står nu, og gem igen."))
    before, after = chosen_of(row), command.chosen
    for problem in problems(after):
        raise Refused(_(problem.message, **problem.values), field=problem.field)
    today = clock.day_of(doing.at)
    if after.escalate_after and not before.escalate_after:
        row.begun_on = today
    row.days_before, row.escalate_after = list(after.days_before), list(after.escalate_after)
    row.overdue_every, row.chases_in_quiet_weeks = after.overdue_every, after.chases_in_quiet_weeks
    row.changed_at, row.changed_by_id = doing.at, doing.person_id
    db.session.flush()
    _look_anew(today)
    told = asdict(after)
    changes = {name: [was, told[name]] for name, was in asdict(before).items() if was != told[name]}
    record(doing, "reminder_settings.change", KIND, None, changes)
    return True


def pause_reminders(command: PauseReminders, *, doing: Doing) -> None:
    """Let no reminder go until `resume_reminders`, not even one that is written. Other mails go as ever.

    Raises Refused when they are paused already.
    """
    row = _locked_settings() or _new_settings(doing)
    if row.paused_at is not None:
        raise Refused(_("Påmindelserne er allerede sat på pause."))
    row.paused_at, row.paused_by_id, row.pause_reason = doing.at, doing.person_id, command.reason
    db.session.flush()
    record(doing, "reminder_settings.pause", KIND, None, {"reason": [None, command.reason]})


def resume_reminders(*, doing: Doing) -> bool:
    """Let them go again, each person's latest about each task; whether they were paused."""
    row = _locked_settings()
    if row is None or row.paused_at is None:
        return False
    changes = {"reason": [row.pause_reason, None]}
    row.paused_at = row.paused_by_id = None
    row.pause_reason = ""
    db.session.flush()
    record(doing, "reminder_settings.resume", KIND, None, changes)
    return True


def choose_rhythm(command: ChooseRhythm, *, doing: Doing) -> bool:
    """Mail a person as often as they want; whether anything changed."""
    row = _locked_choice(command.person_id)
    if row is None and command.rhythm == "daily":
        return False
    if row is None:
        # Two who save the first one at once: the second finds it there.
        values = {"person_id": command.person_id, "rhythm": "daily", "changed_at": doing.at}
        db.session.execute(insert_new(ReminderChoice).values(**values))
        row = _locked_choice(command.person_id)
        assert row is not None
    before = row.rhythm
    if command.rhythm == before:
        return False
    row.rhythm, row.changed_at = command.rhythm, doing.at
    db.session.flush()
    today = clock.day_of(doing.at)
    mine = what_falls_to(command.person_id, load_holders(today))
    theirs = select(Task.id).outerjoin(Named, Task.person).where(mine.where(), Task.due_on <= today + SOON)
    _look_anew(today, Task.id.in_(theirs))
    record(doing, "reminder_choice.change", CHOICE_KIND, row.id, {"rhythm": [before, command.rhythm]})
    return True


def _look_anew(today: date, *narrower: ColumnElement[bool]) -> None:
    """What was chosen may give a task another next day: the next tick looks at it.

    Those whose day has come already are among them: one that a tick has in hand is looked at by what was chosen before,
    and again when it is done. A task from a later day is left alone: nobody is asked yet.
    """
    db.session.execute(
        update(Task)
        .where(
            Task.state.in_(TO_DO_STATES),
            ~Task.is_forecast,
            Task.created_on <= today,
            Task.due_on <= today + SOON,
            *narrower,
        )
        .values(remind_on=today),
        execution_options={"synchronize_session": False},
    )


def _locked_settings() -> ReminderSettings | None:
    query = select(ReminderSettings).where(ReminderSettings.id == 1).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _new_settings(doing: Doing) -> ReminderSettings:
    """The row with what is usual; of two who make the first one at once, the second finds it there."""
    values = {
        "id": 1,
        "days_before": list(USUAL.days_before),
        "overdue_every": USUAL.overdue_every,
        "escalate_after": list(USUAL.escalate_after),
        "chases_in_quiet_weeks": USUAL.chases_in_quiet_weeks,
        "pause_reason": "",
        "changed_at": doing.at,
    }
    db.session.execute(insert_new(ReminderSettings).values(**values))
    row = _locked_settings()
    assert row is not None
    return row


def _locked_choice(person_id: int) -> ReminderChoice | None:
    query = select(ReminderChoice).where(ReminderChoice.person_id == person_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))
