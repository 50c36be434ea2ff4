"""/svar/<token>: answering a task from the link in a mail, without signing in unless the municipality asks for it.

A GET changes nothing, because mail scanners open every link. The form carries its own check against forged posts: the
general one wants a referrer, which these pages never send, since their address is what lets a person in.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from aarshjul.task.actions import complete_task
from aarshjul.task.answering import GOOD_FOR, read_token
from aarshjul.task.forms import AnswerForm
from aarshjul.task.model import OPEN_STATES, TO_DO_STATES, Task
from aarshjul.task.responsible import is_theirs, load_holders
from aarshjul.task.rules import STATE_WORDS
from aarshjul.task.store import find_task
from aarshjul.task.taking import needs_approval, needs_evidence
from aarshjul.task.words import words_of
from app.attachment.store import list_files
from app.audit.actions import Doing
from app.auth.web import find_current_viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.slots import Subject, current_slots
from app.core.web import answer_invalid, see_other
from app.organisation.model import Person
from app.organisation.rules import Holders
from app.organisation.store import get_municipality
from app.token.signing import BadToken, ExpiredToken
from register.obligations import why_not_confirm

blueprint = Blueprint("answer", __name__)


@dataclass(eq=False)
class _Turned(Exception):
    """The link cannot be answered; what the page says instead."""

    code: int
    title: str
    text: str
    action_url: str = "/"
    action_label: str = ""


@blueprint.record
def _check_posts_itself(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.after_request
def _tell_nobody(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(_Turned)
def _turned(turned: _Turned) -> tuple[str, int]:
    db.session.rollback()
    context = {"code": turned.code, "title": turned.title, "text": turned.text, "action_url": turned.action_url}
    if turned.action_label:
        context["action_label"] = turned.action_label
    return render_template("errors/error.html", **context), turned.code


@blueprint.get("/svar/<token>")
def show(token: str) -> Any:
    """The task, and the form where it can be answered."""
    if _must_sign_in():
        return see_other(url_for("auth.sign_in", next=request.path))
    task, person = _open(token)
    return render_template("aarshjul/answer/show.html", **_page(task, person, _form(task)))


@blueprint.post("/svar/<token>")
def complete(token: str) -> Any:
    """Mark the task as done. Answered twice is answered once."""
    if _must_sign_in():
        return see_other(url_for("auth.sign_in", next=request.path))
    task, person = _open(token)
    form = _form(task)
    if not form.validate():
        _explain_lost_cookie(form)
        return answer_invalid("aarshjul/answer/show.html", **_page(*_open(token), form))
    if task.state in TO_DO_STATES:
        now = clock.now()
        command = form.to_command(task.id, on=clock.day_of(now))
        try:
            complete_task(command, doing=Doing(at=now, person_id=person.id, via="link"))
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused.message, refused.field)
            return answer_invalid("aarshjul/answer/show.html", **_page(*_open(token), form))
    return see_other(url_for("answer.show", token=token))


def _form(task: Task) -> AnswerForm:
    """Signed out there is room for files only where the task must have one."""
    form = AnswerForm()
    form.ask_of(task)
    if not needs_evidence(task):
        del form.files
    return form


def _must_sign_in() -> bool:
    return get_municipality().answers_need_sign_in and find_current_viewer() is None


def _open(token: str) -> tuple[Task, Person]:
    """The task and the person a token speaks for.

    1. The token is ours and its time is not over.
    2. The person still works here, and is the one signed in where that is asked for.
    3. The task is still that person's, or that of one they stand in for today; one that is closed may be looked at by
       whoever got the mail.
    """
    try:
        link = read_token(token, today=clock.today())
    except ExpiredToken as expired:
        raise _Turned(
            410,
            _("Linket er udløbet"),
            _(
                "Et link virker i %(days)s dage. Log ind og se opgaven, eller brug den nyeste mail.",
                days=GOOD_FOR.days,
            ),
            url_for("task.show", task_id=expired.payload.get("t", 0)),
            _("Log ind og se opgaven"),
        ) from None
    except BadToken:
        raise _Turned(
            404,
            _("Linket virker ikke"),
            _("Måske kom hele linket ikke med. Åbn mailen igen, og tryk på knappen i den."),
        ) from None
    task, person = find_task(link.task_id), db.session.get(Person, link.person_id)
    if task is None or person is None:
        raise NotFound
    viewer = find_current_viewer()
    if get_municipality().answers_need_sign_in and (viewer is None or viewer.person_id != person.id):
        raise _Turned(
            403,
            _("Linket er til en anden"),
            _("Mailen blev sendt til %(name)s, og du er logget ind som en anden.", name=person.name),
        )
    if task.state in OPEN_STATES and not (person.is_active and is_theirs(person.id, task, _holders_of(task))):
        raise _Turned(
            410,
            _("Opgaven er nu en andens"),
            _("Den er givet videre, siden mailen blev sendt til %(name)s. Du skal ikke gøre mere.", name=person.name),
        )
    return task, person


def _holders_of(task: Task) -> Holders:
    return load_holders(clock.today(), within=[int(part) for part in task.unit.path.split("/") if part])


def _page(task: Task, person: Person, form: AnswerForm) -> dict[str, Any]:
    return {
        "task": task,
        "person": person,
        "form": form,
        "words": words_of(task),
        "record": _record_of(task),
        "is_open": task.state in TO_DO_STATES,
        "is_waiting": task.state == "for_approval",
        "is_mine": task.state == "done" and task.done_by_id == person.id,
        "is_asked": task.state == "for_approval" and task.asked_by_id == person.id,
        "why_not": why_not_confirm(task.key),
        "needs_approval": needs_approval(task),
        "files": list_files("task", task.id) if needs_evidence(task) else [],
        "state_word": _(STATE_WORDS[task.state]),
        "today": clock.today(),
    }


def _record_of(task: Task) -> Subject | None:
    """The record the task is about, to look at before answering; its page asks for sign-in."""
    if not task.subject_kind or task.subject_id is None:
        return None
    pair = (task.subject_kind, task.subject_id)
    return current_slots().subjects_of([pair]).get(pair)


def _explain_lost_cookie(form: AnswerForm) -> None:
    """Say in words what to do when the browser did not bring back the cookie that goes with the form."""
    token = getattr(form, "csrf_token", None)
    if token is not None and token.errors:
        token.errors = ()
        form.refuse(
            _("Siden har stået åben for længe, eller din browser gemmer ikke cookies. Tryk på knappen en gang til.")
        )
