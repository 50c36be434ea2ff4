"""One assessment as a document says it, in words: the same for PDF and Word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.core.filters import long_day, short_day
from app.core.text import N_
from app.organisation.rules import FUNCTIONS
from app.organisation.store import get_municipality
from register.risk.forms import PERSPECTIVES
from register.risk.model import AssessedThreat, RiskAction, RiskAssessment
from register.risk.planning import list_actions
from register.risk.presenting import ShownThreat, hits, overview
from register.risk.rules import ASPECTS, TREATMENTS, ChainLink, Grade
from register.risk.scale import COLOUR_WORDS, Colour, Level, Scale, colour_word
from register.risk.store import get_assessment
from register.risk.subject import KINDS, RiskSubject, get_subject, kind_of

STATES: Mapping[str, str] = {"open": N_("Åben"), "done": N_("Udført"), "dropped": N_("Droppet")}


@dataclass(frozen=True)
class Shade:
    """A risk in words: its colour, the colour's word, and its place on the scale."""

    colour: Colour | None
    word: str
    place: str = ""


@dataclass(frozen=True)
class ThreatLine:
    """A relevant threat: how it stands today, what is done about it, and what is then left."""

    title: str
    notes: Sequence[str]
    before: Shade
    treatment: str
    measures: Sequence[str]
    new_measures: Sequence[str]
    after: Shade
    after_notes: Sequence[str]


@dataclass(frozen=True)
class ActionLine:
    """Something that is to be done, or was."""

    title: str
    who: str
    due_on: date
    state: str


@dataclass(frozen=True, kw_only=True)
class AssessmentBook:
    """An assessment from its title to its appendix. `facts`, `consequences` and `acceptance` are (label, text).

    `set_aside` are the threats that are not relevant, by the reason, in the order of the assessment.
    """

    owner: str
    made_on: str
    title: str
    lead: str
    facts: Sequence[tuple[str, str]]
    before: Shade
    after: Shade
    context: str
    consequences: Sequence[tuple[str, str]]
    threats: Sequence[ThreatLine]
    not_decided: int
    conclusion: str
    acceptance: Sequence[tuple[str, str]]
    acceptance_note: str
    actions: Sequence[ActionLine]
    chain: Sequence[tuple[str, Shade]]
    scale: Scale
    scale_name: str
    set_aside: Sequence[tuple[str, Sequence[str]]]
    file_name: str

    @property
    def set_aside_count(self) -> int:
        """How many threats are not relevant."""
        return sum(len(titles) for _reason, titles in self.set_aside)


def open_assessment(assessment_id: int, *, viewer: Viewer, today: date) -> AssessmentBook:
    """The assessment, where the viewer may read what it is about. Raises NotFound."""
    scope = viewer.scope("risk", "read")
    found = get_assessment(assessment_id, scope=scope)
    subject = get_subject(*kind_of(found), scope=scope)
    shown = overview(found, subject, viewer, today)
    scale: Scale = shown["scale"]
    weighed = shown["weighed"]
    acceptance, note = _acceptance(shown)
    return AssessmentBook(
        owner=get_municipality().name,
        made_on=_("Udskrevet %(day)s", day=long_day(today)),
        title=_("Risikovurdering: %(name)s", name=subject.name),
        lead=_lead(found),
        facts=_facts(found, subject, scale),
        before=_shade(scale, weighed.before, found.inherent_colour),
        after=_shade(scale, weighed.after, found.colour),
        context=found.context or "",
        consequences=_consequences(found, shown, scale),
        threats=[_threat(one, scale) for one in weighed.relevant],
        not_decided=len(weighed.undecided),
        conclusion="" if found.is_draft else found.reason or "",
        acceptance=acceptance,
        acceptance_note=note,
        actions=[_action(row) for row in list_actions(subject)],
        chain=_chain(subject, shown["chain"]),
        scale=scale,
        scale_name=name_of(scale),
        set_aside=_by_reason(weighed.set_aside),
        file_name=_("risikovurdering-%(id)s-%(day)s", id=found.id, day=found.assessed_on.isoformat()),
    )


