"""Bodies with members, meetings with agendas, decisions and what follows from them.

Revision: 0018, after: 0017.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ADDED = {
    "agenda_item": ("position", "presenter", "resources", "funding", "case_ref", "is_closed"),
    "governing_body": ("mandate", "paper_days", "is_retired", "version"),
}


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.String(length=10), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_at_id", sa.Integer(), nullable=True),
        sa.Column("kept", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(minutes = '') = (state <> 'held')", name=op.f("ck_meeting_minutes_of_held")),
        sa.CheckConstraint("minutes IN ('', 'draft', 'approved')", name=op.f("ck_meeting_minutes")),
        sa.CheckConstraint("state IN ('planned', 'called', 'held', 'cancelled')", name=op.f("ck_meeting_state")),
        sa.ForeignKeyConstraint(["approved_at_id"], ["meeting.id"], name=op.f("fk_meeting_approved_at_id")),
        sa.ForeignKeyConstraint(["body_id"], ["governing_body.id"], name=op.f("fk_meeting_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_day", ["body_id", "held_on"], unique=False)
        batch_op.create_index(
            "uq_meeting_day",
            ["body_id", "held_on"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )
        batch_op.create_index(batch_op.f("ix_meeting_held_on"), ["held_on"], unique=False)

    op.create_table(
        "body_member",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('chair', 'member', 'substitute', 'secretary')", name=op.f("ck_body_member_role")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_body_member_period")),
        sa.ForeignKeyConstraint(["body_id"], ["governing_body.id"], name=op.f("fk_body_member_body_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_body_member_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_body_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_member")),
    )
    with op.batch_alter_table("body_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_body_member_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_body_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_body_member_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "meeting_absence",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_absence_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_absence")),
        sa.UniqueConstraint("meeting_id", "person_id", name="uq_meeting_absence"),
    )
    with op.batch_alter_table("meeting_absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_absence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("put", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("discussion", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('approved', 'noted', 'postponed', 'again', 'referred', 'dropped', 'rejected')",
            name=op.f("ck_decision_outcome"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_decision_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_decision_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("item_id", "meeting_id", name="uq_decision_once"),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_outcome"), ["outcome"], unique=False)

    op.create_table(
        "decision_action",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("requester", sa.String(length=400), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("case_ref", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name=op.f("ck_decision_action_done")),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_decision_action_state")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_decision_action_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_action_decision_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_decision_action_done_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_action_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_decision_action_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_action")),
    )
    with op.batch_alter_table("decision_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_action_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(
            "ix_decision_action_open",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_decision_action_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_action_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("before_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("minutes_long", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("presenter", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("resources", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("hours_asked", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kroner_asked", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("funding", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("case_ref", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_closed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint(batch_op.f("ck_agenda_item_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_state"), "state IN ('draft', 'open', 'waiting', 'closed', 'dropped')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_minutes_long"), "minutes_long IS NULL OR minutes_long BETWEEN 1 AND 600"
        )
        for name in ("hours_asked", "kroner_asked"):
            batch_op.create_check_constraint(batch_op.f(f"ck_agenda_item_{name}"), f"{name} IS NULL OR {name} >= 0")
        batch_op.create_index(batch_op.f("ix_agenda_item_before_id"), ["before_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_agenda_item_before_id"), "agenda_item", ["before_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_agenda_item_meeting_id"), "meeting", ["meeting_id"], ["id"])

    with op.batch_alter_table("governing_body", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mandate", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("paper_days", sa.Integer(), nullable=False, server_default="8"))
        batch_op.add_column(sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_check_constraint(batch_op.f("ck_governing_body_paper_days"), "paper_days BETWEEN 0 AND 60")

    for table, columns in _ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("governing_body", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_governing_body_paper_days"), type_="check")
        for column in ("version", "is_retired", "paper_days", "valid_from", "mandate"):
            batch_op.drop_column(column)
    # What meetings owed is owed by nobody then.
    op.get_bind().execute(sa.text("DELETE FROM task WHERE kind IN ('decision', 'papers')"))
    op.get_bind().execute(sa.text("UPDATE agenda_item SET state = 'draft' WHERE state IN ('open', 'waiting')"))
    op.get_bind().execute(sa.text("UPDATE agenda_item SET state = 'dropped' WHERE state = 'closed'"))
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_meeting_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_before_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_agenda_item_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_item_before_id"))
        for name in ("minutes_long", "hours_asked", "kroner_asked"):
            batch_op.drop_constraint(batch_op.f(f"ck_agenda_item_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_agenda_item_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_agenda_item_state"), "state IN ('draft', 'dropped')")
        for column in (
            "is_closed", "case_ref", "funding", "kroner_asked", "hours_asked", "resources", "presenter", "minutes_long",
            "position", "before_id", "meeting_id",
        ):  # fmt: skip
            batch_op.drop_column(column)
    for table in ("decision_action", "decision", "meeting_absence", "body_member", "meeting"):
        op.drop_table(table)
