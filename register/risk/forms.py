"""The form of one assessment."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, DanishDateField, long_text_field
from register.risk.actions import AssessRisk
from register.risk.scale import Level, Scale


def _grade(label: Any, description: Any) -> RadioField:
    return RadioField(label, [InputRequired(_l("Vælg et trin."))], coerce=int, description=description)


class AssessRiskForm(BaseForm):
    """Consequence for the data subject in three respects, likelihood, and why."""

    confidentiality = _grade(_l("Konsekvens: fortrolighed"), _l("Hvis oplysningerne kommer uvedkommende for øje."))
    integrity = _grade(_l("Konsekvens: integritet"), _l("Hvis oplysningerne er forkerte eller ændres ved en fejl."))
    availability = _grade(_l("Konsekvens: tilgængelighed"), _l("Hvis oplysningerne mangler, når der er brug for dem."))
    likelihood = _grade(_l("Sandsynlighed"), _l("Med de foranstaltninger, I har i dag."))
    reason = long_text_field(
        _l("Begrundelse"), description=_l("Hvad kan ske for den registrerede, og hvad har I bygget vurderingen på?")
    )
    assessed_on = DanishDateField(_l("Vurderet den"), [InputRequired(_l("Skriv, hvilken dag I vurderede."))])
    next_on = DanishDateField(
        _l("Næste vurdering"),
        description=_l("Lad feltet stå tomt, så vurderer I igen efter 1 år (rød), 2 år (gul) eller 3 år (grøn)."),
    )

    def offer(self, scale: Scale) -> None:
        """Put the scale's steps, with their anchors, into the fields."""
        for field in (self.confidentiality, self.integrity, self.availability):
            field.choices = [_choice(level) for level in scale.consequences]
        self.likelihood.choices = [_choice(level) for level in scale.likelihoods]

    def to_command(self, activity_id: int) -> AssessRisk:
        """The assessment as a command; only after `validate()`."""
        assessed_on = self.assessed_on.data
        assert isinstance(assessed_on, date)
        return AssessRisk(
            activity_id=activity_id,
            confidentiality=self.confidentiality.data,
            integrity=self.integrity.data,
            availability=self.availability.data,
            likelihood=self.likelihood.data,
            reason=self.reason.data or "",
            assessed_on=assessed_on,
            next_on=self.next_on.data,
        )


def _choice(level: Level) -> SelectChoice:
    return SelectChoice(level.grade, f"{level.grade} {_(level.name)}: {_(level.anchor)}")
