"""Forms for choosing a password by a mailed link."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm


class AskForLinkForm(BaseForm):
    """The mail address of somebody who has forgotten the password."""

    email = StringField(
        _l("Mailadresse"),
        [InputRequired(_l("Skriv din mailadresse.")), Length(max=254)],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )


class ChoosePasswordForm(BaseForm):
    """A first password, or a new one."""

    password = PasswordField(
        _l("Ny adgangskode"),
        [InputRequired(_l("Skriv en ny adgangskode.")), Length(max=200)],
        description=_l("Mindst 12 tegn. Fire ord, der ikke hører sammen, er både sikkert og til at huske."),
        render_kw={"autocomplete": "new-password"},
    )
