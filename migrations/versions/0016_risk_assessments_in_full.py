"""Risk assessments in full: threats, scales as data, systems and scenarios, actions, acceptances.

Revision: 0016, after: 0015.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


_SCALE = sa.table(
    "risk_scale", sa.column("id", sa.Integer()), sa.column("code", sa.String()), sa.column("is_in_use", sa.Boolean())
)
_LEVEL = sa.table(
    "risk_scale_level",
    sa.column("scale_id", sa.Integer()),
    sa.column("axis", sa.String()),
    sa.column("grade", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("anchor", sa.Text()),
)
_ASSESSMENT = sa.table(
    "risk_assessment",
    *(
        sa.column(name, sa.Integer())
        for name in (
            "id", "activity_id", "consequence", "likelihood", "severity", "inherent_consequence", "inherent_likelihood",
            "same_as_id",
        )
    ),
    sa.column("colour", sa.String()),
    sa.column("inherent_colour", sa.String()),
    sa.column("assessed_on", sa.Date()),
    sa.column("replaced_on", sa.Date()),
    sa.column("is_current", sa.Boolean()),
    sa.column("is_draft", sa.Boolean()),
)  # fmt: skip
_GRADES = ("confidentiality", "integrity", "availability")
_SEVERITY = {"green": 0, "light_green": 1, "yellow": 2, "orange": 3, "red": 4}
_STANDARD = [
    {"axis": axis, "grade": grade, "name": name, "anchor": anchor}
    for axis, levels in (
        (
            "likelihood",
            (
                ("Usandsynligt", "Sjældnere end hvert 10. år"),
                ("Mindre sandsynligt", "Hvert 2. til 10. år"),
                ("Sandsynligt", "Omtrent hvert år"),
                ("Forventet", "Flere gange om året, eller det er allerede sket hos os"),
            ),
        ),
        (
            "consequence",
            (
                ("Ubetydelig", "Til gene for den registrerede, men let at rette op på"),
                (
                    "Mindre alvorlig",
                    "Mærkes af den registrerede: ekstra tid eller udgift, eller en ydelse kommer for sent",
                ),
                (
                    "Meget alvorlig",
                    "Tab af penge, forskelsbehandling, misbrug af identitet, helbred eller sociale forhold røbes",
                ),
                (
                    "Graverende",
                    "Kan ikke gøres om: fare for liv og helbred, beskyttet adresse røbes, vigtig hjælp udebliver",
                ),
            ),
        ),
    )
    for grade, (name, anchor) in enumerate(levels, start=1)
]


def upgrade() -> None:
    op.create_table(
        "threat",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hits_confidentiality", sa.Boolean(), nullable=False),
        sa.Column("hits_integrity", sa.Boolean(), nullable=False),
        sa.Column("hits_availability", sa.Boolean(), nullable=False),
        sa.Column("asset", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("suggested", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hits_confidentiality OR hits_integrity OR hits_availability", name=op.f("ck_threat_hits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threat")),
        sa.UniqueConstraint("code", name="uq_threat_code"),
    )
    with op.batch_alter_table("threat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_threat_asset"), ["asset"], unique=False)
        batch_op.create_index(batch_op.f("ix_threat_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "risk_scenario",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_risk_scenario_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_scenario")),
    )
    with op.batch_alter_table("risk_scenario", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_scenario_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_scenario_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "risk_scale_level",
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("axis IN ('consequence', 'likelihood')", name=op.f("ck_risk_scale_level_axis")),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name=op.f("ck_risk_scale_level_grade")),
        sa.ForeignKeyConstraint(
            ["scale_id"], ["risk_scale.id"], name=op.f("fk_risk_scale_level_scale_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_scale_level")),
        sa.UniqueConstraint("scale_id", "axis", "grade", name="uq_risk_scale_level"),
    )
    op.create_table(
        "assessed_threat",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("threat_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hits_confidentiality", sa.Boolean(), nullable=False),
        sa.Column("hits_integrity", sa.Boolean(), nullable=False),
        sa.Column("hits_availability", sa.Boolean(), nullable=False),
        sa.Column("is_relevant", sa.Boolean(), nullable=True),
        sa.Column("irrelevant_reason", sa.Text(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("treatment", sa.String(length=10), nullable=False),
        sa.Column("treatment_note", sa.Text(), nullable=False),
        sa.Column("residual_consequence", sa.Integer(), nullable=True),
        sa.Column("residual_likelihood", sa.Integer(), nullable=True),
        sa.Column("residual_reason", sa.Text(), nullable=False),
        sa.Column("inherent_consequence", sa.Integer(), nullable=True),
        sa.Column("colour", sa.String(length=12), nullable=False),
        sa.Column("residual_colour", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "treatment IN ('', 'accept', 'avoid', 'share', 'reduce')", name=op.f("ck_assessed_threat_treatment")
        ),
        sa.CheckConstraint(
            "likelihood IS NULL OR likelihood BETWEEN 1 AND 5", name=op.f("ck_assessed_threat_likelihood")
        ),
        sa.CheckConstraint(
            "residual_consequence IS NULL OR residual_consequence BETWEEN 1 AND 5",
            name=op.f("ck_assessed_threat_residual_consequence"),
        ),
        sa.CheckConstraint(
            "residual_likelihood IS NULL OR residual_likelihood BETWEEN 1 AND 5",
            name=op.f("ck_assessed_threat_residual_likelihood"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["risk_assessment.id"], name=op.f("fk_assessed_threat_assessment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["threat_id"], ["threat.id"], name=op.f("fk_assessed_threat_threat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_threat")),
        sa.UniqueConstraint("assessment_id", "threat_id", name="uq_assessed_threat_once"),
    )
    with op.batch_alter_table("assessed_threat", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assessed_threat_picture", ["assessment_id", "is_relevant", "residual_colour", "threat_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessed_threat_threat_id"), ["threat_id"], unique=False)

    op.create_table(
        "risk_acceptance",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=400), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "colour NOT IN ('orange', 'red') OR decision <> ''", name=op.f("ck_risk_acceptance_decision")
        ),
        sa.CheckConstraint("expires_on > accepted_on", name=op.f("ck_risk_acceptance_period")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["risk_assessment.id"], name=op.f("fk_risk_acceptance_assessment_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_risk_acceptance_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_acceptance")),
    )
    with op.batch_alter_table("risk_acceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_acceptance_assessment_id"), ["assessment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_acceptance_expires_on"), ["expires_on"], unique=False)

    op.create_table(
        "risk_editor",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["risk_assessment.id"], name=op.f("fk_risk_editor_assessment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_risk_editor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_editor")),
        sa.UniqueConstraint("assessment_id", "person_id", name="uq_risk_editor_once"),
    )
    with op.batch_alter_table("risk_editor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_editor_person_id"), ["person_id"], unique=False)

    op.create_table(
        "assessed_threat_measure",
        sa.Column("assessed_threat_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessed_threat_id"],
            ["assessed_threat.id"],
            name=op.f("fk_assessed_threat_measure_assessed_threat_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_assessed_threat_measure_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_threat_measure")),
        sa.UniqueConstraint("assessed_threat_id", "measure_id", name="uq_assessed_threat_measure"),
    )
    with op.batch_alter_table("assessed_threat_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessed_threat_measure_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "risk_action",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("assessed_threat_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name=op.f("ck_risk_action_done")),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_risk_action_state")),
        sa.ForeignKeyConstraint(
            ["assessed_threat_id"],
            ["assessed_threat.id"],
            name=op.f("fk_risk_action_assessed_threat_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["assessment_id"], ["risk_assessment.id"], name=op.f("fk_risk_action_assessment_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_risk_action_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_risk_action_done_by_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_risk_action_measure_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_risk_action_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_risk_action_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_action")),
    )
    with op.batch_alter_table("risk_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_action_assessed_threat_id"), ["assessed_threat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_action_assessment_id"), ["assessment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_action_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_action_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_action_unit_id"), ["unit_id"], unique=False)

    _change_scales()
    _change_assessments()


def _change_scales() -> None:
    """Scales become data: who made them, which is in use, what their steps are called, and a fifth colour."""
    with op.batch_alter_table("risk_scale", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_own", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("is_in_use", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_risk_scale_made_by_id"), "person", ["made_by_id"], ["id"])
    with op.batch_alter_table("risk_scale_cell", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_risk_scale_cell_colour"), type_="check")
        batch_op.alter_column(
            "colour", existing_type=sa.String(length=10), type_=sa.String(length=12), existing_nullable=False
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_risk_scale_cell_colour"), "colour IN ('green', 'light_green', 'yellow', 'orange', 'red')"
        )
    bind = op.get_bind()
    for scale_id in bind.execute(sa.select(_SCALE.c.id).where(_SCALE.c.code == "4x4-standard")).scalars().all():
        bind.execute(sa.update(_SCALE).where(_SCALE.c.id == scale_id).values(is_in_use=True))
        bind.execute(sa.insert(_LEVEL), [{"scale_id": scale_id, **level} for level in _STANDARD])


def _change_assessments() -> None:
    """What was one number for each becomes the total of an assessment without threats; the newest of each holds."""
    newest = _ASSESSMENT.alias("newest")
    bind = op.get_bind()
    last = (
        sa.select(sa.func.max(newest.c.id))
        .where(newest.c.activity_id == _ASSESSMENT.c.activity_id, newest.c.is_current)
        .scalar_subquery()
    )
    bind.execute(
        sa.update(_ASSESSMENT).where(_ASSESSMENT.c.is_current, _ASSESSMENT.c.id != last).values(is_current=False)
    )
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_risk_assessment_grades"), type_="check")
        for name in ("system_id", "scenario_id", "severity", "inherent_likelihood", "inherent_consequence"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("same_as_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaced_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_draft", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("context", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("consequence_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "other_grades", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="{}"
            )
        )
        batch_op.add_column(sa.Column("inherent_colour", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for name in (*_GRADES, "activity_id", "likelihood", "consequence"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column(
            "colour", existing_type=sa.String(length=10), type_=sa.String(length=12), existing_nullable=False
        )
        batch_op.drop_index("ix_risk_assessment_newest")
        for name, table in (
            ("scenario_id", "risk_scenario"),
            ("same_as_id", "risk_assessment"),
            ("system_id", "system"),
        ):
            batch_op.create_foreign_key(batch_op.f(f"fk_risk_assessment_{name}"), table, [name], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_risk_assessment_subject"),
            "(CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN system_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN scenario_id IS NULL THEN 0 ELSE 1 END) = 1",
        )
        batch_op.create_check_constraint(batch_op.f("ck_risk_assessment_state"), "NOT (is_draft AND is_current)")
        batch_op.create_check_constraint(
            batch_op.f("ck_risk_assessment_finished"), "is_draft OR (colour <> '' AND consequence IS NOT NULL)"
        )
        for name in _GRADES:
            batch_op.create_check_constraint(
                batch_op.f(f"ck_risk_assessment_{name}"), f"{name} IS NULL OR {name} BETWEEN 1 AND 5"
            )
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        for kind in ("activity", "system", "scenario"):
            column = f"{kind}_id"
            batch_op.create_index(batch_op.f(f"ix_risk_assessment_{column}"), [column], unique=False)
            for state in ("current", "draft"):
                condition = sa.text(f"is_{state}")
                batch_op.create_index(
                    f"uq_risk_assessment_{state}_{kind}",
                    [column],
                    unique=True,
                    sqlite_where=condition,
                    postgresql_where=condition,
                )
    bind.execute(
        sa.text(
            "INSERT INTO risk_editor (assessment_id, person_id)"
            " SELECT id, by_id FROM risk_assessment WHERE by_id IS NOT NULL"
        )
    )
    following = _ASSESSMENT.alias("following")
    bind.execute(
        sa.update(_ASSESSMENT).values(
            severity=sa.case(_SEVERITY, value=_ASSESSMENT.c.colour),
            inherent_colour=_ASSESSMENT.c.colour,
            inherent_consequence=_ASSESSMENT.c.consequence,
            inherent_likelihood=_ASSESSMENT.c.likelihood,
            replaced_on=sa.select(sa.func.min(following.c.assessed_on))
            .where(following.c.activity_id == _ASSESSMENT.c.activity_id, following.c.id > _ASSESSMENT.c.id)
            .scalar_subquery(),
        )
    )


def downgrade() -> None:
    bind = op.get_bind()
    bind.execute(sa.text("DELETE FROM risk_editor"))
    bind.execute(sa.text("DELETE FROM risk_action"))
    bind.execute(sa.text("DELETE FROM risk_acceptance"))
    bind.execute(sa.text("DELETE FROM assessed_threat_measure"))
    bind.execute(sa.text("DELETE FROM assessed_threat"))
    bind.execute(sa.update(_ASSESSMENT).values(same_as_id=None))
    bind.execute(sa.delete(_ASSESSMENT).where(sa.or_(_ASSESSMENT.c.activity_id.is_(None), _ASSESSMENT.c.is_draft)))
    bind.execute(sa.text("UPDATE risk_assessment SET colour = 'green' WHERE colour = 'light_green'"))
    bind.execute(sa.text("UPDATE risk_scale_cell SET colour = 'green' WHERE colour = 'light_green'"))
    with op.batch_alter_table("risk_scale_cell", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_risk_scale_cell_colour"), type_="check")
        batch_op.alter_column(
            "colour", existing_type=sa.String(length=12), type_=sa.String(length=10), existing_nullable=False
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_risk_scale_cell_colour"), "colour IN ('green', 'yellow', 'orange', 'red')"
        )
    with op.batch_alter_table("risk_scale", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_risk_scale_made_by_id"), type_="foreignkey")
        for name in ("made_by_id", "made_at", "is_in_use", "is_own"):
            batch_op.drop_column(name)
    for kind in ("activity", "system", "scenario"):
        for name in (f"uq_risk_assessment_current_{kind}", f"uq_risk_assessment_draft_{kind}"):
            op.drop_index(name, table_name="risk_assessment")
        op.drop_index(op.f(f"ix_risk_assessment_{kind}_id"), table_name="risk_assessment")
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        for name in ("subject", "state", "finished", *_GRADES):
            batch_op.drop_constraint(batch_op.f(f"ck_risk_assessment_{name}"), type_="check")
        for name in ("system_id", "same_as_id", "scenario_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_risk_assessment_{name}"), type_="foreignkey")
        batch_op.create_index("ix_risk_assessment_newest", ["activity_id", "is_current"], unique=False)
        batch_op.alter_column(
            "colour", existing_type=sa.String(length=12), type_=sa.String(length=10), existing_nullable=False
        )
        for name in (*_GRADES, "activity_id", "likelihood", "consequence"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_risk_assessment_grades"),
            "confidentiality BETWEEN 1 AND 5 AND integrity BETWEEN 1 AND 5"
            " AND availability BETWEEN 1 AND 5 AND likelihood BETWEEN 1 AND 5",
        )
        for name in (
            "version", "same_as_id", "replaced_on", "inherent_colour", "inherent_consequence", "inherent_likelihood",
            "severity", "other_grades", "consequence_reason", "context", "is_draft", "scenario_id", "system_id",
        ):  # fmt: skip
            batch_op.drop_column(name)

    with op.batch_alter_table("risk_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_action_unit_id"))
        batch_op.drop_index(batch_op.f("ix_risk_action_state"))
        batch_op.drop_index(batch_op.f("ix_risk_action_person_id"))
        batch_op.drop_index(batch_op.f("ix_risk_action_assessment_id"))
        batch_op.drop_index(batch_op.f("ix_risk_action_assessed_threat_id"))

    op.drop_table("risk_action")
    with op.batch_alter_table("risk_editor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_editor_person_id"))

    op.drop_table("risk_editor")
    with op.batch_alter_table("assessed_threat_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessed_threat_measure_measure_id"))

    op.drop_table("assessed_threat_measure")
    with op.batch_alter_table("risk_acceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_acceptance_expires_on"))
        batch_op.drop_index(batch_op.f("ix_risk_acceptance_assessment_id"))

    op.drop_table("risk_acceptance")
    with op.batch_alter_table("assessed_threat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessed_threat_threat_id"))
        batch_op.drop_index("ix_assessed_threat_picture")

    op.drop_table("assessed_threat")
    op.drop_table("risk_scale_level")
    with op.batch_alter_table("risk_scenario", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_scenario_unit_id"))
        batch_op.drop_index(batch_op.f("ix_risk_scenario_sort_key"))

    op.drop_table("risk_scenario")
    with op.batch_alter_table("threat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_threat_sort_key"))
        batch_op.drop_index(batch_op.f("ix_threat_asset"))

    op.drop_table("threat")
