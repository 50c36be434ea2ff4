"""Texts to citizens under Art. 13 and 14.

Revision: 0010, after: 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "information_text",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("sections", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("article IN ('13', '14')", name=op.f("ck_information_text_article")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["processing_activity.id"], name=op.f("fk_information_text_activity_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_information_text_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_text")),
        sa.UniqueConstraint("activity_id", "article", "version", name="uq_information_text_version"),
    )


def downgrade() -> None:
    op.drop_table("information_text")
