"""What drafts put into the slots: a note on the front page, and why they stay with the person."""

from flask import render_template
from markupsafe import Markup

from app.auth.viewer import Viewer
from app.core.slots import Slots
from app.core.text import N_
from app.draft.desk import line_of
from app.draft.store import list_drafts

ON_FRONT_PAGE = 3


def my_drafts(viewer: Viewer) -> Markup:
    """What I have begun and not saved."""
    drafts = list_drafts(viewer.person_id)
    if not drafts:
        return Markup("")
    lines = [line_of(draft) for draft in drafts[:ON_FRONT_PAGE]]
    html = render_template("app/draft/_note.html", drafts=lines, count=len(drafts))
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def fill_slots(slots: Slots) -> None:
    """The front page's note. Drafts are not handed over: they are nobody's but their writer's."""
    slots.my_notes.append(my_drafts)
    slots.stays["draft.person_id"] = N_("personens kladder; de slettes af sig selv")
