"""A person's history beside the other things on their page."""

from flask import render_template, url_for
from markupsafe import Markup

from app.audit.present import present
from app.audit.store import list_events_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.filters import short_day

MOST = 20


def history_panel(person_id: int, viewer: Viewer) -> Markup:
    """What was done about the person, newest first; for those who may read the trail."""
    if not viewer.may("read", "audit"):
        return Markup("")
    lines = present(list_events_of("person", person_id, limit=MOST + 1), viewer)
    items = [
        {
            "who": line.who,
            "when": f"{short_day(clock.day_of(line.at))} {line.at.astimezone(clock.COPENHAGEN):kl. %H.%M}",
            "what": line.what,
            "changes": [told for told in line.told if told.before],
            "facts": [told for told in line.told if not told.before],
        }
        for line in lines[:MOST]
    ]
    more_url = url_for("audit.index", art="person", nr=person_id) if len(lines) > MOST else ""
    html = render_template("app/user/_history.html", items=items, more_url=more_url)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote
