"""The annual cycle in full: plan versions, own starts, evidence, approvals, capacity, working calendar, feeds.

Revision: 0014, after: 0013.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("mimetype", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attachment_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("covers", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(covers = 'administration') = (unit_id IS NOT NULL)", name=op.f("ck_calendar_feed_unit")),
        sa.CheckConstraint("covers IN ('mine', 'administration', 'all')", name=op.f("ck_calendar_feed_covers")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_calendar_feed_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feed_token_hash"),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "capacity",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_capacity_hours")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_capacity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        sa.UniqueConstraint("person_id", "year", name="uq_capacity_person_year"),
    )
    op.create_table(
        "comment",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_comment_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "task_handling",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("degree", sa.String(length=20), nullable=False),
        sa.Column("risk_level", sa.String(length=10), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("proposed_year", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("degree IN ('handled', 'partly', 'hardly', 'not')", name=op.f("ck_task_handling_degree")),
        sa.CheckConstraint("risk_level IN ('', 'low', 'medium', 'high')", name=op.f("ck_task_handling_risk_level")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_task_handling_changed_by_id")),
        sa.ForeignKeyConstraint(["template_id"], ["task_template.id"], name=op.f("fk_task_handling_template_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_handling_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_handling")),
        sa.UniqueConstraint("template_id", "unit_id", name="uq_task_handling"),
    )
    with op.batch_alter_table("task_handling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_handling_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "work_calendar",
        sa.Column("closed", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("dates", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("quiet_weeks", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_work_calendar_one_row")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_work_calendar_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_calendar")),
    )
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_content_attachment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_content")),
    )
    op.create_table(
        "plan_item_start",
        sa.Column("plan_item_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_item_id"], ["plan_item.id"], name=op.f("fk_plan_item_start_plan_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_item_start_unit_id")),
        sa.PrimaryKeyConstraint("plan_item_id", "unit_id", name=op.f("pk_plan_item_start")),
    )
    with op.batch_alter_table("plan_item_start", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_item_start_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("based_on_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("submitted_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decision", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(
            "uq_plan_state",
            ["state"],
            unique=True,
            sqlite_where=sa.text("state <> 'superseded'"),
            postgresql_where=sa.text("state <> 'superseded'"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_plan_submitted_by_id"), "person", ["submitted_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_plan_based_on_id"), "plan", ["based_on_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_plan_approved_by_id"), "person", ["approved_by_id"], ["id"])

    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("depends_on", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("asks_hours", sa.Double(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("asks_kroner", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("asks_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("carried", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("carry_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("baseline", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="{}")
        )

    # No verb has led to this state before; what stood in it would wait for nobody.
    op.execute("UPDATE task SET state = 'started' WHERE state = 'for_approval'")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("result", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("checklist", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("spent_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("asks", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("asked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("asked_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("asked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_forecast", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f("fk_task_asked_by_id"), "person", ["asked_by_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_task_result"), "result IN ('', 'no_errors', 'no_critical', 'critical')"
        )
        batch_op.create_check_constraint(batch_op.f("ck_task_asks"), "asks IN ('', 'complete', 'postpone', 'dismiss')")
        batch_op.create_check_constraint(
            batch_op.f("ck_task_asks_for_approval"), "(state = 'for_approval') = (asks <> '')"
        )
        batch_op.create_check_constraint(batch_op.f("ck_task_spent_minutes"), "spent_minutes >= 0")

    with op.batch_alter_table("task_template", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day", sa.String(length=10), nullable=False, server_default="31"))
        batch_op.add_column(sa.Column("every_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("about", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("checklist", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("needs_evidence", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("is_own", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_check_constraint(
            batch_op.f("ck_task_template_every_months"), "every_months IS NULL OR every_months >= 1"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_task_template_about"), "about IN ('', 'activity', 'system', 'processor')"
        )


def downgrade() -> None:
    with op.batch_alter_table("task_template", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_task_template_every_months"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_task_template_about"), type_="check")
        batch_op.drop_column("version")
        batch_op.drop_column("is_retired")
        batch_op.drop_column("is_own")
        batch_op.drop_column("needs_approval")
        batch_op.drop_column("needs_evidence")
        batch_op.drop_column("checklist")
        batch_op.drop_column("about")
        batch_op.drop_column("every_months")
        batch_op.drop_column("day")

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_task_result"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_task_asks"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_task_asks_for_approval"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_task_spent_minutes"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_task_asked_by_id"), type_="foreignkey")
        batch_op.drop_column("is_forecast")
        batch_op.drop_column("asked_by_id")
        batch_op.drop_column("asked_reason")
        batch_op.drop_column("asked_on")
        batch_op.drop_column("asks")
        batch_op.drop_column("spent_minutes")
        batch_op.drop_column("checklist")
        batch_op.drop_column("result")

    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_column("baseline")
        batch_op.drop_column("carry_reason")
        batch_op.drop_column("carried")
        batch_op.drop_column("asks_reason")
        batch_op.drop_column("asks_kroner")
        batch_op.drop_column("asks_hours")
        batch_op.drop_column("depends_on")

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_plan_approved_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_plan_based_on_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_plan_submitted_by_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_plan_state",
            sqlite_where=sa.text("state <> 'superseded'"),
            postgresql_where=sa.text("state <> 'superseded'"),
        )
        batch_op.drop_column("edition")
        batch_op.drop_column("decision")
        batch_op.drop_column("approved_by_id")
        batch_op.drop_column("submitted_by_id")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("note")
        batch_op.drop_column("based_on_id")

    with op.batch_alter_table("plan_item_start", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_item_start_unit_id"))

    op.drop_table("plan_item_start")
    op.drop_table("attachment_content")
    op.drop_table("work_calendar")
    with op.batch_alter_table("task_handling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_handling_unit_id"))

    op.drop_table("task_handling")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_subject")

    op.drop_table("comment")
    op.drop_table("capacity")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_person_id"))

    op.drop_table("calendar_feed")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_subject")

    op.drop_table("attachment")
