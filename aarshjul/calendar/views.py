"""/admin/lukkedage: the days the municipality keeps closed, and the weeks in which few are at work."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.calendar.actions import change_work_calendar
from aarshjul.calendar.forms import WorkCalendarForm
from aarshjul.calendar.rules import write_weeks
from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("work_calendar", __name__)


@blueprint.get("/admin/lukkedage")
@signed_in
def edit() -> Any:
    """The form of the calendar."""
    get_viewer().must("write", "municipality")
    form = WorkCalendarForm()
    form.fill(get_closed_days(), get_quiet_weeks())
    return render_template("aarshjul/work_calendar/edit.html", form=form)


@blueprint.post("/admin/lukkedage")
@signed_in
def change() -> Any:
    """Change the calendar."""
    viewer = get_viewer()
    viewer.must("write", "municipality")
    form = WorkCalendarForm()
    if not form.validate():
        return answer_invalid("aarshjul/work_calendar/edit.html", form=form)
    has_changed = change_work_calendar(form.to_command(), doing=doing_of(viewer))
    flash(
        _("Lukkedagene er gemt. Opgaver, som ingen har rørt, flyttes, næste gang planen lægges.")
        if has_changed
        else _("Der var ikke noget at ændre."),
        "success",
    )
    return see_other(url_for("work_calendar.edit"))


def set_up_card(_row_id: int, viewer: Viewer) -> Markup:
    """The page's card among those of the set-up."""
    if not viewer.may("write", "municipality"):
        return Markup("")
    html = render_template("aarshjul/work_calendar/_card.html", weeks=write_weeks(get_quiet_weeks()))
    return Markup(html)  # noqa: S704 - the template escapes what people wrote
