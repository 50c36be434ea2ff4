"""The form of a law."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.core.forms import DanishDateField, text_field
from register.catalogue.forms import EntryForm
from register.law.content import LawContent


class LawForm(EntryForm):
    """A law being written."""

    content = LawContent
    shown = ("reference", "url", "ended_on", "replaced_by")

    reference = text_field(_l("Nummer"), description=_l("Fx «LBK nr. 1 af 2. januar 2026»."))
    url = text_field(_l("Adresse"), description=_l("Hvor loven kan læses. Begynder med https://."))
    ended_on = DanishDateField(_l("Gælder ikke længere fra"))
    replaced_by = text_field(_l("Afløst af"), most=80, description=_l("Det korte navn på den lov, der kom i stedet."))

    def validate_url(self, field: Any) -> None:
        """An address that a browser can follow, and nothing that runs."""
        if field.data and not field.data.startswith("https://"):
            raise ValidationError(_("Adressen skal begynde med https://."))
