"""An assessment as its page and its reports show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.comment.forms import CommentForm
from app.comment.store import list_comments
from app.core.text import N_
from app.organisation.rules import FUNCTIONS
from register.risk.chain import list_chain
from register.risk.facts import consequences_of, facts_of
from register.risk.forms import PERSPECTIVES
from register.risk.hosting import KIND as COMMENTED
from register.risk.hosting import may_comment
from register.risk.model import AssessedThreat, RiskAcceptance, RiskAssessment
from register.risk.planning import list_actions
from register.risk.rules import (
    ACCEPTING,
    ASPECTS,
    BY_DECISION,
    TREATMENTS,
    Grade,
    Lack,
    governing,
    inherent,
    is_accepted,
    lacks,
    residual,
    total,
)
from register.risk.scale import COLOUR_WORDS, Scale
from register.risk.scale_store import scale_of
from register.risk.store import find_acceptance, list_editors
from register.risk.subject import RiskSubject
from register.risk.threats import ASSETS

ACCEPTED_BY: Mapping[str, str] = {
    "green": N_("En grøn risiko accepteres af lederen eller systemejeren."),
    "light_green": N_("En lysegrøn risiko accepteres af lederen eller systemejeren."),
    "yellow": N_("En gul risiko accepteres af forvaltningsdirektøren."),
    "orange": N_(
        "En orange risiko skal besluttes i DDS. Informationssikkerhedskoordinatoren skriver beslutningen ind."
    ),
    "red": N_("En rød risiko skal besluttes i DDS. Informationssikkerhedskoordinatoren skriver beslutningen ind."),
}
"""Who lives with what is left, by colour (domain.md §4)."""


@dataclass(frozen=True)
class ShownThreat:
    """A threat with what it comes to, today and when it is treated."""

    row: AssessedThreat
    before: Grade | None
    after: Grade | None


@dataclass(frozen=True)
class Weighed:
    """The threats of an assessment, the worst first, and what they come to together."""

    scale: Scale
    relevant: Sequence[ShownThreat]
    set_aside: Sequence[AssessedThreat]
    undecided: Sequence[AssessedThreat]
    before: Grade | None
    after: Grade | None
    lacks: Sequence[Lack]


def weigh(assessment: RiskAssessment) -> Weighed:
    """What an assessment comes to, as it stands."""
    scale, consequences = scale_of(assessment.scale), consequences_of(assessment)
    shown = []
    for row in assessment.threats:
        threat = facts_of(row)
        shown.append(ShownThreat(row, inherent(scale, consequences, threat), residual(scale, consequences, threat)))
    lowest = Grade(-1, 0, 0)
    relevant = [one for one in shown if one.row.is_relevant]
    relevant.sort(key=lambda one: (one.after or lowest, one.before or lowest), reverse=True)
    return Weighed(
        scale=scale,
        relevant=relevant,
        set_aside=[one.row for one in shown if one.row.is_relevant is False],
        undecided=[one.row for one in shown if one.row.is_relevant is None],
        before=total(one.before for one in relevant),
        after=total(one.after for one in relevant),
        lacks=list(lacks(scale, consequences, [facts_of(row) for row in assessment.threats])),
    )


def hits(row: AssessedThreat) -> str:
    """What a threat hits, in words: "fortrolighed og integritet"."""
    words = [_(word).lower() for code, word in ASPECTS.items() if getattr(row, f"hits_{code}")]
    return _(" og ").join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def presented(assessment: RiskAssessment, subject: RiskSubject) -> dict[str, Any]:
    """What every page about an assessment shows from."""
    return {
        "of": assessment,
        "subject": subject,
        "weighed": weigh(assessment),
        "scale": scale_of(assessment.scale),
        "threats_by_id": {row.id: row for row in assessment.threats},
        "aspects": ASPECTS,
        "treatments": TREATMENTS,
        "assets": ASSETS,
        "own_word": N_("Jeres egne"),
        "words": COLOUR_WORDS,
        "hits": hits,
    }


def overview(assessment: RiskAssessment, subject: RiskSubject, viewer: Viewer, today: date) -> dict[str, Any]:
    """Everything the page of an assessment shows."""
    sees_acceptance = not assessment.is_draft and viewer.may("read", "risk_acceptance", subject.path)
    acceptance = find_acceptance(assessment) if sees_acceptance else None
    chain = list_chain(subject)
    return presented(assessment, subject) | {
        "assessment": assessment,
        "acceptance": acceptance,
        "sees_acceptance": sees_acceptance,
        "is_accepted": _is_accepted(assessment, acceptance, today),
        "may_accept": may_accept(assessment, subject, viewer),
        "needs_decision": assessment.colour in BY_DECISION,
        "chain": chain,
        "governing": governing(chain),
        "actions": list_actions(subject),
        "comments": list_comments(COMMENTED, assessment.id),
        "comment_form": CommentForm(formdata=None) if may_comment(subject.path, viewer) else None,
        "functions": FUNCTIONS,
        "perspectives": PERSPECTIVES,
        "other_grades": lambda perspective: _told(assessment, perspective),
        "accepted_by": _(ACCEPTED_BY[assessment.colour]) if assessment.colour else "",
        "may_write": viewer.may("write", "risk", subject.path) and not subject.is_retired,
    }


def _told(assessment: RiskAssessment, perspective: str) -> str:
    """What was chosen for another than the data subject, in words."""
    scale, grades = scale_of(assessment.scale), assessment.other_grades
    return ", ".join(
        f"{_(word).lower()} {grade} {_(scale.consequences[grade - 1].name)}"
        for aspect, word in ASPECTS.items()
        if (grade := grades.get(f"{perspective}-{aspect}"))
    )


def may_accept(assessment: RiskAssessment, subject: RiskSubject, viewer: Viewer) -> bool:
    """Whether this person may accept the risk as its colour stands: never who made the assessment themselves.

    An orange or red one is decided by a body; who keeps its minutes takes the decision down, in the words of the
    minutes, unless they have written in the assessment.
    """
    if not assessment.is_current:
        return False
    editors = list_editors(assessment)
    if assessment.colour in BY_DECISION:
        takes_down = viewer.may("write", "meeting") or viewer.may_decide(_verb(assessment), "risk_acceptance")
        return takes_down and viewer.person_id not in editors
    return viewer.may(_verb(assessment), "risk_acceptance", subject.path, editors=editors)


def _verb(assessment: RiskAssessment) -> str:
    return {str(colour): verb for colour, verb in ACCEPTING.items()}[assessment.colour]


def _is_accepted(assessment: RiskAssessment, acceptance: RiskAcceptance | None, today: date) -> bool:
    if acceptance is None:
        return False
    return is_accepted(assessment.colour, acceptance.colour, acceptance.expires_on, today)
