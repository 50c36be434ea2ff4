"""What the pages about reminders show: the choices, what they lead to in words, and that reminders are paused."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from aarshjul.calendar.rules import write_weeks
from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.reminder.items import day_words, short_words
from aarshjul.reminder.model import ReminderSettings
from aarshjul.reminder.rules import Cadence
from aarshjul.reminder.settings_actions import read_mark
from aarshjul.reminder.settings_forms import PauseForm, RemindersForm
from aarshjul.reminder.settings_rules import RUNGS, Chosen, chosen_of, day_to_preview, preview, write_days
from aarshjul.reminder.store import find_settings, get_cadence
from app.core import clock
from app.core.days import find_day
from app.core.filters import long_day


def edit_page(
    form: RemindersForm | None = None, pause_form: PauseForm | None = None, *, asked: str = ""
) -> dict[str, Any]:
    """The page of the choices; a form that was refused stands as it was sent. `asked`: the date of the example."""
    settings = find_settings()
    cadence = get_cadence()
    due_on = day_to_preview(find_day(asked) if asked else None, clock.today(), get_closed_days())
    return {
        "form": form or RemindersForm.of(chosen_of(settings), mark=read_mark(settings), is_sent=False),
        "pause_form": pause_form or PauseForm(formdata=None),
        "settings": settings,
        "is_saved": bool(read_mark(settings)),
        "pause": pause_of(settings),
        "quiet_words": _quiet_words(write_weeks(get_quiet_weeks())),
        "example": day_words(due_on),
        "example_on": due_on,
        "lines": preview_lines(due_on, cadence),
    }


def preview_lines(due_on: date, cadence: Cadence) -> Sequence[tuple[str, str]]:
    """(to whom or when, the days) of the mails about a task that nobody does."""
    shown = preview(due_on, cadence)
    lines = [
        (_("Før fristen og på dagen"), _listed(shown.before, due_on)),
        (
            _("Efter fristen"),
            _(
                "%(days)s og derefter hver %(every)s. dag",
                days=", ".join(_day(day, due_on) for day in shown.after),
                every=cadence.overdue_every,
            ),
        ),
    ]
    return lines + [(_(RUNGS[name]), _day(day, due_on)) for name, day in shown.above]


def differing(stored: Chosen, sent: Chosen) -> Sequence[tuple[str, str]]:
    """What now stands in the fields where that is not what was sent, with the fields' names."""
    now, theirs = _words(stored), _words(sent)
    return [(label, text) for label, text in now.items() if theirs[label] != text]


def pause_of(settings: ReminderSettings | None) -> dict[str, Any] | None:
    """Since when, by whom and why reminders are paused; None when they go."""
    if settings is None or settings.paused_at is None:
        return None
    return {
        "at": settings.paused_at,
        "by": settings.paused_by.name if settings.paused_by else _("programmet"),
        "reason": settings.pause_reason,
    }


def _quiet_words(weeks: str) -> str:
    if not weeks:
        return _("I har ingen stille uger.")
    return _("Ellers venter påmindelserne, til de stille uger er forbi. Jeres stille uger: %(weeks)s.", weeks=weeks)


def _words(chosen: Chosen) -> Mapping[str, str]:
    after = write_days(chosen.escalate_after)
    return {
        _("Dage før fristen"): write_days(chosen.days_before),
        _("Dage mellem påmindelserne"): str(chosen.overdue_every),
        _("I de stille uger"): _("Ja") if chosen.chases_in_quiet_weeks else _("Nej"),
        _("Besked til lederne"): _("efter %(days)s dage", days=after) if after else _("Nej"),
    }


def _listed(days: Sequence[date], due_on: date) -> str:
    words = [_day(day, due_on) for day in days]
    return _(" og ").join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _day(day: date, due_on: date) -> str:
    """ "8. marts", with its year where that is another than the date's."""
    return short_words(day) if day.year == due_on.year else long_day(day)
