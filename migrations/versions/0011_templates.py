"""Templates of records.

Revision: 0011, after: 0010.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_template",
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["processing_activity.id"], name=op.f("fk_activity_template_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_template")),
        sa.UniqueConstraint("name", name="uq_activity_template_name"),
    )
    with op.batch_alter_table("activity_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_template_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_template_source_id"), ["source_id"], unique=False)

    op.create_table(
        "activity_template_version",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_activity_template_version_by_id")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["activity_template.id"], name=op.f("fk_activity_template_version_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_template_version")),
        sa.UniqueConstraint("template_id", "version", name="uq_activity_template_version"),
    )
    op.create_table(
        "activity_template_use",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_template_use_activity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["activity_template.id"], name=op.f("fk_activity_template_use_template_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_activity_template_use")),
    )
    with op.batch_alter_table("activity_template_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_template_use_template_id"), ["template_id"], unique=False)


def downgrade() -> None:
    op.drop_table("activity_template_use")
    op.drop_table("activity_template_version")
    op.drop_table("activity_template")
