"""Count findings from the index alone: the register's list asks how many records lack what, each time it is shown.

Revision: 0013, after: 0012.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NAME, TABLE, COLUMNS = "ix_activity_finding_rule", "activity_finding", ["rule", "severity", "activity_id"]


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, [*COLUMNS, "is_set_aside"])


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, COLUMNS)
