"""/konsekvensanalyser/<id>/hoering: the prior consultation of Datatilsynet, taken down step by step."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.web import doing_of, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from register.dpia.blueprint import ONE, blueprint, the_dpia
from register.dpia.consultation_actions import carry_over, extend, pause, resume, submit, take_answer, withdraw
from register.dpia.consultation_forms import (
    AnswerForm,
    CarryForm,
    ExtendForm,
    PauseForm,
    ResumeForm,
    SubmitForm,
    WithdrawForm,
)
from register.dpia.forms import VersionForm
from register.dpia.model import Dpia
from register.dpia.showing import dpia_page, earlier_consultation
from register.dpia.store import list_consultations

FORMS: dict[str, type[VersionForm]] = {
    "submit": SubmitForm,
    "extend": ExtendForm,
    "pause": PauseForm,
    "resume": ResumeForm,
    "answer": AnswerForm,
    "carry": CarryForm,
    "withdraw": WithdrawForm,
}


@blueprint.get(f"{ONE}/hoering")
@signed_in
def consultation(dpia_id: int) -> Any:
    """Where the consultation stands, how long Datatilsynet has left, and what can be taken down."""
    dpia, _viewer = the_dpia(dpia_id)
    return render_template("register/dpia/consultation.html", **_page(dpia))


@blueprint.post(f"{ONE}/hoering/send")
@signed_in
def submit_consultation(dpia_id: int) -> Any:
    """Datatilsynet received it."""

    def do(form: Any, doing: Doing) -> Any:
        return submit(dpia_id, submitted_on=form.submitted_on.data, case_ref=form.case_ref.data or "", doing=doing)

    return _take_down(dpia_id, "submit", do, _("Høringen er skrevet ind. Nu løber Datatilsynets frist."))


@blueprint.post(f"{ONE}/hoering/tidligere")
@signed_in
def carry_consultation(dpia_id: int) -> Any:
    """An earlier consultation covers this version."""

    def do(form: Any, doing: Doing) -> Any:
        return carry_over(dpia_id, reason=form.reason.data or "", doing=doing)

    return _take_down(dpia_id, "carry", do, _("Den tidligere høring dækker også denne udgave."))


@blueprint.post(f"{ONE}/hoering/forlaeng")
@signed_in
def extend_consultation(dpia_id: int) -> Any:
    """Six weeks more."""

    def do(form: Any, doing: Doing) -> Any:
        return extend(dpia_id, extended_on=form.extended_on.data, version=form.seen, doing=doing)

    return _take_down(dpia_id, "extend", do, _("Fristen er forlænget med seks uger."))


@blueprint.post(f"{ONE}/hoering/pause")
@signed_in
def pause_consultation(dpia_id: int) -> Any:
    """The clock stands still."""

    def do(form: Any, doing: Doing) -> Any:
        return pause(dpia_id, from_on=form.from_on.data, version=form.seen, doing=doing)

    return _take_down(dpia_id, "pause", do, _("Fristen står stille, til Datatilsynet har fået oplysningerne."))


@blueprint.post(f"{ONE}/hoering/oplysninger")
@signed_in
def resume_consultation(dpia_id: int) -> Any:
    """The clock runs again."""

    def do(form: Any, doing: Doing) -> Any:
        return resume(dpia_id, until_on=form.until_on.data, version=form.seen, doing=doing)

    return _take_down(dpia_id, "resume", do, _("Fristen løber igen."))


@blueprint.post(f"{ONE}/hoering/svar")
@signed_in
def answer_consultation(dpia_id: int) -> Any:
    """Datatilsynet has answered."""

    def do(form: Any, doing: Doing) -> Any:
        return take_answer(dpia_id, form.to_answer(), version=form.seen, doing=doing)

    return _take_down(dpia_id, "answer", do, _("Svaret er skrevet ind, og høringen er afsluttet."))


@blueprint.post(f"{ONE}/hoering/traek-tilbage")
@signed_in
def withdraw_consultation(dpia_id: int) -> Any:
    """It was a mistake."""

    def do(form: Any, doing: Doing) -> Any:
        return withdraw(dpia_id, reason=form.reason.data or "", version=form.seen, doing=doing)

    return _take_down(dpia_id, "withdraw", do, _("Høringen er trukket tilbage. Den kan stadig ses nederst på siden."))


def _take_down(dpia_id: int, name: str, do: Callable[[Any, Doing], Any], said: str) -> Any:
    """Guard, validate, act and answer: all are alike but for what they take down."""
    dpia, viewer = the_dpia(dpia_id, "write")
    form = FORMS[name](prefix=f"{name}-")
    if form.validate():
        try:
            do(form, doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(said, "success")
            return see_other(url_for("dpia.consultation", dpia_id=dpia_id))
    return answer_invalid("register/dpia/consultation.html", **_page(dpia, **{name: form}))


def _page(dpia: Dpia, **posted: VersionForm) -> dict[str, Any]:
    """The page with an empty form for each step, but for the one that was posted."""
    _dpia, viewer = the_dpia(dpia.id)
    page = dpia_page(dpia, viewer, clock.today())
    row = page["consultation"]
    forms = {name: posted.get(name) or form(formdata=None, prefix=f"{name}-") for name, form in FORMS.items()}
    for name, form in forms.items():
        if name not in posted:
            form.version.data = str(row.version if row else 0)
    return page | {
        "forms": forms,
        "earlier": earlier_consultation(dpia) if row is None else None,
        "history": [one for one in list_consultations(dpia.id) if one is not row],
        "refused": next(iter(posted.values()), None),
    }
