"""The form in which an administration answers for all tasks of the catalogue at once."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from aarshjul.handling.actions import AnswerTask
from aarshjul.handling.rules import DEGREES, LEVELS, MOST, Answer, mark_of, why_not
from aarshjul.handling.store import AskedTask
from app.core.forms import BaseForm, choices_of, text_field
from app.core.text import whole_number


class AnswerRow(BaseForm):
    """The answer for one task; `seen` is the mark of the answer that the page was made with."""

    class Meta(BaseForm.Meta):
        csrf = False

    template_id = HiddenField()
    seen = HiddenField()
    degree = RadioField(_l("Varetages den?"), choices=lambda: choices_of(DEGREES), validate_choice=False)
    risk_level = SelectField(
        _l("Risiko for borgerne"), choices=lambda: choices_of(LEVELS, empty=_("Ikke vurderet")), validate_choice=False
    )
    risk = text_field(_l("Hvad kan gå galt?"), most=MOST)
    proposed_year = SelectField(
        _l("Foreslået år"),
        coerce=lambda value: whole_number(str(value or "")) or None,
        validate_choice=False,
    )

    def to_command(self) -> AnswerTask:
        """The answer as written; only after `validate()`."""
        return AnswerTask(
            whole_number(self.template_id.data), self.seen.data or "", self.to_answer(), takes_back=self.takes_back
        )

    @property
    def takes_back(self) -> bool:
        """Whether "Ikke besvaret" was chosen, and not merely nothing."""
        return self.degree.raw_data == [""]

    def to_answer(self) -> Answer:
        """What is chosen and written, as it stands in the fields."""
        if self.takes_back:
            return Answer()
        return Answer(
            self.degree.data or "", self.risk_level.data or "", self.risk.data or "", self.proposed_year.data or None
        )


class AnswersForm(BaseForm):
    """All of an administration's answers. What was sent is read alone, never mixed with what has come since."""

    rows = FieldList(FormField(AnswerRow), _l("Svar"))

    @classmethod
    def of(cls, asked: Iterable[AskedTask]) -> "AnswersForm":
        """The form with the answers as they stand."""
        rows = [
            {
                "template_id": str(task.id), "seen": mark_of(task.answer), "degree": task.answer.degree or None,
                "risk_level": task.answer.risk_level, "risk": task.answer.risk,
                "proposed_year": task.answer.proposed_year,
            }
            for task in asked
        ]  # fmt: skip
        return cls(formdata=None, data={"rows": rows})

    def offer(self, asked: Iterable[AskedTask], years: Collection[int]) -> None:
        """Put the years into the fields: those that can be proposed, and the one that stood there before."""
        stood = {task.id: task.answer.proposed_year for task in asked}
        for entry in self.rows:
            held = {stood.get(whole_number(entry.form.template_id.data)), entry.form.proposed_year.data, *years} - {
                None
            }
            choices = [SelectChoice(year, str(year)) for year in sorted(year for year in held if year)]
            entry.form.proposed_year.choices = [SelectChoice("", _("Ikke valgt")), *choices]

    def check(self, asked: Iterable[AskedTask], years: Collection[int]) -> bool:
        """`validate()`, and what must hold of each answer."""
        is_fine = self.validate()
        stood = {task.id: task.answer.proposed_year for task in asked}
        for entry in self.rows:
            held = stood.get(whole_number(entry.form.template_id.data))
            found = why_not(entry.form.to_answer(), years=[*years, *([held] if held else [])])
            if found and not entry.form[found[0]].errors:
                entry.form.refuse(_(found[1]), found[0])
                self.rows.errors = [*self.rows.errors, entry.errors]
                is_fine = False
        return is_fine

    def to_commands(self) -> list[AnswerTask]:
        """The answers as written; only after `check()`."""
        return [entry.form.to_command() for entry in self.rows]
