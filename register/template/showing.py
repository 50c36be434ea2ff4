"""What the pages of templates show, and the panel beside a record that follows one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from app.auth.viewer import Viewer
from app.core.slots import Slots, current_slots
from register.activity.convert import to_content
from register.activity.labels import FIELD_LABELS
from register.activity.merge import tell_lines_apart
from register.activity.model import ProcessingActivity
from register.activity.present import in_words
from register.activity.store import load_names
from register.template.model import ActivityTemplate
from register.template.rules import proposals
from register.template.store import (
    Following,
    find_following,
    find_path,
    find_template_of,
    get_template_content,
    list_followers,
    list_template_versions,
)


@dataclass(frozen=True)
class Line:
    """A field that the template has changed, in words: what it said, what the record says, what it says now."""

    field: str
    label: str
    before: str
    mine: str
    new: str
    is_own: bool


def template_page(template: ActivityTemplate, viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything `show.html` shows."""
    return {
        "subject": template,
        "versions": list_template_versions(template.id),
        "page": list_followers(template.id, args, path, scope=viewer.scope("activity", "read")),
        "may_write": viewer.may("write", "activity", find_path(template.source_id)),
        "panels": current_slots().panels_of("template", template.id, viewer),
    }


def follow_page(activity: ProcessingActivity, following: Following) -> dict[str, Any]:
    """Everything `follow.html` shows."""
    before = get_template_content(following.template_id, following.version)
    mine = to_content(activity)
    new = tell_lines_apart(before, mine, get_template_content(following.template_id, following.newest))
    names = load_names([before, new, mine])
    lines = [
        Line(
            field=p.field,
            label=_(FIELD_LABELS[p.field]),
            before=in_words(p.field, p.before, names, before.data_lines),
            mine=in_words(p.field, p.mine, names, mine.data_lines),
            new=in_words(p.field, p.new, names, new.data_lines),
            is_own=p.is_own,
        )
        for p in proposals(before, new, mine)
    ]
    notes = [v for v in list_template_versions(following.template_id) if v.version > following.version and v.note]
    return {"activity": activity, "following": following, "lines": lines, "notes": notes}


def template_panel(activity_id: int, viewer: Viewer) -> Markup:
    """The template that a record follows or is the source of; for those who write."""
    if not viewer.may("write", "activity", find_path(activity_id)):
        return Markup("")
    page = render_template(
        "register/template/_panel.html",
        activity_id=activity_id,
        following=find_following(activity_id),
        source_of=find_template_of(activity_id),
    )
    return Markup(page)  # noqa: S704 - escaped there


def fill_slots(slots: Slots) -> None:
    """The panel on a record."""
    slots.panels.setdefault("activity", []).append(template_panel)
