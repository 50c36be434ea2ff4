"""The words of a reminder: what is asked of whom, why, and whom to ask."""

from datetime import date

from flask_babel import gettext as _

from aarshjul.task.answering import AnswerLink, make_token
from aarshjul.task.model import Task
from aarshjul.task.words import words_of
from app.core.filters import MONTHS, long_day, overdue_words
from app.core.text import N_
from app.mail.compose import Letter, mail_link, render_mail
from app.organisation.model import Municipality, Person
from app.organisation.rules import FUNCTIONS, Found
from app.organisation.store import Directory

KIND = "reminder"
WEEKDAYS = (
    N_("mandag"), N_("tirsdag"), N_("onsdag"), N_("torsdag"), N_("fredag"), N_("lørdag"), N_("søndag"),
)  # fmt: skip


def write_letter(
    task: Task,
    found: Found,
    person: Person,
    *,
    step: str,
    today: date,
    directory: Directory,
    municipality: Municipality,
) -> Letter:
    """The mail of one step of one task to one person. It names no citizen, only the task and its date."""
    place = task.unit.name if task.unit.kind != "municipality" else municipality.name or task.unit.name
    token = make_token(AnswerLink(task_id=task.id, person_id=person.id), today=today)
    words = render_mail(
        KIND,
        first_name=person.name.split()[0] if person.name.split() else "",
        title=task.title,
        place=place,
        due_day=f"{task.due_on.day}. {MONTHS[task.due_on.month - 1]}",
        due_on=_("%(weekday)s den %(day)s", weekday=_(WEEKDAYS[task.due_on.weekday()]), day=long_day(task.due_on)),
        law_due_on=task.law_due_on,
        overdue=overdue_words(task.due_on, today),
        is_due_today=task.due_on == today,
        hours=task.hours,
        words=words_of(task),
        stand_in_for=_(FUNCTIONS.get(task.function, task.function)) if found.is_fallback else "",
        why=_why(task, found, place),
        contact=_contact(task, person, directory),
        dpo=municipality if municipality.dpo_is_known and municipality.dpo_email != person.email else None,
        needs_sign_in=municipality.answers_need_sign_in,
        municipality_name=municipality.name,
        action_url=mail_link("answer.show", token=token),
        action_label=_("Markér som udført"),
    )
    return Letter(
        key=f"{KIND}/{task.id}/{task.due_on}/{step}/{person.id}",
        kind=KIND,
        subject_kind="task",
        subject_id=task.id,
        person=person,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )


def _why(task: Task, found: Found, place: str) -> str:
    if found.is_fallback:
        return _("Du får mailen, fordi du er koordinator for %(place)s.", place=place)
    if task.person is not None and found.person_id == task.person_id:
        if task.kind == "review" and not task.is_touched:
            return _("Du får mailen, fordi du står som ejer af behandlingen.")
        return _("Du får mailen, fordi opgaven er givet til dig.")
    function = _(FUNCTIONS.get(task.function, task.function))
    return _("Du får mailen, fordi du har funktionen «%(function)s» i %(place)s.", function=function, place=place)


def _contact(task: Task, person: Person, directory: Directory) -> Person | None:
    """Whom to ask: the unit's coordinator; the coordinator asks the municipality's for information security."""
    for function in ("coordinator", "isc"):
        found = directory.holders.find(function, task.unit_id)
        if found.person_id is not None and found.person_id != person.id:
            return directory.people[found.person_id]
    return None