def _by_reason(rows: Sequence[AssessedThreat]) -> list[tuple[str, list[str]]]:
    """What many have in common is said once: the rest of a group is set aside with one reason."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.irrelevant_reason or "", []).append(row.title)
    return list(found.items())


def name_of(scale: Scale) -> str:
    """ "4×4 Standard, udgave 2"."""
    return _("%(name)s, udgave %(n)s", name=_(scale.name), n=scale.version)


def shade_of(colour: str) -> Shade:
    """A colour alone."""
    return Shade(_known(colour), _(colour_word(colour))) if colour else Shade(None, _("Ikke vurderet"))


def _known(colour: str) -> Colour:
    return next(known for known in COLOUR_WORDS if known == colour)


def _shade(scale: Scale, grade: Grade | None, colour: str = "") -> Shade:
    if grade is None:
        return shade_of(colour)
    shade = grade.colour_on(scale)
    place = _("Konsekvens %(c)s, sandsynlighed %(l)s", c=grade.consequence, l=grade.likelihood)
    return Shade(shade, _(COLOUR_WORDS[shade]), place)


def _lead(found: RiskAssessment) -> str:
    if found.is_draft:
        return _("Kladde, som den står nu. Vurderingen er ikke afsluttet og gælder ikke endnu.")
    if found.is_current:
        return _("Vurderet %(day)s. Vurderingen gælder.", day=long_day(found.assessed_on))
    return _("Vurderet %(day)s. Vurderingen er afløst af en nyere.", day=long_day(found.assessed_on))


def _facts(found: RiskAssessment, subject: RiskSubject, scale: Scale) -> list[tuple[str, str]]:
    facts = [
        (_("Hvad"), f"{_(KINDS[subject.kind])}: {subject.name}"),
        (_("Enhed"), subject.unit_name),
        (_("Vurderet af"), found.by.name if found.by else ""),
        (_("Næste vurdering"), "" if found.is_draft else long_day(found.next_on)),
        (_("Skala"), name_of(scale)),
    ]
    return [(label, text) for label, text in facts if text]


def _consequences(found: RiskAssessment, shown: Mapping[str, Any], scale: Scale) -> list[tuple[str, str]]:
    told = []
    for aspect, word in ASPECTS.items():
        grade = getattr(found, aspect)
        told.append((_(word), _level(scale.consequences[grade - 1]) if grade else _("Ikke vurderet")))
    if found.consequence_reason:
        told.append((_("Hvorfor"), found.consequence_reason))
    for perspective, name in PERSPECTIVES.items():
        if words := shown["other_grades"](perspective):
            told.append((str(name), words))
    return told


def _level(level: Level) -> str:
    anchor = _(level.anchor) if level.anchor else ""
    return f"{level.grade} {_(level.name)}" + (f": {anchor}" if anchor else "")


def _threat(one: ShownThreat, scale: Scale) -> ThreatLine:
    row = one.row
    treatment = _(TREATMENTS[row.treatment]) if row.treatment else _("Ikke valgt")
    return ThreatLine(
        title=row.title,
        notes=[text for text in (_("Rammer %(aspects)s.", aspects=hits(row)), row.evidence) if text],
        before=_shade(scale, one.before),
        treatment=f"{treatment}. {row.treatment_note}" if row.treatment_note else treatment,
        measures=[held.measure.name for held in row.measures if not held.is_new],
        new_measures=[held.measure.name for held in row.measures if held.is_new],
        after=_shade(scale, one.after),
        after_notes=[row.residual_reason] if row.residual_reason else [],
    )


def _acceptance(shown: Mapping[str, Any]) -> tuple[list[tuple[str, str]], str]:
    """Who accepted it until when; without that a sentence on how it stands."""
    if not shown["sees_acceptance"]:
        return [], ""
    found, assessment = shown["acceptance"], shown["assessment"]
    if found is None:
        if assessment.is_draft or not assessment.is_current:
            return [], _("Restrisikoen er ikke accepteret.")
        return [], " ".join(filter(None, (_("Restrisikoen er ikke accepteret endnu."), shown["accepted_by"])))
    lines = [
        (_("Accepteret af"), found.by.name if found.by else _("systemet")),
        (_("Dato"), long_day(found.accepted_on)),
        (_("Risiko"), _(colour_word(found.colour))),
        (_("Gælder til og med"), long_day(found.expires_on)),
        (_("Besluttet"), found.decision),
        (_("Hvorfor"), found.reason),
    ]
    note = "" if shown["is_accepted"] else _("Accepten gælder ikke længere.")
    return [(label, text) for label, text in lines if text], note


def _action(row: RiskAction) -> ActionLine:
    who = row.person.name if row.person else _(FUNCTIONS.get(row.function, row.function))
    state = _(STATES[row.state])
    if row.done_on:
        state = f"{state} {short_day(row.done_on)}"
    return ActionLine(row.title, f"{who}, {row.unit.name}", row.due_on, state)


def _chain(subject: RiskSubject, links: Sequence[ChainLink]) -> list[tuple[str, Shade]]:
    """The risks that an activity is weighed by, where there is more than its own."""
    if subject.kind != "activity" or len(links) < 2:
        return []
    return [(_("Egen vurdering") if link.kind == "activity" else link.name, shade_of(link.colour)) for link in links]
