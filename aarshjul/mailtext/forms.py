"""The form of one text of the mails → command."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from aarshjul.mailtext.actions import ChangeText, words_of
from aarshjul.mailtext.filling import problems, tidied
from aarshjul.mailtext.rules import MAILS, TEXTS
from app.core.forms import BaseForm
from app.core.text import whole_number

LABEL = _l("Teksten")
DESCRIPTION = _l("Tøm feltet, hvis I vil bruge programmets tekst igen.")


class MailTextForm(BaseForm):
    """A text being written. `version` is the one that was read."""

    text: StringField
    version = HiddenField()
    code = ""

    @classmethod
    def of(cls, code: str, text: str = "", *, version: int = 0) -> "MailTextForm":
        """The form of a text as it stands; what was sent stands over it."""
        kind = SubjectForm if TEXTS[code].is_one_line else BodyForm
        form = kind(data={"text": text, "version": str(version)})
        form.code = code
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form, and as the text itself demands."""
        is_fine = super().validate(extra_validators)
        for problem in problems(self.written, TEXTS[self.code]):
            self.refuse(words_of(problem), "text")
            is_fine = False
        return is_fine

    @property
    def written(self) -> str:
        """The text as it would be kept."""
        return tidied(self.text.data or "")

    @property
    def read(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.version.data)

    def to_command(self) -> ChangeText:
        """The text as it shall be; only after `validate()`."""
        return ChangeText(code=self.code, text=self.written, read=self.read)


class PutBackForm(BaseForm):
    """Our own words again, in place of the version that was read."""

    version = HiddenField()

    def to_command(self, code: str) -> ChangeText:
        """The empty text."""
        return ChangeText(code=code, text="", read=whole_number(self.version.data))


class SampleForm(BaseForm):
    """Which mail one wants a sample of; an unknown one is the first."""

    mail = HiddenField()

    @property
    def kind(self) -> str:
        """One of MAILS."""
        return self.mail.data if self.mail.data in MAILS else next(iter(MAILS))


class SubjectForm(MailTextForm):
    """A text of one line."""

    text = StringField(LABEL, description=DESCRIPTION, render_kw={"autocomplete": "off"})


class BodyForm(MailTextForm):
    """A text of one line or several."""

    text = TextAreaField(
        LABEL,
        description=_l("En tom linje giver et nyt afsnit. Tøm feltet, hvis I vil bruge programmets tekst igen."),
        render_kw={"rows": 5},
    )
