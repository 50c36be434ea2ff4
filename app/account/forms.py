"""The form of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.core.forms import BaseForm


class KeysForm(BaseForm):
    """Whether single keys do something."""

    has_shortcuts = BooleanField(
        _l("Brug genveje på én tast (/ og ?)"),
        description=_l("Slå dem fra, hvis du styrer computeren med stemmen eller rammer tasterne ved en fejl."),
    )
