"""Forms of a processor and of a supervision."""

from dataclasses import asdict, fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.scope import Scope
from app.core.text import whole_number
from register.activity.choices import TRANSFER_BASES
from register.activity.form_rows import CountryField, RowForm
from register.options import owner_choices, unit_choices
from register.processor.actions import HoldSupervision
from register.processor.content import PERSON_BANDS, Agreement, ProcessorContent, Sub
from register.processor.rules import CONCEPTS, MEANS, RESULTS

ROWS = ("agreements", "sub_processors")


class AgreementForm(RowForm):
    """A data processing agreement."""

    title = text_field(_l("Aftale"))
    signed_on = DanishDateField(_l("Underskrevet"))
    valid_until_on = DanishDateField(_l("Gælder til"))
    ref = text_field(_l("Hvor ligger den?"))
    is_ended = BooleanField(_l("Opsagt"))
    note = long_text_field(_l("Bemærkning"), render_kw={"rows": 2})

    def to_row(self) -> Agreement:
        """The agreement as written."""
        return Agreement(
            title=self.title.data or "",
            signed_on=self.signed_on.data,
            valid_until_on=self.valid_until_on.data,
            is_ended=self.is_ended.data,
            ref=self.ref.data or "",
            note=self.note.data or "",
        )


class SubForm(RowForm):
    """A sub-processor."""

    name = text_field(_l("Navn"))
    country = CountryField(_l("Land"), empty=_l("Danmark"))
    task = long_text_field(_l("Hvad gør de?"), render_kw={"rows": 2})
    transfer_basis = SelectField(
        _l("Overførselsgrundlag"), choices=lambda: choices_of(TRANSFER_BASES, empty=_("Ingen overførsel"))
    )
    approved_on = DanishDateField(_l("Godkendt af os"))

    def to_row(self) -> Sub:
        """The sub-processor as written."""
        return Sub(
            name=self.name.data or "",
            country=self.country.data or "",
            task=self.task.data or "",
            transfer_basis=self.transfer_basis.data or "",
            approved_on=self.approved_on.data,
        )


