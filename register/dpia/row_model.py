"""Tables of what hangs on an impact assessment: who wrote what, the DPO's opinion, the consultation, proposals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person
from register.dpia.model import Dpia, only


class DpiaEdit(Identified):
    """Who has written in which section of an assessment, and when last: they may not approve it."""

    __tablename__ = "dpia_edit"
    __table_args__ = (UniqueConstraint("dpia_id", "section", "by_id", name="uq_dpia_edit"),)

    dpia_id: Mapped[int] = mapped_column(ForeignKey("dpia.id", ondelete="CASCADE"))
    section: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()


class DpiaOpinion(Identified):
    """The DPO's opinion (udtalelse, Art. 35(2)), given in one round on the text that `text_hash` tells.

    It is the DPO's alone while it is written (`version` counts the saves), and nobody's to change once it is signed;
    when the text changes, another round brings another.
    """

    __tablename__ = "dpia_opinion"
    __table_args__ = (
        UniqueConstraint("dpia_id", "round", name="uq_dpia_opinion_round"),
        CheckConstraint("conclusion IN ('', 'agrees', 'conditions', 'against')", name="conclusion"),
        CheckConstraint("signed_at IS NULL OR (text <> '' AND conclusion <> '' AND text_hash <> '')", name="signed"),
        Index("uq_dpia_opinion_unsigned", "dpia_id", unique=True, **only("signed_at IS NULL")),
    )

    dpia_id: Mapped[int] = mapped_column(ForeignKey("dpia.id", ondelete="CASCADE"))
    round: Mapped[int]
    text: Mapped[LongText]
    conclusion: Mapped[str] = mapped_column(String(12), default="")
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    dpia: Mapped[Dpia] = relationship()
    by: Mapped[Person | None] = relationship()


class DpiaConsultation(Identified):
    """A prior consultation of Datatilsynet (forudgående høring, Art. 36) about one version of an assessment.

    There may be several about one version: the newest that is not withdrawn counts. `severity` is that of the risk it
    was held on (`scale.severity`): it covers no worse one. One that was written down by mistake is withdrawn with a
    reason, and stays to be seen.

    `answered_on` is None where the period passed in silence; `closed_on` is when either was taken down. `outcome`
    "stop" says that the processing may not begin. One that is carried from an earlier version (`carried_from_id`) was
    held about the same risk; `carry_reason` says why it still covers it.
    """

    __tablename__ = "dpia_consultation"
    __table_args__ = (
        CheckConstraint("outcome IN ('', 'no_remarks', 'advice', 'stop', 'silence')", name="outcome"),
        CheckConstraint("(outcome = '') = (closed_on IS NULL)", name="closed"),
        CheckConstraint("answered_on IS NULL OR answered_on >= submitted_on", name="answered"),
        CheckConstraint("extended_on IS NULL OR extended_on >= submitted_on", name="extended"),
        CheckConstraint("carried_from_id IS NULL OR carry_reason <> ''", name="carried"),
        CheckConstraint("withdrawn_on IS NULL OR withdraw_reason <> ''", name="withdrawn"),
        Index(
            "uq_dpia_consultation_running", "dpia_id", unique=True,
            **only("closed_on IS NULL AND withdrawn_on IS NULL"),
        ),
    )  # fmt: skip

    dpia_id: Mapped[int] = mapped_column(ForeignKey("dpia.id", ondelete="CASCADE"), index=True)
    severity: Mapped[int]
    submitted_on: Mapped[date]
    case_ref: Mapped[str] = mapped_column(String(400), default="")
    extended_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(12), default="")
    answer: Mapped[LongText]
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("dpia_consultation.id"))
    carry_reason: Mapped[LongText]
    withdrawn_on: Mapped[date | None]
    withdraw_reason: Mapped[LongText]
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
    pauses: Mapped[list["DpiaPause"]] = relationship(cascade="all, delete-orphan", order_by="DpiaPause.from_on")


class DpiaPause(Identified):
    """Days on which Datatilsynet waited for information it had asked for, and its period stood still (Art. 36(2))."""

    __tablename__ = "dpia_pause"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days"),
        Index("uq_dpia_pause_open", "consultation_id", unique=True, **only("until_on IS NULL")),
    )

    consultation_id: Mapped[int] = mapped_column(ForeignKey("dpia_consultation.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class DpiaProposal(Identified):
    """Something an approved assessment rests on has changed (Art. 35(11)): it is to be looked through again.

    `changes` are objects with kind, added and removed, as in basis.py. It is open until somebody finds that the
    assessment still holds, or a new version is approved; it lapses when what changed is as it was.
    """

    __tablename__ = "dpia_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'holds', 'revised', 'lapsed')", name="state"),
        CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered"),
        Index("uq_dpia_proposal_open", "dpia_id", unique=True, **only("state = 'open'")),
    )

    dpia_id: Mapped[int] = mapped_column(ForeignKey("dpia.id", ondelete="CASCADE"), index=True)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    since_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    note: Mapped[LongText]
    answered_on: Mapped[date | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    dpia: Mapped[Dpia] = relationship()
    answered_by: Mapped[Person | None] = relationship()
