"""The forms of an assessment, step by step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, DanishDateField, choices_of, long_text_field, text_field
from app.core.text import whole_number
from register.risk.drafting import AddThreat, SaidOfThreat, TreatThreat, WriteConsequences
from register.risk.finishing import FinishAssessment
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.rules import ASPECTS, TREATMENT_HELP, TREATMENTS
from register.risk.scale import Level, Scale

PERSPECTIVES: Mapping[str, Any] = {"organisation": _l("Kommunen"), "society": _l("Samfundet")}
"""Whom else something may harm. They are shown beside the data subject and govern nothing."""


def _grade(value: Any) -> int | None:
    return int(value) if value else None


def _version(value: Any) -> int:
    return whole_number(str(value))


class OfDraft(BaseForm):
    """A form about a draft: it carries the version that was read."""

    version = HiddenField()

    @property
    def read(self) -> int:
        """The version of the assessment that the form was drawn from."""
        return _version(self.version.data)


class ConsequencesForm(OfDraft):
    """The context, and what it would mean to the data subject in three respects."""

    context = long_text_field(
        _l("Sammenhæng"), description=_l("Hvad ser I på, hvem er med, og hvad hører ikke til vurderingen?")
    )
    confidentiality = RadioField(
        _l("Fortrolighed"), coerce=_grade, description=_l("Hvis uvedkommende ser oplysningerne.")
    )
    integrity = RadioField(
        _l("Integritet"), coerce=_grade, description=_l("Hvis oplysningerne er forkerte eller ændres ved en fejl.")
    )
    availability = RadioField(
        _l("Tilgængelighed"), coerce=_grade, description=_l("Hvis oplysningerne mangler, når der er brug for dem.")
    )
    consequence_reason = long_text_field(
        _l("Hvorfor?"), description=_l("Hvad kan det betyde for den registrerede? Sæt jer i den registreredes sted.")
    )

    def __init__(self, scale: Scale, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ASPECTS:
            self[name].choices = [_choice(level) for level in scale.consequences]

    def validate(self, extra_validators: Any = None) -> bool:
        """A radio that nobody has chosen in a draft is no mistake."""
        for name in ASPECTS:
            self[name].validate_choice = bool(self[name].data)
        return super().validate(extra_validators)

    def to_command(self, assessment_id: int, other_grades: Mapping[str, int]) -> WriteConsequences:
        """What was written; only after `validate()`."""
        return WriteConsequences(
            assessment_id=assessment_id,
            version=self.read,
            context=self.context.data or "",
            confidentiality=self.confidentiality.data,
            integrity=self.integrity.data,
            availability=self.availability.data,
            consequence_reason=self.consequence_reason.data or "",
            other_grades=other_grades,
        )


class ThreatRowForm(BaseForm):
    """What is said of one threat: `note` is why it is not relevant, or what has happened here."""

    class Meta(BaseForm.Meta):
        csrf = False

    verdict = SelectField(
        _l("Relevant?"), choices=[SelectChoice("", _l("Ikke besluttet")), SelectChoice("yes", _l("Relevant")),
                                  SelectChoice("no", _l("Ikke relevant"))]
    )  # fmt: skip
    likelihood = SelectField(_l("Sandsynlighed"), coerce=_grade)
    note = long_text_field(
        _l("Hvorfor ikke, eller hvad er der sket hos os?"), most=2_000, render_kw={"rows": 1, "class": "form-input"}
    )

    def validate_verdict(self, field: SelectField) -> None:
        """Something new said of a threat that nobody has decided about would be lost."""
        now = (self.likelihood.data, (self.note.data or "").strip())
        if not field.data and any(new and new != old for new, old in zip(now, self.before, strict=True)):
            raise ValidationError(_("Vælg, om truslen er relevant, så det, du har skrevet, bliver gemt."))

    before: tuple[int | None, str] = (None, "")
    """Likelihood and note as they stood."""

    def said(self, threat: AssessedThreat) -> SaidOfThreat:
        """As a command's part. What was written of the other verdict stays beside it."""
        is_relevant = {"yes": True, "no": False}.get(self.verdict.data)
        note = self.note.data or ""
        return SaidOfThreat(
            id=threat.id,
            is_relevant=is_relevant,
            irrelevant_reason=note if is_relevant is False else threat.irrelevant_reason,
            likelihood=self.likelihood.data if is_relevant else None,
            evidence=note if is_relevant else threat.evidence,
        )


class ThreatsForm(OfDraft):
    """The rest of a group at once; the rows are forms of their own, by the threat's number."""

    rest_reason = text_field(
        _l("Resten er ikke relevante, fordi"),
        description=_l("Skriv en grund, så gælder den for alle på siden, I ikke har taget stilling til."),
    )


def row_form(threat: AssessedThreat, scale: Scale, formdata: Any = None) -> ThreatRowForm:
    """The form of one threat in the list."""
    verdict = {True: "yes", False: "no", None: ""}[threat.is_relevant]
    note = threat.irrelevant_reason if threat.is_relevant is False else threat.evidence
    form = ThreatRowForm(
        formdata=formdata,
        prefix=f"t{threat.id}-",
        verdict=verdict,
        likelihood=threat.likelihood,
        note=note,
    )
    form.before = (threat.likelihood, (note or "").strip())
    form.likelihood.choices = [SelectChoice("", _("Ikke valgt")), *(_short(level) for level in scale.likelihoods)]
    return form


