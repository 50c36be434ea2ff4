"""/hoeringer/<number>/svar: who is asked reads, writes, and is done."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from aarshjul.hearing.access import get_asked, own_part, sight_of
from aarshjul.hearing.actions import answer_hearing
from aarshjul.hearing.forms import AnswerForm
from aarshjul.hearing.showing import answer_page
from aarshjul.hearing.store import get_hearing
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("hearing_answer", __name__, url_prefix="/hoeringer/<int:hearing_id>/svar")
PAGE = "aarshjul/hearing/answer.html"


@blueprint.get("")
@signed_in
def show(hearing_id: int) -> Any:
    """What one is asked about, and the form; who sees the hearing and is not asked is shown the hearing."""
    viewer = get_viewer()
    hearing = get_hearing(hearing_id, sight_of(viewer))
    participant = own_part(hearing, viewer)
    if participant is None:
        return see_other(url_for("hearing.show", hearing_id=hearing_id))
    return render_template(PAGE, **answer_page(hearing, participant, viewer))


@blueprint.post("")
@signed_in
def answer(hearing_id: int) -> Any:
    """Take the answer."""
    viewer = get_viewer()
    hearing, participant = get_asked(hearing_id, viewer)
    here = url_for("hearing_answer.show", hearing_id=hearing_id)
    if hearing.outcome:
        flash(_("Høringen blev afsluttet, før du sendte. Dit svar er ikke gemt."), "warning")
        return see_other(here)
    form = AnswerForm()
    if not form.validate():
        return answer_invalid(PAGE, **answer_page(hearing, participant, viewer, form=form))
    try:
        answer_hearing(form.to_command(hearing_id), doing=doing_of(viewer))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.message, refused.field)
        hearing, participant = get_asked(hearing_id, viewer)
        return answer_invalid(PAGE, **answer_page(hearing, participant, viewer, form=form))
    flash(_("Tak. Dit svar er sendt, og du skal ikke gøre mere."), "success")
    return see_other(here)
