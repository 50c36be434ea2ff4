"""Reminders that cannot be lost: what waits to be mailed, its settings, answers, campaigns, own words, drafted points.

Revision: 0015, after: 0014.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


_TASK = sa.table(
    "task",
    sa.column("id", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("due_on", sa.Date()),
    sa.column("remind_on", sa.Date()),
    sa.column("asks_since", sa.Date()),
    sa.column("is_forecast", sa.Boolean()),
)
_REMINDER = sa.table("reminder", sa.column("step", sa.String()))
_SETTINGS = sa.table(
    "reminder_settings",
    sa.column("id", sa.Integer()),
    sa.column("days_before", sa.JSON().with_variant(JSONB(), "postgresql")),
    sa.column("overdue_every", sa.Integer()),
    sa.column("escalate_after", sa.JSON().with_variant(JSONB(), "postgresql")),
    sa.column("chases_in_quiet_weeks", sa.Boolean()),
    sa.column("begun_on", sa.Date()),
    sa.column("pause_reason", sa.Text()),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'dropped')", name=op.f("ck_agenda_item_state")),
        sa.ForeignKeyConstraint(["body_id"], ["governing_body.id"], name=op.f("fk_agenda_item_body_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agenda_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("key", name="uq_agenda_item_key"),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index("ix_agenda_item_state", ["body_id", "state"], unique=False)
        batch_op.create_index("ix_agenda_item_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "attestation_campaign",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_on > opens_on", name=op.f("ck_attestation_campaign_days")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_attestation_campaign_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_campaign")),
    )
    op.create_table(
        "mail_text",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_mail_text_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
        sa.UniqueConstraint("code", name="uq_mail_text_code"),
    )
    op.create_table(
        "reminder_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("rhythm IN ('daily', 'weekly')", name=op.f("ck_reminder_choice_rhythm")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_choice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_choice")),
        sa.UniqueConstraint("person_id", name="uq_reminder_choice_person_id"),
    )
    op.create_table(
        "reminder_settings",
        sa.Column("days_before", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("overdue_every", sa.Integer(), nullable=False),
        sa.Column("escalate_after", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("chases_in_quiet_weeks", sa.Boolean(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by_id", sa.Integer(), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reminder_settings_one_row")),
        sa.CheckConstraint("overdue_every BETWEEN 3 AND 14", name=op.f("ck_reminder_settings_overdue_every")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_reminder_settings_changed_by_id")),
        sa.ForeignKeyConstraint(["paused_by_id"], ["person.id"], name=op.f("fk_reminder_settings_paused_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_settings")),
    )
    op.create_table(
        "attestation_line",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)", name=op.f("ck_attestation_line_answered_has_a_moment")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'needs_change', 'left_out')", name=op.f("ck_attestation_line_state")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_attestation_line_activity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_attestation_line_answered_by_id")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["attestation_campaign.id"],
            name=op.f("fk_attestation_line_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attestation_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_line")),
        sa.UniqueConstraint("campaign_id", "activity_id", name="uq_attestation_line_campaign_activity"),
    )
    with op.batch_alter_table("attestation_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attestation_line_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index("ix_attestation_line_unit", ["campaign_id", "unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attestation_line_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "task_answer",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('done', 'no_changes', 'needs_change', 'not_mine', 'postpone')",
            name=op.f("ck_task_answer_answer"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_answer_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_answer_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_answer")),
        sa.UniqueConstraint("token_hash", name="uq_task_answer_token_hash"),
    )
    with op.batch_alter_table("task_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_answer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_answer_task_id"), ["task_id"], unique=False)

    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers_are_off", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_doubtful", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("thread", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
        # The number too: of many that are due at one moment, the first is found without sorting the others.
        batch_op.drop_index("ix_outgoing_mail_due")
        batch_op.create_index("ix_outgoing_mail_due", ["state", "try_at", "id"], unique=False)

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_on", sa.Date(), nullable=True))
    op.execute("UPDATE reminder SET came_on = due_on")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.alter_column("came_on", existing_type=sa.Date(), nullable=False)
        batch_op.create_index("ix_reminder_state", ["state", "person_id"], unique=False)
        batch_op.drop_constraint(batch_op.f("ck_reminder_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_reminder_state"), "state IN ('wanted', 'queued', 'superseded', 'dropped')"
        )

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handovers", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("asks_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("open_since", sa.Date(), nullable=True))

    _begin()


def _begin() -> None:
    """Look at each task early enough for every choice of days; what is late already counts from today."""
    connection = op.get_bind()
    is_to_come = [_TASK.c.remind_on.is_not(None), _TASK.c.state.in_(("not_started", "started", "postponed"))]
    for due_on in connection.scalars(sa.select(_TASK.c.due_on).where(*is_to_come).distinct()).all():
        first = due_on - timedelta(days=60)
        first -= timedelta(days=first.weekday())
        connection.execute(
            sa.update(_TASK)
            .where(*is_to_come, _TASK.c.due_on == due_on, _TASK.c.remind_on > first)
            .values(remind_on=first)
        )
    # What is so long over its date that nobody was reminded any more.
    connection.execute(
        sa.update(_TASK)
        .where(_TASK.c.remind_on.is_(None), ~_TASK.c.is_forecast)
        .where(_TASK.c.state.in_(("not_started", "started", "postponed")))
        .values(remind_on=sa.func.current_date())
    )
    # The steps after the date are called by their days, not by their weeks; the events are followed by their numbers.
    for week in range(52, 0, -1):
        connection.execute(_REMINDER.update().where(_REMINDER.c.step == f"U{week}").values(step=f"U{7 * week}"))
    op.execute("UPDATE plan SET planned_through = 0")
    # Who may approve what waits has not been mailed about it so far.
    connection.execute(
        sa.update(_TASK)
        .where(_TASK.c.state == "for_approval")
        .values(remind_on=sa.func.current_date(), asks_since=sa.func.current_date())
    )
    if connection.scalar(sa.select(_TASK.c.id).limit(1)) is not None:
        connection.execute(
            sa.insert(_SETTINGS).values(
                id=1,
                days_before=[30, 14, 7, 1, 0],
                overdue_every=7,
                escalate_after=[7, 14, 30, 60],
                chases_in_quiet_weeks=False,
                begun_on=sa.func.current_date(),
                pause_reason="",
                changed_at=sa.func.current_timestamp(),
            )
        )


def downgrade() -> None:
    # The schema before knows neither what waits nor what was dropped.
    op.execute("DELETE FROM reminder WHERE state IN ('wanted', 'dropped')")
    for week in range(1, 53):
        op.execute(_REMINDER.update().where(_REMINDER.c.step == f"U{7 * week}").values(step=f"U{week}"))
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_column("open_since")
        batch_op.drop_column("asks_since")
        batch_op.drop_column("handovers")

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_column("came_on")
        batch_op.drop_index("ix_reminder_state")
        batch_op.drop_constraint(batch_op.f("ck_reminder_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_reminder_state"), "state IN ('queued', 'superseded')")

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_mail_due")
        batch_op.create_index("ix_outgoing_mail_due", ["state", "try_at"], unique=False)
        batch_op.drop_column("calendar")
        batch_op.drop_column("thread")
        batch_op.drop_column("is_doubtful")

    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_column("answers_are_off")

    with op.batch_alter_table("task_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_answer_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_answer_person_id"))

    op.drop_table("task_answer")
    with op.batch_alter_table("attestation_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attestation_line_unit_id"))
        batch_op.drop_index("ix_attestation_line_unit")
        batch_op.drop_index(batch_op.f("ix_attestation_line_activity_id"))

    op.drop_table("attestation_line")
    op.drop_table("reminder_settings")
    op.drop_table("reminder_choice")
    op.drop_table("mail_text")
    op.drop_table("attestation_campaign")
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_item_unit_id"))
        batch_op.drop_index("ix_agenda_item_subject")
        batch_op.drop_index("ix_agenda_item_state")

    op.drop_table("agenda_item")