class AddThreatForm(OfDraft):
    """A threat of one's own."""

    title = text_field(_l("Trussel"), required=InputRequired(_l("Skriv, hvad der kan ske.")))
    description = long_text_field(_l("Hvordan sker det, og hvad gør det ved den registrerede?"), most=2_000)
    concerns = SelectMultipleField(
        _l("Rammer"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        choices=lambda: choices_of({str(code): word for code, word in ASPECTS.items()}),
        validators=[InputRequired(_l("Vælg mindst én."))],
    )  # fmt: skip

    def to_command(self, assessment_id: int) -> AddThreat:
        """The threat; only after `validate()`."""
        return AddThreat(
            assessment_id=assessment_id,
            version=self.read,
            title=self.title.data or "",
            description=self.description.data or "",
            concerns=frozenset(self.concerns.data or ()),
        )


class TreatThreatForm(OfDraft):
    """What is done about one threat."""

    likelihood = RadioField(
        _l("Sandsynlighed i dag"), coerce=_grade, description=_l("Med de foranstaltninger, I har indført.")
    )
    evidence = long_text_field(
        _l("Hvad er der sket hos os?"),
        most=2_000,
        description=_l("Fx brud, klager eller fund ved kontrol. Ingen navne."),
    )
    measures = SelectMultipleField(_l("Foranstaltninger, der er indført"), coerce=int)
    treatment = RadioField(_l("Håndtering"))
    new_measures = SelectMultipleField(
        _l("Nye foranstaltninger"), coerce=int, description=_l("Det, der skal mindske risikoen.")
    )
    treatment_note = long_text_field(_l("Uddybning"), most=2_000)
    residual_consequence = SelectField(_l("Konsekvens bagefter"), coerce=_grade)
    residual_likelihood = SelectField(_l("Sandsynlighed bagefter"), coerce=_grade)
    residual_reason = long_text_field(
        _l("Begrundelse for restrisikoen"), most=2_000,
        description=_l("Skal skrives, hvis risikoen bliver højere end i dag."),
    )  # fmt: skip

    def __init__(self, scale: Scale, measures: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.likelihood.choices = [_choice(level) for level in scale.likelihoods]
        self.treatment.choices = [
            SelectChoice(code, f"{_(word)}. {_(TREATMENT_HELP[code])}") for code, word in TREATMENTS.items()
        ]
        same = SelectChoice("", _("Som i dag"))
        self.residual_consequence.choices = [same, *(_short(level) for level in scale.consequences)]
        self.residual_likelihood.choices = [same, *(_short(level) for level in scale.likelihoods)]
        for field in (self.measures, self.new_measures):
            field.choices = [SelectChoice(number, name) for number, name in measures]

    def validate(self, extra_validators: Any = None) -> bool:
        """A radio that nobody has chosen in a draft is no mistake."""
        for field in (self.likelihood, self.treatment):
            field.validate_choice = bool(field.data)
        return super().validate(extra_validators)

    def to_command(self, assessment_id: int, threat_id: int) -> TreatThreat:
        """The treatment; only after `validate()`."""
        return TreatThreat(
            assessment_id=assessment_id,
            version=self.read,
            threat_id=threat_id,
            likelihood=self.likelihood.data,
            evidence=self.evidence.data or "",
            treatment=self.treatment.data or "",
            treatment_note=self.treatment_note.data or "",
            measures=self.measures.data or (),
            new_measures=self.new_measures.data or (),
            residual_consequence=self.residual_consequence.data,
            residual_likelihood=self.residual_likelihood.data,
            residual_reason=self.residual_reason.data or "",
        )


class FinishForm(OfDraft):
    """The conclusion, and when to assess again."""

    reason = long_text_field(
        _l("Konklusion"), description=_l("Hvad er den største risiko for de registrerede, og hvorfor?")
    )
    assessed_on = DanishDateField(_l("Vurderet den"), [InputRequired(_l("Skriv, hvilken dag I vurderede."))])
    next_on = DanishDateField(
        _l("Næste vurdering"),
        description=_l(
            "Lad feltet stå tomt, så vurderer I igen efter 1 år (rød og orange), 2 år (gul) "
            "eller 3 år (grøn og lysegrøn)."
        ),
    )

    def to_command(self, assessment_id: int) -> FinishAssessment:
        """The end of the draft; only after `validate()`."""
        assessed_on = self.assessed_on.data
        assert isinstance(assessed_on, date)
        return FinishAssessment(
            assessment_id=assessment_id,
            version=self.read,
            reason=self.reason.data or "",
            assessed_on=assessed_on,
            next_on=self.next_on.data,
        )


def other_grades_of(args: Mapping[str, str], scale: Scale) -> dict[str, int]:
    """What was chosen for the organisation and for society, by "perspective-aspect"; what is no grade is left out."""
    most = len(scale.consequences)
    chosen = {
        f"{perspective}-{aspect}": args.get(f"{perspective}-{aspect}", "")
        for perspective in PERSPECTIVES
        for aspect in ASPECTS
    }
    return {name: whole_number(text) for name, text in chosen.items() if 1 <= whole_number(text) <= most}


def fill_finish(form: FinishForm, draft: RiskAssessment, before: RiskAssessment | None, today: date) -> None:
    """What the last step shows before anything is written: today, and the conclusion of last time."""
    form.version.data = str(draft.version)
    form.assessed_on.data = today
    form.reason.data = draft.reason or (before.reason if before else "")


def _choice(level: Level) -> SelectChoice:
    return SelectChoice(level.grade, f"{level.grade} {_(level.name)}: {_(level.anchor)}")


def _short(level: Level) -> SelectChoice:
    return SelectChoice(level.grade, f"{level.grade} {_(level.name)}")
