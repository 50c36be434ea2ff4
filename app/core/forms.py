"""The base of every form: Danish messages, text without stray blanks, and rows that grow without JavaScript.

What looks like a CPR number is not taken at once. The form comes back with a warning at the field and a box to tick
(drawn by components/form.html with the form's token, so that no template can forget it). The box answers for the very
texts that were warned about: another number written afterwards is warned about anew.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flask import current_app, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from app.core.cpr import find_like_cpr
from app.core.days import find_day
from app.core.form_messages import DANISH
from app.core.text import N_, squeeze

NOT_CPR = "not-cpr"
"""Name of the box by which a person says that a text is no CPR number."""
LIKE_CPR = N_("Det ligner et CPR-nummer. Slet det, eller sæt kryds øverst, hvis det er noget andet.")


class _Danish:
    """WTForms brings no Danish catalogue; its English messages are keys of ours."""

    def gettext(self, text: str) -> str:
        return gettext(DANISH.get(text, text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):
    """A form ends in a command: subclasses give `to_command()`, past which nobody sees a string from the web."""

    class Meta(FlaskForm.Meta):
        locales = ("da",)

        def get_translations(self, form: Any) -> _Danish:
            return _Danish()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, StringField) and _strip not in filters:
                unbound_field.kwargs["filters"] = [*filters, _strip]
            return unbound_field.bind(form=form, **options)

    like_cpr = ""
    """The value of the box to tick: a mark for each text that looks like a CPR number; "" shows no box."""
    said_not_cpr = False
    """Whether the box answers for all of them already."""

    def validate(self, extra_validators: Any = None) -> bool:
        """As WTForms does, and with a warning at every text that looks like a CPR number."""
        extra = {name: [*validators] for name, validators in (extra_validators or {}).items()}
        for name, field in self._fields.items():
            if _is_free_text(field) or isinstance(field, FieldList):
                extra.setdefault(name, []).append(_warn_about_cpr)
        is_fine: bool = super().validate(extra)
        marks = dict.fromkeys(mark for field in self for text in _texts(field) for mark in _marks(text))
        self.like_cpr, self.said_not_cpr = " ".join(marks), set(marks) <= _said()
        return is_fine

    def validate_with(self, rows: "Iterable[BaseForm]") -> bool:
        """Validate this form and those of the rows in it; its own summary and box answer for all of them."""
        forms = [self, *rows]
        is_fine = not [form for form in forms if not form.validate()]
        marks = dict.fromkeys(mark for form in forms for mark in form.like_cpr.split())
        self.like_cpr, self.said_not_cpr = " ".join(marks), set(marks) <= _said()
        if not is_fine and not self.errors:
            self.refuse(gettext("Noget af det, du skrev, kan ikke gemmes. Se det, der er markeret."))
        return is_fine

    def refuse(self, message: str, field: str | None = None) -> None:
        """Show the domain's refusal: at its field where there is one, else on top."""
        if field is not None and field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)


def _is_free_text(field: Field) -> bool:
    """Whether a person writes words in it: not a password, a code from the telephone, or what the page itself holds."""
    is_text = isinstance(field, StringField) and not isinstance(field, PasswordField | HiddenField)
    return is_text and (field.render_kw or {}).get("autocomplete") != "one-time-code"


def _texts(field: Field) -> Iterator[str]:
    """The texts a person wrote in the field, and in the rows and forms inside it."""
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _texts(inner)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _texts(entry)
    elif _is_free_text(field) and isinstance(field.data, str):
        yield field.data


def _warn_about_cpr(_form: Any, field: Field) -> None:
    """Validator: refuses a text that looks like a CPR number until the box answers for it.

    The forms inside a list of forms warn in their own fields.
    """
    rows = [row for row in field.entries if not isinstance(row, FormField)] if isinstance(field, FieldList) else [field]
    if any(mark not in _said() for row in rows for text in _texts(row) for mark in _marks(text)):
        raise ValidationError(gettext(LIKE_CPR))


def _marks(text: str) -> Iterator[str]:
    """A short keyed hash of everything in the text that looks like a CPR number."""
    key = str(current_app.secret_key).encode()
    for found in find_like_cpr(text):
        yield hmac.new(key, found.encode(), hashlib.sha256).hexdigest()[:16]


def _said() -> set[str]:
    return set(request.form.get(NOT_CPR, "").split())


class DanishDateField(DateField):
    """A day, written yyyy-mm-dd by the browser's picker, or by a person in any form that Danes write one."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        is_required = any(isinstance(validator, InputRequired) for validator in validators)
        # Optional would end the chain for an empty field before the one that demands it is asked.
        first = [] if is_required else [Optional()]
        super().__init__(label, [*first, *validators], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """The day that was written; "3. marts 2027" too. Raises ValueError when it is none."""
        day = find_day(" ".join(valuelist)) if valuelist else None
        super().process_formdata([day.isoformat()] if day else valuelist)


def text_field(label: Any, *, most: int = 400, required: Any = None, **kwargs: Any) -> StringField:
    """A line of text of at most `most` characters; `required` is the validator that says what is missing."""
    more = kwargs.pop("validators", ())
    return StringField(label, [*([required] if required else []), Length(max=most), *more], **kwargs)


class HoursField(FloatField):
    """A number of hours as Danes write it: "120", "6,5" or "1.200".

    A text field, because a browser's own for numbers does not take a comma everywhere.
    """

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """A comma parts the decimals, dots part thousands. Raises ValueError for what is no number."""
        text = squeeze("".join(valuelist))
        if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text):
            text = text.replace(".", "")
        super().process_formdata([text.replace(",", ".")] if valuelist else [])

    def _value(self) -> str:
        text: str = super()._value() or ""
        return text.removesuffix(".0").replace(".", ",")


def long_text_field(label: Any, *, most: int = 20_000, **kwargs: Any) -> TextAreaField:
    """Text of several lines."""
    return TextAreaField(label, [Length(max=most)], **kwargs)


def choices_of(words: Mapping[str, str], *, empty: str | None = None) -> list[SelectChoice]:
    """Choices of a select from a code list; `empty` is the words for choosing none."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(code, gettext(word)) for code, word in words.items()]


def iso(day: date | None) -> str:
    """A day as the browser's date field wants it."""
    return day.isoformat() if day else ""
