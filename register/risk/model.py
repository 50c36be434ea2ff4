"""Tables of risk assessments: of an activity, a system or a scenario, threat by threat."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Identified, LongText, Name, SortKey
from app.core.text import sort_key
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity
from register.measure.model import Measure
from register.risk.scale_model import RiskScale
from register.system.model import System

_GRADE = "{0} IS NULL OR {0} BETWEEN 1 AND 5"
_CURRENT, _DRAFT = text("is_current"), text("is_draft")


def _one_each(kind: str) -> tuple[Index, Index]:
    """The promises that a subject has one assessment that holds, and one being written."""
    column = f"{kind}_id"
    return (
        Index(f"uq_risk_assessment_current_{kind}", column, unique=True, **_only(_CURRENT)),
        Index(f"uq_risk_assessment_draft_{kind}", column, unique=True, **_only(_DRAFT)),
    )


def _only(condition: object) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


class RiskScenario(Identified):
    """Something that may go wrong across activities and systems, and is assessed for itself."""

    __tablename__ = "risk_scenario"

    title: Mapped[Name]
    sort_key: Mapped[SortKey]
    description: Mapped[LongText]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    is_retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit | None] = relationship()

    @validates("title")
    def _keep_sort_key(self, _key: str, value: str) -> str:
        self.sort_key = sort_key(value)
        return value


class RiskAssessment(Identified):
    """The risk to the data subjects (Art. 32) of one activity, system or scenario, on one version of a scale.

    `is_draft`: it is being written. `is_current`: it is finished and holds. `replaced_on` is the first day of another
    in its place: the earliest day of those finished after it, since one that is dated back takes the place of all that
    are dated later. It is kept at each finish. The grades of the three aspects are the consequences (`other_grades`
    those for the organisation and for society, where the municipality looks at them too: they are shown and govern
    nothing). `consequence`, `likelihood`, `colour` are the residual risk of the threat that governs, kept at the
    finish, and `inherent_*` the same before treatment; `severity` is the residual colour as a number. `same_as_id` is
    the assessment that this one confirmed without a change: what was accepted then is accepted still.
    """

    __tablename__ = "risk_assessment"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN system_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN scenario_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="subject",
        ),
        CheckConstraint("NOT (is_draft AND is_current)", name="state"),
        CheckConstraint("is_draft OR (colour <> '' AND consequence IS NOT NULL)", name="finished"),
        *(CheckConstraint(_GRADE.format(name), name=name) for name in ("confidentiality", "integrity", "availability")),
        *(index for kind in ("activity", "system", "scenario") for index in _one_each(kind)),
    )

    activity_id: Mapped[int | None] = mapped_column(ForeignKey("processing_activity.id"), index=True)
    system_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"), index=True)
    scenario_id: Mapped[int | None] = mapped_column(ForeignKey("risk_scenario.id"), index=True)
    scale_id: Mapped[int] = mapped_column(ForeignKey("risk_scale.id"))
    is_draft: Mapped[bool] = mapped_column(default=False)
    is_current: Mapped[bool] = mapped_column(default=False)
    context: Mapped[LongText]
    confidentiality: Mapped[int | None]
    integrity: Mapped[int | None]
    availability: Mapped[int | None]
    consequence_reason: Mapped[LongText]
    other_grades: Mapped[dict[str, Any]] = mapped_column(default=dict)
    likelihood: Mapped[int | None]
    consequence: Mapped[int | None]
    colour: Mapped[str] = mapped_column(String(12), default="")
    severity: Mapped[int | None]
    inherent_likelihood: Mapped[int | None]
    inherent_consequence: Mapped[int | None]
    inherent_colour: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[LongText]
    assessed_on: Mapped[date]
    next_on: Mapped[date | None] = mapped_column(index=True)
    replaced_on: Mapped[date | None]
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("risk_assessment.id"))
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    activity: Mapped[ProcessingActivity | None] = relationship()
    system: Mapped[System | None] = relationship()
    scenario: Mapped[RiskScenario | None] = relationship()
    scale: Mapped[RiskScale] = relationship()
    by: Mapped[Person | None] = relationship()
    threats: Mapped[list["AssessedThreat"]] = relationship(
        cascade="all, delete-orphan", order_by="AssessedThreat.position, AssessedThreat.id", back_populates="assessment"
    )

    @property
    def root_id(self) -> int:
        """The assessment that says what this one says: itself, or the one it confirmed."""
        return self.same_as_id or self.id


class RiskEditor(Identified):
    """Somebody has written in an assessment, and so does not accept what is left of its risk (R47)."""

    __tablename__ = "risk_editor"
    __table_args__ = (UniqueConstraint("assessment_id", "person_id", name="uq_risk_editor_once"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("risk_assessment.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class AssessedThreat(Identified):
    """A threat in one assessment: relevant or not, how likely today, what is done about it, and what is then left.

    `threat_id` is where it comes from in the catalogue, None for an own one; its words are copied, so that an old
    assessment reads as it was signed. `hits_*` are the aspects it concerns. `colour` and `residual_colour` are kept at
    each save; empty where it is not relevant or not yet told.
    """

    __tablename__ = "assessed_threat"
    __table_args__ = (
        UniqueConstraint("assessment_id", "threat_id", name="uq_assessed_threat_once"),
        CheckConstraint("treatment IN ('', 'accept', 'avoid', 'share', 'reduce')", name="treatment"),
        # All that the heat map reads, so that it reads no row.
        Index("ix_assessed_threat_picture", "assessment_id", "is_relevant", "residual_colour", "threat_id"),
        *(
            CheckConstraint(_GRADE.format(name), name=name)
            for name in ("likelihood", "residual_likelihood", "residual_consequence")
        ),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("risk_assessment.id", ondelete="CASCADE"))
    threat_id: Mapped[int | None] = mapped_column(ForeignKey("threat.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Name]
    description: Mapped[LongText]
    hits_confidentiality: Mapped[bool] = mapped_column(default=False)
    hits_integrity: Mapped[bool] = mapped_column(default=False)
    hits_availability: Mapped[bool] = mapped_column(default=False)
    is_relevant: Mapped[bool | None]
    irrelevant_reason: Mapped[LongText]
    likelihood: Mapped[int | None]
    evidence: Mapped[LongText]
    treatment: Mapped[str] = mapped_column(String(10), default="")
    treatment_note: Mapped[LongText]
    residual_consequence: Mapped[int | None]
    residual_likelihood: Mapped[int | None]
    residual_reason: Mapped[LongText]
    inherent_consequence: Mapped[int | None]
    colour: Mapped[str] = mapped_column(String(12), default="")
    residual_colour: Mapped[str] = mapped_column(String(12), default="")

    assessment: Mapped[RiskAssessment] = relationship(back_populates="threats")
    measures: Mapped[list["ThreatMeasure"]] = relationship(
        cascade="all, delete-orphan", order_by="ThreatMeasure.is_new, ThreatMeasure.id"
    )


class ThreatMeasure(Identified):
    """A measure against a threat: in place already and weighed in the likelihood, or `is_new`, as treatment."""

    __tablename__ = "assessed_threat_measure"
    __table_args__ = (UniqueConstraint("assessed_threat_id", "measure_id", name="uq_assessed_threat_measure"),)

    assessed_threat_id: Mapped[int] = mapped_column(ForeignKey("assessed_threat.id", ondelete="CASCADE"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    is_new: Mapped[bool] = mapped_column(default=False)

    measure: Mapped[Measure] = relationship()


class RiskAction(Identified):
    """Something to be done about a risk by a day: a task in the annual cycle until it is done or dropped.

    It falls to a named person, else to whoever holds the function in the unit. It outlives the assessment that asked
    for it: the next one shows it too.
    """

    __tablename__ = "risk_action"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name="done"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("risk_assessment.id"), index=True)
    assessed_threat_id: Mapped[int | None] = mapped_column(
        ForeignKey("assessed_threat.id", ondelete="SET NULL"), index=True
    )
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    title: Mapped[Name]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    function: Mapped[str] = mapped_column(String(40), default="coordinator")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    done_on: Mapped[date | None]
    done_note: Mapped[LongText]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    assessment: Mapped[RiskAssessment] = relationship()
    unit: Mapped[Unit] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    measure: Mapped[Measure | None] = relationship()


class RiskAcceptance(Identified):
    """Somebody lives with what is left of a risk, for a time (domain.md §4).

    It holds for the assessment it was given to, and for those that only confirmed it. `decision` says where an orange
    or a red one was decided; those nobody accepts alone.
    """

    __tablename__ = "risk_acceptance"
    __table_args__ = (
        CheckConstraint("expires_on > accepted_on", name="period"),
        CheckConstraint("colour NOT IN ('orange', 'red') OR decision <> ''", name="decision"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("risk_assessment.id"), index=True)
    colour: Mapped[str] = mapped_column(String(12))
    reason: Mapped[LongText]
    decision: Mapped[str] = mapped_column(String(400), default="")
    accepted_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
