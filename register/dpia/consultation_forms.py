"""The forms of a prior consultation: each takes down one thing that has happened."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from app.core.forms import DanishDateField, choices_of, long_text_field, text_field
from register.dpia.consultation_actions import Answer
from register.dpia.forms import VersionForm, required
from register.dpia.words import ANSWERS


def _day(label: Any, message: Any, **kwargs: Any) -> DanishDateField:
    return DanishDateField(label, required(message), **kwargs)


class SubmitForm(VersionForm):
    """Datatilsynet received the consultation."""

    submitted_on = _day(_l("Datatilsynet fik høringen"), _l("Skriv, hvilken dag Datatilsynet fik høringen."))
    case_ref = text_field(_l("Sag"), description=_l("Sagsnummer hos jer eller hos Datatilsynet."))


class ExtendForm(VersionForm):
    """Datatilsynet told of six more weeks."""

    extended_on = _day(_l("I fik besked"), _l("Skriv, hvilken dag I fik besked."))


class PauseForm(VersionForm):
    """Datatilsynet asked for information."""

    from_on = _day(_l("Datatilsynet bad om oplysninger"), _l("Skriv, hvilken dag Datatilsynet bad om dem."))


class ResumeForm(VersionForm):
    """Datatilsynet received the information."""

    until_on = _day(_l("Datatilsynet fik oplysningerne"), _l("Skriv, hvilken dag Datatilsynet fik dem."))


class AnswerForm(VersionForm):
    """Datatilsynet answered."""

    answered_on = _day(_l("Datatilsynet svarede"), _l("Skriv, hvilken dag Datatilsynet svarede."))
    outcome = RadioField(_l("Svaret"), choices=lambda: choices_of(ANSWERS), validate_choice=False, default="")
    text = long_text_field(
        _l("Hvad svarede Datatilsynet, og hvad gør I?"),
        most=10_000,
        description=_l("Kan undlades, hvis de ingen bemærkninger har."),
    )

    def to_answer(self) -> Answer:
        """The answer; only after `validate()`."""
        answered_on = self.answered_on.data
        assert isinstance(answered_on, date)
        return Answer(answered_on, self.outcome.data or "", self.text.data or "")


class WithdrawForm(VersionForm):
    """The consultation was not sent, or was written down wrongly."""

    reason = long_text_field(
        _l("Hvorfor trækkes den tilbage?"),
        most=4_000,
        description=_l("Begrundelsen bliver stående sammen med det, der var skrevet ind."),
    )


class CarryForm(VersionForm):
    """An earlier consultation covers this version too."""

    reason = long_text_field(
        _l("Hvorfor dækker den tidligere høring?"),
        most=4_000,
        description=_l("Kun når risikoen er den samme eller mindre end den, Datatilsynet har set."),
    )
