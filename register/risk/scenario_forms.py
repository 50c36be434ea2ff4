"""The form of a scenario."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, long_text_field, text_field
from app.core.scope import Scope
from app.core.text import whole_number
from register.options import unit_choices
from register.pointing import unit_of
from register.risk.model import RiskScenario
from register.risk.scenario_actions import WriteScenario, content_of, tidied


class ScenarioForm(BaseForm):
    """A scenario being written. `version` is the one that was on the page."""

    title = text_field(
        _l("Hvad kan ske?"),
        required=InputRequired(_l("Skriv, hvad der kan ske.")),
        description=_l("Fx «Strømmen går i en uge i hele kommunen»."),
    )
    description = long_text_field(
        _l("Beskrivelse"),
        render_kw={"rows": 5},
        description=_l("Hvem rammer det, hvilke behandlinger og systemer går det ud over, og hvad hører ikke med?"),
    )
    unit = SelectField(
        _l("Enhed"),
        choices=lambda form, _field: form.unit_choices,
        validators=[InputRequired(_l("Vælg den enhed, der har ansvaret for scenariet."))],
        description=_l("Den, der har ansvaret. Vælg den øverste enhed, scenariet gælder for."),
    )
    version = HiddenField()

    def __init__(self, *, scope: Scope, stored: RiskScenario | None = None, **kwargs: Any) -> None:
        """`scope` is where one may write; `stored` the scenario that is changed: its unit stays on offer."""
        held = stored.unit.code if stored and stored.unit else ""
        self.unit_choices = [SelectChoice("", _("Vælg enhed")), *unit_choices(scope, held)]
        values = {"version": str(stored.version if stored else 0), "unit": held}
        if stored is not None:
            values |= {"title": stored.title, "description": stored.description}
        super().__init__(data=values, **kwargs)

    def to_command(self) -> WriteScenario:
        """The scenario; only after `validate()`. Raises Refused for a unit there is not."""
        return WriteScenario(
            title=self.title.data or "",
            description=self.description.data or "",
            unit=unit_of(self.unit.data or ""),
        )

    def read_version(self) -> int:
        """The version that was on the page; 0 when it does not say."""
        return whole_number(self.version.data)

    def differing(self, stored: RiskScenario) -> list[tuple[str, str]]:
        """The fields in which what stands is not what was typed: label, and what stands, in words."""
        held, typed = content_of(stored), tidied(self.to_command())
        words = {"title": held.title, "description": held.description, "unit": held.unit.name if held.unit else ""}
        return [
            (self[name].label.text, text or _("tomt"))
            for name, text in words.items()
            if getattr(held, name) != getattr(typed, name)
        ]
