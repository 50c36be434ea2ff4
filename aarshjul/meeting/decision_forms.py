"""Web input about what a meeting decided, and what follows → commands."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from aarshjul.meeting.deciding import OUTCOMES
from aarshjul.meeting.decision_actions import Decide
from aarshjul.meeting.follow_up_actions import FollowUp
from aarshjul.meeting.item_forms import OfItem
from aarshjul.meeting.model import Decision, GoverningBody
from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import squeeze, whole_number
from app.leaving.rules import DPO_FUNCTION
from app.organisation.model import Person, Unit
from app.organisation.rules import FUNCTIONS
from app.organisation.store import find_colleague, find_unit

MOST = 4000


class WordsForm(BaseForm):
    """What was said and decided, while the minutes are a draft."""

    version = HiddenField()
    discussion = long_text_field(
        _l("Diskussion"), most=MOST, description=_l("Kun det, der skal stå i referatet."), render_kw={"rows": 3}
    )
    text = long_text_field(_l("Beslutning"), most=MOST, render_kw={"rows": 3})
    conditions = long_text_field(
        _l("Betingelser"), most=MOST, description=_l("Hvad skal være på plads, for at beslutningen gælder?"),
        render_kw={"rows": 2},
    )  # fmt: skip

    @classmethod
    def of(cls, decision: Decision) -> "WordsForm":
        """The form of a decision as it stands; what was sent stands over it."""
        names = ("discussion", "text", "conditions")
        return cls(data={name: getattr(decision, name) for name in names} | {"version": str(decision.version)})

    @property
    def seen(self) -> int:
        """The version its reader saw."""
        return whole_number(self.version.data)

    @property
    def words(self) -> Mapping[str, str]:
        """The words; only after `validate()`, as for the others."""
        return {name: self[name].data or "" for name in ("discussion", "text", "conditions")}


class DecideForm(OfItem, WordsForm):
    """What a meeting decided about one item."""

    outcome = RadioField(
        _l("Hvad blev der besluttet?"),
        choices=lambda: choices_of(OUTCOMES),
        validators=[InputRequired(_l("Vælg, hvad mødet besluttede."))],
    )
    target = SelectField(_l("Sendes til"), description=_l("Kun når punktet oversendes til et andet organ."))

    def offer(self, bodies: Sequence[GoverningBody]) -> None:
        """The bodies an item may be sent to."""
        self.target.choices = [
            SelectChoice("", _("Ingen")),
            *(SelectChoice(b.code, f"{b.code}: {b.name}") for b in bodies),
        ]
        self._bodies = {body.code: body for body in bodies}

    def to_command(self, item_id: int) -> Decide:
        """The decision."""
        return Decide(
            item_id=item_id,
            version=self.seen,
            outcome=self.outcome.data,
            text=self.text.data or "",
            discussion=self.discussion.data or "",
            conditions=self.conditions.data or "",
            target=self._bodies.get(self.target.data or "") if self.outcome.data == "referred" else None,
        )


class FollowUpForm(BaseForm):
    """Something somebody is to do because of a decision: by whom and by when."""

    title = text_field(
        _l("Hvad skal gøres?"),
        required=InputRequired(_l("Skriv, hvad der skal gøres.")),
        description=_l("Ses af alle, der ser opgaven."),
    )
    unit = SelectField(_l("Forvaltning eller enhed"), validators=[InputRequired(_l("Vælg, hvem der skal gøre det."))])
    function = SelectField(
        _l("Hvem i enheden?"),
        choices=lambda: choices_of({code: word for code, word in FUNCTIONS.items() if code != DPO_FUNCTION}),
        description=_l("Opgaven går til den, der har funktionen, når den skal løses."),
    )
    person = StringField(
        _l("En bestemt person"),
        [Length(max=254)],
        render_kw={"autocomplete": "off"},
        description=_l("Navn eller mailadresse. Er feltet tomt, følger opgaven funktionen."),
    )
    due_on = DanishDateField(_l("Frist"), [InputRequired(_l("Skriv, hvornår det skal være gjort."))])
    requester = text_field(_l("Hvem beder om det?"), description=_l("Fx DDS."))
    case_ref = text_field(_l("Sag"), description=_l("Sagens nummer i ESDH-systemet."))

    found: Person | None = None

    def offer(self, units: Sequence[Unit]) -> None:
        """The units it may fall to."""
        self.unit.choices = [
            SelectChoice("", _("Vælg")),
            *(SelectChoice(u.code, "– " * max(0, u.path.count("/") - 2) + u.name) for u in units),
        ]

    def validate_person(self, field: StringField) -> None:
        """Somebody who works here."""
        text = squeeze(field.data or "")
        self.found = find_colleague(text) if text else None
        if text and self.found is None:
            raise ValidationError(_("Ingen her hedder det. Skriv mailadressen eller det fulde navn."))

    def to_command(self) -> FollowUp:
        """What is to be done."""
        unit, due_on = find_unit(self.unit.data or ""), self.due_on.data
        assert unit is not None
        assert isinstance(due_on, date)
        return FollowUp(
            title=self.title.data or "",
            unit=unit,
            function=self.function.data,
            person=self.found,
            due_on=due_on,
            requester=self.requester.data or "",
            case_ref=self.case_ref.data or "",
        )


class CloseForm(BaseForm):
    """A follow-up is done, or is not to be done after all."""

    version = HiddenField()
    note = long_text_field(
        _l("Bemærkning"), most=2000, description=_l("Skal skrives, hvis det ikke skal gøres."), render_kw={"rows": 2}
    )
