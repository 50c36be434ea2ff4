"""What the annual cycle brings to the whole."""

from datetime import datetime

from aarshjul.answer import model as _answer  # noqa: F401 - the tables
from aarshjul.answer.views import blueprint as answer_blueprint
from aarshjul.attestation import model as _attestation  # noqa: F401 - the tables
from aarshjul.attestation.answer_views import blueprint as attestation_answer_blueprint
from aarshjul.attestation.following import follow_when_due
from aarshjul.attestation.panels import fill as fill_attestations
from aarshjul.attestation.views import blueprint as attestation_blueprint
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
from aarshjul.hearing import model as _hearing  # noqa: F401 - the tables
from aarshjul.hearing.answer_views import blueprint as hearing_answer_blueprint
from aarshjul.hearing.panels import fill as fill_hearings
from aarshjul.hearing.panels import with_hearings
from aarshjul.hearing.reminding import remind_due
from aarshjul.hearing.start_views import blueprint as hearing_start_blueprint
from aarshjul.hearing.views import blueprint as hearing_blueprint
from aarshjul.mailtext import model as _mailtext  # noqa: F401 - the tables
from aarshjul.mailtext.views import blueprint as mailtext_blueprint
from aarshjul.mailtext.views import set_up_card as mailtext_card
from aarshjul.meeting import model as _meeting  # noqa: F401 - the tables
from aarshjul.meeting.body_views import blueprint as body_blueprint
from aarshjul.meeting.decision_views import blueprint as decision_blueprint
from aarshjul.meeting.drafting import draft_acceptances
from aarshjul.meeting.item_actions import add_base_data as add_bodies
from aarshjul.meeting.item_views import blueprint as item_blueprint
from aarshjul.meeting.meeting_views import blueprint as meeting_blueprint
from aarshjul.meeting.panels import fill as fill_meetings
from aarshjul.plan import model as _plan  # noqa: F401 - the tables
from aarshjul.plan.actions import add_base_data as add_plan
from aarshjul.plan.actions import plan_when_due
from aarshjul.plan.board_views import blueprint as board_blueprint
from aarshjul.plan.export_views import blueprint as export_blueprint
from aarshjul.plan.version_views import blueprint as version_blueprint
from aarshjul.plan.views import blueprint as plan_blueprint
from aarshjul.plan.wheel_views import blueprint as wheel_blueprint
from aarshjul.reminder import model as _reminder  # noqa: F401 - the tables
from aarshjul.reminder.actions import look_at_due
from aarshjul.reminder.forecast_views import blueprint as forecast_blueprint
from aarshjul.reminder.forecast_views import fill as fill_forecast
from aarshjul.reminder.gathering import gather, list_people, take_back_old
from aarshjul.reminder.guarding import set_free, why_not_send
from aarshjul.reminder.mail_panels import fill as fill_mail_panels
from aarshjul.reminder.mail_store import KIND as REMINDER
from aarshjul.reminder.settings_panels import fill as fill_reminders
from aarshjul.reminder.settings_views import blueprint as reminder_blueprint
from aarshjul.reminder.store import is_paused
from aarshjul.reminder.warnings import fill as fill_warnings
from aarshjul.status import model as _status  # noqa: F401 - the tables
from aarshjul.status.cli import report as report_commands
from aarshjul.status.draft_views import blueprint as status_draft_blueprint
from aarshjul.status.history import keep_month_when_due
from aarshjul.status.link_views import blueprint as status_link_blueprint
from aarshjul.status.scheduling import follow_meetings
from aarshjul.status.sending import MAIL_KINDS, paper_of
from aarshjul.status.sending import why_not_send as why_not_send_report
from aarshjul.status.setting_views import blueprint as report_setting_blueprint
from aarshjul.status.text_views import blueprint as status_text_blueprint
from aarshjul.status.views import blueprint as status_blueprint
from aarshjul.status.views import report_menu
from aarshjul.task import model as _task  # noqa: F401 - the tables
from aarshjul.task.handing_over import PERSON_LINK
from aarshjul.task.panels import fill as fill_tasks
from aarshjul.task.verb_views import blueprint as verb_blueprint
from aarshjul.task.views import blueprint as task_blueprint
from aarshjul.trail import fill_trail
from app.core.part import Part, PartedStep, PeriodicStep
from app.core.slots import Slots
from app.core.text import N_
from app.leaving.slots import HISTORY, OWN


def _fill(slots: Slots) -> None:
    slots.menu.append(with_hearings(report_menu))
    slots.panels.setdefault("set_up", []).extend((set_up_card, mailtext_card))
    slots.panels.setdefault("account", []).append(account_panel)
    slots.panels.setdefault("user", []).append(user_panel)
    fill_tasks(slots)
    fill_warnings(slots)
    fill_forecast(slots)
    fill_mail_panels(slots)
    fill_attestations(slots)
    fill_meetings(slots)
    fill_hearings(slots)
    fill_reminders(slots)
    fill_trail(slots)
    slots.mail_guards[REMINDER] = why_not_send
    slots.mail_cancelled[REMINDER] = set_free
    slots.mail_guards |= dict.fromkeys(MAIL_KINDS.values(), why_not_send_report)
    slots.mail_files[MAIL_KINDS["pdf"]] = paper_of
    slots.mail_holds[REMINDER] = is_paused
    slots.links["task.person_id"] = PERSON_LINK
    slots.stays |= dict.fromkeys(
        (
            "attestation_campaign.made_by_id",
            "attestation_line.answered_by_id",
            "mail_text.changed_by_id",
            "plan.approved_by_id",
            "plan.submitted_by_id",
            "reminder.person_id",
            "reminder_settings.changed_by_id",
            "reminder_settings.paused_by_id",
            "status_comment.by_id",
            "status_recommendation.by_id",
            *(f"status_report.{name}_by_id" for name in ("made", "frozen", "dpo_signed")),
            "task.asked_by_id",
            "task.done_by_id",
            "task_answer.person_id",
            "task_handling.changed_by_id",
            "work_calendar.changed_by_id",
        ),
        HISTORY,
    )
    slots.stays |= {
        "calendar_feed.person_id": OWN,
        "reminder_choice.person_id": OWN,
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
        attestation_blueprint,
        attestation_answer_blueprint,
        hearing_start_blueprint,
        hearing_answer_blueprint,
        hearing_blueprint,
        status_blueprint,
        status_draft_blueprint,
        status_text_blueprint,
        status_link_blueprint,
        report_setting_blueprint,
        calendar_blueprint,
        feed_blueprint,
        mailtext_blueprint,
        reminder_blueprint,
        forecast_blueprint,
        meeting_blueprint,
        item_blueprint,
        decision_blueprint,
        body_blueprint,
    ),
    commands=(aarshjul_commands, report_commands),
    steps=(
        PeriodicStep("plan", plan_when_due),
        PeriodicStep("attestation", follow_when_due),
        PeriodicStep("hearings", remind_due, in_batches=True),
        PeriodicStep("kpis", keep_month_when_due),
        PeriodicStep("acceptances", draft_acceptances),
        PeriodicStep("status_reports", follow_meetings),
        PeriodicStep("unsent", take_back_old, in_batches=True),
        PeriodicStep("reminders", look_at_due, in_batches=True),
        PartedStep("gathering", list_people, gather),
    ),
    fill=_fill,
    base_data=_base_data,
    demo_data=add_demo_tasks,
)
