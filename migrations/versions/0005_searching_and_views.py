"""Looking inside words, saved views, columns a person has chosen.

Revision: 0005, after: 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.core.search_index import add_search_index, drop_search_index

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEARCHED = ("processing_activity", "system")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("args", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index("ix_saved_view_list", ["list_name", "person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_view_person_id"), ["person_id"], unique=False)

    op.create_table(
        "list_columns",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("keys", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_list_columns_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_columns")),
        sa.UniqueConstraint("person_id", "list_name", name="uq_list_columns_person_list"),
    )
    # With the unit in it, a list of one administration is found without reading the records.
    op.drop_index("ix_processing_activity_list", table_name="processing_activity")
    op.create_index("ix_processing_activity_list", "processing_activity", ["sort_key", "id", "unit_id"])
    for name in SEARCHED:
        add_search_index(op.get_bind(), name)


def downgrade() -> None:
    for name in SEARCHED:
        drop_search_index(op.get_bind(), name)
    op.drop_index("ix_processing_activity_list", table_name="processing_activity")
    op.create_index("ix_processing_activity_list", "processing_activity", ["sort_key", "id"])
    op.drop_table("list_columns")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_view_person_id"))
        batch_op.drop_index("ix_saved_view_list")

    op.drop_table("saved_view")
