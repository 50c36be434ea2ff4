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
