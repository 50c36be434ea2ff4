"""The form of an it system."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from app.core.forms import BaseForm, choices_of, long_text_field, text_field
from app.core.scope import Scope
from app.core.text import whole_number
from register.activity.tidy import clean
from register.options import owner_choices, processor_choices, unit_choices
from register.system.actions import content_of
from register.system.content import ARCHIVE_DUTIES, CHOICES, HOSTINGS, LABELS, SYSTEM_AI, SystemContent
from register.system.model import System


class SystemForm(BaseForm):
    """A system being written. `read` tells whether somebody else has changed it since the page was opened."""

    name = text_field(_l("Navn"), required=DataRequired(_l("Skriv, hvad systemet hedder.")))
    code = text_field(
        _l("Kort navn"),
        most=80,
        description=_l(
            "Det, systemet hedder i de filer, I importerer, fx OMSORG. Lad feltet stå tomt, så laves det af navnet."
        ),
    )
    supplier = text_field(_l("Leverandør"))
    description = long_text_field(_l("Hvad bruges det til?"), render_kw={"rows": 3})
    unit = SelectField(_l("Enhed"), choices=lambda form, _field: form.unit_choices)
    owner = SelectField(_l("Systemejer"), choices=lambda form, _field: form.owner_choices)
    is_critical = BooleanField(
        _l("Systemet er kritisk"), description=_l("Kommunen kan ikke løse en vigtig opgave uden det.")
    )
    processor = SelectField(
        LABELS["processor"],
        choices=lambda form, _field: form.processor_choices,
        description=_l("Vælg den, hvis leverandøren behandler personoplysninger for jer."),
    )
    hosting = SelectField(_l("Hvor kører systemet?"), choices=lambda: choices_of(HOSTINGS, empty=_("Ikke valgt")))
    ai_class = SelectField(
        LABELS["ai_class"],
        choices=lambda: choices_of(SYSTEM_AI, empty=_("Uafklaret")),
        description=_l("Klassen efter AI-forordningen for den AI, systemet bruger."),
    )
    archive_duty = SelectField(
        LABELS["archive_duty"], choices=lambda: choices_of(ARCHIVE_DUTIES, empty=_("Ikke valgt"))
    )
    is_retired = BooleanField(
        _l("Systemet er udgået"), description=_l("Det bliver stående, men kan ikke vælges på nye behandlinger.")
    )
    read = HiddenField()

    def __init__(self, *, scope: Scope, stored: System | None = None, **kwargs: Any) -> None:
        """`scope` is where one may write; `stored` the system that is changed."""
        held = content_of(stored) if stored else SystemContent(name="")
        self.unit_is_free = scope.is_everything
        none = _("Ingen") if self.unit_is_free else _("Vælg enhed")
        self.unit_choices: Sequence[SelectChoice] = [SelectChoice("", none), *unit_choices(scope, held.unit)]
        self.owner_choices = [SelectChoice("", _("Ikke valgt")), *owner_choices(held.owner)]
        self.processor_choices = [SelectChoice("", _("Ikke valgt")), *processor_choices(held.processor)]
        super().__init__(obj=held, data={"read": str(stored.version if stored else 0)}, **kwargs)

    def validate_unit(self, field: Any) -> None:
        """A system without a unit is out of reach for a coordinator."""
        if not field.data and not self.unit_is_free:
            raise ValidationError(_("Vælg den enhed, der har ansvaret for systemet."))

    def to_content(self) -> SystemContent:
        """What was written; only after `validate()`."""
        return SystemContent(
            name=" ".join(clean(self.name.data or "").split()),
            code=clean(self.code.data or ""),
            supplier=clean(self.supplier.data or ""),
            description=clean(self.description.data or ""),
            unit=self.unit.data or "",
            owner=self.owner.data or "",
            is_critical=self.is_critical.data,
            is_retired=self.is_retired.data,
            processor=self.processor.data or "",
            **{name: self[name].data or "" for name in CHOICES},
        )

    def read_version(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.read.data)

    def differing(self, stored: SystemContent, typed: SystemContent) -> list[str]:
        """The fields in which two contents differ, in the order of the form."""
        return [f.name for f in fields(SystemContent) if getattr(stored, f.name) != getattr(typed, f.name)]

    def words_of(self, name: str, content: SystemContent) -> str:
        """A field's value for reading; units and people by their names."""
        value = getattr(content, name)
        if isinstance(value, bool):
            return str(_("Ja") if value else _("Nej"))
        if name in CHOICES:
            return _(CHOICES[name][value]) if value in CHOICES[name] else str(value or _("tomt"))
        choices = {
            "unit": self.unit_choices, "owner": self.owner_choices, "processor": self.processor_choices,
        }.get(name, ())  # fmt: skip
        return next((choice.label for choice in choices if choice.value == value and value), value) or str(_("tomt"))
