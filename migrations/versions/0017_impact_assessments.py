"""Impact assessments: screenings, assessments with opinion and approval, consultations, proposals to look again.

Revision: 0017, after: 0016.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dpia_screening",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("list_code", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("aside_reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("advice_view", sa.String(length=10), nullable=False),
        sa.Column("advised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advised_by_id", sa.Integer(), nullable=True),
        sa.Column("exempt_reference", sa.Text(), nullable=False),
        sa.Column("way_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("way_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("advice_view IN ('', 'for', 'against')", name=op.f("ck_dpia_screening_advice_view")),
        sa.CheckConstraint(
            "advised_at IS NULL OR (advice <> '' AND advice_view <> '')", name=op.f("ck_dpia_screening_advice")
        ),
        sa.CheckConstraint("outcome IN ('yes', 'no', 'open')", name=op.f("ck_dpia_screening_outcome")),
        sa.CheckConstraint("way <> 'exempt' OR exempt_reference <> ''", name=op.f("ck_dpia_screening_exempt")),
        sa.CheckConstraint(
            "way <> 'set_aside' OR (aside_reason <> '' AND advised_at IS NOT NULL)",
            name=op.f("ck_dpia_screening_set_aside"),
        ),
        sa.CheckConstraint("way = '' OR outcome = 'yes'", name=op.f("ck_dpia_screening_left_out")),
        sa.CheckConstraint("way IN ('', 'set_aside', 'exempt')", name=op.f("ck_dpia_screening_way")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["processing_activity.id"], name=op.f("fk_dpia_screening_activity_id")
        ),
        sa.ForeignKeyConstraint(["advised_by_id"], ["person.id"], name=op.f("fk_dpia_screening_advised_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_dpia_screening_asked_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dpia_screening_by_id")),
        sa.ForeignKeyConstraint(["way_by_id"], ["person.id"], name=op.f("fk_dpia_screening_way_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia_screening")),
    )
    with op.batch_alter_table("dpia_screening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dpia_screening_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            "uq_dpia_screening_current",
            ["activity_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "dpia",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("uses_ai", sa.Boolean(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("opinion_round", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("residual", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("activity_version", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("review_round", sa.Integer(), nullable=False),
        sa.Column("review_reason", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'opinion', 'approval', 'approved', 'superseded')", name=op.f("ck_dpia_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'superseded') OR (approved_on IS NOT NULL AND text_hash <> '')",
            name=op.f("ck_dpia_approved"),
        ),
        sa.CheckConstraint("state NOT IN ('opinion', 'approval') OR sent_on IS NOT NULL", name=op.f("ck_dpia_sent")),
        sa.ForeignKeyConstraint(["activity_id"], ["processing_activity.id"], name=op.f("fk_dpia_activity_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_dpia_approved_by_id")),
        sa.ForeignKeyConstraint(["assessment_id"], ["risk_assessment.id"], name=op.f("fk_dpia_assessment_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dpia_by_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name=op.f("fk_dpia_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia")),
        sa.UniqueConstraint("activity_id", "number", name="uq_dpia_number"),
    )
    with op.batch_alter_table("dpia", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dpia_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dpia_next_review_on"), ["next_review_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_dpia_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_dpia_approved",
            ["activity_id"],
            unique=True,
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )
        batch_op.create_index(
            "uq_dpia_open",
            ["activity_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'opinion', 'approval')"),
            postgresql_where=sa.text("state IN ('draft', 'opinion', 'approval')"),
        )

    op.create_table(
        "dpia_consultation",
        sa.Column("dpia_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("case_ref", sa.String(length=400), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("carry_reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = '') = (closed_on IS NULL)", name=op.f("ck_dpia_consultation_closed")),
        sa.CheckConstraint("carried_from_id IS NULL OR carry_reason <> ''", name=op.f("ck_dpia_consultation_carried")),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdraw_reason <> ''", name=op.f("ck_dpia_consultation_withdrawn")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'no_remarks', 'advice', 'stop', 'silence')", name=op.f("ck_dpia_consultation_outcome")
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= submitted_on", name=op.f("ck_dpia_consultation_answered")
        ),
        sa.CheckConstraint(
            "extended_on IS NULL OR extended_on >= submitted_on", name=op.f("ck_dpia_consultation_extended")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dpia_consultation_by_id")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["dpia_consultation.id"], name=op.f("fk_dpia_consultation_carried_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["dpia_id"], ["dpia.id"], name=op.f("fk_dpia_consultation_dpia_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia_consultation")),
    )
    with op.batch_alter_table("dpia_consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dpia_consultation_dpia_id"), ["dpia_id"], unique=False)
        batch_op.create_index(
            "uq_dpia_consultation_running",
            ["dpia_id"],
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL AND withdrawn_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL AND withdrawn_on IS NULL"),
        )

    op.create_table(
        "dpia_edit",
        sa.Column("dpia_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dpia_edit_by_id")),
        sa.ForeignKeyConstraint(["dpia_id"], ["dpia.id"], name=op.f("fk_dpia_edit_dpia_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia_edit")),
        sa.UniqueConstraint("dpia_id", "section", "by_id", name="uq_dpia_edit"),
    )
    op.create_table(
        "dpia_opinion",
        sa.Column("dpia_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.String(length=12), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "conclusion IN ('', 'agrees', 'conditions', 'against')", name=op.f("ck_dpia_opinion_conclusion")
        ),
        sa.CheckConstraint(
            "signed_at IS NULL OR (text <> '' AND conclusion <> '' AND text_hash <> '')",
            name=op.f("ck_dpia_opinion_signed"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dpia_opinion_by_id")),
        sa.ForeignKeyConstraint(["dpia_id"], ["dpia.id"], name=op.f("fk_dpia_opinion_dpia_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia_opinion")),
        sa.UniqueConstraint("dpia_id", "round", name="uq_dpia_opinion_round"),
    )
    with op.batch_alter_table("dpia_opinion", schema=None) as batch_op:
        batch_op.create_index(
            "uq_dpia_opinion_unsigned",
            ["dpia_id"],
            unique=True,
            sqlite_where=sa.text("signed_at IS NULL"),
            postgresql_where=sa.text("signed_at IS NULL"),
        )

    op.create_table(
        "dpia_proposal",
        sa.Column("dpia_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (answered_on IS NULL)", name=op.f("ck_dpia_proposal_answered")),
        sa.CheckConstraint("state IN ('open', 'holds', 'revised', 'lapsed')", name=op.f("ck_dpia_proposal_state")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_dpia_proposal_answered_by_id")),
        sa.ForeignKeyConstraint(["dpia_id"], ["dpia.id"], name=op.f("fk_dpia_proposal_dpia_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia_proposal")),
    )
    with op.batch_alter_table("dpia_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dpia_proposal_dpia_id"), ["dpia_id"], unique=False)
        batch_op.create_index(
            "uq_dpia_proposal_open",
            ["dpia_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "dpia_pause",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_dpia_pause_days")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["dpia_consultation.id"],
            name=op.f("fk_dpia_pause_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpia_pause")),
    )
    with op.batch_alter_table("dpia_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dpia_pause_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(
            "uq_dpia_pause_open",
            ["consultation_id"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("dpia_pause")
    op.drop_table("dpia_proposal")
    op.drop_table("dpia_opinion")
    op.drop_table("dpia_edit")
    op.drop_table("dpia_consultation")
    op.drop_table("dpia")
    op.drop_table("dpia_screening")
