"""/ : my work."""

from typing import Any

from flask import Blueprint, render_template

from app.auth.web import get_viewer, signed_in
from app.core.slots import current_slots
from app.core.web import see_other
from app.frame import has_work, menu_of

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def show() -> Any:
    """What waits for me, panel by panel, as the parts give it; who has no work here begins at their own first page."""
    viewer = get_viewer()
    if not has_work(viewer):
        return see_other(menu_of(viewer)[0].url)
    slots = current_slots()
    notes = [note(viewer) for note in slots.my_notes]
    panels = [panel(viewer) for panel in slots.my_work]
    return render_template("app/home/show.html", notes=notes, panels=[panel for panel in panels if panel])
