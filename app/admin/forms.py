"""The form of the municipality's own data."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.core.forms import BaseForm, long_text_field, text_field
from app.organisation.actions import ChangeMunicipality
from app.organisation.forms import mail_address


class MunicipalityForm(BaseForm):
    """The data controller and its DPO (Art. 30(1)(a)), and what the municipality has chosen."""

    name = text_field(
        _l("Kommunens navn"),
        required=InputRequired(_l("Skriv kommunens navn.")),
        description=_l("Står øverst på alle sider, i mails og i rapporter."),
    )
    cvr = StringField(
        _l("CVR-nummer"),
        [Optional(), Regexp(r"\d{8}\Z", message=_l("Skriv CVR-nummeret som otte cifre."))],
        render_kw={"inputmode": "numeric"},
    )
    address = long_text_field(_l("Postadresse"), most=400, render_kw={"rows": 3})
    email = StringField(_l("Mailadresse"), [mail_address], render_kw={"inputmode": "email"})
    phone = StringField(_l("Telefon"), [Length(max=40)], render_kw={"inputmode": "tel"})
    dpo_name = text_field(_l("Navn"))
    dpo_email = StringField(_l("Mailadresse"), [mail_address], render_kw={"inputmode": "email"})
    dpo_phone = StringField(_l("Telefon"), [Length(max=40)], render_kw={"inputmode": "tel"})
    answers = RadioField(
        _l("Hvordan svarer man på en opgave fra en mail?"),
        choices=[
            SelectChoice("link", _l("Gennem linket alene")),
            SelectChoice("sign_in", _l("Efter login")),
            SelectChoice("off", _l("Slet ikke fra mailen")),
        ],
        validators=[InputRequired(_l("Vælg, hvordan man svarer."))],
        description=_l(
            "Gennem linket alene svarer den, der har fået mailen, uden at logge ind. Linket gælder ét svar og udløber. "
            "Kan man slet ikke svare fra mailen, fører dens knap til opgaven i programmet."
        ),
    )

    def to_command(self) -> ChangeMunicipality:
        """The data as they shall be."""
        return ChangeMunicipality(
            name=self.name.data or "",
            cvr=self.cvr.data or "",
            address=self.address.data or "",
            email=(self.email.data or "").lower(),
            phone=self.phone.data or "",
            dpo_name=self.dpo_name.data or "",
            dpo_email=(self.dpo_email.data or "").lower(),
            dpo_phone=self.dpo_phone.data or "",
            answers_need_sign_in=self.answers.data == "sign_in",
            answers_are_off=self.answers.data == "off",
        )
