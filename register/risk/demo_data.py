"""The demo's assessments: threat by threat, from the totals that register/demo/risks.yml gives for each record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.scope import Scope
from app.core.text import N_
from app.organisation.store import find_person, get_unit
from register.measure.model import Measure
from register.risk.accepting import AcceptRisk, accept_risk
from register.risk.drafting import begin_assessment
from register.risk.finishing import FinishAssessment, finish_assessment
from register.risk.model import AssessedThreat, RiskAssessment, ThreatMeasure
from register.risk.planning import PlanAction, plan_action
from register.risk.rules import ASPECTS
from register.risk.scale_store import get_current_scale
from register.risk.scenario_actions import WriteScenario, create_scenario
from register.risk.subject import get_subject, kind_of
from register.risk.threat_model import Threat

NOT_HERE = N_("Sker ikke i denne opgave, sådan som vi arbejder i dag.")
RELEVANT = 4


def assess_demo(ids: Mapping[str, int], risks: Mapping[str, Any], *, today: date, doing: Doing) -> None:
    """Assess each record (number → id) as the file says. The threat that governs hits the worst aspect.

    Every third has come down from a likelihood one higher by a new measure, so that the pictures have arrows.
    """
    for place, (number, risk) in enumerate(risks.items()):
        assessment = _assess({"activity_id": ids[number]}, risk, place, today=today, doing=doing)
        for action in risk.get("actions", ()):
            plan_action(assessment, _action(assessment, action, today), today=today, doing=doing)
        if begun_by := risk.get("begun_by"):
            subject = get_subject(*kind_of(assessment), scope=Scope.everything())
            begin_assessment(subject, doing=_as(begun_by, doing))
        if told := risk.get("accepted"):
            accept_risk(
                AcceptRisk(
                    assessment_id=assessment.id,
                    reason=told["reason"],
                    expires_on=today + timedelta(days=told["until"]),
                    decision=told.get("decision", ""),
                ),
                doing=_as(told["by"], doing),
            )


def assess_demo_scenarios(scenarios: Sequence[Mapping[str, Any]], *, today: date, doing: Doing) -> None:
    """Write the scenarios of the file, and assess each."""
    for place, told in enumerate(scenarios):
        command = WriteScenario(title=told["title"], description=told["description"], unit=get_unit(told["unit"]))
        scenario = create_scenario(command, doing=doing)
        _assess({"scenario_id": scenario.id}, told, place, today=today, doing=doing)


def _assess(
    subject: Mapping[str, int], risk: Mapping[str, Any], place: int, *, today: date, doing: Doing
) -> RiskAssessment:
    threats = list(db.session.scalars(select(Threat).order_by(Threat.position, Threat.id)))
    measures = list(db.session.scalars(select(Measure.id).order_by(Measure.id)))
    draft = RiskAssessment(
        **subject,
        scale=get_current_scale(),
        is_draft=True,
        context=_("Vurderet sammen med dem, der løser opgaven."),
        assessed_on=today,
        at=doing.at,
        by_id=doing.person_id,
        **{aspect: risk[aspect] for aspect in ASPECTS},
    )
    is_reduced = place % 3 == 0 and risk["likelihood"] < 4
    draft.threats = list(_chosen(threats, risk, place, measures, is_reduced))
    db.session.add(draft)
    db.session.flush()
    command = FinishAssessment(
        assessment_id=draft.id,
        version=draft.version,
        reason=risk["reason"].strip(),
        assessed_on=today + timedelta(days=risk["assessed"]),
        next_on=today + timedelta(days=risk["next"]),
    )
    return finish_assessment(command, doing=doing)


def _as(email: str, doing: Doing) -> Doing:
    person = find_person(email)
    assert person is not None, email
    return replace(doing, person_id=person.id)


def _action(assessment: RiskAssessment, told: Mapping[str, Any], today: date) -> PlanAction:
    governing = max(assessment.threats, key=lambda row: (row.likelihood or 0, -row.position))
    return PlanAction(
        title=told["title"],
        unit=get_unit(told["unit"]),
        function=told["function"],
        person=None,
        due_on=today + timedelta(days=told["due"]),
        threat_id=governing.id,
    )


def _chosen(
    threats: list[Threat], risk: Mapping[str, Any], place: int, measures: list[int], is_reduced: bool
) -> Iterator[AssessedThreat]:
    worst = max(ASPECTS, key=lambda aspect: risk[aspect])
    start = place * 7 % len(threats)
    turned = threats[start:] + threats[:start]
    hitting = [threat for threat in turned if getattr(threat, f"hits_{worst}")]
    for position, threat in enumerate(islice(hitting, RELEVANT), start=1):
        row = _row(threat, position)
        row.is_relevant, row.likelihood, row.treatment = True, max(1, risk["likelihood"] - (position > 1)), "accept"
        row.measures = [ThreatMeasure(measure_id=measures[(place + position) % len(measures)])]
        if position == 1 and is_reduced:
            row.likelihood, row.residual_likelihood, row.treatment = (
                risk["likelihood"] + 1,
                risk["likelihood"],
                "reduce",
            )
            row.measures.append(ThreatMeasure(measure_id=measures[(place + 5) % len(measures)], is_new=True))
        yield row
    used = {threat.id for threat in hitting[:RELEVANT]}
    for position, threat in enumerate((one for one in turned if one.id not in used), start=RELEVANT + 1):
        row = _row(threat, position)
        row.is_relevant, row.irrelevant_reason = False, _(NOT_HERE)
        yield row


def _row(threat: Threat, position: int) -> AssessedThreat:
    return AssessedThreat(
        threat_id=threat.id,
        position=position,
        title=threat.name,
        description=threat.description,
        **{f"hits_{aspect}": getattr(threat, f"hits_{aspect}") for aspect in ASPECTS},
    )
