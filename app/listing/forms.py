"""Forms of saved views."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, text_field
from app.listing.rules import TITLE_LENGTH


class ViewForm(BaseForm):
    """A view to keep: its name, and the address it is kept from."""

    title = text_field(
        _l("Hvad skal visningen hedde?"),
        most=TITLE_LENGTH,
        required=InputRequired(_l("Skriv, hvad visningen skal hedde.")),
        description=_l("Kort, så det kan stå på en fane, fx «Social uden slettefrist»."),
    )
    is_shared = BooleanField(
        _l("Vis den for alle, der ser listen"), description=_l("Hver ser kun det i den, som vedkommende må se.")
    )
    args = HiddenField()


class RenameForm(BaseForm):
    """Another name for a view."""

    title = text_field(_l("Navn"), most=TITLE_LENGTH, required=InputRequired(_l("Skriv, hvad visningen skal hedde.")))
