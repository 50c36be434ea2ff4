"""Forms for signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.auth.actions import ChangePassword
from app.core.forms import BaseForm


class SignInForm(BaseForm):
    """Mail address and password."""

    email = StringField(
        _l("Mailadresse"),
        [InputRequired(_l("Skriv din mailadresse.")), Length(max=254)],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _l("Adgangskode"),
        [InputRequired(_l("Skriv din adgangskode.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(BaseForm):
    """The present password, a code where there is a second factor (`ask_for_code`), and a new password."""

    current = PasswordField(
        _l("Nuværende adgangskode"),
        [InputRequired(_l("Skriv den adgangskode, du har nu.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("Kode fra appen eller en nødkode"),
        [Optional(), Length(max=60)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Ny adgangskode"),
        [InputRequired(_l("Skriv en ny adgangskode.")), Length(max=200)],
        description=_l("Mindst 12 tegn. Fire ord, der ikke hører sammen, er både sikkert og til at huske."),
        render_kw={"autocomplete": "new-password"},
    )

    def ask_for_code(self, is_due: bool) -> None:
        """Whether a code is due beside the password."""
        if is_due:
            self.code.validators = [InputRequired(_l("Skriv en kode fra appen eller en nødkode.")), Length(max=60)]
        else:
            del self.code

    def to_command(self) -> ChangePassword:
        """What is asked for."""
        code = self.code.data if "code" in self else ""
        return ChangePassword(present=self.current.data or "", code=code or "", new=self.password.data or "")
