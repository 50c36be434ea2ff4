"""Forms of KLE."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.core.forms import BaseForm


class KleFileForm(BaseForm):
    """A KLE list."""

    file = FileField(
        _l("Fil"),
        validators=[FileRequired(_l("Vælg en fil."))],
        description=_l(
            "csv, Excel eller json med kolonnerne nummer og titel, "
            "og gerne slettefrist (P1825D betyder 1.825 dage) og bevaring."
        ),
    )
