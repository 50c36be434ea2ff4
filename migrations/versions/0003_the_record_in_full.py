"""The record in full: more fields, what it points at, what was set aside.

Revision: 0003, after: 0002. Data lines get keys by which recipients and transfers name them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kle_number",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("retention_code", sa.String(length=20), nullable=False),
        sa.Column("archive", sa.String(length=200), nullable=False),
        sa.Column("uuid", sa.String(length=40), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kle_number")),
        sa.UniqueConstraint("number", name="uq_kle_number_number"),
    )
    with op.batch_alter_table("kle_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kle_number_parent"), ["parent"], unique=False)

    op.create_table(
        "law",
        sa.Column("reference", sa.String(length=400), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_law_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law")),
        sa.UniqueConstraint("code", name="uq_law_code"),
    )
    with op.batch_alter_table("law", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_law_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "measure",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("nature", sa.String(length=20), nullable=False),
        sa.Column("group", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=400), nullable=False),
        sa.Column("effect", sa.String(length=400), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('', 'preventive', 'detective', 'corrective')", name=op.f("ck_measure_kind")),
        sa.CheckConstraint(
            "nature IN ('', 'design', 'technical', 'organisational', 'behavioural')", name=op.f("ck_measure_nature")
        ),
        sa.CheckConstraint("status IN ('planned', 'partly', 'in_place')", name=op.f("ck_measure_status")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_measure_changed_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_measure_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("code", name="uq_measure_code"),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_group"), ["group"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "processor",
        sa.Column("cvr", sa.String(length=8), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("dpf_checked_on", sa.Date(), nullable=True),
        sa.Column("person_band", sa.String(length=20), nullable=False),
        sa.Column("has_sensitive", sa.Boolean(), nullable=False),
        sa.Column("has_confidential", sa.Boolean(), nullable=False),
        sa.Column("has_special", sa.Boolean(), nullable=False),
        sa.Column("concept", sa.Integer(), nullable=True),
        sa.Column("concept_reason", sa.Text(), nullable=False),
        sa.Column("next_supervision_on", sa.Date(), nullable=True),
        sa.Column("supervision_round", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "person_band IN ('', 'under_1000', 'under_10000', 'over_10000')", name=op.f("ck_processor_person_band")
        ),
        sa.CheckConstraint("concept BETWEEN 1 AND 6", name=op.f("ck_processor_concept")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_processor_changed_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_processor_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_processor_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processor")),
        sa.UniqueConstraint("code", name="uq_processor_code"),
    )
    with op.batch_alter_table("processor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_processor_next_supervision_on"), ["next_supervision_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_processor_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_processor_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_processor_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "recipient",
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_recipient_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("code", name="uq_recipient_code"),
    )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recipient_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_recipient_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "record_version",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_record_version_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_version")),
        sa.UniqueConstraint("kind", "subject_id", "version", name="uq_record_version"),
    )
    op.create_table(
        "activity_joint_controller",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("arrangement", sa.Text(), nullable=False),
        sa.Column("statute", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_joint_controller_activity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_joint_controller")),
    )
    with op.batch_alter_table("activity_joint_controller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_joint_controller_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "activity_law",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("law_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["processing_activity.id"], name=op.f("fk_activity_law_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["law_id"], ["law.id"], name=op.f("fk_activity_law_law_id")),
        sa.PrimaryKeyConstraint("activity_id", "law_id", name=op.f("pk_activity_law")),
    )
    with op.batch_alter_table("activity_law", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_law_law_id"), ["law_id"], unique=False)

    op.create_table(
        "activity_measure",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_measure_activity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_activity_measure_measure_id")),
        sa.PrimaryKeyConstraint("activity_id", "measure_id", name=op.f("pk_activity_measure")),
    )
    with op.batch_alter_table("activity_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_measure_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "activity_processor",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("processor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_processor_activity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["processor_id"], ["processor.id"], name=op.f("fk_activity_processor_processor_id")),
        sa.PrimaryKeyConstraint("activity_id", "processor_id", name=op.f("pk_activity_processor")),
    )
    with op.batch_alter_table("activity_processor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_processor_processor_id"), ["processor_id"], unique=False)

    op.create_table(
        "activity_recipient",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_recipient_activity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_activity_recipient_recipient_id")),
        sa.PrimaryKeyConstraint("activity_id", "recipient_id", name=op.f("pk_activity_recipient")),
    )
    with op.batch_alter_table("activity_recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_recipient_recipient_id"), ["recipient_id"], unique=False)

    op.create_table(
        "activity_served_controller",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("dpo", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_served_controller_activity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_served_controller")),
    )
    with op.batch_alter_table("activity_served_controller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_served_controller_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "activity_set_aside",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=4), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["processing_activity.id"],
            name=op.f("fk_activity_set_aside_activity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_activity_set_aside_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_set_aside")),
    )
    with op.batch_alter_table("activity_set_aside", schema=None) as batch_op:
        batch_op.create_index("ix_activity_set_aside_activity", ["activity_id", "rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_set_aside_until_on"), ["until_on"], unique=False)

    op.create_table(
        "processing_agreement",
        sa.Column("processor_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("ref", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until_on IS NULL OR signed_on IS NULL OR signed_on <= valid_until_on",
            name=op.f("ck_processing_agreement_days"),
        ),
        sa.ForeignKeyConstraint(
            ["processor_id"], ["processor.id"], name=op.f("fk_processing_agreement_processor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processing_agreement")),
    )
    with op.batch_alter_table("processing_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_processing_agreement_processor", ["processor_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_processing_agreement_valid_until_on"), ["valid_until_on"], unique=False)

    op.create_table(
        "processor_supervision",
        sa.Column("processor_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("concept", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("ref", sa.String(length=400), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("result IN ('green', 'yellow', 'red')", name=op.f("ck_processor_supervision_result")),
        sa.CheckConstraint("concept BETWEEN 1 AND 6", name=op.f("ck_processor_supervision_concept")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_processor_supervision_by_id")),
        sa.ForeignKeyConstraint(["processor_id"], ["processor.id"], name=op.f("fk_processor_supervision_processor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processor_supervision")),
    )
    with op.batch_alter_table("processor_supervision", schema=None) as batch_op:
        batch_op.create_index("ix_processor_supervision_newest", ["processor_id", "held_on"], unique=False)

    op.create_table(
        "sub_processor",
        sa.Column("processor_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("transfer_basis", sa.String(length=20), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["processor_id"], ["processor.id"], name=op.f("fk_sub_processor_processor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_processor")),
    )
    with op.batch_alter_table("sub_processor", schema=None) as batch_op:
        batch_op.create_index("ix_sub_processor_processor", ["processor_id", "position"], unique=False)

    with op.batch_alter_table("activity_data_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=10), nullable=False, server_default=""))

    # A line is named by its place, as the versions that are kept already will be when they are read.
    op.execute("UPDATE activity_data_line SET key = CAST(position + 1 AS VARCHAR(10))")
    with op.batch_alter_table("activity_data_line", schema=None) as batch_op:
        batch_op.create_unique_constraint("uq_activity_data_line_key", ["activity_id", "key"])

    with op.batch_alter_table("activity_disclosure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("lines", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("basis", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("activity_finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_set_aside", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("activity_purpose", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("laws", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]")
        )

    with op.batch_alter_table("activity_transfer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("processor", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("lines", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("document", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("assessment", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("checked_on", sa.Date(), nullable=True))

    with op.batch_alter_table("activity_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verb", sa.String(length=20), nullable=False, server_default="save"))
        batch_op.add_column(sa.Column("status", sa.String(length=20), nullable=False, server_default="draft"))
        batch_op.create_index("ix_activity_version_at", ["at", "activity_id"], unique=False)

    op.execute("UPDATE activity_version SET status = (SELECT status FROM processing_activity WHERE id = activity_id)")
    with op.batch_alter_table("processing_activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("record_type", sa.String(length=20), nullable=False, server_default="controller"))
        batch_op.add_column(sa.Column("authority_task", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("agreement_ref", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("consent_procedure", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("subject_count", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "data_sources", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]"
            )
        )
        batch_op.add_column(sa.Column("info_duty", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("info_basis", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("info_ref", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("archive_rule", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("deletion_procedure", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("deletion_ref", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "access_groups", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]"
            )
        )
        batch_op.add_column(sa.Column("access_count", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("automated_decision", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "automated_basis", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="[]"
            )
        )
        batch_op.add_column(sa.Column("ai_used", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ai_class", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dpia_screening", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dpia_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dpia_ref", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dpia_approved_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("dpia_high_residual", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("dpia_consulted_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("criticality", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_art30_fulfilled", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("is_complete", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("found_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("approved_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_processing_activity_record_type"), "record_type IN ('controller', 'processor')"
        )
        batch_op.create_index(batch_op.f("ix_processing_activity_found_on"), ["found_on"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_processing_activity_approved_by_id"), "person", ["approved_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("processing_activity", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_processing_activity_approved_by_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_processing_activity_found_on"))
        batch_op.drop_constraint(batch_op.f("ck_processing_activity_record_type"), type_="check")
        batch_op.drop_column("approved_by_id")
        batch_op.drop_column("approved_at")
        batch_op.drop_column("approved_version")
        batch_op.drop_column("found_on")
        batch_op.drop_column("is_complete")
        batch_op.drop_column("is_art30_fulfilled")
        batch_op.drop_column("criticality")
        batch_op.drop_column("dpia_consulted_on")
        batch_op.drop_column("dpia_high_residual")
        batch_op.drop_column("dpia_approved_on")
        batch_op.drop_column("dpia_ref")
        batch_op.drop_column("dpia_reason")
        batch_op.drop_column("dpia_screening")
        batch_op.drop_column("ai_class")
        batch_op.drop_column("ai_used")
        batch_op.drop_column("automated_basis")
        batch_op.drop_column("automated_decision")
        batch_op.drop_column("access_count")
        batch_op.drop_column("access_groups")
        batch_op.drop_column("deletion_ref")
        batch_op.drop_column("deletion_procedure")
        batch_op.drop_column("archive_rule")
        batch_op.drop_column("info_ref")
        batch_op.drop_column("info_basis")
        batch_op.drop_column("info_duty")
        batch_op.drop_column("data_sources")
        batch_op.drop_column("subject_count")
        batch_op.drop_column("consent_procedure")
        batch_op.drop_column("agreement_ref")
        batch_op.drop_column("authority_task")
        batch_op.drop_column("record_type")

    with op.batch_alter_table("activity_version", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_version_at")
        batch_op.drop_column("status")
        batch_op.drop_column("verb")

    with op.batch_alter_table("activity_transfer", schema=None) as batch_op:
        batch_op.drop_column("checked_on")
        batch_op.drop_column("assessment")
        batch_op.drop_column("document")
        batch_op.drop_column("lines")
        batch_op.drop_column("processor")

    with op.batch_alter_table("activity_purpose", schema=None) as batch_op:
        batch_op.drop_column("laws")

    with op.batch_alter_table("activity_finding", schema=None) as batch_op:
        batch_op.drop_column("is_set_aside")
        batch_op.drop_column("about")

    with op.batch_alter_table("activity_disclosure", schema=None) as batch_op:
        batch_op.drop_column("basis")
        batch_op.drop_column("lines")
        batch_op.drop_column("recipient")

    with op.batch_alter_table("activity_data_line", schema=None) as batch_op:
        batch_op.drop_constraint("uq_activity_data_line_key", type_="unique")
        batch_op.drop_column("key")

    with op.batch_alter_table("sub_processor", schema=None) as batch_op:
        batch_op.drop_index("ix_sub_processor_processor")

    op.drop_table("sub_processor")
    with op.batch_alter_table("processor_supervision", schema=None) as batch_op:
        batch_op.drop_index("ix_processor_supervision_newest")

    op.drop_table("processor_supervision")
    with op.batch_alter_table("processing_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_processing_agreement_valid_until_on"))
        batch_op.drop_index("ix_processing_agreement_processor")

    op.drop_table("processing_agreement")
    with op.batch_alter_table("activity_set_aside", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_set_aside_until_on"))
        batch_op.drop_index("ix_activity_set_aside_activity")

    op.drop_table("activity_set_aside")
    with op.batch_alter_table("activity_served_controller", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_served_controller_activity_id"))

    op.drop_table("activity_served_controller")
    with op.batch_alter_table("activity_recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_recipient_recipient_id"))

    op.drop_table("activity_recipient")
    with op.batch_alter_table("activity_processor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_processor_processor_id"))

    op.drop_table("activity_processor")
    with op.batch_alter_table("activity_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_measure_measure_id"))

    op.drop_table("activity_measure")
    with op.batch_alter_table("activity_law", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_law_law_id"))

    op.drop_table("activity_law")
    with op.batch_alter_table("activity_joint_controller", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_joint_controller_activity_id"))

    op.drop_table("activity_joint_controller")
    op.drop_table("record_version")
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recipient_sort_key"))
        batch_op.drop_index(batch_op.f("ix_recipient_category"))

    op.drop_table("recipient")
    with op.batch_alter_table("processor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_processor_unit_id"))
        batch_op.drop_index(batch_op.f("ix_processor_sort_key"))
        batch_op.drop_index(batch_op.f("ix_processor_owner_id"))
        batch_op.drop_index(batch_op.f("ix_processor_next_supervision_on"))

    op.drop_table("processor")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_sort_key"))
        batch_op.drop_index(batch_op.f("ix_measure_owner_id"))
        batch_op.drop_index(batch_op.f("ix_measure_group"))

    op.drop_table("measure")
    with op.batch_alter_table("law", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_law_sort_key"))

    op.drop_table("law")
    with op.batch_alter_table("kle_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kle_number_parent"))

    op.drop_table("kle_number")
