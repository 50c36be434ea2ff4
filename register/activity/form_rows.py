"""The rows of the record's form: one small form for each thing a record holds several of."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import Choice
from wtforms.validators import ValidationError

from app.core.forms import BaseForm, choices_of, long_text_field, text_field
from register.activity.choices import (
    ART6,
    ART9,
    COUNTRIES,
    DATA_CATEGORIES,
    DBL,
    RECIPIENTS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import DataLine, Disclosure, Purpose, Retention, Transfer
from register.activity.periods import find_period, period_words

SHORT_ROWS = {"rows": 2}


class CountryField(SelectField):
    """A country of our list, or another two-letter code that was stored before."""

    def __init__(self, label: Any, *, empty: Any, **kwargs: Any) -> None:
        super().__init__(label, choices=lambda: choices_of(COUNTRIES, empty=empty), **kwargs)

    def iter_choices(self) -> list[Choice]:
        """The list, and the stored code when it is not on it."""
        known: list[Choice] = super().iter_choices()
        if self.data and len(self.data) == 2 and self.data.isalpha() and self.data.isupper():
            known += [Choice(self.data, self.data, True, {})] * (self.data not in COUNTRIES)
        return known


class RowForm(BaseForm):
    """A row: no token of its own, and blank until something is written in it."""

    class Meta(BaseForm.Meta):
        csrf = False

    def to_row(self) -> Any:
        """The row as a value of the content."""
        raise NotImplementedError

    @property
    def is_blank(self) -> bool:
        """Nothing is written or chosen."""
        row = self.to_row()
        return bool(row == type(row)())


def _codes(label: Any, words: Mapping[str, str]) -> SelectMultipleField:
    return SelectMultipleField(label, choices=lambda: choices_of(words))


def _code(label: Any, words: Mapping[str, str], *, empty: Any) -> SelectField:
    return SelectField(label, choices=lambda: choices_of(words, empty=empty))


class PurposeForm(RowForm):
    """Why, and the bases that carry it."""

    text = long_text_field(_l("Formål"), render_kw={"rows": 3})
    is_statistical = BooleanField(_l("Formålet er statistik eller videnskab"))
    art6 = _codes(_l("Behandlingsgrundlag, art. 6, stk. 1"), ART6)
    special_law = long_text_field(_l("Særlovgivning"), render_kw=SHORT_ROWS)
    art9 = _codes(_l("Undtagelse, art. 9, stk. 2"), ART9)
    dbl = _codes(_l("Databeskyttelsesloven"), DBL)

    def to_row(self) -> Purpose:
        """The purpose as written."""
        return Purpose(
            text=self.text.data or "",
            is_statistical=self.is_statistical.data,
            art6=tuple(self.art6.data or ()),
            art9=tuple(self.art9.data or ()),
            dbl=tuple(self.dbl.data or ()),
            special_law=self.special_law.data or "",
        )


class DataLineForm(RowForm):
    """Which data about whom."""

    subject = _code(_l("Registrerede"), SUBJECTS, empty=_l("Ikke koblet"))
    category = _code(_l("Kategori"), DATA_CATEGORIES, empty=_l("Vælg kategori"))
    text = long_text_field(_l("Hvilke oplysninger"), render_kw=SHORT_ROWS)

    def to_row(self) -> DataLine:
        """The line as written."""
        return DataLine(subject=self.subject.data or "", category=self.category.data or "", text=self.text.data or "")


class DisclosureForm(RowForm):
    """Who gets the data."""

    category = _code(_l("Modtagerkategori"), RECIPIENTS, empty=_l("Vælg kategori"))
    name = long_text_field(_l("Modtager"), render_kw=SHORT_ROWS)
    country = CountryField(_l("Land"), empty=_l("Danmark"))

    def to_row(self) -> Disclosure:
        """The recipient as written."""
        return Disclosure(category=self.category.data or "", name=self.name.data or "", country=self.country.data or "")


class TransferForm(RowForm):
    """What leaves the EU and EEA, and on which basis."""

    country = CountryField(_l("Land eller organisation"), empty=_l("Vælg land"))
    basis = _code(_l("Overførselsgrundlag"), TRANSFER_BASES, empty=_l("Vælg grundlag"))
    recipient = long_text_field(_l("Modtager"), render_kw=SHORT_ROWS)
    note = long_text_field(_l("Bemærkning"), render_kw=SHORT_ROWS)

    def to_row(self) -> Transfer:
        """The transfer as written."""
        return Transfer(
            country=self.country.data or "",
            recipient=self.recipient.data or "",
            basis=self.basis.data or "",
            note=self.note.data or "",
        )


class PeriodField(StringField):
    """A retention period in words, "5 år". A stored period that our words cannot say stands as it is."""

    def _value(self) -> str:
        return period_words(self.data) if self.data else ""

    def pre_validate(self, form: Any) -> None:
        """The words must name a period; what was there already is left alone."""
        data = self.data or ""
        if data and find_period(data) is None and data not in getattr(form, "kept_periods", ()):
            raise ValidationError(_l("Skriv fristen som 5 år, 6 måneder, 30 dage eller Tidsubegrænset."))


class RetentionForm(RowForm):
    """When data are erased."""

    category = _code(_l("Kategori"), DATA_CATEGORIES, empty=_l("Alle oplysninger"))
    period = PeriodField(_l("Slettefrist"), render_kw={"list": "slettefrister", "autocomplete": "off"})
    start_event = text_field(_l("Regnes fra"), render_kw={"list": "regnes-fra", "autocomplete": "off"})
    note = long_text_field(_l("Bemærkning"), render_kw=SHORT_ROWS)

    kept_periods: frozenset[str] = frozenset()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """A stored start event shows as its words."""
        super().process(*args, **kwargs)
        self.start_event.data = RETENTION_STARTS.get(self.start_event.data or "", self.start_event.data)

    def to_row(self) -> Retention:
        """The time limit as written; words of ours become codes when the content is tidied."""
        return Retention(
            category=self.category.data or "",
            period=self.period.data or "",
            start_event=self.start_event.data or "",
            note=self.note.data or "",
        )
