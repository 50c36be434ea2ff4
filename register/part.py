"""What the register brings to the whole."""

from datetime import datetime

from app.core.part import Part, PeriodicStep
from app.core.slots import Slots
from app.leaving.slots import HISTORY
from register.activity import model as _activity  # noqa: F401 - the tables
from register.activity.bulk_views import blueprint as bulk_blueprint
from register.activity.finding_views import blueprint as finding_blueprint
from register.activity.handing_over import OWNER_LINK as RECORD_LINK
from register.activity.refreshing import refresh_when_due
from register.activity.slots import fill_slots as fill_activity_slots
from register.activity.views import blueprint as activity_blueprint
from register.catalogue.kinds import KINDS
from register.catalogue.slots import fill_slots as fill_catalogue_slots
from register.catalogue.views import make_blueprint
from register.cli import register_commands
from register.demo_data import add_demo_register
from register.dpia import analysis_views as _dpia_analysis  # noqa: F401 - its routes
from register.dpia import consultation_views as _dpia_consultation  # noqa: F401 - its routes
from register.dpia import file_views as _dpia_files  # noqa: F401 - its routes
from register.dpia import leave_views as _dpia_leaving  # noqa: F401 - its routes
from register.dpia import row_model as _dpia  # noqa: F401 - the tables
from register.dpia import signing_views as _dpia_signing  # noqa: F401 - its routes
from register.dpia import views as _dpia_views  # noqa: F401 - its routes
from register.dpia.blueprint import blueprint as dpia_blueprint
from register.dpia.following import follow_when_due as follow_dpias
from register.dpia.slots import fill_slots as fill_dpia_slots
from register.exporting.views import blueprint as exporting_blueprint
from register.importing import helping as _helping  # noqa: F401 - its routes
from register.importing.past import views as _past  # noqa: F401 - its routes
from register.importing.views import blueprint as importing_blueprint
from register.information.showing import fill_slots as fill_information_slots
from register.information.views import blueprint as information_blueprint
from register.kle.cli import kle_commands
from register.kle.views import blueprint as kle_blueprint
from register.life.showing import fill_slots as fill_life_slots
from register.life.views import blueprint as life_blueprint
from register.measure.handing_over import OWNER_LINK as MEASURE_LINK
from register.printing.jobs import JOBS
from register.printing.views import blueprint as printing_blueprint
from register.processor.handing_over import OWNER_LINK as PROCESSOR_LINK
from register.processor.slots import fill_slots as fill_processor_slots
from register.processor.views import blueprint as processor_blueprint
from register.risk import assess_views as _assess_views  # noqa: F401 - its routes
from register.risk import joint_views as _joint_views  # noqa: F401 - its routes
from register.risk import picture_views as _picture_views  # noqa: F401 - its routes
from register.risk import plan_views as _plan_views  # noqa: F401 - its routes
from register.risk import scale_views as _scale_views  # noqa: F401 - its routes
from register.risk import scenario_views as _scenario_views  # noqa: F401 - its routes
from register.risk import threat_views as _threat_views  # noqa: F401 - its routes
from register.risk.blueprint import blueprint as risk_blueprint
from register.risk.handing_over import ACTION_LINK
from register.risk.reports.jobs import JOBS as RISK_JOBS
from register.risk.reports.views import blueprint as risk_report_blueprint
from register.risk.scale_actions import add_scales
from register.risk.threats import add_threats
from register.risk.views import fill_slots as fill_risk_slots
from register.system import model as _system  # noqa: F401 - the tables
from register.system.handing_over import OWNER_LINK as SYSTEM_LINK
from register.system.slots import fill_slots as fill_system_slots
from register.system.views import blueprint as system_blueprint
from register.template.showing import fill_slots as fill_template_slots
from register.template.views import blueprint as template_blueprint
from register.trail import fill_trail
from register.versions import model as _versions  # noqa: F401 - the tables
from register.versions.views import blueprint as versions_blueprint
from register.working_meeting.views import blueprint as working_meeting_blueprint


def _fill(slots: Slots) -> None:
    fill_activity_slots(slots)
    fill_life_slots(slots)
    fill_information_slots(slots)
    fill_template_slots(slots)
    fill_system_slots(slots)
    fill_processor_slots(slots)
    fill_risk_slots(slots)
    fill_dpia_slots(slots)
    for kind in KINDS.values():
        fill_catalogue_slots(slots, kind)
    fill_trail(slots.trail)
    slots.trail.guards |= dict.fromkeys((*KINDS, "template", "working_meeting"), "activity")
    slots.links |= {
        "processing_activity.owner_id": RECORD_LINK,
        "system.owner_id": SYSTEM_LINK,
        "measure.owner_id": MEASURE_LINK,
        "processor.owner_id": PROCESSOR_LINK,
        "risk_action.person_id": ACTION_LINK,
    }
    slots.stays |= dict.fromkeys(
        (
            "processing_activity.changed_by_id",
            "processing_activity.approved_by_id",
            "activity_version.by_id",
            "activity_set_aside.by_id",
            "record_version.by_id",
            "processor_supervision.by_id",
            *(f"{table}.changed_by_id" for table in ("processor", "measure", "recipient", "law")),
            "risk_assessment.by_id",
            "risk_editor.person_id",
            "risk_scale.made_by_id",
            "risk_action.by_id",
            "risk_action.done_by_id",
            "risk_acceptance.by_id",
            *(f"dpia_screening.{name}_id" for name in ("by", "asked_by", "advised_by", "way_by")),
            *(f"dpia.{name}_id" for name in ("by", "approved_by", "reviewed_by")),
            "dpia_edit.by_id",
            "dpia_opinion.by_id",
            "dpia_consultation.by_id",
            "dpia_proposal.answered_by_id",
            "working_meeting.opened_by_id",
            "information_text.by_id",
            "activity_template_version.by_id",
            "import_batch.by_id",
            "import_batch.undone_by_id",
        ),
        HISTORY,
    )


def _base_data(_now: datetime) -> None:
    add_scales()
    add_threats()


register = Part(
    name="register",
    blueprints=(
        activity_blueprint,
        bulk_blueprint,
        exporting_blueprint,
        finding_blueprint,
        importing_blueprint,
        information_blueprint,
        kle_blueprint,
        life_blueprint,
        system_blueprint,
        printing_blueprint,
        processor_blueprint,
        template_blueprint,
        versions_blueprint,
        working_meeting_blueprint,
        *map(make_blueprint, KINDS.values()),
        risk_blueprint,
        dpia_blueprint,
        risk_report_blueprint,
    ),
    commands=(register_commands, kle_commands),
    steps=(
        PeriodicStep("findings", refresh_when_due, in_batches=True),
        PeriodicStep("impact_assessments", follow_dpias, in_batches=True),
    ),
    jobs=(*JOBS, *RISK_JOBS),
    fill=_fill,
    base_data=_base_data,
    demo_data=add_demo_register,
)
