"""/opgaver/<id>/…: what people do to a task, each an address of its own."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from aarshjul.task import actions
from aarshjul.task.forms import (
    FORMS,
    AssignForm,
    CompleteForm,
    DismissForm,
    PostponeForm,
    ReopenForm,
    StartForm,
    TaskForm,
)
from aarshjul.task.model import Task
from aarshjul.task.responsible import reach_of
from aarshjul.task.rules import Verb
from aarshjul.task.store import get_task
from aarshjul.task.views import may_work, show_page, who_may_do
from app.audit.actions import Doing
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.core.filters import long_day
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("task_verb", __name__, url_prefix="/opgaver/<int:task_id>")

Act = Callable[[Any, Doing], Task]


@blueprint.post("/udfoert")
@signed_in
def complete(task_id: int) -> Any:
    """It is done."""

    def act(form: CompleteForm, doing: Doing) -> Task:
        return actions.complete_task(form.to_command(task_id, on=clock.day_of(doing.at)), doing=doing)

    return _do("complete", task_id, act, lambda task: _("Opgaven er markeret som udført."))


@blueprint.post("/gaa-i-gang")
@signed_in
def start(task_id: int) -> Any:
    """Somebody works on it."""

    def act(form: StartForm, doing: Doing) -> Task:
        return actions.start_task(form.to_command(task_id), doing=doing)

    return _do("start", task_id, act, lambda task: _("Opgaven er sat i gang."))


@blueprint.post("/udskyd")
@signed_in
def postpone(task_id: int) -> Any:
    """It is due on another day."""

    def act(form: PostponeForm, doing: Doing) -> Task:
        return actions.postpone_task(form.to_command(task_id), doing=doing)

    return _do("postpone", task_id, act, lambda task: _("Fristen er nu %(day)s.", day=long_day(task.due_on)))


@blueprint.post("/ikke-relevant")
@signed_in
def dismiss(task_id: int) -> Any:
    """It need not be done."""

    def act(form: DismissForm, doing: Doing) -> Task:
        return actions.dismiss_task(form.to_command(task_id), doing=doing)

    return _do("dismiss", task_id, act, lambda task: _("Opgaven er sat til ikke relevant."))


@blueprint.post("/genaabn")
@signed_in
def reopen(task_id: int) -> Any:
    """It is to be done after all."""

    def act(form: ReopenForm, doing: Doing) -> Task:
        return actions.reopen_task(form.to_command(task_id), doing=doing)

    return _do("reopen", task_id, act, lambda task: _("Opgaven er åben igen."))


@blueprint.post("/giv-videre")
@signed_in
def assign(task_id: int) -> Any:
    """Somebody else does it."""

    def act(form: AssignForm, doing: Doing) -> Task:
        return actions.assign_task(form.to_command(task_id), doing=doing)

    def words(task: Task) -> str:
        if task.person is None:
            return _("Opgaven er igen hos den, der har funktionen.")
        return _("Opgaven er givet til %(name)s.", name=task.person.name)

    return _do("assign", task_id, act, words)


def _do(verb: Verb, task_id: int, act: Act, words: Callable[[Task], str]) -> Any:
    """The beats that all verbs share: guard, load, validate, act, answer."""
    viewer = get_viewer()
    task = get_task(task_id, reach=reach_of(viewer))
    if not may_work(task, viewer):
        raise Forbidden(_("Du kan se opgaven, men det er en andens at udføre den."))
    form: TaskForm = FORMS[verb](prefix=verb)
    if isinstance(form, AssignForm):
        form.offer(who_may_do(task))
    if form.validate():
        try:
            done = act(form, Doing(at=clock.now(), person_id=viewer.person_id))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(words(done), "success")
            return see_other(url_for("task.show", task_id=task_id))
    fresh = get_task(task_id, reach=reach_of(viewer))
    return answer_invalid("aarshjul/task/show.html", **show_page(fresh, viewer, failed=(verb, form)))
