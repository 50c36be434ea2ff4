"""/svar/<token>: answering a task from the link in a mail, without signing in unless the municipality asks for it.

A GET changes nothing, because mail scanners open every link. The forms carry their own check against forged posts: the
general one wants a referrer, which these pages never send, since their address is what lets a person in.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from aarshjul.answer.actions import GiveAnswer, give_answer
from aarshjul.answer.forms import AnswerForm, form_of
from aarshjul.answer.links import GOOD_FOR, mark_of, read_token
from aarshjul.answer.model import TaskAnswer
from aarshjul.answer.offering import answers_of
from aarshjul.answer.rules import SLUGS, Answer, of_slug
from aarshjul.answer.showing import answer_page
from aarshjul.answer.store import find_answer, may_answer
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.store import find_task
from app.audit.actions import Doing
from app.auth.web import find_current_viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.web import answer_invalid, see_other
from app.organisation.model import Person
from app.organisation.store import get_municipality
from app.throttle.actions import claim_try, forget_tries
from app.throttle.rules import ANSWER
from app.token.signing import BadToken, ExpiredToken

blueprint = Blueprint("answer", __name__)
PAGE = "aarshjul/answer/show.html"


@dataclass(frozen=True)
class _Opened:
    """What a link opens: the task, whom it speaks for, and what it has answered already."""

    task: Task
    person: Person
    given: TaskAnswer | None


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
    """The task, and the answers it takes; ?svar= opens one of them. After the answer: what it was."""
    if _must_sign_in():
        return _to_sign_in(token)
    link = _open(token)
    page = answer_page(link.task, link.person, link.given, wanted=_named())
    return render_template(PAGE, token=token, **page)


@blueprint.post("/svar/<token>")
def give(token: str) -> Any:
    """Answer as `svar` says. A link answers once: what is sent by it afterwards changes nothing."""
    if _must_sign_in():
        return _to_sign_in(token)
    link, answer = _open(token), _named()
    if link.given is not None or answer is None or answer not in answers_of(link.task):
        return see_other(url_for("answer.show", token=token))
    now, mark = clock.now(), mark_of(token)
    task_id, doing = link.task.id, Doing(at=now, person_id=link.person.id, via="link")
    form = form_of(answer, link.task, is_sent=True)
    try:
        claim_try(ANSWER, mark, now=now)
        # The try is counted before anybody is looked up by what was written, whatever comes of it.
        db.session.commit()
        if form.validate():
            command = form.to_command(task_id, on=clock.day_of(now))
            give_answer(GiveAnswer(mark=mark, answer=answer, command=command), doing=doing)
            forget_tries(ANSWER, mark)
            return see_other(url_for("answer.show", token=token))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
    _explain_lost_cookie(form)
    db.session.rollback()
    link = _open(token)
    page = answer_page(link.task, link.person, link.given, wanted=answer, refused=(answer, form))
    return answer_invalid(PAGE, token=token, **page)


def _named() -> Answer | None:
    """The answer that the address or the form names."""
    return of_slug(request.values.get("svar", ""))


def _must_sign_in() -> bool:
    chosen = get_municipality()
    return chosen.answers_need_sign_in and not chosen.answers_are_off and find_current_viewer() is None


def _to_sign_in(token: str) -> Any:
    """To the sign-in page, and back to the answer that was named."""
    named = _named()
    back = url_for("answer.show", token=token, svar=SLUGS[named] if named else None)
    return see_other(url_for("auth.sign_in", next=back))


def _open(token: str) -> _Opened:
    """What a token opens.

    1. The token is ours and its time is not over, and answers from mails are not switched off.
    2. The person is the one signed in where that is asked for.
    3. What the link has answered may be looked at. Else the task, where it is open, is still that person's, or that of
       one they stand in for today; one that is closed may be looked at by whoever got the mail.
    """
    try:
        link = read_token(token, today=clock.today())
    except ExpiredToken as expired:
        raise _expired(int(expired.payload.get("t", 0))) from None
    except BadToken:
        raise _Turned(
            404,
            _("Linket virker ikke"),
            _("Måske kom hele linket ikke med. Åbn mailen igen, og tryk på knappen i den."),
        ) from None
    task, person = find_task(link.task_id), db.session.get(Person, link.person_id)
    if task is None or person is None:
        raise NotFound
    chosen, viewer = get_municipality(), find_current_viewer()
    if chosen.answers_are_off:
        raise _switched_off(task.id)
    if chosen.answers_need_sign_in and (viewer is None or viewer.person_id != person.id):
        raise _Turned(
            403,
            _("Linket er til en anden"),
            _("Mailen blev sendt til %(name)s, og du er logget ind som en anden.", name=person.name),
        )
    given = find_answer(mark_of(token))
    if given is None and task.state in OPEN_STATES and not may_answer(person, task, today=clock.today()):
        raise _Turned(
            410,
            _("Opgaven er nu en andens"),
            _("Den er givet videre, siden mailen blev sendt til %(name)s. Du skal ikke gøre mere.", name=person.name),
        )
    return _Opened(task, person, given)


def _expired(task_id: int) -> _Turned:
    return _Turned(
        410,
        _("Linket er udløbet"),
        _("Et link virker i %(days)s dage. Log ind, og se opgaven, eller brug den nyeste mail.", days=GOOD_FOR.days),
        url_for("task.show", task_id=task_id),
        _("Log ind, og se opgaven"),
    )


def _switched_off(task_id: int) -> _Turned:
    return _Turned(
        410,
        _("Du kan ikke svare fra mailen"),
        _("Kommunen har valgt, at man svarer i programmet. Log ind, og svar på opgaven dér."),
        url_for("task.show", task_id=task_id),
        _("Log ind, og se opgaven"),
    )


def _explain_lost_cookie(form: AnswerForm) -> None:
    """Say in words what to do when the browser did not bring back the cookie that goes with the form."""
    token = getattr(form, "csrf_token", None)
    if token is not None and token.errors:
        token.errors = ()
        form.refuse(
            _("Siden har stået åben for længe, eller din browser gemmer ikke cookies. Tryk på knappen en gang til.")
        )
