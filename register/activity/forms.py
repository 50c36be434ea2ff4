"""The form of a record: everything that Art. 30 and municipal practice ask for, on one page."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from app.core import clock
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import whole_number
from register.activity.content import ROWS, ActivityContent, highest_key, with_keys
from register.activity.form_fields import PickField, code, codes, value_of
from register.activity.form_rows import (
    DataLineForm,
    DisclosureForm,
    JointControllerForm,
    PurposeForm,
    RetentionForm,
    ServedControllerForm,
    TransferForm,
)
from register.activity.labels import FIELD_LABELS, line_words
from register.activity.picking import FormOptions
from register.activity.row_model import ActivityKle
from register.activity.tidy import CODES, tidy

BLANKS: Mapping[str, int] = {
    "joint_controllers": 1, "controllers_served": 1, "purposes": 1, "data_lines": 2, "disclosures": 2, "transfers": 1,
    "retention": 2,
}  # fmt: skip
"""Empty rows that the form brings, for those whose browser adds none."""
_KLE = re.compile(r"\d\d(\.\d\d){0,2}\Z")
_KLE_LENGTH: int = ActivityKle.__table__.c.number.type.length  # type: ignore[attr-defined] # the column's own length


def _label(name: str) -> Any:
    return _l(FIELD_LABELS[name])


def _one(name: str) -> SelectField:
    return code(_label(name), CODES["", name])


def _several(name: str) -> Any:
    return codes(_label(name), CODES["", name])


def _pick(name: str) -> PickField:
    return PickField(_label(name), kind=name)


def _rows(name: str, form: type) -> FieldList:
    return FieldList(FormField(form), _label(name))


def _line(name: str, **kwargs: Any) -> StringField:
    return text_field(_label(name), **kwargs)


def _text(name: str, *, rows: int = 2) -> TextAreaField:
    return long_text_field(_label(name), render_kw={"rows": rows})


class ActivityForm(BaseForm):
    """A record being written. `version` is the one that was read; `reason` goes with the kept version.

    The `governed` fields were decided elsewhere in the register: they say what is stored, whatever is posted.
    """

    governed: frozenset[str] = frozenset()

    record_type = RadioField(
        _label("record_type"), choices=lambda: choices_of(CODES["", "record_type"]), default="controller"
    )
    number = _line(
        "number", most=40, description=_l("Lad feltet stå tomt, så får behandlingen det næste ledige nummer.")
    )
    title = _line("title", required=DataRequired(_l("Skriv, hvad behandlingen hedder.")))
    description = _text("description", rows=3)
    unit = SelectField(_l("Ansvarlig enhed"), choices=lambda form, _field: form.unit_choices())
    owner = SelectField(
        _l("Ansvarlig leder"),
        choices=lambda form, _field: [SelectChoice("", _("Ikke valgt")), *form.options.people],
    )
    authority_task = _one("authority_task")
    joint_controllers = _rows("joint_controllers", JointControllerForm)
    controllers_served = _rows("controllers_served", ServedControllerForm)
    agreement_ref = _line("agreement_ref")
    purposes = _rows("purposes", PurposeForm)
    consent_procedure = _text("consent_procedure")
    subjects = _several("subjects")
    subject_count = _one("subject_count")
    data_lines = _rows("data_lines", DataLineForm)
    data_sources = _several("data_sources")
    info_duty = _one("info_duty")
    info_basis = _text("info_basis")
    info_ref = _line("info_ref")
    disclosures = _rows("disclosures", DisclosureForm)
    not_disclosed = BooleanField(_label("not_disclosed"))
    processors = _pick("processors")
    transfers = _rows("transfers", TransferForm)
    retention = _rows("retention", RetentionForm)
    retention_reason = long_text_field(_l("Hvis der ikke kan gives en slettefrist: hvorfor"), render_kw={"rows": 2})
    archive_rule = _one("archive_rule")
    deletion_procedure = _one("deletion_procedure")
    deletion_ref = _line("deletion_ref")
    security_measures = _pick("security_measures")
    measures = _text("measures", rows=4)
    measures_reason = long_text_field(_l("Hvis foranstaltningerne ikke kan beskrives: hvorfor"), render_kw={"rows": 2})
    access_groups = _several("access_groups")
    access_count = _one("access_count")
    automated_decision = _one("automated_decision")
    automated_basis = _several("automated_basis")
    ai_used = _one("ai_used")
    ai_class = _one("ai_class")
    dpia_screening = _one("dpia_screening")
    dpia_reason = _text("dpia_reason")
    dpia_ref = _line("dpia_ref")
    dpia_approved_on = DanishDateField(_label("dpia_approved_on"))
    dpia_high_residual = BooleanField(_label("dpia_high_residual"))
    dpia_consulted_on = DanishDateField(_label("dpia_consulted_on"))
    criticality = _one("criticality")
    kle_numbers = _text("kle_numbers")
    systems = _pick("systems")
    case_ref = _line("case_ref")
    last_review_on = DanishDateField(_label("last_review_on"))
    next_review_on = DanishDateField(_label("next_review_on"))
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
        self.kept_periods = frozenset(row.period for row in self.stored.retention)
        shown = content or stored
        self.used_keys = highest_key(self.stored.data_lines)
        # Left out, the posted form is read; None, it is not.
        posted: dict[str, Any] = {"formdata": None} if content else draft
        super().__init__(**posted, data=_shown(shown) if shown else None)

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
        self._name_lines()

    def line_choices(self) -> list[SelectChoice]:
        """The data lines that stand in the form, for recipients and transfers to point at."""
        rows = [entry.form.to_row() for entry in self.data_lines if not entry.form.is_blank]
        return [SelectChoice(row.key, line_words(row, _)) for row in rows if row.key]

    def _name_lines(self) -> None:
        """Give a key to the lines that came without, so that they can be pointed at before they are saved."""
        written = [entry.form for entry in self.data_lines if not entry.form.is_blank]
        lines = with_keys([form.to_row() for form in written], used=self.used_keys)
        for form, line in zip(written, lines, strict=True):
            form.key.data = line.key

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

    def validate_last_review_on(self, field: Any) -> None:
        """A review that has been held does not lie ahead; a stored day is left alone."""
        if field.data and field.data > clock.today() and field.data != self.stored.last_review_on:
            raise ValidationError(_("Den seneste gennemgang kan ikke ligge ude i fremtiden."))

    def to_content(self) -> ActivityContent:
        """The record as written, tidied. Also for a form that is not valid: the check shows what is missing in it."""
        values: dict[str, Any] = {}
        for f in fields(ActivityContent):
            field = self[f.name]
            if f.name in self.governed:
                values[f.name] = getattr(self.stored, f.name)
            elif f.name in ROWS:
                values[f.name] = tuple(entry.form.to_row() for entry in field)
            elif f.name == "kle_numbers":
                values[f.name] = self._kle()
            else:
                values[f.name] = value_of(field, f.default)
        return tidy(ActivityContent(**values), used_keys=self.used_keys)

    def read_version(self) -> int:
        """The version that was read; 0 when the page did not say."""
        return whole_number(self.version.data)

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
