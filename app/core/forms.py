"""The base of every form: Danish messages, text without stray blanks, and rows that grow without JavaScript."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.form_messages import DANISH


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

    def refuse(self, message: str, field: str | None = None) -> None:
        """Show the domain's refusal: at its field where there is one, else on top."""
        if field is not None and field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)


class DanishDateField(DateField):
    """A day, written yyyy-mm-dd by the browser's picker or dd-mm-yyyy by a person."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"]
        is_required = any(isinstance(validator, InputRequired) for validator in validators)
        # Optional would end the chain for an empty field before the one that demands it is asked.
        first = [] if is_required else [Optional()]
        super().__init__(label, [*first, *validators], format=formats, **kwargs)


def text_field(label: Any, *, most: int = 400, required: Any = None, **kwargs: Any) -> StringField:
    """A line of text of at most `most` characters; `required` is the validator that says what is missing."""
    return StringField(label, [*([required] if required else []), Length(max=most)], **kwargs)


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