class ProcessorForm(BaseForm):
    """A processor being written. `version` is the one that was read; the code is chosen once."""

    name = text_field(_l("Navn"), required=DataRequired(_l("Skriv et navn.")))
    description = long_text_field(_l("Hvad gør de for os?"), render_kw={"rows": 3})
    cvr = text_field(_l("CVR-nummer"), most=8)
    country = CountryField(_l("Land"), empty=_l("Danmark"))
    contact = text_field(_l("Kontakt"), description=_l("Mail, telefon eller adresse på virksomheden."))
    unit = SelectField(_l("Enhed"), choices=lambda form, _field: form.unit_choices)
    owner = SelectField(
        _l("Ansvarlig for tilsyn"),
        choices=lambda form, _field: form.owner_choices,
        description=_l("Får opgaven, når tilsynet skal føres."),
    )
    agreements = FieldList(FormField(AgreementForm), _l("Databehandleraftaler"))
    sub_processors = FieldList(FormField(SubForm), _l("Underdatabehandlere"))
    dpf_checked_on = DanishDateField(
        _l("DPF-certificering kontrolleret"),
        description=_l("Kun for virksomheder i USA. Kontrollen gælder i 12 måneder."),
    )
    person_band = SelectField(
        _l("Hvor mange personers oplysninger behandler de for os?"),
        choices=lambda: choices_of(PERSON_BANDS, empty=_("Ved ikke endnu")),
    )
    has_sensitive = BooleanField(_l("Følsomme oplysninger"))
    has_confidential = BooleanField(_l("Fortrolige oplysninger"))
    has_special = BooleanField(
        _l("Særlige behandlinger"), description=_l("Fx profilering, overvågning eller ny teknologi.")
    )
    concept = SelectField(
        _l("Tilsynskoncept"),
        coerce=lambda value: int(value) if value else None,
        choices=lambda: [
            SelectChoice("", _("Ikke valgt")),
            *(SelectChoice(str(code), _(word)) for code, word in CONCEPTS.items()),
        ],
    )
    concept_reason = long_text_field(_l("Hvorfor dette koncept"), render_kw={"rows": 2})
    next_supervision_on = DanishDateField(_l("Næste tilsyn"))
    code = text_field(
        _l("Kort navn"),
        most=80,
        description=_l("Det, den hedder i filer, I importerer. Lad feltet stå tomt, så laves det af navnet."),
    )
    reason = text_field(_l("Hvorfor retter du?"), description=_l("Kommer med i historikken."))
    version = HiddenField()

    def __init__(self, *, scope: Scope, stored: ProcessorContent | None = None, read: int = 0, **kwargs: Any) -> None:
        """`scope` is where one may write; `stored` the processor that is changed."""
        held = stored or ProcessorContent()
        self.unit_is_free = scope.is_everything
        none = _("Ingen") if self.unit_is_free else _("Vælg enhed")
        self.unit_choices = [SelectChoice("", none), *unit_choices(scope, held.unit)]
        self.owner_choices = [SelectChoice("", _("Ikke valgt")), *owner_choices(held.owner)]
        values = asdict(stored) if stored else {}
        super().__init__(data=values | {"version": str(read)}, **kwargs)
        if stored is not None:
            del self.code

    def add_blank_rows(self) -> None:
        """An empty row of each kind, for those whose browser adds none."""
        for name in ROWS:
            rows = self[name]
            if not rows.entries or not rows.entries[-1].form.is_blank:
                rows.append_entry()

    def validate_unit(self, field: Any) -> None:
        """A processor without a unit is out of reach for a coordinator."""
        if not field.data and not self.unit_is_free:
            raise ValidationError(_("Vælg den enhed, der har ansvaret for databehandleren."))

    def validate_cvr(self, field: Any) -> None:
        """Eight digits."""
        if field.data and not (field.data.isdecimal() and len(field.data) == 8):
            raise ValidationError(_("Et CVR-nummer har otte cifre."))

    def to_content(self) -> ProcessorContent:
        """What was written; also of a form that is not valid, for the score beside it."""
        values: dict[str, Any] = {}
        empty = ProcessorContent()
        for f in fields(ProcessorContent):
            if f.name in ROWS:
                values[f.name] = tuple(entry.form.to_row() for entry in self[f.name])
            elif f.name in self:
                data = self[f.name].data
                values[f.name] = getattr(empty, f.name) if data is None else data
        return ProcessorContent(**values)

    def read_version(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.version.data)


class SupervisionForm(BaseForm):
    """A supervision that was held."""

    held_on = DanishDateField(_l("Ført den"), [InputRequired(_l("Skriv, hvornår tilsynet blev ført."))])
    concept = SelectField(
        _l("Koncept"),
        coerce=int,
        choices=lambda: [SelectChoice(str(code), _(word)) for code, word in CONCEPTS.items()],
    )
    means = SelectField(_l("Hvordan"), choices=lambda: choices_of(MEANS, empty=_("Ikke valgt")))
    result = SelectField(_l("Resultat"), choices=lambda: choices_of(RESULTS))
    conclusion = long_text_field(
        _l("Konklusion"), render_kw={"rows": 4}, description=_l("Hvad viste tilsynet, og hvad skal der ske nu?")
    )
    ref = text_field(_l("Hvor ligger erklæringen?"), description=_l("Sagsnummer eller link."))
    next_on = DanishDateField(_l("Næste tilsyn"), description=_l("Lad feltet stå tomt, så sættes det efter pointene."))

    def to_command(self, processor_id: int) -> HoldSupervision:
        """The supervision as written; only after `validate()`."""
        return HoldSupervision(
            processor_id=processor_id,
            held_on=self.held_on.data,
            concept=self.concept.data,
            means=self.means.data or "",
            result=self.result.data or "",
            conclusion=self.conclusion.data or "",
            ref=self.ref.data or "",
            next_on=self.next_on.data,
        )
