"""The form that sets a finding aside."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import BaseForm, DanishDateField, long_text_field


class SetAsideForm(BaseForm):
    """Why something can wait, and until when. The day's bounds are the action's to refuse."""

    reason = long_text_field(
        _l("Hvorfor kan det vente?"),
        most=4000,
        description=_l("Fx «Leverandøren sender aftalen i februar»."),
        render_kw={"rows": 3},
    )
    until_on = DanishDateField(
        _l("Læg til side til og med"),
        [InputRequired(_l("Vælg den sidste dag, det kan vente."))],
        description=_l("Højst et år frem. Dagen efter tæller manglen igen."),
    )

    def __init__(self, *, until_on: date, **kwargs: Any) -> None:
        """`until_on` is the day that is offered."""
        super().__init__(data={"until_on": until_on}, **kwargs)
        self.reason.validators = [*self.reason.validators, DataRequired(_l("Skriv, hvorfor det kan vente."))]
        self.reason.flags.required = True
