"""Web input about hours → command."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from aarshjul.capacity.actions import PutCapacity, UseEstimate
from aarshjul.capacity.model import Capacity
from app.auth.viewer import Viewer
from app.core.forms import BaseForm, HoursField, text_field
from app.core.text import squeeze
from app.organisation.model import Person
from app.organisation.store import find_colleague

MOST_HOURS = 2500
"""More than anybody works in a year."""


def _seen(text: str | None) -> float | None:
    """What the page held: a number, or nothing; what was tampered with is a number that nobody has."""
    try:
        return float(text) if text else None
    except ValueError:
        return -1.0


class CapacityForm(BaseForm):
    """The hours of one person in one year."""

    hours = HoursField(
        _l("Timer"),
        [
            Optional(),
            NumberRange(
                min=0, max=MOST_HOURS, message=_l("Skriv et antal timer mellem 0 og %(most)s.", most=MOST_HOURS)
            ),
        ],
    )
    note = text_field(_l("Bemærkning"), most=400)
    was = HiddenField()

    def to_command(self, person_id: int, year: int) -> PutCapacity:
        """The hours as they shall be; only after `validate()`."""
        return PutCapacity(
            person_id=person_id,
            year=year,
            hours=self.hours.data,
            note=self.note.data or "",
            was=_seen(self.was.data),
        )


class AddPersonForm(BaseForm):
    """Hours of somebody who is not on the list."""

    person = StringField(
        _l("Person"),
        [InputRequired(_l("Skriv navnet eller mailadressen.")), Length(max=254)],
        render_kw={"list": "people", "autocomplete": "off"},
        description=_l("Skriv navnet eller mailadressen, og vælg."),
    )
    year = SelectField(_l("År"), coerce=int)
    hours = HoursField(
        _l("Timer i året"),
        [
            InputRequired(_l("Skriv et antal timer, fx 120.")),
            NumberRange(
                min=0, max=MOST_HOURS, message=_l("Skriv et antal timer mellem 0 og %(most)s.", most=MOST_HOURS)
            ),
        ],
    )

    def __init__(self, viewer: Viewer, years: range) -> None:
        super().__init__()
        self.viewer = viewer
        self.year.choices = [SelectChoice(year, str(year)) for year in years]

    found: Person | None = None

    def validate_person(self, field: StringField) -> None:
        """Somebody who works in the part of the municipality that the viewer keeps the hours of."""
        self.found = find_colleague(squeeze(field.data or ""))
        if self.found is None:
            raise ValidationError(_("Ingen her hedder det. Vælg en fra listen, eller skriv mailadressen."))
        if not self.viewer.may("write", "capacity", self.found.unit.path if self.found.unit else ""):
            raise ValidationError(_("Du kan kun skrive timer for dem, der arbejder i dit område."))

    def to_command(self, stored: Capacity | None) -> PutCapacity:
        """The hours as they shall be; only after `validate()`. `stored` is what the person has there already."""
        assert self.found is not None
        assert self.hours.data is not None
        return PutCapacity(
            person_id=self.found.id,
            year=self.year.data,
            hours=self.hours.data,
            note=stored.note if stored else "",
            was=stored.hours if stored else None,
        )


class EstimateForm(BaseForm):
    """The hours of the proposal that was on the page."""

    hours = FloatField(_l("Timer"), [InputRequired()])

    def to_command(self, template_id: int) -> UseEstimate:
        """Only after `validate()`."""
        assert self.hours.data is not None
        return UseEstimate(template_id=template_id, hours=self.hours.data)
