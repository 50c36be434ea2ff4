"""Web input about a body, its members and its calendar → commands."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp, ValidationError

from aarshjul.meeting.body_actions import PutBody, PutMember
from aarshjul.meeting.deciding import EVERY, MEMBER_ROLES
from aarshjul.meeting.model import BodyMember, GoverningBody
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import squeeze, whole_number
from app.organisation.model import Person, Unit
from app.organisation.store import find_colleague, find_unit

CLOCK = r"^$|^([01]?\d|2[0-3])[:.][0-5]\d$"
"""A time of day, or nothing."""


class BodyForm(BaseForm):
    """What a body is, in the municipality's words."""

    version = HiddenField()
    code = text_field(
        _l("Forkortelse"),
        most=40,
        required=InputRequired(_l("Skriv den forkortelse, organet kendes på.")),
        description=_l("Fx DDS, SKF eller MED."),
    )
    name = text_field(_l("Navn"), required=InputRequired(_l("Skriv organets navn.")))
    purpose = long_text_field(_l("Formål"), most=4000, render_kw={"rows": 3})
    mandate = long_text_field(
        _l("Mandat"), most=4000, description=_l("Hvad må organet selv beslutte?"), render_kw={"rows": 3}
    )
    valid_from = DanishDateField(_l("Mandatet gælder fra"))
    paper_days = IntegerField(
        _l("Materialefrist"),
        [
            InputRequired(_l("Skriv et antal dage, fx 8.")),
            NumberRange(min=0, max=60, message=_l("Skriv et antal dage mellem 0 og 60.")),
        ],
        description=_l("Så mange dage før mødet skal dagsorden og bilag være ude."),
    )
    is_retired = BooleanField(_l("Organet er udgået og holder ikke flere møder"))

    @classmethod
    def of(cls, body: GoverningBody) -> "BodyForm":
        """The form of a body as it stands; what was sent stands over it."""
        names = ("code", "name", "purpose", "mandate", "valid_from", "paper_days", "is_retired")
        return cls(data={name: getattr(body, name) for name in names} | {"version": str(body.version)})

    def to_command(self, body_id: int | None) -> PutBody:
        """The body; only after `validate()`, as for the others."""
        assert self.paper_days.data is not None
        return PutBody(
            body_id=body_id,
            version=whole_number(self.version.data),
            code=self.code.data or "",
            name=self.name.data or "",
            purpose=self.purpose.data or "",
            mandate=self.mandate.data or "",
            valid_from=self.valid_from.data,
            paper_days=self.paper_days.data,
            is_retired=bool(self.is_retired.data),
        )


class MemberForm(BaseForm):
    """A seat in a body, from a day and until one."""

    version = HiddenField()
    person = StringField(
        _l("Person"),
        [InputRequired(_l("Skriv navnet eller mailadressen.")), Length(max=254)],
        render_kw={"autocomplete": "off"},
        description=_l("Navn eller mailadresse."),
    )
    role = SelectField(_l("Rolle"), choices=lambda: choices_of(MEMBER_ROLES), default="member")
    unit = SelectField(
        _l("Taler for"), description=_l("Den forvaltning, medlemmet sidder der for. To kan dele en plads i en tid.")
    )
    from_on = DanishDateField(_l("Fra"), [InputRequired(_l("Skriv den første dag."))])
    until_on = DanishDateField(_l("Til og med"), description=_l("Lad feltet stå tomt, hvis det er indtil videre."))

    found: Person | None = None

    def offer(self, units: list[Unit]) -> None:
        """Put what may be chosen into the fields."""
        self.unit.choices = [SelectChoice("", _("Ingen bestemt")), *(SelectChoice(u.code, u.name) for u in units)]

    def fill(self, member: BodyMember) -> None:
        """Show a seat that is to be changed."""
        self.version.data = str(member.version)
        self.person.data, self.role.data = member.person.email, member.role
        self.unit.data = member.unit.code if member.unit else ""
        self.from_on.data, self.until_on.data = member.from_on, member.until_on

    def validate_person(self, field: StringField) -> None:
        """Somebody who works here."""
        self.found = find_colleague(squeeze(field.data or ""))
        if self.found is None:
            raise ValidationError(_("Ingen her hedder det. Skriv mailadressen eller det fulde navn."))

    def to_command(self, body_id: int, member_id: int | None) -> PutMember:
        """The seat."""
        from_on = self.from_on.data
        assert self.found is not None
        assert isinstance(from_on, date)
        return PutMember(
            body_id=body_id,
            member_id=member_id,
            version=whole_number(self.version.data),
            person=self.found,
            unit=find_unit(self.unit.data) if self.unit.data else None,
            role=self.role.data,
            from_on=from_on,
            until_on=self.until_on.data,
        )


class CalendarForm(BaseForm):
    """A body's meetings: one, or as many as there are in a period."""

    first = DanishDateField(_l("Dato"), [InputRequired(_l("Vælg mødets dato."))])
    begins = text_field(
        _l("Begynder kl."),
        most=5,
        validators=[Regexp(CLOCK, message=_l("Skriv klokkeslættet som 09:00."))],
        render_kw={"placeholder": "09:00"},
    )
    place = text_field(_l("Sted"))
    every = SelectField(
        _l("Gentag"), coerce=int, choices=lambda: [SelectChoice(n, _(word)) for n, word in EVERY.items()]
    )
    until = DanishDateField(_l("Til og med"), description=_l("Kun når mødet gentages. Højst to år frem."))

    def validate_until(self, field: DanishDateField) -> None:
        """A day after the first, where the meeting is repeated, and not too far off."""
        first, until = self.first.data, field.data
        if not self.every.data or not isinstance(first, date):
            return
        if until is None:
            raise ValidationError(_("Skriv, hvor længe mødet gentages."))
        if until < first:
            raise ValidationError(_("Det er før det første møde. Vælg en senere dag."))
        if (until - first).days > 731:
            raise ValidationError(_("Det er mere end to år frem. Vælg en tidligere dag."))

    @property
    def clock(self) -> str:
        """The time as it is kept: "09:00", or nothing."""
        text = (self.begins.data or "").replace(".", ":")
        return text.rjust(5, "0") if text else ""
