"""The form of a record: everything Art. 30(1) asks for, on one page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.scope import Scope
from register.activity.choices import SUBJECTS
from register.activity.content import ROWS, ActivityContent, highest_key
from register.activity.form_rows import (
    DataLineForm,
    DisclosureForm,
    PurposeForm,
    RetentionForm,
    TransferForm,
)
from register.activity.row_model import ActivityKle
from register.activity.tidy import tidy
from register.options import owner_choices, unit_choices
from register.system.store import list_system_names

BLANKS: Mapping[str, int] = {
    "purposes": 1, "data_lines": 2, "disclosures": 2, "transfers": 1, "retention": 2, "systems": 2,
}  # fmt: skip
"""Empty rows that the form brings, for those whose browser adds none."""
_KLE = re.compile(r"\d\d(\.\d\d){0,2}\Z")
_KLE_LENGTH: int = ActivityKle.__table__.c.number.type.length  # type: ignore[attr-defined] # the column's own length


@dataclass(frozen=True)
class FormOptions:
    """What a record can point at: units one may write in, people, systems. `unit_is_free`: it may have none."""

    units: Sequence[SelectChoice]
    people: Sequence[SelectChoice]
    systems: Sequence[SelectChoice]
    unit_is_free: bool


def load_form_options(stored: ActivityContent | None, *, scope: Scope) -> FormOptions:
    """The options inside a scope, in three statements. What the record holds already stays on offer."""
    return FormOptions(
        units=unit_choices(scope, stored.unit if stored else ""),
        people=owner_choices(stored.owner if stored else ""),
        systems=[SelectChoice(code, name) for code, name in list_system_names()],
        unit_is_free=scope.is_everything,
    )


class ActivityForm(BaseForm):
    """A record being written. `version` is the one that was read; `reason` goes with the kept version."""

    title = text_field(_l("Behandlingsaktivitet"), required=DataRequired(_l("Skriv, hvad behandlingen hedder.")))
    number = text_field(
        _l("Nummer"), most=40, description=_l("Lad feltet stå tomt, så får behandlingen det næste ledige nummer.")
    )
    description = long_text_field(_l("Beskrivelse"), render_kw={"rows": 3})
    unit = SelectField(_l("Ansvarlig enhed"), choices=lambda form, _field: form.unit_choices())
    owner = SelectField(
        _l("Ansvarlig leder"),
        choices=lambda form, _field: [SelectChoice("", _("Ikke valgt")), *form.options.people],
    )
    purposes = FieldList(FormField(PurposeForm), _l("Formål og grundlag"))
    subjects = SelectMultipleField(_l("Kategorier af registrerede"), choices=lambda: choices_of(SUBJECTS))
    data_lines = FieldList(FormField(DataLineForm), _l("Personoplysninger"))
    disclosures = FieldList(FormField(DisclosureForm), _l("Modtagere"))
    not_disclosed = BooleanField(_l("Oplysningerne videregives ikke"))
    transfers = FieldList(FormField(TransferForm), _l("Overførsel til tredjelande og internationale organisationer"))
    retention = FieldList(FormField(RetentionForm), _l("Slettefrister"))
    retention_reason = long_text_field(_l("Hvis der ikke kan gives en slettefrist: hvorfor"), render_kw={"rows": 2})
    measures = long_text_field(_l("Sikkerhedsforanstaltninger"), render_kw={"rows": 4})
    measures_reason = long_text_field(_l("Hvis foranstaltningerne ikke kan beskrives: hvorfor"), render_kw={"rows": 2})
    kle_numbers = long_text_field(
        _l("KLE-numre"), render_kw={"rows": 2}, description=_l("Ét på hver linje, fx 27.60.08.")
    )
    systems = FieldList(
        SelectField(choices=lambda form, _field: [SelectChoice("", _("Vælg system")), *form.options.systems]),
        _l("It-systemer"),
    )
    case_ref = text_field(_l("Sag i ESDH"), description=_l("Sagsnummer eller adresse."))
    last_review_on = DanishDateField(_l("Senest gennemgået"))
    next_review_on = DanishDateField(_l("Næste gennemgang"))
    reason = text_field(
        _l("Hvorfor retter du?"), description=_l("Kommer med i historikken, fx «Ny slettefrist fra KL».")
    )
    version = HiddenField()
    activity = HiddenField()

    def __init__(
        self,
        *,
        options: FormOptions,
        stored: ActivityContent | None = None,
        content: ActivityContent | None = None,
        **draft: Any,
    ) -> None:
        """`stored` is what the record holds now; `content`, or a draft, is shown instead of what was posted."""
        self.options = options
        self.stored = stored or ActivityContent()
        shown = content or stored
        self.used_keys = highest_key(stored.data_lines) if stored else 0
        # Left out, the posted form is read; None, it is not.
        posted: dict[str, Any] = {"formdata": None} if content else draft
        super().__init__(**posted, data=_shown(shown) if shown else None)
        kept = frozenset(row.period for row in stored.retention) if stored else frozenset()
        for entry in self.retention:
            entry.form.kept_periods = kept

    def unit_choices(self) -> list[SelectChoice]:
        """Units that may be chosen; none only for those whose reach does not hang on a unit."""
        return [SelectChoice("", _("Ingen") if self.options.unit_is_free else _("Vælg enhed")), *self.options.units]

    def add_blank_rows(self) -> None:
        """Bring the empty rows that a page without script needs; called when the form is to be shown."""
        for name, wanted in BLANKS.items():
            rows = self[name]
            trailing = 0
            for entry in reversed(rows.entries):
                if not _is_blank(entry):
                    break
                trailing += 1
            for _number in range(wanted - trailing):
                rows.append_entry()

    def validate_unit(self, field: Any) -> None:
        """A record without a unit is out of reach for a coordinator."""
        if not field.data and not self.options.unit_is_free:
            raise ValidationError(_("Vælg den enhed, der har ansvaret."))

    def validate_kle_numbers(self, field: Any) -> None:
        """A KLE number is at most as long as its column."""
        for number in self._kle():
            if len(number) > _KLE_LENGTH:
                raise ValidationError(_("«%(number)s» er for langt til at være et KLE-nummer.", number=number[:30]))

    def validate_next_review_on(self, field: Any) -> None:
        """The next review comes after the last."""
        if field.data and self.last_review_on.data and field.data <= self.last_review_on.data:
            raise ValidationError(_("Næste gennemgang skal ligge efter den seneste."))

    def to_content(self) -> ActivityContent:
        """The record as written, tidied. Also for a form that is not valid: the check shows what is missing in it."""
        values: dict[str, Any] = {}
        for f in fields(ActivityContent):
            if f.name not in self:
                values[f.name] = getattr(self.stored, f.name)
                continue
            field = self[f.name]
            if f.name in ROWS:
                values[f.name] = tuple(entry.form.to_row() for entry in field)
            elif f.name == "kle_numbers":
                values[f.name] = self._kle()
            elif isinstance(f.default, tuple):
                values[f.name] = tuple(field.data or ())
            elif isinstance(f.default, str):
                values[f.name] = field.data or ""
            else:
                values[f.name] = field.data
        return tidy(ActivityContent(**values), used_keys=self.used_keys)

    def read_version(self) -> int:
        """The version that was read; 0 when the page did not say."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def _kle(self) -> tuple[str, ...]:
        """One number a line; several on one line when each of them looks like a number."""
        numbers: list[str] = []
        for line in (self.kle_numbers.data or "").splitlines():
            parts = [part for part in re.split(r"[\s,;]+", line) if part]
            numbers += parts if all(_KLE.match(part) for part in parts) else [line]
        return tuple(numbers)


def _shown(content: ActivityContent) -> dict[str, Any]:
    values = {f.name: getattr(content, f.name) for f in fields(content)}
    return values | {"kle_numbers": "\n".join(content.kle_numbers)}


def _is_blank(entry: Any) -> bool:
    return entry.form.is_blank if hasattr(entry, "form") else not entry.data
