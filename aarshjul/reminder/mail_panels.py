"""Which tasks a gathered mail tells of, on its page among the mails."""

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.reminder.forecast_store import list_told
from aarshjul.reminder.told import step_phrase
from aarshjul.task.responsible import reach_of
from app.auth.viewer import Viewer
from app.core.slots import Slots

MOST = 30


def tasks_in_mail(mail_id: int, viewer: Viewer) -> Markup:
    """The tasks that the viewer may see; the others are counted. Nothing for a mail that tells of none."""
    told, seen, total = list_told(mail_id, reach=reach_of(viewer), limit=MOST)
    if not total:
        return Markup("")
    phrases = [(task, step_phrase(task.step)) for task in told]
    html = render_template(
        "aarshjul/reminder/_in_mail.html",
        lines=[(task, _(phrase.words, **phrase.values)) for task, phrase in phrases],
        more=seen - len(told),
        unseen=total - seen,
    )
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def fill(slots: Slots) -> None:
    """Under each mail."""
    slots.panels.setdefault("mail", []).append(tasks_in_mail)
