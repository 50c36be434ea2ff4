"""Web input about a task → commands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from aarshjul.task.actions import AssignTask, CompleteTask, DismissTask, PostponeTask, ReopenTask, StartTask
from aarshjul.task.rules import Verb
from app.core.forms import BaseForm, DanishDateField, long_text_field
from app.core.text import whole_number
from app.organisation.model import Person

MOST = 2_000
NOTE_HELP = _l("Hvad gjorde I, og hvad fandt I? Skriv ingen navne på borgere.")


def _reason(label: Any) -> TextAreaField:
    return TextAreaField(label, [DataRequired(_l("Skriv kort hvorfor.")), Length(max=MOST)])


class TaskForm(BaseForm):
    """What every form about a task carries: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no task has, when the field holds no number."""
        return whole_number(self.version.data)


class CompleteForm(TaskForm):
    note = long_text_field(_l("Note"), most=MOST, description=NOTE_HELP)

    def to_command(self, task_id: int, *, on: date) -> CompleteTask:
        """Done on that day; only after `validate()`, as for the others."""
        return CompleteTask(task_id=task_id, version=self.seen, on=on, note=self.note.data or "")


class StartForm(TaskForm):
    def to_command(self, task_id: int) -> StartTask:
        """Somebody works on it."""
        return StartTask(task_id=task_id, version=self.seen)


class PostponeForm(TaskForm):
    due_on = DanishDateField(
        _l("Ny frist"),
        [InputRequired(_l("Skriv den nye frist."))],
        description=_l("Falder dagen på en lukkedag, bliver fristen arbejdsdagen før."),
    )
    reason = _reason(_l("Hvorfor?"))

    def to_command(self, task_id: int) -> PostponeTask:
        """Due on another day."""
        due_on = self.due_on.data
        assert isinstance(due_on, date)
        return PostponeTask(task_id=task_id, version=self.seen, due_on=due_on, reason=self.reason.data)


class DismissForm(TaskForm):
    reason = _reason(_l("Hvorfor er opgaven ikke relevant?"))

    def to_command(self, task_id: int) -> DismissTask:
        """Not to be done."""
        return DismissTask(task_id=task_id, version=self.seen, reason=self.reason.data)


class ReopenForm(TaskForm):
    reason = _reason(_l("Hvorfor skal opgaven åbnes igen?"))

    def to_command(self, task_id: int) -> ReopenTask:
        """To be done after all."""
        return ReopenTask(task_id=task_id, version=self.seen, reason=self.reason.data)


class AssignForm(TaskForm):
    person_id = SelectField(_l("Hvem skal gøre det?"), coerce=int)

    def offer(self, people: Sequence[Person]) -> None:
        """Put the people to choose among into the field; first comes whoever holds the function."""
        nobody = SelectChoice(0, _("Den, der har funktionen"))
        self.person_id.choices = [nobody, *(SelectChoice(person.id, person.name) for person in people)]

    def to_command(self, task_id: int) -> AssignTask:
        """Somebody else's."""
        return AssignTask(task_id=task_id, version=self.seen, person_id=self.person_id.data or None)


class AnswerForm(BaseForm):
    """The form behind the link in a mail."""

    note = long_text_field(_l("Note"), most=MOST, description=NOTE_HELP)

    def to_command(self, task_id: int, *, on: date) -> CompleteTask:
        """Done on that day, whatever has happened to the task since the mail was written."""
        return CompleteTask(task_id=task_id, on=on, note=self.note.data or "")


FORMS: Mapping[Verb, type[TaskForm]] = {
    "complete": CompleteForm,
    "start": StartForm,
    "postpone": PostponeForm,
    "dismiss": DismissForm,
    "reopen": ReopenForm,
    "assign": AssignForm,
}
