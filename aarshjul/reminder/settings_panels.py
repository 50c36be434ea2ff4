"""Reminders on other pages: the card among those of the set-up, one's own choice on one's account, and the pause."""

from flask import render_template
from markupsafe import Markup

from aarshjul.reminder.settings_forms import RhythmForm
from aarshjul.reminder.settings_rules import chosen_of, write_days
from aarshjul.reminder.settings_showing import pause_of
from aarshjul.reminder.store import find_choice, find_settings
from app.auth.viewer import Viewer
from app.core.slots import Slots


def set_up_card(_row_id: int, viewer: Viewer) -> Markup:
    """The card among those of the set-up."""
    if not viewer.may("write", "municipality"):
        return Markup("")
    settings = find_settings()
    return _draw("_card", days=write_days(chosen_of(settings).days_before), is_paused=pause_of(settings) is not None)


def account_panel(_account_id: int, viewer: Viewer) -> Markup:
    """How often one is mailed, on one's account."""
    choice = find_choice(viewer.person_id)
    return _draw("_on_account", form=RhythmForm(formdata=None, data={"rhythm": choice.rhythm if choice else "daily"}))


def paused_note(viewer: Viewer) -> Markup:
    """For who sees to the mails: that reminders are paused; nothing when they go."""
    pause = pause_of(find_settings()) if viewer.may("read", "mail") else None
    return _draw("_paused", pause=pause, leads=viewer.may("write", "municipality")) if pause else Markup("")


def fill(slots: Slots) -> None:
    """Put them into the slots."""
    slots.panels.setdefault("set_up", []).append(set_up_card)
    slots.panels.setdefault("account", []).append(account_panel)
    slots.my_notes.append(paused_note)
    # Who only sets up has no work, and begins at the set-up's front.
    for page in ("admin", "mails"):
        slots.panels.setdefault(page, []).append(lambda _row_id, viewer: paused_note(viewer))


def _draw(template: str, **context: object) -> Markup:
    html = render_template(f"aarshjul/reminder/{template}.html", **context)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote
