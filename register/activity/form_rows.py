"""The rows of the record's form: one small form for each thing a record holds several of."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.core.forms import DanishDateField, long_text_field, text_field
from app.core.text import N_
from register.activity.choices import (
    ART6,
    ART9,
    DATA_CATEGORIES,
    DBL,
    RECIPIENTS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import DataLine
from register.activity.form_fields import (
    SHORT_ROWS,
    CountryField,
    KeyField,
    LinesField,
    NameField,
    PeriodField,
    PickField,
    RowForm,
    code,
    codes,
)


class JointControllerForm(RowForm):
    """Somebody who decides together with the municipality."""

    ROWS = "joint_controllers"

    name = long_text_field(_l("Navn"), render_kw=SHORT_ROWS)
    contact = long_text_field(_l("Kontaktoplysninger"), render_kw=SHORT_ROWS)
    arrangement = long_text_field(_l("Hvor ordningen findes"), render_kw=SHORT_ROWS)
    statute = long_text_field(_l("Lov, der fordeler ansvaret"), render_kw=SHORT_ROWS)


class ServedControllerForm(RowForm):
    """Somebody the municipality processes data for."""

    ROWS = "controllers_served"

    name = long_text_field(_l("Navn"), render_kw=SHORT_ROWS)
    contact = long_text_field(_l("Kontaktoplysninger"), render_kw=SHORT_ROWS)
    dpo = long_text_field(_l("Databeskyttelsesrådgiver"), render_kw=SHORT_ROWS)
    categories = long_text_field(_l("Hvad kommunen gør for dem"), render_kw=SHORT_ROWS)


class PurposeForm(RowForm):
    """Why, and the bases that carry it."""

    ROWS = "purposes"

    text = long_text_field(_l("Formål"), render_kw={"rows": 3})
    is_statistical = BooleanField(_l("Formålet er statistik eller videnskab"))
    art6 = codes(_l("Behandlingsgrundlag, art. 6, stk. 1"), ART6)
    laws = PickField(_l("Love"), kind="laws")
    special_law = long_text_field(_l("Særlovgivning"), render_kw=SHORT_ROWS)
    art9 = codes(_l("Undtagelse, art. 9, stk. 2"), ART9)
    dbl = codes(_l("Databeskyttelsesloven"), DBL)


class DataLineForm(RowForm):
    """Which data about whom."""

    ROWS = "data_lines"

    key = KeyField()
    subject = code(_l("Registrerede"), SUBJECTS, empty=_l("Ikke koblet"))
    category = code(_l("Kategori"), DATA_CATEGORIES, empty=_l("Vælg kategori"))
    text = long_text_field(_l("Hvilke oplysninger"), render_kw=SHORT_ROWS)

    def to_row(self) -> DataLine:
        """The line as written."""
        row: DataLine = super().to_row()
        return row


class DisclosureForm(RowForm):
    """Who gets which of the data."""

    ROWS = "disclosures"

    category = code(_l("Modtagerkategori"), RECIPIENTS, empty=_l("Vælg kategori"))
    name = long_text_field(_l("Modtager"), render_kw=SHORT_ROWS)
    country = CountryField(_l("Land"), empty=_l("Danmark"))
    lines = LinesField(_l("Hvilke oplysninger"))
    recipient = NameField(
        _l("Modtager fra kataloget"),
        kind="recipients",
        unknown=N_("Der er ingen modtager, der hedder «%(name)s». Vælg en fra listen, eller skriv den under Modtager."),
    )
    basis = long_text_field(_l("Hjemmel til at videregive"), render_kw=SHORT_ROWS)


class TransferForm(RowForm):
    """What leaves the EU and EEA, and on which basis."""

    ROWS = "transfers"

    country = CountryField(_l("Land eller organisation"), empty=_l("Vælg land"))
    processor = NameField(
        _l("Databehandler"),
        kind="processors",
        unknown=N_(
            "Der er ingen databehandler, der hedder «%(name)s». Vælg en fra listen, eller skriv den under Modtager."
        ),
    )
    recipient = long_text_field(_l("Modtager"), render_kw=SHORT_ROWS)
    lines = LinesField(_l("Hvilke oplysninger"))
    basis = code(_l("Overførselsgrundlag"), TRANSFER_BASES, empty=_l("Vælg grundlag"))
    document = long_text_field(_l("Hvor grundlaget ligger"), render_kw=SHORT_ROWS)
    assessment = long_text_field(_l("Hvor vurderingen af overførslen ligger"), render_kw=SHORT_ROWS)
    checked_on = DanishDateField(_l("DPF-certificering kontrolleret"))
    note = long_text_field(_l("Bemærkning"), render_kw=SHORT_ROWS)


class RetentionForm(RowForm):
    """When data are erased."""

    ROWS = "retention"

    category = code(_l("Kategori"), DATA_CATEGORIES, empty=_l("Alle oplysninger"))
    period = PeriodField(_l("Slettefrist"), render_kw={"list": "slettefrister", "autocomplete": "off"})
    start_event = text_field(_l("Regnes fra"), render_kw={"list": "regnes-fra", "autocomplete": "off"})
    note = long_text_field(_l("Bemærkning"), render_kw=SHORT_ROWS)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """A stored start event shows as its words."""
        super().process(*args, **kwargs)
        self.start_event.data = RETENTION_STARTS.get(self.start_event.data or "", self.start_event.data)
