"""Systems: supplier as processor, hosting, AI class, archive duty, versions, retired.

Revision: 0007, after: 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LISTS = {
    "hosting": "('', 'own', 'supplier', 'cloud', 'shared')",
    "ai_class": "('', 'none', 'prohibited', 'high', 'limited', 'minimal')",
    "archive_duty": "('', 'preserve', 'discard')",
}


def upgrade() -> None:
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.add_column(sa.Column("processor", sa.String(length=80), nullable=False, server_default=""))
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for name, values in LISTS.items():
            batch_op.create_check_constraint(op.f(f"ck_system_{name}"), f"{name} IN {values}")
        batch_op.create_index(batch_op.f("ix_system_processor"), ["processor"], unique=False)
    with op.batch_alter_table("system", schema=None) as batch_op:
        for name in ("processor", *LISTS, "is_retired", "version"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_system_processor"))
        for name in LISTS:
            batch_op.drop_constraint(op.f(f"ck_system_{name}"), type_="check")
    with op.batch_alter_table("system", schema=None) as batch_op:
        for name in ("version", "is_retired", *LISTS, "processor"):
            batch_op.drop_column(name)
