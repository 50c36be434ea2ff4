"""/paamindelser: the mails to come, by person, and what stands in their way."""

from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup

from aarshjul.reminder.forecast_showing import forecast_page
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core.slots import Slots

blueprint = Blueprint("forecast", __name__)


@blueprint.get("/paamindelser")
@signed_in
def show() -> Any:
    """Who gets which reminders in the days to come; words, administration and page stand in the address."""
    viewer = get_viewer()
    viewer.must("read", "mail")
    return render_template("aarshjul/reminder/forecast.html", **forecast_page(viewer, request.args, request.path))


def fill(slots: Slots) -> None:
    """The ways to the page: a card on the set-up page, and a line above the mails."""
    slots.panels.setdefault("set_up", []).append(lambda _id, viewer: _way(viewer, "_forecast_card"))
    slots.panels.setdefault("mails", []).append(lambda _id, viewer: _way(viewer, "_forecast_link"))


def _way(viewer: Viewer, template: str) -> Markup:
    if not viewer.may("read", "mail"):
        return Markup("")
    return Markup(render_template(f"aarshjul/reminder/{template}.html"))  # noqa: S704 - the template's own words
