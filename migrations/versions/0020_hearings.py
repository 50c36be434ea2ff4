"""Hearings, whom they ask, and what is said.

Revision: 0020, after: 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hearing",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("subject_version", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("begins", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("moves_record", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(subject_kind = 'activity' AND activity_id IS NOT NULL AND template_id IS NULL)"
            " OR (subject_kind = 'template' AND template_id IS NOT NULL AND activity_id IS NULL)"
            " OR (subject_kind = 'document' AND activity_id IS NULL AND template_id IS NULL)",
            name=op.f("ck_hearing_subject"),
        ),
        sa.CheckConstraint(
            "(subject_version IS NULL) = (subject_kind = 'document')", name=op.f("ck_hearing_subject_version")
        ),
        sa.CheckConstraint("mode IN ('written', 'joint')", name=op.f("ck_hearing_mode")),
        sa.CheckConstraint("(mode = 'joint') = (meets_on IS NOT NULL)", name=op.f("ck_hearing_meeting")),
        sa.CheckConstraint(
            "outcome IN ('', 'accepted', 'changed', 'dropped', 'withdrawn')", name=op.f("ck_hearing_outcome")
        ),
        sa.CheckConstraint("(outcome = '') = (ended_at IS NULL)", name=op.f("ck_hearing_ended")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["processing_activity.id"], name=op.f("fk_hearing_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["template_id"], ["activity_template.id"], name=op.f("fk_hearing_template_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hearing_unit_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_hearing_made_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_hearing_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
    )
    runs = {"sqlite_where": sa.text("outcome = ''"), "postgresql_where": sa.text("outcome = ''")}
    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.create_index("uq_hearing_activity", ["activity_id"], unique=True, **runs)
        batch_op.create_index("uq_hearing_template", ["template_id"], unique=True, **runs)
        batch_op.create_index("ix_hearing_due", ["outcome", "due_on"], unique=False)
        batch_op.create_index("ix_hearing_activity_id", ["activity_id"], unique=False)
        batch_op.create_index("ix_hearing_template_id", ["template_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearing_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "hearing_participant",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=400), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer IN ('', 'comments', 'nothing')", name=op.f("ck_hearing_participant_answer")),
        sa.CheckConstraint(
            "(answer = '') = (answered_at IS NULL)", name=op.f("ck_hearing_participant_answered_has_a_moment")
        ),
        sa.CheckConstraint(
            "answer = '' OR remind_on IS NULL", name=op.f("ck_hearing_participant_answered_is_not_reminded")
        ),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["hearing.id"], name=op.f("fk_hearing_participant_hearing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hearing_participant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_participant")),
        sa.UniqueConstraint("hearing_id", "person_id", name="uq_hearing_participant_person"),
    )
    with op.batch_alter_table("hearing_participant", schema=None) as batch_op:
        batch_op.create_index("ix_hearing_participant_remind_on", ["remind_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearing_participant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "hearing_comment",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("verdict IN ('', 'taken', 'partly', 'not')", name=op.f("ck_hearing_comment_verdict")),
        sa.CheckConstraint(
            "(verdict = '') = (replied_at IS NULL)", name=op.f("ck_hearing_comment_replied_has_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["hearing.id"], name=op.f("fk_hearing_comment_hearing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["hearing_participant.id"],
            name=op.f("fk_hearing_comment_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hearing_comment_by_id")),
        sa.ForeignKeyConstraint(["replied_by_id"], ["person.id"], name=op.f("fk_hearing_comment_replied_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_comment")),
    )
    with op.batch_alter_table("hearing_comment", schema=None) as batch_op:
        batch_op.create_index("ix_hearing_comment_hearing", ["hearing_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearing_comment_participant_id"), ["participant_id"], unique=False)


def downgrade() -> None:
    for table in ("hearing_comment", "hearing_participant", "hearing"):
        op.drop_table(table)
