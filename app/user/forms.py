"""Forms for people and their roles."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.auth.rules import ROLES
from app.core.forms import BaseForm, DanishDateField, choices_of, text_field
from app.organisation.forms import mail_address, unit_choices
from app.organisation.model import Unit
from app.user.actions import ChangeUser, GiveRole, InviteUser


class _PersonFields(BaseForm):
    """Name and address of a person."""

    name = text_field(_l("Navn"), required=InputRequired(_l("Skriv personens navn.")))
    email = StringField(
        _l("Mailadresse"),
        [InputRequired(_l("Skriv personens mailadresse.")), mail_address],
        render_kw={"inputmode": "email"},
        description=_l("Personen logger ind med den, og mails sendes til den."),
    )


class ChangeUserForm(_PersonFields):
    """A person who is there."""

    unit = SelectField(_l("Hører til"))

    def offer_units(self, units: Sequence[Unit]) -> None:
        """The units a person may belong to, or none."""
        self.unit.choices = [SelectChoice("", _("Ingen enhed")), *unit_choices(units)]

    def to_command(self) -> ChangeUser:
        """The person as it shall be."""
        return ChangeUser(email=(self.email.data or "").lower(), name=self.name.data or "", unit=self.unit.data or "")


class RoleForm(BaseForm):
    """A role in a unit."""

    role = SelectField(_l("Rolle"), [InputRequired(_l("Vælg en rolle."))])
    unit = SelectField(
        _l("I enheden"),
        [InputRequired(_l("Vælg en enhed."))],
        description=_l("Rollen gælder også alt, der ligger under enheden."),
    )

    ends_on = DanishDateField(
        _l("Til og med"),
        description=_l("Den sidste dag, rollen tæller. En revisor skal have en, højst et år frem."),
    )

    def to_role(self) -> GiveRole:
        """The role to be given."""
        return GiveRole(role=self.role.data, unit=self.unit.data, ends_on=self.ends_on.data)

    def offer(self, units: Sequence[Unit]) -> None:
        """The roles there are, and the units they may be held in; none is chosen beforehand."""
        self.role.choices = choices_of(ROLES, empty=_("Vælg en rolle"))
        self.unit.choices = [SelectChoice("", _("Vælg en enhed")), *unit_choices(units)]


class InviteUserForm(_PersonFields, RoleForm):
    """A new person with a first role."""

    def to_command(self) -> InviteUser:
        """The person to be made."""
        return InviteUser(
            email=(self.email.data or "").lower(),
            name=self.name.data or "",
            role=self.role.data,
            unit=self.unit.data,
            ends_on=self.ends_on.data,
        )
