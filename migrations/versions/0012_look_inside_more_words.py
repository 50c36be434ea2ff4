"""Looking inside words of processors, measures, recipients, laws and KLE numbers.

Revision: 0012, after: 0011.
"""

from alembic import op

from app.core.search_index import add_search_index, drop_search_index

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SEARCHED = ("kle_number", "law", "measure", "processor", "recipient")


def upgrade() -> None:
    for name in SEARCHED:
        add_search_index(op.get_bind(), name)


def downgrade() -> None:
    for name in SEARCHED:
        drop_search_index(op.get_bind(), name)
