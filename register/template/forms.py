"""Forms of templates."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from app.core.forms import BaseForm, long_text_field, text_field


class TemplateForm(BaseForm):
    """A new template."""

    name = text_field(_l("Hvad skal skabelonen hedde?"), required=DataRequired(_l("Skriv, hvad skabelonen hedder.")))
    description = long_text_field(
        _l("Hvornår bruges den?"), most=2000, description=_l("Vises, når en kollega vælger skabelon.")
    )


class RenewForm(BaseForm):
    """A new version of a template."""

    note = long_text_field(
        _l("Hvad er nyt?"), most=2000, description=_l("Vises for dem, der skal holde deres behandling op mod den.")
    )
