"""The form of a step."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.core.forms import BaseForm, long_text_field
from app.core.text import whole_number
from register.life.actions import TakeStep
from register.life.rules import Step


class StepForm(BaseForm):
    """A note, and the version that was read."""

    note = long_text_field(_l("Bemærkning"), most=4000, render_kw={"rows": 4})
    version = HiddenField()

    def __init__(self, step: Step, *, version: int, **kwargs: Any) -> None:
        self.step = step
        super().__init__(data={"version": str(version)}, **kwargs)
        self.note.label.text = _(step.asks)
        self.note.flags.required = step.note == "required"

    def validate_note(self, field: Any) -> None:
        """Where the step asks for a reason there is one."""
        if self.step.note == "required" and not field.data:
            raise ValidationError(_("Skriv noget her: det kommer med i historikken."))

    def to_command(self, activity_id: int) -> TakeStep:
        """The step as asked for; only after `validate()`."""
        return TakeStep(
            activity_id=activity_id,
            step=self.step,
            version=whole_number(self.version.data),
            note=self.note.data or "",
        )
