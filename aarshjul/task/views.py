"""/opgaver: the list of tasks, and one task."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.reminder.store import list_of_task
from aarshjul.task.filtering import SHOWN, SORT_KEYS, TaskFilter
from aarshjul.task.forms import FORMS, AssignForm, TaskForm
from aarshjul.task.history import history_of
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import find_responsible, is_theirs, reach_of
from aarshjul.task.rules import OBLIGATIONS, Verb, refusal
from aarshjul.task.store import get_task, list_tasks
from aarshjul.task.words import words_of
from app.audit.store import list_events_of
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.filters import MONTHS
from app.core.slots import current_slots
from app.core.tables import Sort, address
from app.leaving.rules import DPO_FUNCTION
from app.mail.rules import STATES as MAIL_WORDS
from app.organisation.duties import list_dpo_ids
from app.organisation.model import Person
from app.organisation.rules import FUNCTIONS
from app.organisation.store import list_administrations, list_people

blueprint = Blueprint("task", __name__)


@blueprint.get("/opgaver")
@signed_in
def index() -> Any:
    """The tasks a person may see, narrowed by the address."""
    viewer, today = get_viewer(), clock.today()
    wanted = TaskFilter.of(request.args)
    sort = Sort.of(request.args, request.path, keys=SORT_KEYS)
    page, counts = list_tasks(wanted, sort, today=today, reach=reach_of(viewer))
    administrations = [(unit.code, unit.name) for unit in list_administrations(scope=viewer.scope("task", "read"))]
    return render_template(
        "aarshjul/task/index.html",
        page=page,
        counts=counts,
        sort=sort,
        wanted=wanted,
        chips=_chips(wanted, dict(administrations)),
        options={
            "who": [("mig", _("Mine"))],
            "show": [(code, _(word)) for code, word in SHOWN.items() if code != "aabne"],
            "administration": administrations,
            "year": [(year, year) for year in range(today.year - 1, today.year + YEARS_AHEAD + 1)],
        },
    )


@blueprint.get("/opgaver/<int:task_id>")
@signed_in
def show(task_id: int) -> Any:
    """One task: what, why, how, who, and what can be done to it."""
    viewer = get_viewer()
    task = get_task(task_id, reach=reach_of(viewer))
    return render_template("aarshjul/task/show.html", **show_page(task, viewer))


def show_page(task: Task, viewer: Viewer, *, failed: tuple[Verb, TaskForm] | None = None) -> dict[str, Any]:
    """Everything the page shows; `failed` is the verb whose form was refused, with what was typed."""
    holders = reach_of(viewer).holders
    found = find_responsible(task, holders)
    responsible = db.session.get(Person, found.person_id) if found.person_id is not None else None
    instead_of = db.session.get(Person, found.instead_of) if found.instead_of is not None else None
    forms: dict[Verb, TaskForm] = {}
    if may_work(task, viewer):
        forms = {verb: _form(verb, task) for verb in FORMS if not refusal(verb, state=task.state, kind=task.kind)}
    if failed:
        verb, form = failed
        form.version.data = str(task.version)
        forms[verb] = form
    if isinstance(assign := forms.get("assign"), AssignForm):
        assign.offer(who_may_do(task))
    subjects = current_slots().subjects_of([(task.subject_kind, task.subject_id)] if task.subject_id else [])
    return {
        "task": task,
        "words": words_of(task),
        "today": clock.today(),
        "is_open": task.state in OPEN_STATES,
        "responsible": responsible,
        "is_fallback": found.is_fallback,
        "instead_of": instead_of,
        "away": holders.away.get(found.instead_of) if found.instead_of is not None else None,
        "function": _(FUNCTIONS.get(task.function, task.function)),
        "forms": forms,
        "failed": failed[0] if failed else "",
        "subject": subjects.get((task.subject_kind, task.subject_id or 0)),
        "history": history_of(list_events_of("task", task.id)),
        "reminders": list_of_task(task.id),
        "mail_words": MAIL_WORDS,
    }


def may_work(task: Task, viewer: Viewer) -> bool:
    """Who may do something to a task: those who may write in its unit, whoever it falls to, and who is away from it."""
    if viewer.may("write", "task", task.unit.path):
        return True
    return is_theirs(viewer.person_id, task, reach_of(viewer).holders)


def who_may_do(task: Task) -> list[Person]:
    """Who may be given a task: everybody who works here, but the DPO only what is the DPO's."""
    dpos = list_dpo_ids(clock.today()) if task.function != DPO_FUNCTION else frozenset()
    return [person for person in list_people() if person.id not in dpos]


def _form(verb: Verb, task: Task) -> TaskForm:
    form = FORMS[verb](formdata=None, prefix=verb)
    form.version.data = str(task.version)
    if isinstance(form, AssignForm):
        form.person_id.data = task.person_id or 0
    return form


def _chips(wanted: TaskFilter, administrations: dict[str, str]) -> list[dict[str, str]]:
    """The filters in use that are not the list's own, each with the address without it."""
    path, args = url_for("task.index"), dict(request.args)
    shown = {
        "hvem": _("Mine") if wanted.is_mine else "",
        "tilstand": _(SHOWN[wanted.show]) if wanted.show != "aabne" else "",
        "forvaltning": administrations.get(wanted.administration, wanted.administration),
        "aar": str(wanted.year or ""),
        "maaned": MONTHS[wanted.month - 1].capitalize() if wanted.month else "",
        "slags": _(OBLIGATIONS[wanted.kind].label) if wanted.kind in OBLIGATIONS else "",
        "opgave": _("Opgave %(code)s i planen", code=wanted.plan_code) if wanted.plan_code else "",
    }
    return [
        {"label": label, "remove_url": address(path, args, without=(name, "side"))}
        for name, label in shown.items()
        if label
    ]
