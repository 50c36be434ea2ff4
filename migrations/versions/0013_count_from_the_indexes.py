"""Count records and findings from indexes alone: the register's list asks each time it is shown how many lack what.

Revision: 0013, after: 0012.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WIDENED = (
    ("activity_finding", "ix_activity_finding_rule", ["rule", "severity", "activity_id"], "is_set_aside"),
    ("processing_activity", "ix_processing_activity_list", ["sort_key", "id", "unit_id"], "status"),
    ("processing_activity", "ix_processing_activity_errors", ["unit_id", "error_count"], "status"),
)
STATUS = "ix_processing_activity_status"


def upgrade() -> None:
    for table, name, columns, more in WIDENED:
        op.drop_index(name, table)
        op.create_index(name, table, [*columns, more])
    op.create_index(STATUS, "processing_activity", ["status"])


def downgrade() -> None:
    op.drop_index(STATUS, "processing_activity")
    for table, name, columns, _more in WIDENED:
        op.drop_index(name, table)
        op.create_index(name, table, columns)
