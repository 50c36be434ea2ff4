"""Forms of the second factor."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TextInput

from app.core.forms import BaseForm

ON_A_KEYPAD = {"autocomplete": "one-time-code", "inputmode": "numeric"}
ON_A_KEYBOARD = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(BaseForm):
    """What is asked for after the password: a code from the phone, or one from paper."""

    code = StringField(
        _l("Kode"), [InputRequired(_l("Skriv koden fra din app.")), Length(max=60)], render_kw=ON_A_KEYPAD
    )  # fmt: skip

    def ask_for_paper(self) -> None:
        """The field for a recovery code, which has letters; either kind opens in either field."""
        self.code.label.text = _("Nødkode")
        self.code.description = _("16 tegn, for eksempel abcd-efgh-jkmn-pqrs. Hver nødkode kan bruges én gang.")
        self.code.render_kw = ON_A_KEYBOARD


class SetUpForm(BaseForm):
    """The first code from a phone that has just been given the secret."""

    code = StringField(
        _l("Kode fra appen"),
        [InputRequired(_l("Skriv de seks cifre, som appen viser nu.")), Length(max=60)],
        render_kw=ON_A_KEYPAD,
    )


class ProofForm(BaseForm):
    """That it is the owner who sits there."""

    proof = PasswordField(
        _l("Din adgangskode"),
        [InputRequired(_l("Skriv din adgangskode.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )

    def take_codes(self) -> None:
        """Ask for a code: for who has a second factor."""
        self.proof.label.text = _("Kode fra appen eller en nødkode")
        self.proof.render_kw = ON_A_KEYBOARD
        self.proof.widget = TextInput()
        self.proof.validators = [InputRequired(_("Skriv en kode fra appen eller en nødkode.")), Length(max=60)]


class OwnSetUpForm(ProofForm, SetUpForm):
    """Both, of somebody who is signed in."""

    def take_codes(self) -> None:
        """There are two telephones now: say which one is meant."""
        super().take_codes()
        self.code.label.text = _("Kode fra den nye telefon")
        self.proof.label.text = _("Kode fra den gamle telefon eller en nødkode")
