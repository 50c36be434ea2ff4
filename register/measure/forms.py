"""The form of a security measure."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FloatField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.core.forms import choices_of, text_field
from register.catalogue.forms import EntryForm
from register.measure.content import GROUPS, KINDS, LABELS, NATURES, STATUSES, MeasureContent
from register.options import owner_choices


class MeasureForm(EntryForm):
    """A measure being written."""

    content = MeasureContent
    shown = ("group", "status", "kind", "nature", "owner", "reference", "effect", "hours")

    group = SelectField(_l("Område"), choices=lambda: choices_of(GROUPS, empty=_("Ikke valgt")))
    status = SelectField(_l("Status"), choices=lambda: choices_of(STATUSES), default="in_place")
    kind = SelectField(
        _l("Hvornår virker den?"),
        choices=lambda: choices_of(KINDS, empty=_("Ikke valgt")),
        description=_l("Før noget går galt, mens det sker, eller bagefter."),
    )
    nature = SelectField(_l("Hvordan virker den?"), choices=lambda: choices_of(NATURES, empty=_("Ikke valgt")))
    owner = SelectField(LABELS["owner"], choices=lambda form, _field: form.owner_choices)
    reference = text_field(_l("Henvisning"), description=_l("Fx punktet i ISO 27001 eller adressen på en vejledning."))
    effect = text_field(_l("Hvad hjælper den?"), description=_l("Fx «Opslag uden grund bliver opdaget»."))
    hours = FloatField(
        _l("Timer om året"), [Optional(), NumberRange(min=0, max=100_000, message=_l("Skriv et antal timer."))]
    )

    def __init__(self, *, stored: Any = None, **kwargs: Any) -> None:
        self.owner_choices = [SelectChoice("", _("Ikke valgt")), *owner_choices(stored.owner if stored else "")]
        super().__init__(stored=stored, **kwargs)
