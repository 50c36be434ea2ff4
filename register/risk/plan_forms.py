"""The forms of what follows from an assessment: actions, and living with what is left."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.scope import Scope
from app.core.text import whole_number
from app.organisation.rules import FUNCTIONS
from register.options import owner_choices, unit_choices
from register.pointing import owner_of, unit_of
from register.risk.accepting import AcceptRisk
from register.risk.model import RiskAction
from register.risk.planning import DPO, PlanAction


class ActionForm(BaseForm):
    """Something to be done about a risk: by whom and by when."""

    version = HiddenField()
    title = text_field(_l("Hvad skal gøres?"), required=InputRequired(_l("Skriv, hvad der skal gøres.")))
    threat = SelectField(_l("Mod truslen"), coerce=lambda value: whole_number(str(value or "")) or None)
    unit = SelectField(_l("Enhed"), validators=[InputRequired(_l("Vælg, hvilken enhed der gør det."))])
    function = SelectField(
        _l("Hvem i enheden?"),
        choices=lambda: choices_of({code: word for code, word in FUNCTIONS.items() if code != DPO}),
        description=_l("Opgaven går til den, der har funktionen, når den skal løses."),
    )  # fmt: skip
    person = SelectField(
        _l("En bestemt person"), description=_l("Vælg «Ingen bestemt», hvis opgaven skal følge funktionen.")
    )
    due_on = DanishDateField(_l("Frist"), [InputRequired(_l("Skriv, hvornår det skal være gjort."))])

    def offer(self, *, scope: Scope, threats: list[tuple[int, str]], held: RiskAction | None = None) -> None:
        """Put what may be chosen into the fields; what the action has stays on offer."""
        unit = held.unit.code if held else ""
        person = held.person.email if held and held.person else ""
        self.unit.choices = [SelectChoice("", _("Vælg")), *unit_choices(scope, unit)]
        self.person.choices = [SelectChoice("", _("Ingen bestemt")), *owner_choices(person)]
        self.threat.choices = [SelectChoice("", _("Hele vurderingen")), *(SelectChoice(n, t) for n, t in threats)]

    def fill(self, action: RiskAction) -> None:
        """Show an action that is to be changed."""
        self.version.data, self.title.data, self.due_on.data = str(action.version), action.title, action.due_on
        self.unit.data, self.function.data = action.unit.code, action.function
        self.person.data = action.person.email if action.person else ""
        self.threat.data = action.assessed_threat_id

    def to_command(self) -> PlanAction:
        """The action; only after `validate()`. Raises Refused for a unit or person there is not."""
        unit, due_on = unit_of(self.unit.data or ""), self.due_on.data
        assert unit is not None
        assert isinstance(due_on, date)
        return PlanAction(
            title=self.title.data or "",
            unit=unit,
            function=self.function.data,
            person=owner_of(self.person.data or "", field="person"),
            due_on=due_on,
            threat_id=self.threat.data,
        )


class CloseActionForm(BaseForm):
    """An action is done, or is not to be done after all."""

    version = HiddenField()
    note = long_text_field(_l("Bemærkning"), most=2_000, description=_l("Skal skrives, hvis handlingen droppes."))


class AcceptForm(BaseForm):
    """Living with what is left of a risk, for a time."""

    reason = long_text_field(_l("Hvorfor kan risikoen accepteres?"), most=5_000)
    decision = text_field(
        _l("Besluttet"),
        description=_l("Hvor og hvornår, fx «DDS 12. marts 2027, punkt 4». Kun for orange og rød."),
        render_kw={"list": "beslutninger", "autocomplete": "off"},
    )
    expires_on = DanishDateField(
        _l("Gælder til og med"), [InputRequired(_l("Skriv, hvor længe accepten gælder."))],
        description=_l("Højst et år. Inden da bliver I mindet om at tage stilling igen."),
    )  # fmt: skip

    def to_command(self, assessment_id: int) -> AcceptRisk:
        """The acceptance; only after `validate()`."""
        expires_on: Any = self.expires_on.data
        return AcceptRisk(
            assessment_id=assessment_id,
            reason=self.reason.data or "",
            decision=self.decision.data or "",
            expires_on=expires_on,
        )
