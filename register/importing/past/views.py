"""/fortegnelse/import/tidligere and …/fortryd: the imports that were made, and undoing one of them."""

from typing import Any

from flask import flash, render_template, request, url_for

from app.auth.web import doing_of, signed_in
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.limits import heavy
from app.core.web import see_other
from register.importing.past.actions import plan_undo, undo_import
from register.importing.past.showing import done_in_words, undo_page
from register.importing.past.store import find_batch, list_imports
from register.importing.store import get_import
from register.importing.web import blueprint, guard, whose


@blueprint.get("/tidligere")
@signed_in
def past() -> Any:
    """The imports that one may see, the newest first."""
    viewer = guard()
    page = list_imports(request.args, request.path, by_id=whose(viewer))
    return render_template("register/importing/past.html", page=page, is_anybodys=whose(viewer) is None)


@blueprint.get("/<int:event_id>/fortryd")
@heavy
@signed_in
def ask_undo(event_id: int) -> Any:
    """What undoing the import will do; nothing is changed."""
    viewer = guard()
    get_import(event_id, by_id=whose(viewer))
    batch = find_batch(event_id)
    if batch is None:
        raise NotFound
    if batch.undone_at is not None:
        return see_other(url_for("importing.show", event_id=event_id))
    plan = plan_undo(batch, scope=viewer.scope("activity", "import"))
    return render_template("register/importing/undo.html", **undo_page(batch, plan))


@blueprint.post("/<int:event_id>/fortryd")
@heavy
@signed_in
def undo(event_id: int) -> Any:
    """Undo the import, whole."""
    viewer = guard()
    get_import(event_id, by_id=whose(viewer))
    doing = doing_of(viewer)
    try:
        plan = undo_import(event_id, scope=viewer.scope("activity", "import"), doing=doing)
    except Refused as refused:
        db.session.rollback()
        flash(refused.message, "error")
    else:
        flash(done_in_words(plan), "success")
    return see_other(url_for("importing.show", event_id=event_id))
