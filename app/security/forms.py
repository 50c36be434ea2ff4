"""The form of the municipality's choices for its security."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, widgets
from wtforms.validators import InputRequired, NumberRange

from app.auth.rules import ROLES
from app.core.forms import BaseForm, choices_of, long_text_field
from app.organisation.model import Municipality
from app.security.actions import ChangeSecurity


class SecurityForm(BaseForm):
    """Who needs a second factor, which words are weak, and how much an import may remove."""

    second_factor_roles = SelectMultipleField(
        _l("Roller, der kræver totrinsbekræftelse"),
        description=_l("Gælder for den, der har rollen et eller andet sted og logger ind med adgangskode."),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    weak_words = long_text_field(
        _l("Ord, som adgangskoder ikke må bygges på"),
        description=_l("Ét på hver linje: byer, skoler, klubber og andet, som enhver her kan gætte."),
        render_kw={"rows": 6},
    )
    most_removed_percent = IntegerField(
        _l("Så mange procent må en fil lukke"),
        [
            InputRequired(_l("Skriv et helt tal fra 0 til 100.")),
            NumberRange(min=0, max=100, message=_l("Skriv et helt tal fra 0 til 100.")),
        ],
        description=_l("Af personerne eller af enhederne. Lukker filen flere, gemmes intet, før man siger ja til det."),
        render_kw={"inputmode": "numeric"},
    )

    def __init__(self, row: Municipality | None = None) -> None:
        given = (
            {
                "second_factor_roles": row.second_factor_roles,
                "weak_words": row.weak_words,
                "most_removed_percent": row.most_removed_percent,
            }
            if row
            else None
        )
        super().__init__(data=given)
        self.second_factor_roles.choices = choices_of(ROLES)

    def to_command(self) -> ChangeSecurity:
        """The choices as they shall be."""
        return ChangeSecurity(
            second_factor_roles=tuple(self.second_factor_roles.data or ()),
            weak_words=self.weak_words.data or "",
            most_removed_percent=self.most_removed_percent.data or 0,
        )
