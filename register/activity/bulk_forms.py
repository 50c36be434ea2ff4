"""The form of one change to many records."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.core import clock
from app.core.forms import BaseForm, DanishDateField, text_field
from app.core.scope import Scope
from register.activity.bulk_rules import BulkChange
from register.options import owner_choices, unit_choices

SAME, NONE = "-", ""
"""What a choice that changes nothing is called, and one that empties the field."""


class BulkForm(BaseForm):
    """What is to be changed, and why. `seen` is filled by the preview: which records were shown, in which version."""

    owner = SelectField(_l("Ansvarlig leder"), default=SAME)
    unit = SelectField(_l("Ansvarlig enhed"), default=SAME)
    next_review_on = DanishDateField(
        _l("Næste gennemgang"), description=_l("Lad feltet stå tomt, hvis datoerne skal blive, som de er.")
    )
    reason = text_field(
        _l("Hvorfor retter du?"), description=_l("Kommer med i historikken, fx «Nye ledere efter omlægningen».")
    )
    seen = HiddenField()

    def __init__(self, *, scope: Scope) -> None:
        """`scope` is where one may write: the units inside are on offer."""
        super().__init__()
        same = SelectChoice(SAME, _("Bliver, som den er"))
        self.owner.choices = [same, SelectChoice(NONE, _("Ingen")), *owner_choices()]
        none = [SelectChoice(NONE, _("Ingen"))] if scope.is_everything else []
        self.unit.choices = [same, *none, *unit_choices(scope)]

    def validate_next_review_on(self, field: DanishDateField) -> None:
        """A review cannot be planned in the past."""
        if isinstance(field.data, date) and field.data < clock.today():
            raise ValidationError(_("Dagen er gået. Vælg i dag eller en senere dag."))

    def to_change(self) -> BulkChange:
        """The change as it was chosen."""
        return BulkChange(
            owner=None if self.owner.data == SAME else self.owner.data,
            unit=None if self.unit.data == SAME else self.unit.data,
            next_review_on=self.next_review_on.data,
        )
