"""What absences put into the slots: a note on the front page, and their words in the audit trail."""

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.absence.store import list_about, list_of_person, needs_deputy
from app.auth.viewer import Viewer
from app.core import clock
from app.core.slots import Slots
from app.core.text import N_


def my_absence(viewer: Viewer) -> Markup:
    """That I am away, and who stands in; or for whom I stand in, and how long."""
    absences = list_about(viewer.person_id, today=clock.today())
    if not absences:
        return Markup("")
    html = render_template(
        "app/absence/_work.html",
        own=[absence for absence in absences if absence.person_id == viewer.person_id],
        others=[absence for absence in absences if absence.person_id != viewer.person_id],
    )
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def account_panel(_account_id: int, viewer: Viewer) -> Markup:
    """My own absences, on my account's page."""
    if not needs_deputy(viewer):
        return Markup("")
    label, nothing = _("Meld eller ret fravær"), _("Du har ikke meldt fravær.")
    return _panel(viewer.person_id, url_for("absence.show"), label, nothing)


def user_panel(person_id: int, viewer: Viewer) -> Markup:
    """Somebody's absences, on their page."""
    url = url_for("absence.show_of", person_id=person_id) if viewer.may("write", "absence") else ""
    return _panel(person_id, url, _("Meld eller ret fravær"), _("Der er ikke meldt fravær."))


def _panel(person_id: int, url: str, label: str, nothing: str) -> Markup:
    absences = list_of_person(person_id, since=clock.today())
    html = render_template("app/absence/_on_user.html", absences=absences, url=url, label=label, nothing=nothing)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def fill_slots(slots: Slots) -> None:
    """The front page's note, the panels of account and person, and the trail's words."""
    slots.my_notes.append(my_absence)
    slots.panels.setdefault("account", []).append(account_panel)
    slots.panels.setdefault("user", []).append(user_panel)
    slots.trail.fields.setdefault("person", {})["deputy"] = N_("Stedfortræder")
