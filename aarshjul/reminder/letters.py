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
        away=_away(found, person, directory),
        why=_why(task, found, place, directory),
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


def _away(found: Found, person: Person, directory: Directory) -> str:
    """Why it comes to this person though it is another's: that one is away."""
    if found.instead_of is None:
        return ""
    name, away = directory.people[found.instead_of].name, directory.holders.away[found.instead_of]
    why = _(
        "Opgaven hører til hos %(name)s. Du får den, fordi %(name)s er væk til og med %(day)s",
        name=name,
        day=long_day(away.to_on),
    )
    return f"{why}." if away.deputy_id == person.id else _("%(why)s, og du er den næste i rækken.", why=why)


def _why(task: Task, found: Found, place: str, directory: Directory) -> str:
    if found.instead_of is not None:
        away = directory.holders.away[found.instead_of]
        words = {"name": directory.people[found.instead_of].name, "day": long_day(away.to_on)}
        if away.deputy_id == found.person_id:
            return _("Du får mailen, fordi du er stedfortræder for %(name)s, som er væk til og med %(day)s.", **words)
        return _("Du får mailen, fordi %(name)s er væk til og med %(day)s.", **words)
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
