"""What the annual cycle's kinds, verbs and fields are called in the audit trail."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.calendar.rules import CLOSED_WORDS
from aarshjul.catalogue.rules import LABELS as CATALOGUE_FIELDS
from aarshjul.catalogue.store import subjects_of as catalogue_subjects
from aarshjul.catalogue.words import words_of as catalogue_words
from aarshjul.feed.rules import COVERS
from aarshjul.handling.rules import DEGREES, LEVELS
from aarshjul.handling.store import subjects_of as handling_subjects
from aarshjul.mailtext.store import subjects_of as mailtext_subjects
from aarshjul.meeting.trail import fill as fill_meetings
from aarshjul.plan.model import Plan
from aarshjul.plan.versioning import KINDS
from aarshjul.plan.versioning import STATE_WORDS as PLAN_STATES
from aarshjul.reminder.settings_rules import RHYTHMS
from aarshjul.status.kept import subjects_of as report_subjects
from aarshjul.status.texts import CONFIDENTIALITY
from aarshjul.task.history import FIELDS, VERBS
from aarshjul.task.model import Task
from aarshjul.task.rules import ASK_WORDS, RESULT_WORDS, STATE_WORDS
from app.core.db import db
from app.core.slots import Slots, Subject
from app.core.text import N_

PLANNING: Mapping[str, str] = {"plan.make_tasks": N_("Lagde planens opgaver")}
PLAN: Mapping[str, str] = {
    "plan.begin": N_("Lavede en ny udgave af femårsplanen"),
    "plan.roll": N_("Rullede femårsplanen et år frem"),
    "plan.move_item": N_("Flyttede en opgave i planen"),
    "plan.change_item": N_("Rettede en opgave i planen"),
    "plan.add_item": N_("Føjede en opgave til planen"),
    "plan.remove_item": N_("Tog en opgave ud af planen"),
    "plan.submit": N_("Sendte planen til DDS"),
    "plan.take_back": N_("Trak planen tilbage fra DDS"),
    "plan.send_back": N_("Sendte planen tilbage med ønsker"),
    "plan.approve": N_("Godkendte planen"),
    "plan.discard": N_("Kasserede en kladde til planen"),
}
PLAN_FIELDS: Mapping[str, str] = {
    "version": N_("Udgave"),
    "code": N_("Opgave"),
    "first_year": N_("Begynder"),
    "last_year": N_("Slutter"),
    "kind": N_("Slags"),
    "unit": N_("Forvaltning"),
    "units": N_("Hvor"),
    "depends_on": N_("Venter på"),
    "asks_hours": N_("Ønskede timer"),
    "asks_kroner": N_("Ønskede kroner"),
    "asks_reason": N_("Begrundelse for ønsket"),
    "carried": N_("Båret over"),
    "decision": N_("Beslutning"),
    "note": N_("Bemærkning"),
    "reason": N_("Begrundelse"),
}
CALENDAR: Mapping[str, str] = {"work_calendar.change": N_("Rettede lukkedage og stille uger")}
CALENDAR_FIELDS: Mapping[str, str] = {
    "closed": N_("Lukket hvert år"),
    "dates": N_("Andre lukkedage"),
    "quiet_weeks": N_("Stille uger"),
}
MAIL_TEXT: Mapping[str, str] = {
    "mail_text.change": N_("Rettede en mailtekst"),
    "mail_text.put_back": N_("Satte en mailtekst tilbage til programmets"),
}
REMINDERS: Mapping[str, str] = {
    "reminder_settings.change": N_("Rettede påmindelserne"),
    "reminder_settings.pause": N_("Satte påmindelserne på pause"),
    "reminder_settings.resume": N_("Genoptog påmindelserne"),
}
REMINDERS_FIELDS: Mapping[str, str] = {
    "days_before": N_("Dage før fristen"),
    "overdue_every": N_("Dage mellem påmindelserne efter fristen"),
    "escalate_after": N_("Dage efter fristen, før lederne får besked"),
    "chases_in_quiet_weeks": N_("Mind også om forsinkede opgaver i de stille uger"),
}
RHYTHM: Mapping[str, str] = {"reminder_choice.change": N_("Valgte, hvor tit påmindelserne kommer")}
FEED: Mapping[str, str] = {
    "feed.create": N_("Lavede et kalenderlink"),
    "feed.revoke": N_("Trak et kalenderlink tilbage"),
}
FEED_FIELDS: Mapping[str, str] = {"covers": N_("Omfatter"), "person": N_("Person"), "unit": N_("Forvaltning")}
CAPACITY: Mapping[str, str] = {
    "capacity.put": N_("Skrev timer til rådighed"),
    "capacity.remove": N_("Tog timer til rådighed tilbage"),
}
CAPACITY_FIELDS: Mapping[str, str] = {
    "person": N_("Person"),
    "year": N_("År"),
    "hours": N_("Timer"),
    "note": N_("Bemærkning"),
}
ESTIMATE: Mapping[str, str] = {"task_template.use_estimate": N_("Satte timerne efter det, opgaverne tog")}
PAPERS: Mapping[str, str] = {"plan.export": N_("Hentede femårsplanen"), "wheel.export": N_("Hentede årshjulet")}
REPORT: Mapping[str, str] = {"report.export": N_("Hentede en rapport")}
STATUS_REPORT: Mapping[str, str] = {
    "status_report.begin": N_("Begyndte på en statusrapport"),
    "status_report.comment": N_("Skrev en forvaltnings bemærkning"),
    "status_report.recommend": N_("Skrev en indstilling"),
    "status_report.unrecommend": N_("Tog en indstilling ud"),
    "status_report.write_dpo_part": N_("Skrev i databeskyttelsesrådgiverens afsnit"),
    "status_report.sign_dpo_part": N_("Skrev under på databeskyttelsesrådgiverens afsnit"),
    "status_report.change_head": N_("Rettede statusrapportens forside"),
    "status_report.freeze": N_("Låste statusrapporten"),
    "status_report.send": N_("Sendte statusrapporten"),
    "status_report.discard": N_("Kasserede kladden til en statusrapport"),
    "status_report.export": N_("Hentede en statusrapport"),
}
STATUS_REPORT_FIELDS: Mapping[str, str] = {
    "title": N_("Titel"),
    "as_of": N_("Opgjort pr."),
    "unit": N_("Forvaltning"),
    "comment": N_("Bemærkning"),
    "recommendation": N_("Indstilling"),
    "text": N_("Tekst"),
    "state": N_("Tilstand"),
    "sha256": N_("Fingeraftryk"),
    "format": N_("Format"),
    "meeting_id": N_("Møde"),
    "confidentiality": N_("Fortrolighed"),
    "has_signatures": N_("Plads til underskrift"),
    "way": N_("Sådan sendt"),
    "recipients": N_("Modtagere"),
    "paper": N_("PDF'ens fingeraftryk"),
}
REPORT_WAYS: Mapping[str, str] = {"pdf": N_("Som PDF i mailen"), "link": N_("Med et link")}
REPORT_SETTING: Mapping[str, str] = {"report_setting.change": N_("Rettede, hvordan et organ får rapporter")}
REPORT_SETTING_FIELDS: Mapping[str, str] = {
    "body": N_("Organ"),
    "is_scheduled": N_("Kladde til hvert møde"),
    "days_before": N_("Dage før papirerne"),
    "has_signatures": N_("Plads til underskrift"),
}
REPORT_STATES: Mapping[str, str] = {"draft": N_("Kladde"), "frozen": N_("Låst")}
CATALOGUE: Mapping[str, str] = {
    "task_template.create": N_("Oprettede en opgave i kataloget"),
    "task_template.change": N_("Rettede en opgave i kataloget"),
    "task_template.retire": N_("Ændrede, om en opgave i kataloget er udgået"),
}
ATTESTATION: Mapping[str, str] = {
    "attestation.start": N_("Satte en attestering i gang"),
    "attestation.move": N_("Flyttede attesteringens frist"),
    "attestation.close": N_("Afsluttede attesteringen før tid"),
    "attestation.answer": N_("Svarede på en enheds behandlinger"),
    "attestation.follow": N_("Rettede attesteringen ind efter fortegnelsen"),
    "attestation_campaign.export": N_("Hentede attesteringen"),
}
ATTESTATION_FIELDS: Mapping[str, str] = {
    "opens_on": N_("Åbner"),
    "due_on": N_("Frist"),
    "places": N_("Forvaltninger"),
    "records": N_("Behandlinger"),
    "reason": N_("Begrundelse"),
    "tasks": N_("Opgaver trukket tilbage"),
    "confirmed": N_("Bekræftet"),
    "needs_change": N_("Skal ændres"),
    "left_out": N_("Udgået"),
    "moves": N_("Flyttet til en anden enhed"),
}
TOLD_OF_RECORD: Mapping[str, str] = {"activity.needs_change": N_("Meldte, at behandlingen skal ændres")}
HANDLING: Mapping[str, str] = {
    "task_handling.answer": N_("Svarede på, om opgaven varetages"),
    "task_handling.export": N_("Hentede listen over det, der ikke varetages"),
}
HANDLING_FIELDS: Mapping[str, str] = {
    "degree": N_("Varetages"),
    "risk_level": N_("Risiko for borgerne"),
    "risk": N_("Hvad kan gå galt"),
    "proposed_year": N_("Foreslået år"),
}


def fill_trail(slots: Slots) -> None:
    """Put the cycle's words, and what a task is called, into the slots."""
    words = slots.trail
    words.add("task", N_("Opgave"), VERBS, FIELDS, {"state": STATE_WORDS, "result": RESULT_WORDS, "asks": ASK_WORDS})
    words.add("plan", N_("Femårsplan"), {**PLAN, **PAPERS}, PLAN_FIELDS, {"kind": KINDS, "state": PLAN_STATES})
    words.add("planning", N_("Planlægning"), PLANNING)
    words.add("work_calendar", N_("Lukkedage og stille uger"), CALENDAR, CALENDAR_FIELDS, {"closed": CLOSED_WORDS})
    words.add("mail_text", N_("Mailtekst"), MAIL_TEXT, {"text": N_("Tekst")})
    words.add("reminder_settings", N_("Påmindelser"), REMINDERS, REMINDERS_FIELDS)
    words.add("reminder_choice", N_("Egne påmindelser"), RHYTHM, {"rhythm": N_("Hvor tit")}, {"rhythm": RHYTHMS})
    words.add("calendar_feed", N_("Kalenderlink"), FEED, FEED_FIELDS, {"covers": COVERS})
    words.add("capacity", N_("Kapacitet"), CAPACITY, CAPACITY_FIELDS)
    words.add("task_template", N_("Opgave i kataloget"), ESTIMATE, {"hours": N_("Timer")})
    words.add("wheel", N_("Årshjul"), {})
    words.add("report", N_("Rapport"), REPORT, {"body": N_("Til"), "as_of": N_("Opgjort pr.")})
    words.add(
        "status_report", N_("Statusrapport"), STATUS_REPORT, STATUS_REPORT_FIELDS,
        {"state": REPORT_STATES, "way": REPORT_WAYS, "confidentiality": CONFIDENTIALITY},
    )  # fmt: skip
    words.add("report_setting", N_("Rapporter til et organ"), REPORT_SETTING, REPORT_SETTING_FIELDS)
    words.guards["report_setting"] = "report"
    words.guards["status_report"] = "report"
    words.add("task_template", N_("Opgave i kataloget"), CATALOGUE, CATALOGUE_FIELDS)
    words.describe["task_template"] = catalogue_words
    words.guards["task_template"] = "plan"
    words.add("task_handling", N_("Varetages"), HANDLING, HANDLING_FIELDS, {"degree": DEGREES, "risk_level": LEVELS})
    words.guards["task_handling"] = "unhandled_task"
    words.add("attestation_campaign", N_("Attestering"), ATTESTATION, ATTESTATION_FIELDS)
    words.guards["attestation_campaign"] = "attestation"
    words.add("activity", N_("Behandling"), TOLD_OF_RECORD)
    fill_meetings(slots)
    slots.subjects["task"] = _tasks
    slots.subjects["plan"] = _plans
    slots.subjects["status_report"] = report_subjects
    slots.subjects["mail_text"] = mailtext_subjects
    slots.subjects["task_template"] = catalogue_subjects
    slots.subjects["task_handling"] = handling_subjects


def _tasks(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(select(Task.id, Task.title).where(Task.id.in_(ids)))
    return {row_id: Subject("task", row_id, title, f"/opgaver/{row_id}") for row_id, title in rows}


def _plans(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(select(Plan.id, Plan.version).where(Plan.id.in_(ids)))
    return {
        row_id: Subject(
            "plan", row_id, _("Femårsplanen, version %(version)s", version=version), f"/femaarsplan/{version}"
        )
        for row_id, version in rows
    }
