"""/opgaver/<id>/…: what people do to a task, each an address of its own."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.task import actions, approving
from aarshjul.task.access import may_approve, may_work
from aarshjul.task.checklist import progress_of
from aarshjul.task.forms import (
    APPROVER_FORMS,
    FORMS,
    ApproveForm,
    AssignForm,
    CompleteForm,
    DismissForm,
    PostponeForm,
    ReopenForm,
    SendBackForm,
    StartForm,
    TakeBackForm,
    TaskForm,
    TickForm,
    TimeForm,
)
from aarshjul.task.model import Task
from aarshjul.task.responsible import reach_of
from aarshjul.task.rules import Verb
from aarshjul.task.showing import fit, show_page
from aarshjul.task.spent import spent_words
from aarshjul.task.store import get_task
from aarshjul.task.taking import checklist_of
from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
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

    def words(task: Task) -> str:
        said, left = _unless_asked(task, _("Opgaven er markeret som udført.")), progress_of(checklist_of(task)).left
        if not left:
            return said
        return f"{said} " + ngettext(
            "%(num)s punkt på tjeklisten er ikke krydset af.", "%(num)s punkter på tjeklisten er ikke krydset af.", left
        )

    return _do("complete", task_id, act, words)


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

    def words(task: Task) -> str:
        return _unless_asked(task, _("Fristen er nu %(day)s.", day=long_day(task.due_on)))

    return _do("postpone", task_id, act, words)


@blueprint.post("/ikke-relevant")
@signed_in
def dismiss(task_id: int) -> Any:
    """It need not be done."""

    def act(form: DismissForm, doing: Doing) -> Task:
        return actions.dismiss_task(form.to_command(task_id), doing=doing)

    return _do("dismiss", task_id, act, lambda task: _unless_asked(task, _("Opgaven er markeret som ikke relevant.")))


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


@blueprint.post("/brugt-tid")
@signed_in
def add_time(task_id: int) -> Any:
    """More time was spent."""

    def act(form: TimeForm, doing: Doing) -> Task:
        return actions.add_time(form.to_command(task_id), doing=doing)

    def words(task: Task) -> str:
        return _("Der er nu brugt %(time)s på opgaven.", time=spent_words(task.spent_minutes))

    return _do("add_time", task_id, act, words)


@blueprint.post("/traek-tilbage")
@signed_in
def take_back(task_id: int) -> Any:
    """There is more to do before it is approved."""

    def act(form: TakeBackForm, doing: Doing) -> Task:
        return approving.take_back_task(form.to_command(task_id), doing=doing)

    return _do(
        "take_back", task_id, act, lambda task: _("Opgaven er trukket tilbage fra godkendelse og er i gang igen.")
    )


@blueprint.post("/godkend")
@signed_in
def approve(task_id: int) -> Any:
    """A leader approves."""

    def act(form: ApproveForm, doing: Doing) -> Task:
        return approving.approve_task(form.to_command(task_id), doing=doing)

    def words(task: Task) -> str:
        if task.state == "postponed":
            return _("Godkendt. Fristen er nu %(day)s.", day=long_day(task.due_on))
        if task.state == "not_relevant":
            return _("Godkendt. Opgaven er markeret som ikke relevant.")
        return _("Godkendt. Opgaven er udført.")

    return _do("approve", task_id, act, words)


@blueprint.post("/send-tilbage")
@signed_in
def send_back(task_id: int) -> Any:
    """A leader does not, and says why."""

    def act(form: SendBackForm, doing: Doing) -> Task:
        return approving.send_back_task(form.to_command(task_id), doing=doing)

    return _do("send_back", task_id, act, lambda task: _("Opgaven er sendt tilbage med din begrundelse."))


@blueprint.post("/tjekliste")
@signed_in
def tick(task_id: int) -> Any:
    """A point of the checklist is ticked, or not any more: one press, and back to the list."""
    viewer = get_viewer()
    _guard("tick", get_task(task_id, reach=reach_of(viewer)), viewer)
    form = TickForm()
    if form.validate():
        try:
            actions.tick_point(form.to_command(task_id), doing=doing_of(viewer))
        except Refused as refused:
            flash(refused.message, "warning")
    return see_other(url_for("task.show", task_id=task_id, _anchor="tjekliste"))


def _do(verb: Verb, task_id: int, act: Act, words: Callable[[Task], str]) -> Any:
    """The beats that all verbs share: guard, load, validate, act, answer."""
    viewer = get_viewer()
    task = get_task(task_id, reach=reach_of(viewer))
    _guard(verb, task, viewer)
    form: TaskForm = (APPROVER_FORMS if verb in APPROVER_FORMS else FORMS)[verb](prefix=verb)
    fit({verb: form}, task)
    if form.validate():
        try:
            done = act(form, doing_of(viewer))
        except Forbidden:
            raise
        except Refused as refused:
            db.session.rollback()  # files that came with what is refused are not to be shown as if they were kept
            form.refuse(refused.message, refused.field)
        else:
            flash(words(done), "success")
            return see_other(url_for("task.show", task_id=task_id))
    fresh = get_task(task_id, reach=reach_of(viewer))
    return answer_invalid("aarshjul/task/show.html", **show_page(fresh, viewer, failed=(verb, form)))


def _guard(verb: Verb, task: Task, viewer: Viewer) -> None:
    """Refuse who sees the task and may not do this to it."""
    if verb in APPROVER_FORMS:
        if not may_approve(task, viewer):
            raise Forbidden(
                _("En leder eller direktør for området skal godkende opgaven, og ikke den, der har bedt om det.")
            )
    elif not may_work(task, viewer):
        raise Forbidden(_("Du kan se opgaven, men det er en andens at udføre den."))


def _unless_asked(task: Task, words: str) -> str:
    """What has come about; or that it waits for a leader, where the template asks for one."""
    return _("Opgaven er sendt til godkendelse.") if task.state == "for_approval" else words
