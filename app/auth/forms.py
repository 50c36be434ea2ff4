"""Forms for signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

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
    """The present password, and a new one."""

    current = PasswordField(
        _l("Nuværende adgangskode"),
        [InputRequired(_l("Skriv den adgangskode, du har nu.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("Ny adgangskode"),
        [InputRequired(_l("Skriv en ny adgangskode.")), Length(max=200)],
        description=_l("Mindst 12 tegn. Fire ord, der ikke hører sammen, er både sikkert og til at huske."),
        render_kw={"autocomplete": "new-password"},
    )
