"""Everything the page of one task shows."""

from typing import Any

from flask_babel import gettext as _

from aarshjul.attestation.pending import count_pending, pending_url
from aarshjul.reminder.showing import reminders_of
from aarshjul.task.access import KIND, may_approve, may_comment, may_work, who_may_do
from aarshjul.task.checklist import progress_of
from aarshjul.task.forms import APPROVER_FORMS, FORMS, AssignForm, CompleteForm, TaskForm, TickForm
from aarshjul.task.history import history_of
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import find_responsible, reach_of
from aarshjul.task.rules import ASK_WORDS, RESULT_WORDS, Verb
from aarshjul.task.spent import spent_words
from aarshjul.task.store import list_approvers
from aarshjul.task.taking import checklist_of, needs_approval, needs_evidence, why_not
from aarshjul.task.words import words_of
from app.attachment.store import list_files
from app.audit.store import list_events_of
from app.auth.viewer import Viewer
from app.comment.forms import CommentForm
from app.comment.store import list_comments
from app.core import clock
from app.core.db import db
from app.core.slots import current_slots
from app.organisation.model import Person
from app.organisation.rules import FUNCTIONS
from register.obligations import why_not_confirm


def show_page(task: Task, viewer: Viewer, *, failed: tuple[Verb, TaskForm] | None = None) -> dict[str, Any]:
    """Everything the page shows; `failed` is the verb whose form was refused, with what was typed."""
    holders = reach_of(viewer).holders
    found = find_responsible(task, holders)
    points = checklist_of(task)
    subjects = current_slots().subjects_of([(task.subject_kind, task.subject_id)] if task.subject_id else [])
    is_waiting = task.state == "for_approval"
    return {
        "task": task,
        "words": words_of(task),
        "today": clock.today(),
        "is_open": task.state in OPEN_STATES,
        "is_waiting": is_waiting,
        "responsible": _person(found.person_id),
        "is_fallback": found.is_fallback,
        "instead_of": _person(found.instead_of),
        "away": holders.away.get(found.instead_of) if found.instead_of is not None else None,
        "function": _(FUNCTIONS.get(task.function, task.function)),
        "forms": forms_of(task, viewer, failed),
        "failed": failed[0] if failed else "",
        "points": points,
        "progress": progress_of(points),
        "tick": TickForm(formdata=None) if not why_not("tick", task) else None,
        "why_not_complete": why_not_confirm(task.key) if task.state in OPEN_STATES else None,
        "pending": task.state in OPEN_STATES and count_pending(task),
        "pending_url": pending_url(task) if viewer.may("read", "activity", task.unit.path) else "",
        "needs_evidence": needs_evidence(task),
        "needs_approval": needs_approval(task),
        "approvers": list_approvers(task, today=clock.today()) if is_waiting else [],
        "ask_word": _(ASK_WORDS.get(task.asks, "")),
        "result_word": _(RESULT_WORDS.get(task.result, "")),
        "spent": spent_words(task.spent_minutes) if task.spent_minutes else "",
        "files": list_files(KIND, task.id),
        "may_work": may_work(task, viewer),
        "comments": list_comments(KIND, task.id),
        "comment_form": CommentForm(formdata=None) if may_comment(task, viewer) else None,
        "subject": subjects.get((task.subject_kind, task.subject_id or 0)),
        "history": history_of(list_events_of(KIND, task.id)),
        "reminders": reminders_of(task, person_id=found.person_id, today=clock.today()),
    }


def forms_of(task: Task, viewer: Viewer, failed: tuple[Verb, TaskForm] | None = None) -> dict[Verb, TaskForm]:
    """The forms of what this viewer may do to the task as it stands; the one that was refused as it was sent."""
    offered: dict[Verb, type[TaskForm]] = {}
    if may_work(task, viewer):
        offered.update(FORMS)
    if may_approve(task, viewer):
        # A leader who works there too sends it back with words instead of taking it back without.
        offered.pop("take_back", None)
        offered.update(APPROVER_FORMS)
    forms = {verb: _form(verb, form, task) for verb, form in offered.items() if not why_not(verb, task)}
    if failed:
        verb, form = failed
        form.version.data = str(task.version)
        forms[verb] = form
    return fit(forms, task)


def fit(forms: dict[Verb, TaskForm], task: Task) -> dict[Verb, TaskForm]:
    """The forms with what hangs on the task: whom it may be given to, and what is asked of one that is done."""
    for form in forms.values():
        if isinstance(form, AssignForm):
            form.offer(who_may_do(task))
        if isinstance(form, CompleteForm):
            form.ask_of(task)
    return forms


def _form(verb: Verb, kind: type[TaskForm], task: Task) -> TaskForm:
    form = kind(formdata=None, prefix=verb)
    form.version.data = str(task.version)
    if isinstance(form, AssignForm):
        form.person_id.data = task.person_id or 0
    return form


def _person(person_id: int | None) -> Person | None:
    return db.session.get(Person, person_id) if person_id is not None else None
