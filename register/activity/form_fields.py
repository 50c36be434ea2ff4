"""Fields of the record's form that know our code lists, our other records, or the record's own data lines."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import ValidationError

from app.core.forms import BaseForm, choices_of
from register.activity.content import EVERY_LINE, ROWS
from register.activity.countries import COUNTRIES
from register.activity.periods import find_period, period_words
from register.activity.picking import Picks

SHORT_ROWS = {"rows": 2}
KEY_LENGTH = 9


class RowForm(BaseForm):
    """A row: no token of its own, and blank until something is written in it. ROWS says which rows it is one of."""

    ROWS: ClassVar[str]

    class Meta(BaseForm.Meta):
        csrf = False

    @property
    def record(self) -> Any:
        """The form of the record that the row is part of."""
        return self._parent_form

    def to_row(self) -> Any:
        """The row as written, as a value of the content. Words of ours become codes when the content is tidied."""
        row_type = ROWS[self.ROWS]
        return row_type(**{f.name: value_of(self[f.name], f.default) for f in fields(row_type)})

    @property
    def is_blank(self) -> bool:
        """Nothing is written or chosen; a data line's key is neither."""
        row = self.to_row()
        blank = type(row)(**{name: getattr(row, name) for name in ("key",) if hasattr(row, name)})
        return bool(row == blank)


def value_of(field: Any, default: Any) -> Any:
    """What a field says, as a content holds it; `default` is the content's value for nothing."""
    if isinstance(field, NameField):
        return field.code
    if isinstance(default, tuple):
        return tuple(field.data or ())
    return (field.data or "") if isinstance(default, str) else field.data


def codes(label: Any, words: Mapping[str, str], **kwargs: Any) -> SelectMultipleField:
    """Any number of a code list."""
    return SelectMultipleField(label, choices=lambda: choices_of(words), **kwargs)


def code(label: Any, words: Mapping[str, str], *, empty: Any = None, **kwargs: Any) -> SelectField:
    """One of a code list; `empty` is the word for none of them."""
    empty = _l("Ikke angivet") if empty is None else empty
    return SelectField(label, choices=lambda: choices_of(words, empty=empty), **kwargs)


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


class PeriodField(StringField):
    """A retention period in words, "5 år". A stored period that our words cannot say stands as it is."""

    def _value(self) -> str:
        return period_words(self.data) if self.data else ""

    def pre_validate(self, form: Any) -> None:
        """The words must name a period; what was there already is left alone."""
        data = self.data or ""
        if data and find_period(data) is None and data not in form.record.kept_periods:
            raise ValidationError(_l("Skriv fristen som 5 år, 6 måneder, 30 dage eller Tidsubegrænset."))


class KeyField(HiddenField):
    """The key of a data line, given in the browser to a new one. What is no key is none, and one is given on saving."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Only a number is a key, written as we write it."""
        text = valuelist[0].strip() if valuelist else ""
        is_key = text.isascii() and text.isdecimal() and not text.startswith("0") and len(text) <= KEY_LENGTH
        self.data = text if is_key else ""


class LinesField(SelectMultipleField):
    """Which data lines of the record: all of them, or each by its words.

    The lines are those that the form shows, not those that are stored; one that is gone falls away on saving.
    """

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, choices=self._lines, validate_choice=False, **kwargs)

    @staticmethod
    def _lines(form: Any, _field: Any) -> list[SelectChoice]:
        return [SelectChoice(EVERY_LINE, _("Alle oplysninger")), *form.record.line_choices()]


class PickField(SelectMultipleField):
    """Any number of our own records of one kind (links.py): those in use, and those that the record holds already."""

    def __init__(self, label: Any, *, kind: str, **kwargs: Any) -> None:
        super().__init__(label, choices=lambda form, _field: _picks(form).choices(kind), **kwargs)
        self.kind = kind


class NameField(StringField):
    """One of our own records, written by its name with the names to choose from at hand; kept by its code.

    The browser's own list of suggestions is one for the page, however many rows and records there are.
    """

    def __init__(self, label: Any, *, kind: str, unknown: Any, **kwargs: Any) -> None:
        super().__init__(label, render_kw={"list": f"liste-{kind}", "autocomplete": "off"}, **kwargs)
        self.kind, self.unknown = kind, unknown
        self.record_form: Any = kwargs["_form"]

    def _value(self) -> str:
        return _picks(self.record_form).name_of(self.kind, self.data or "")

    @property
    def code(self) -> str:
        """The code of the record that is named; what names none stands as it is, and is refused."""
        text = self.data or ""
        return _picks(self.record_form).code_of(self.kind, text) or text

    def pre_validate(self, form: Any) -> None:
        """The words must name one of the records on offer."""
        if self.data and not _picks(form).code_of(self.kind, self.data):
            raise ValidationError(_(str(self.unknown), name=self.data))


def _picks(form: Any) -> Picks:
    picks: Picks = getattr(form, "record", form).options.picks
    return picks
