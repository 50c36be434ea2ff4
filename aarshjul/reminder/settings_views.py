"""/admin/paamindelser: how the municipality reminds, and the pause; /konto/paamindelser: how often one is mailed."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.reminder.settings_actions import (
    change_reminders,
    choose_rhythm,
    pause_reminders,
    read_mark,
    resume_reminders,
)
from aarshjul.reminder.settings_forms import PauseForm, RemindersForm, RhythmForm
from aarshjul.reminder.settings_rules import chosen_of
from aarshjul.reminder.settings_showing import differing, edit_page
from aarshjul.reminder.store import find_settings
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("reminder", __name__)
EDIT = "aarshjul/reminder/edit.html"


@blueprint.get("/admin/paamindelser")
@signed_in
def edit() -> Any:
    """The choices as they stand, and what a task then gets; the date of the example stands in the address."""
    _guard()
    return render_template(EDIT, **edit_page(asked=request.args.get("frist", "")))


@blueprint.post("/admin/paamindelser")
@signed_in
def change() -> Any:
    """Remind in another way, unless somebody else has saved since the page was opened."""
    viewer = _guard()
    # A form that does not say what it read has read nothing.
    form = RemindersForm.of(chosen_of(find_settings()), mark="")
    if not form.validate():
        return answer_invalid(EDIT, **edit_page(form))
    command = form.to_command()
    try:
        has_changed = change_reminders(command, doing=doing_of(viewer))
    except EditConflict as conflict:
        db.session.rollback()
        settings = find_settings()
        form.read.data = read_mark(settings)
        now = differing(chosen_of(settings), command.chosen)
        return render_template(EDIT, **edit_page(form), conflict=conflict, now=now), 409
    flash(
        _("Påmindelserne er gemt. De gælder fra den næste mail.") if has_changed else _("Der var ikke noget at ændre."),
        "success",
    )
    return see_other(url_for("reminder.edit"))


@blueprint.post("/admin/paamindelser/pause")
@signed_in
def pause() -> Any:
    """Let no reminders go for now, and say why."""
    viewer = _guard()
    form = PauseForm()
    if not form.validate():
        return answer_invalid(EDIT, **edit_page(pause_form=form))
    try:
        pause_reminders(form.to_command(), doing=doing_of(viewer))
    except Refused as refused:
        flash(refused.message, "warning")
    else:
        flash(_("Påmindelserne er sat på pause."), "success")
    return see_other(url_for("reminder.edit"))


@blueprint.post("/admin/paamindelser/genoptag")
@signed_in
def resume() -> Any:
    """Let reminders go again."""
    viewer = _guard()
    if resume_reminders(doing=doing_of(viewer)):
        flash(
            _("Påmindelserne er genoptaget. De første mails sendes inden for et minut, hvis det er en arbejdsdag."),
            "success",
        )
    else:
        flash(_("Påmindelserne var ikke på pause."), "warning")
    return see_other(url_for("reminder.edit"))


@blueprint.post("/konto/paamindelser")
@signed_in
def choose() -> Any:
    """Choose how often one is mailed oneself."""
    viewer = get_viewer()
    form = RhythmForm()
    if not form.validate():
        return answer_invalid("aarshjul/reminder/choose.html", form=form)
    if choose_rhythm(form.to_command(viewer.person_id), doing=doing_of(viewer)):
        flash(
            _("Du får nu påmindelserne samlet om mandagen.")
            if form.rhythm.data == "weekly"
            else _("Du får nu påmindelser hver arbejdsdag, når der er noget."),
            "success",
        )
    else:
        flash(_("Der var ikke noget at ændre."), "success")
    return see_other(url_for("account.show") + "#paamindelser")


def _guard() -> Viewer:
    viewer = get_viewer()
    viewer.must("write", "municipality")
    return viewer
