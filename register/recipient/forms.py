"""The form of a recipient."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.core.forms import choices_of, text_field
from register.activity.form_rows import CountryField
from register.catalogue.forms import EntryForm
from register.recipient.content import CATEGORIES, RecipientContent


class RecipientForm(EntryForm):
    """A recipient being written."""

    content = RecipientContent
    shown = ("category", "country", "contact")

    category = SelectField(_l("Modtagerkategori"), choices=lambda: choices_of(CATEGORIES, empty=_l("Vælg kategori")))
    country = CountryField(_l("Land"), empty=_l("Danmark"))
    contact = text_field(_l("Kontakt"), description=_l("Mail, telefon eller adresse på modtageren, ikke på en person."))
