"""Web input behind the link in a mail → commands. Each answer has a form of its own on the page."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from aarshjul.answer.actions import AskForChange, PassOn
from aarshjul.answer.rules import NO_CHANGES, Answer, must_say_why
from aarshjul.task.actions import CompleteTask, PostponeTask
from aarshjul.task.forms import MOST, DoneFields, PostponeFields, reason_field
from aarshjul.task.model import Task
from aarshjul.task.taking import needs_evidence
from app.core.forms import BaseForm, long_text_field
from app.core.text import squeeze
from app.organisation.store import find_colleague


class AnswerForm(BaseForm):
    """What the forms share. None holds a version: the answer is to the task, whatever has happened since the mail.

    Each has a `to_command`, which says what the answer does, given on that day; only after `validate()`.
    """

    def ask_of(self, task: Task) -> None:
        """Ask what this task is to be asked."""


class DoneForm(DoneFields, AnswerForm):
    def ask_of(self, task: Task) -> None:
        """Signed out there is room for files only where the task must have one."""
        super().ask_of(task)
        if not needs_evidence(task):
            del self.files

    def to_command(self, task_id: int, *, on: date) -> CompleteTask:
        """It is done."""
        return CompleteTask(task_id=task_id, on=on, **self.told)


class NoChangesForm(AnswerForm):
    why = long_text_field(_l("Hvorfor holder vurderingen?"), most=MOST, description=_l("Skriv ingen navne på borgere."))

    def ask_of(self, task: Task) -> None:
        """One press, but where the record keeps the reason."""
        if must_say_why(task.kind):
            self.why.flags.required = True
        else:
            del self.why

    def validate_why(self, field: TextAreaField) -> None:
        """Validator: a reason where one is asked for."""
        if field.flags.required and not field.data:
            raise ValidationError(_("Skriv kort, hvorfor vurderingen holder."))

    def to_command(self, task_id: int, *, on: date) -> CompleteTask:
        """It is done, and nothing had changed."""
        note = _("Ingen ændringer: %(why)s", why=self.why.data) if self.why else _(NO_CHANGES)
        return CompleteTask(task_id=task_id, on=on, note=note)


class NeedsChangeForm(AnswerForm):
    what = reason_field(_l("Hvad skal ændres?"), _l("Skriv kort, hvad der skal ændres."))

    def to_command(self, task_id: int, *, on: date) -> AskForChange:
        """Somebody must change something first."""
        return AskForChange(task_id=task_id, what=self.what.data)


class NotMineForm(AnswerForm):
    colleague = StringField(
        _l("Kollega"),
        [Length(max=254)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    why = long_text_field(_l("Hvorfor?"), most=MOST)

    _to_id: int | None = None

    def validate_colleague(self, field: StringField) -> None:
        """Validator: somebody who works here, or nobody. What it says of others is nothing at all."""
        text = squeeze(field.data or "")
        found = find_colleague(text) if text else None
        if text and found is None:
            raise ValidationError(_("Ingen her hedder det. Skriv mailadressen eller det fulde navn."))
        self._to_id = found.id if found else None

    def to_command(self, task_id: int, *, on: date) -> PassOn:
        """It is somebody else's."""
        return PassOn(task_id=task_id, person_id=self._to_id, why=self.why.data or "")


class LaterForm(PostponeFields, AnswerForm):
    def to_command(self, task_id: int, *, on: date) -> PostponeTask:
        """Due on another day."""
        return PostponeTask(task_id=task_id, due_on=self.day, reason=self.reason.data)


AnyForm = DoneForm | NoChangesForm | NeedsChangeForm | NotMineForm | LaterForm
FORMS: Mapping[Answer, type[AnyForm]] = {
    "done": DoneForm,
    "no_changes": NoChangesForm,
    "needs_change": NeedsChangeForm,
    "not_mine": NotMineForm,
    "postpone": LaterForm,
}


def form_of(answer: Answer, task: Task, *, is_sent: bool = False) -> AnyForm:
    """The form of one answer to the task: empty, or as it was sent."""
    form = FORMS[answer](prefix=answer) if is_sent else FORMS[answer](formdata=None, prefix=answer)
    form.ask_of(task)
    return form
