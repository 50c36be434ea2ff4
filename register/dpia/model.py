"""Tables of the screening for an impact assessment, and of the impact assessment itself (Art. 35)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person
from register.activity.model import ProcessingActivity
from register.risk.model import RiskAssessment

OPEN_STATES = ("draft", "opinion", "approval")
"""The states of an assessment that is being worked on."""


def only(condition: str) -> dict[str, Any]:
    """What makes an index hold for the rows of which the condition is true, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class DpiaScreening(Identified):
    """Whether an impact assessment of a record is needed: the answers, and what they come to (Art. 35(1)).

    `answers` are by the question's code (yes, no, None: nobody knows), made on the list `list_code`; `reasons` are the
    codes of what was met. Answers are never changed: to answer anew is a new screening, and the newest `is_current`.
    `way` says how the assessment is left out although the answers call for it: "set_aside" with `aside_reason` and the
    DPO's `advice`, or "exempt" by Art. 35(10) with `exempt_reference`. `advice_view` is "for" or "against" leaving it
    out; it does not bind. `version` counts what happens after the answers.
    """

    __tablename__ = "dpia_screening"
    __table_args__ = (
        CheckConstraint("outcome IN ('yes', 'no', 'open')", name="outcome"),
        CheckConstraint("way IN ('', 'set_aside', 'exempt')", name="way"),
        CheckConstraint("way = '' OR outcome = 'yes'", name="left_out"),
        CheckConstraint("way <> 'set_aside' OR (aside_reason <> '' AND advised_at IS NOT NULL)", name="set_aside"),
        CheckConstraint("way <> 'exempt' OR exempt_reference <> ''", name="exempt"),
        CheckConstraint("advice_view IN ('', 'for', 'against')", name="advice_view"),
        CheckConstraint("advised_at IS NULL OR (advice <> '' AND advice_view <> '')", name="advice"),
        Index("uq_dpia_screening_current", "activity_id", unique=True, **only("is_current")),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id"), index=True)
    list_code: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    is_current: Mapped[bool] = mapped_column(default=False)
    way: Mapped[str] = mapped_column(String(10), default="")
    aside_reason: Mapped[LongText]
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    advice: Mapped[LongText]
    advice_view: Mapped[str] = mapped_column(String(10), default="")
    advised_at: Mapped[datetime | None]
    advised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    exempt_reference: Mapped[LongText]
    way_at: Mapped[datetime | None]
    way_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    activity: Mapped[ProcessingActivity] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    advised_by: Mapped[Person | None] = relationship(foreign_keys=[advised_by_id])
    way_by: Mapped[Person | None] = relationship(foreign_keys=[way_by_id])
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])

    @property
    def awaits_advice(self) -> bool:
        """Whether the DPO has been asked, and has not answered."""
        return self.is_current and not self.way and self.asked_at is not None and self.advised_at is None


class Dpia(Identified):
    """An impact assessment of a record (konsekvensanalyse, Art. 35): one version of it.

    `number` counts the versions of a record's assessment: one is approved at most, and one is being worked on at most.
    `texts` are the sections by code; the risks are drawn from the risk assessment and stand in it from the approval on.
    `version` counts the saves, `opinion_round` the times it was sent to the DPO, last on `sent_on`. From the approval:
    `text_hash` is that of the whole text, `assessment_id` the risk assessment that was drawn from, `residual` the
    colour of what is left, `activity_version` the record's version then, and `basis` what it rests on (basis.py);
    a review that finds it still holds renews the basis. Each review is a round of `review_round`, the next is due on
    `next_review_on`. `followed_at`: what was saved up to then has been held against the basis.
    """

    __tablename__ = "dpia"
    __table_args__ = (
        UniqueConstraint("activity_id", "number", name="uq_dpia_number"),
        CheckConstraint("state IN ('draft', 'opinion', 'approval', 'approved', 'superseded')", name="state"),
        CheckConstraint(
            "state NOT IN ('approved', 'superseded') OR (approved_on IS NOT NULL AND text_hash <> '')", name="approved"
        ),
        CheckConstraint("state NOT IN ('opinion', 'approval') OR sent_on IS NOT NULL", name="sent"),
        Index(
            "uq_dpia_open", "activity_id", unique=True, **only("state IN ('draft', 'opinion', 'approval')")
        ),
        Index("uq_dpia_approved", "activity_id", unique=True, **only("state = 'approved'")),
    )  # fmt: skip

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft", index=True)
    version: Mapped[int] = mapped_column(default=1)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    uses_ai: Mapped[bool] = mapped_column(default=False)
    sent_on: Mapped[date | None]
    opinion_round: Mapped[int] = mapped_column(default=0)
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("risk_assessment.id"))
    residual: Mapped[str] = mapped_column(String(12), default="")
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    activity_version: Mapped[int | None]
    approved_on: Mapped[date | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    next_review_on: Mapped[date | None] = mapped_column(index=True)
    review_round: Mapped[int] = mapped_column(default=0)
    review_reason: Mapped[LongText]
    reviewed_on: Mapped[date | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    followed_at: Mapped[datetime | None]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    activity: Mapped[ProcessingActivity] = relationship()
    assessment: Mapped[RiskAssessment | None] = relationship()
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    reviewed_by: Mapped[Person | None] = relationship(foreign_keys=[reviewed_by_id])
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])

    @property
    def is_open(self) -> bool:
        """Whether it is being worked on."""
        return self.state in OPEN_STATES
