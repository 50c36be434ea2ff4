"""Web input about a task → commands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from aarshjul.task.actions import (
    AddTime,
    AssignTask,
    CompleteTask,
    DismissTask,
    PostponeTask,
    ReopenTask,
    StartTask,
    TickPoint,
)
from aarshjul.task.approving import ApproveTask, SendBackTask, TakeBackTask
from aarshjul.task.model import Task
from aarshjul.task.rules import RESULT_WORDS, Verb, wants_result
from aarshjul.task.spent import parse_spent
from aarshjul.task.taking import needs_evidence
from app.attachment.forms import files_field, files_of
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import whole_number
from app.organisation.model import Person

MOST = 2_000
NOTE_HELP = _l("Hvad gjorde I, og hvad fandt I? Skriv ingen navne på borgere.")
WHY_MISSING = _l("Skriv kort, hvorfor.")
SPENT_HELP = _l("For eksempel 1:30, 1,5 t eller 90 min. Et tal alene er timer.")


def _minutes(_form: Any, field: Any) -> None:
    """Validator: empty, or a time as people write it."""
    if field.data:
        try:
            parse_spent(field.data)
        except ValueError as problem:
            raise ValidationError(_(str(problem))) from None


def reason_field(label: Any, missing: Any = WHY_MISSING) -> TextAreaField:
    """Words that must be written: why, or what."""
    return TextAreaField(label, [DataRequired(missing), Length(max=MOST)])


class TaskForm(BaseForm):
    """What every form about a task carries: the version its reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0, which no task has, when the field holds no number."""
        return whole_number(self.version.data)


class DoneFields(BaseForm):
    """How a task that is done is told of: in the program, and behind the link in a mail."""

    result = RadioField(_l("Resultat"), choices=[], default="", validate_choice=False)
    note = long_text_field(_l("Note"), most=MOST, description=NOTE_HELP)
    spent = text_field(_l("Brugt tid"), most=40, description=SPENT_HELP, validators=[_minutes])
    files = files_field(_l("Filer"))

    def ask_of(self, task: Task) -> None:
        """Ask what this task is to be asked: a result where something is controlled, a file where one is demanded."""
        if task.kind == "supervision":
            self.result.choices, self.result.flags.required = choices_of(RESULT_WORDS), True
        elif wants_result(task.kind):
            self.result.choices = choices_of(RESULT_WORDS, empty=_("Opgaven er ikke en kontrol"))
        else:
            del self.result
        if needs_evidence(task):
            self.files.flags.required = True

    def validate_result(self, field: RadioField) -> None:
        """Validator: one of those offered; a supervision has one."""
        if field.data and field.data not in RESULT_WORDS:
            raise ValidationError(_("Vælg et af resultaterne."))
        if field.flags.required and not field.data:
            raise ValidationError(_("Vælg, hvad tilsynet viste."))

    @property
    def told(self) -> dict[str, Any]:
        """What was told, as the fields of a command; only after `validate()`."""
        return {
            "note": self.note.data or "",
            "result": (self.result.data or "") if self.result else "",
            "spent": parse_spent(self.spent.data) if self.spent.data else 0,
            "files": files_of(self.files) if self.files else (),
        }


class CompleteForm(DoneFields, TaskForm):
    def to_command(self, task_id: int, *, on: date) -> CompleteTask:
        """Done on that day; only after `validate()`, as for the others."""
        return CompleteTask(task_id=task_id, version=self.seen, on=on, **self.told)


class StartForm(TaskForm):
    def to_command(self, task_id: int) -> StartTask:
        """Somebody works on it."""
        return StartTask(task_id=task_id, version=self.seen)


class PostponeFields(BaseForm):
    """How a task is put off: in the program, and behind the link in a mail."""

    due_on = DanishDateField(
        _l("Ny frist"),
        [InputRequired(_l("Skriv den nye frist."))],
        description=_l("Falder dagen på en lukkedag, rykkes fristen til arbejdsdagen før."),
    )
    reason = reason_field(_l("Hvorfor?"))

    @property
    def day(self) -> date:
        """The new date; only after `validate()`."""
        due_on = self.due_on.data
        assert isinstance(due_on, date)
        return due_on


class PostponeForm(PostponeFields, TaskForm):
    def to_command(self, task_id: int) -> PostponeTask:
        """Due on another day."""
        return PostponeTask(task_id=task_id, version=self.seen, due_on=self.day, reason=self.reason.data)


class DismissForm(TaskForm):
    reason = reason_field(_l("Hvorfor er opgaven ikke relevant?"))

    def to_command(self, task_id: int) -> DismissTask:
        """Not to be done."""
        return DismissTask(task_id=task_id, version=self.seen, reason=self.reason.data)


class ReopenForm(TaskForm):
    reason = reason_field(_l("Hvorfor skal opgaven åbnes igen?"))

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


class TickForm(BaseForm):
    """One point of the checklist; whoever ticks it need not have seen the newest version of the rest."""

    point = HiddenField()
    is_ticked = HiddenField()

    def to_command(self, task_id: int) -> TickPoint:
        """Ticked, or not any more."""
        return TickPoint(task_id=task_id, point=self.point.data or "", is_ticked=self.is_ticked.data == "1")


class TimeForm(TaskForm):
    spent = text_field(
        _l("Tid, der kommer til"),
        most=40,
        required=InputRequired(_l("Skriv tiden.")),
        description=_l("For eksempel 1:30, 1,5 t eller 90 min. Skriv et minus foran for at trække fra."),
        validators=[_minutes],
    )

    def to_command(self, task_id: int) -> AddTime:
        """So much more."""
        return AddTime(task_id=task_id, version=self.seen, minutes=parse_spent(self.spent.data or "0"))


class TakeBackForm(TaskForm):
    def to_command(self, task_id: int) -> TakeBackTask:
        """There is more to do."""
        return TakeBackTask(task_id=task_id, version=self.seen)


class ApproveForm(TaskForm):
    def to_command(self, task_id: int) -> ApproveTask:
        """It may come about."""
        return ApproveTask(task_id=task_id, version=self.seen)


class SendBackForm(TaskForm):
    reason = reason_field(_l("Hvad mangler?"), _l("Skriv kort, hvad der mangler."))

    def to_command(self, task_id: int) -> SendBackTask:
        """It may not."""
        return SendBackTask(task_id=task_id, version=self.seen, reason=self.reason.data)


FORMS: Mapping[Verb, type[TaskForm]] = {
    "complete": CompleteForm,
    "start": StartForm,
    "postpone": PostponeForm,
    "dismiss": DismissForm,
    "reopen": ReopenForm,
    "assign": AssignForm,
    "add_time": TimeForm,
    "take_back": TakeBackForm,
}
"""What those who work on a task may do, each by a form of its own."""
APPROVER_FORMS: Mapping[Verb, type[TaskForm]] = {"approve": ApproveForm, "send_back": SendBackForm}
"""What a leader may do."""
