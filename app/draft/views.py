"""/kladder: one's own drafts, and where forms keep them."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.web import safe_next, see_other
from app.draft.actions import SaveDraft, discard_draft, save_draft
from app.draft.desk import line_of
from app.draft.rules import KEPT_FOR, KEY, clock_words
from app.draft.store import get_draft, get_kind, list_drafts

blueprint = Blueprint("draft", __name__, url_prefix="/kladder")


@blueprint.get("")
@signed_in
def index() -> Any:
    """One's own drafts, the last written first."""
    drafts = [line_of(draft) for draft in list_drafts(get_viewer().person_id)]
    return render_template("app/draft/index.html", drafts=drafts, days=KEPT_FOR.days)


@blueprint.post("/<kind>/<int:subject_id>")
@signed_in
def save(kind: str, subject_id: int) -> Any:
    """Keep a form as it stands; asked by the form's script. Answers in words for its reader."""
    viewer = get_viewer()
    get_kind(kind).guard(viewer, subject_id)
    now = clock.now()
    command = SaveDraft(
        kind=kind, subject_id=subject_id, key=request.form.get(KEY, ""), posted=request.form.items(multi=True)
    )
    try:
        kept = save_draft(command, person_id=viewer.person_id, now=now)
    except Refused as refused:
        db.session.rollback()
        return {"message": refused.message}, 409
    time = clock_words(now)
    message = (
        _("Kladde gemt kl. %(time)s, men uden det, der ligner et CPR-nummer: {fields}.", time=time)
        if kept.left_out
        else _("Kladde gemt kl. %(time)s", time=time)
    )
    return {"message": message, "left_out": kept.left_out}


@blueprint.post("/<int:draft_id>/smid-vaek")
@signed_in
def discard(draft_id: int) -> Any:
    """Throw one of one's drafts away, and back to where it was asked."""
    discard_draft(get_draft(draft_id, person_id=get_viewer().person_id))
    flash(_("Kladden er smidt væk."), "success")
    return see_other(safe_next(url_for("draft.index")))


@blueprint.get("/noegle")
@signed_in
def renew() -> Any:
    """A fresh token for a form that stood open while its writer signed in anew; the script asks who that is."""
    return {"csrf_token": generate_csrf(), "person_id": get_viewer().person_id}
