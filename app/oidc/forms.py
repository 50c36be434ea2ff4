"""Forms of the page on the municipality's sign-in."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.auth.rules import ROLES
from app.core.forms import BaseForm, choices_of, text_field
from app.oidc.actions import BY_HAND, AddGroupRole
from app.organisation.forms import mail_address, unit_choices
from app.organisation.model import Unit


class GroupRoleForm(BaseForm):
    """A group that gives a role in a unit."""

    group = text_field(
        _l("Gruppe hos kommunens login"),
        most=200,
        required=InputRequired(_l("Skriv gruppen, som kommunens login sender den.")),
        description=_l("Præcis som login sender den. Entra ID sender gruppens objekt-id, AD FS som regel dens navn."),
    )
    role = SelectField(_l("Rolle"), [InputRequired(_l("Vælg en rolle."))])
    unit = SelectField(
        _l("I enheden"),
        [InputRequired(_l("Vælg en enhed."))],
        description=_l("Rollen gælder også alt, der ligger under enheden."),
    )

    def offer(self, units: Sequence[Unit]) -> None:
        """The roles a group may give, and the units they may be held in; none is chosen beforehand."""
        roles = {code: word for code, word in ROLES.items() if code not in BY_HAND}
        self.role.choices = choices_of(roles, empty=_("Vælg en rolle"))
        self.unit.choices = [SelectChoice("", _("Vælg en enhed")), *unit_choices(units)]

    def to_command(self) -> AddGroupRole:
        """The row to be added."""
        return AddGroupRole(group=self.group.data or "", role=self.role.data, unit=self.unit.data)


class TrustForm(BaseForm):
    """Whether the provider's addresses are believed without its saying that they are verified."""

    trusts_mail = BooleanField(
        _l("Stol på mailadressen fra udbyderen"),
        description=_l(
            "Kun når det alene er kommunens eget katalog, der bestemmer adresserne: kan en bruger selv skrive sin "
            "mailadresse hos udbyderen, kan vedkommende ellers overtage en andens adgang her."
        ),
    )


class UnlinkForm(BaseForm):
    """Whose link to the provider's user is to be forgotten."""

    email = StringField(
        _l("Mailadresse"),
        [InputRequired(_l("Skriv personens mailadresse.")), mail_address],
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
