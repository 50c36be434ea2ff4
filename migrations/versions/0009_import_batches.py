"""How people have said that a list is read; what an import did, so that it can be undone.

Revision: 0009, after: 0008.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "sort_key", sa.String(length=400).with_variant(sa.String(400, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("held", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("sort_key", name="uq_import_mapping_sort_key"),
    )


def downgrade() -> None:
    op.drop_table("import_mapping")
