"""What the annual cycle brings to the whole."""

from datetime import datetime

from aarshjul.answer import model as _answer  # noqa: F401 - the tables
from aarshjul.attestation import model as _attestation  # noqa: F401 - the tables
from aarshjul.calendar import model as _calendar  # noqa: F401 - the tables
from aarshjul.calendar.views import blueprint as calendar_blueprint
from aarshjul.calendar.views import set_up_card
from aarshjul.capacity import model as _capacity  # noqa: F401 - the tables
from aarshjul.capacity.views import blueprint as capacity_blueprint
from aarshjul.catalogue.views import blueprint as catalogue_blueprint
from aarshjul.cli import aarshjul as aarshjul_commands
from aarshjul.coverage.views import blueprint as coverage_blueprint
from aarshjul.demo_data import add_demo_tasks
from aarshjul.feed import model as _feed  # noqa: F401 - the tables
from aarshjul.feed.panels import account_panel, user_panel
from aarshjul.feed.views import blueprint as feed_blueprint
from aarshjul.handling.views import blueprint as handling_blueprint
from aarshjul.mailtext import model as _mailtext  # noqa: F401 - the tables
from aarshjul.meeting import model as _meeting  # noqa: F401 - the tables
from aarshjul.meeting.actions import add_base_data as add_bodies
from aarshjul.plan import model as _plan  # noqa: F401 - the tables
from aarshjul.plan.actions import add_base_data as add_plan
from aarshjul.plan.actions import plan_when_due
from aarshjul.plan.board_views import blueprint as board_blueprint
from aarshjul.plan.export_views import blueprint as export_blueprint
from aarshjul.plan.version_views import blueprint as version_blueprint
from aarshjul.plan.views import blueprint as plan_blueprint
from aarshjul.plan.wheel_views import blueprint as wheel_blueprint
from aarshjul.reminder import model as _reminder  # noqa: F401 - the tables
from aarshjul.reminder.actions import queue_reminders, why_not_send
from aarshjul.reminder.letters import KIND as REMINDER
from aarshjul.status.cli import report as report_commands
from aarshjul.status.views import blueprint as status_blueprint
from aarshjul.status.views import report_menu
from aarshjul.task import model as _task  # noqa: F401 - the tables
from aarshjul.task.answer_views import blueprint as answer_blueprint
from aarshjul.task.handing_over import PERSON_LINK
from aarshjul.task.panels import fill as fill_tasks
from aarshjul.task.verb_views import blueprint as verb_blueprint
from aarshjul.task.views import blueprint as task_blueprint
from aarshjul.trail import fill_trail
from app.core.part import Part, PeriodicStep
from app.core.slots import Slots
from app.core.text import N_
from app.leaving.slots import HISTORY, OWN


def _fill(slots: Slots) -> None:
    slots.menu.append(report_menu)
    slots.panels.setdefault("set_up", []).append(set_up_card)
    slots.panels.setdefault("account", []).append(account_panel)
    slots.panels.setdefault("user", []).append(user_panel)
    fill_tasks(slots)
    fill_trail(slots)
    slots.mail_guards[REMINDER] = why_not_send
    slots.links["task.person_id"] = PERSON_LINK
    slots.stays |= dict.fromkeys(
        (
            "plan.approved_by_id",
            "plan.submitted_by_id",
            "reminder.person_id",
            "task.asked_by_id",
            "task.done_by_id",
            "task_handling.changed_by_id",
            "work_calendar.changed_by_id",
        ),
        HISTORY,
    )
    slots.stays |= {
        "calendar_feed.person_id": OWN,
        "capacity.person_id": N_("timer, der er lagt ind i kapaciteten; de står ved året"),
    }


def _base_data(now: datetime) -> None:
    add_bodies()
    add_plan(now)


aarshjul = Part(
    name="aarshjul",
    blueprints=(
        task_blueprint,
        verb_blueprint,
        answer_blueprint,
        wheel_blueprint,
        plan_blueprint,
        board_blueprint,
        version_blueprint,
        coverage_blueprint,
        capacity_blueprint,
        export_blueprint,
        catalogue_blueprint,
        handling_blueprint,
        status_blueprint,
        calendar_blueprint,
        feed_blueprint,
    ),
    commands=(aarshjul_commands, report_commands),
    steps=(PeriodicStep("plan", plan_when_due), PeriodicStep("reminders", queue_reminders)),
    fill=_fill,
    base_data=_base_data,
    demo_data=add_demo_tasks,
)
