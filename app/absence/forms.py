"""Web input about an absence → command."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.absence.actions import PutAbsence
from app.absence.model import Absence
from app.core.forms import BaseForm, DanishDateField
from app.core.text import squeeze
from app.organisation.model import Person
from app.organisation.store import find_colleague


class AbsenceForm(BaseForm):
    """The first and the last day, and who stands in."""

    from_on = DanishDateField(_l("Fra og med"), [InputRequired(_l("Skriv den første dag."))])
    to_on = DanishDateField(_l("Til og med"), [InputRequired(_l("Skriv den sidste dag."))])
    deputy = StringField(
        _l("Stedfortræder"),
        [Length(max=254)],
        render_kw={"list": "people", "autocomplete": "off"},
        description=_l("Skriv navnet eller mailadressen, og vælg. Stedfortræderen får opgaver og mails imens."),
    )

    _found: Person | None = None

    def validate_deputy(self, field: StringField) -> None:
        """The deputy is somebody who works here, or is left out."""
        text = squeeze(field.data or "")
        self._found = find_colleague(text) if text else None
        if text and self._found is None:
            raise ValidationError(_("Ingen her hedder det. Vælg en fra listen, eller skriv mailadressen."))

    def fill(self, absence: Absence) -> None:
        """Show an absence that is there."""
        self.from_on.data, self.to_on.data = absence.from_on, absence.to_on
        self.deputy.data = absence.deputy.email if absence.deputy else ""

    def to_command(self) -> PutAbsence:
        """The absence as it shall be; only after `validate()`."""
        from_on, to_on = self.from_on.data, self.to_on.data
        assert isinstance(from_on, date)
        assert isinstance(to_on, date)
        return PutAbsence(from_on=from_on, to_on=to_on, deputy_id=self._found.id if self._found else None)
