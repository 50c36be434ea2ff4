"""The order of a document."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from app.core import clock
from app.core.forms import BaseForm, DanishDateField, choices_of
from app.core.text import N_

FORMS: Mapping[str, str] = {
    "pdf": N_("PDF, som en skærmlæser kan læse"),
    "pdf_fast": N_("PDF i en fart, uden mærkning til skærmlæsere"),
    "docx": N_("Word"),
}


class DocumentForm(BaseForm):
    """Which form, and as of which day."""

    form = RadioField(_l("Hvilken slags dokument?"), choices=lambda: choices_of(FORMS), default="pdf")
    as_of = DanishDateField(
        _l("Som fortegnelsen stod ved udgangen af"),
        description=_l("Lad feltet stå tomt for fortegnelsen, som den er nu."),
    )

    def validate_as_of(self, field: Any) -> None:
        """A day that has come."""
        if field.data and field.data > clock.today():
            raise ValidationError(_("Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag."))

    @property
    def kind(self) -> str:
        """pdf or docx."""
        return str(self.form.data).partition("_")[0]

    @property
    def is_tagged(self) -> bool:
        """Whether a screen reader is to be able to read it."""
        return self.form.data != "pdf_fast"
