"""Working meetings.

Revision: 0008, after: 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_meeting",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_working_meeting_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_meeting")),
    )
    with op.batch_alter_table("working_meeting", schema=None) as batch_op:
        batch_op.create_index("ix_working_meeting_list", ["held_on", "id"], unique=False)

    op.create_table(
        "working_meeting_record",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("missing_before", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("missing_after", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["processing_activity.id"], name=op.f("fk_working_meeting_record_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["working_meeting.id"],
            name=op.f("fk_working_meeting_record_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_meeting_record")),
        sa.UniqueConstraint("meeting_id", "activity_id", name="uq_working_meeting_record"),
    )
    with op.batch_alter_table("working_meeting_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_meeting_record_activity_id"), ["activity_id"], unique=False)


def downgrade() -> None:
    op.drop_table("working_meeting_record")
    op.drop_table("working_meeting")
