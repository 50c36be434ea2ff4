"""Status reports that stand fast, what is written in them and who gets them, and the KPIs month by month.

Revision: 0019, after: 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "status_report",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("confidentiality", sa.String(length=12), nullable=False),
        sa.Column("has_signatures", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("dpo_text", sa.Text(), nullable=False),
        sa.Column("dpo_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dpo_signed_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paper", sa.LargeBinary(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'frozen') = (frozen_at IS NOT NULL AND snapshot <> '' AND sha256 <> '')",
            name=op.f("ck_status_report_frozen"),
        ),
        sa.CheckConstraint("dpo_signed_at IS NULL OR dpo_text <> ''", name=op.f("ck_status_report_signed")),
        sa.CheckConstraint("since <= as_of", name=op.f("ck_status_report_period")),
        sa.CheckConstraint(
            "confidentiality IN ('open', 'internal', 'confidential')", name=op.f("ck_status_report_confidentiality")
        ),
        sa.CheckConstraint("sent_at IS NULL OR state = 'frozen'", name=op.f("ck_status_report_sent")),
        sa.CheckConstraint("state IN ('draft', 'frozen')", name=op.f("ck_status_report_state")),
        sa.ForeignKeyConstraint(["body_id"], ["governing_body.id"], name=op.f("fk_status_report_body_id")),
        sa.ForeignKeyConstraint(["dpo_signed_by_id"], ["person.id"], name=op.f("fk_status_report_dpo_signed_by_id")),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["person.id"], name=op.f("fk_status_report_frozen_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_status_report_made_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_status_report_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_report")),
        sa.UniqueConstraint("body_id", "as_of", "edition", name="uq_status_report_edition"),
    )
    with op.batch_alter_table("status_report", schema=None) as batch_op:
        batch_op.create_index("ix_status_report_body", ["body_id", "state", "as_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_report_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "status_comment",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_status_comment_by_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["status_report.id"], name=op.f("fk_status_comment_report_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_status_comment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_comment")),
        sa.UniqueConstraint("report_id", "unit_id", name="uq_status_comment_unit"),
    )
    with op.batch_alter_table("status_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_comment_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "status_recommendation",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_status_recommendation_by_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["status_report.id"], name=op.f("fk_status_recommendation_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_recommendation")),
    )
    with op.batch_alter_table("status_recommendation", schema=None) as batch_op:
        batch_op.create_index("ix_status_recommendation_order", ["report_id", "position"], unique=False)

    op.create_table(
        "report_setting",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("is_scheduled", sa.Boolean(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("has_signatures", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("days_before BETWEEN 1 AND 60", name=op.f("ck_report_setting_days_before")),
        sa.ForeignKeyConstraint(["body_id"], ["governing_body.id"], name=op.f("fk_report_setting_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_setting")),
        sa.UniqueConstraint("body_id", name="uq_report_setting_body"),
    )
    op.create_table(
        "meeting_report",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_report_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_report")),
        sa.UniqueConstraint("meeting_id", name="uq_meeting_report"),
    )
    op.create_table(
        "kpi_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kpi_month_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_month")),
    )
    with op.batch_alter_table("kpi_month", schema=None) as batch_op:
        batch_op.create_index("ix_kpi_month_month", ["month"], unique=False)
        batch_op.create_index(
            "uq_kpi_month_unit",
            ["unit_id", "code", "month"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NOT NULL"),
            postgresql_where=sa.text("unit_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_kpi_month_whole", ["code", "month"], unique=True,
            sqlite_where=sa.text("unit_id IS NULL"), postgresql_where=sa.text("unit_id IS NULL"),
        )  # fmt: skip


def downgrade() -> None:
    for table in (
        "kpi_month",
        "meeting_report",
        "report_setting",
        "status_recommendation",
        "status_comment",
        "status_report",
    ):
        op.drop_table(table)
