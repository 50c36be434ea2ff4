"""Assessing the risk of a processing activity."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from register.activity.model import ProcessingActivity
from register.activity.refreshing import refresh_records
from register.risk.model import RiskAssessment, RiskScale, RiskScaleCell
from register.risk.scale import STANDARD, Colour, Scale, next_assessment_on, overall_consequence
from register.risk.store import find_current, get_current_scale


@dataclass(frozen=True, kw_only=True)
class AssessRisk:
    """The grades of one assessment. `next_on` empty: the date that follows from the colour."""

    activity_id: int
    confidentiality: int
    integrity: int
    availability: int
    likelihood: int
    reason: str
    assessed_on: date
    next_on: date | None = None


def add_scale(scale: Scale) -> RiskScale:
    """Store a scale with every cell, when this version is not there yet."""
    found = db.session.scalar(select(RiskScale).where(RiskScale.code == scale.code, RiskScale.version == scale.version))
    if found is not None:
        return found
    row = RiskScale(code=scale.code, version=scale.version, name=scale.name)
    row.cells = [
        RiskScaleCell(consequence=consequence, likelihood=likelihood, colour=colour)
        for consequence, cells in enumerate(scale.cells, start=1)
        for likelihood, colour in enumerate(cells, start=1)
    ]
    db.session.add(row)
    db.session.flush()
    return row


def add_base_data() -> None:
    """The scale every municipality starts with."""
    add_scale(STANDARD)


def assess_risk(command: AssessRisk, *, doing: Doing) -> RiskAssessment:
    """Make the assessment that holds from now on; the one before is kept.

    1. The highest consequence governs; the colour is looked up in the stored cell.
    2. The date of the next one is the given one, else it follows from the colour. Raises Refused for a date
       that is not after the assessment, or a grade that is not on the scale.
    """
    scale = get_current_scale()
    # Two assessments of one activity are made one after the other, so that only one of them is current.
    db.session.execute(
        select(ProcessingActivity.id).where(ProcessingActivity.id == command.activity_id).with_for_update()
    )
    consequence = overall_consequence(command.confidentiality, command.integrity, command.availability)
    colour = _cell_colour(scale, consequence, command.likelihood)
    next_on = command.next_on or next_assessment_on(colour, command.assessed_on)
    if next_on <= command.assessed_on:
        raise Refused(_("Næste vurdering skal ligge efter den dag, du vurderer."), field="next_on")
    db.session.execute(
        update(RiskAssessment)
        .where(RiskAssessment.activity_id == command.activity_id, RiskAssessment.is_current)
        .values(is_current=False)
    )
    assessment = RiskAssessment(
        activity_id=command.activity_id,
        scale=scale,
        confidentiality=command.confidentiality,
        integrity=command.integrity,
        availability=command.availability,
        likelihood=command.likelihood,
        consequence=consequence,
        colour=colour,
        reason=command.reason,
        assessed_on=command.assessed_on,
        next_on=next_on,
        at=doing.at,
        by_id=doing.person_id,
    )
    db.session.add(assessment)
    db.session.flush()
    record(
        doing,
        "risk.assess",
        "activity",
        command.activity_id,
        {"colour": [None, colour], "consequence": [None, consequence], "likelihood": [None, command.likelihood]},
    )
    refresh_records([command.activity_id], today=clock.today())
    return assessment


def confirm_assessment(activity_id: int, *, on: date, note: str, doing: Doing) -> RiskAssessment:
    """The current assessment still holds: made again with the same grades, dated today. Raises NotFound."""
    current = find_current(activity_id)
    if current is None:
        raise NotFound
    return assess_risk(
        AssessRisk(
            activity_id=activity_id,
            confidentiality=current.confidentiality,
            integrity=current.integrity,
            availability=current.availability,
            likelihood=current.likelihood,
            reason=note or current.reason,
            assessed_on=on,
        ),
        doing=doing,
    )


def _cell_colour(scale: RiskScale, consequence: int, likelihood: int) -> Colour:
    for cell in scale.cells:
        if (cell.consequence, cell.likelihood) == (consequence, likelihood):
            return cast(Colour, cell.colour)
    raise Refused(_("Vælg konsekvens og sandsynlighed fra skalaen."))
