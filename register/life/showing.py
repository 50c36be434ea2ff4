"""What the pages of a record's life show, its panel beside the record, and what waits for one's approval."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from app.auth.viewer import Viewer
from app.core.slots import Slots, current_slots
from register.activity.choices import STATUSES
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.present import ChangeLine, change_lines
from register.activity.store import find_version, load_names
from register.life.checking import review_for
from register.life.forms import StepForm
from register.life.rules import STEPS, steps_from
from register.life.store import find_standing, list_editor_ids, list_names, list_waiting

SHOWN = 10


def approval_page(activity: ProcessingActivity, form: StepForm, viewer: Viewer) -> dict[str, Any]:
    """Everything `approve.html` shows. The one who approves sees what has changed since the last approval."""
    content = to_content(activity)
    editors = list_editor_ids(activity)
    return {
        "activity": activity,
        "content": content,
        "form": form,
        "review": review_for(STEPS["approve"], activity, content, person_id=viewer.person_id),
        "is_ready": activity.status == "ready",
        "is_own_work": viewer.person_id in editors,
        "editors": list_names(editors),
        "changes": _changes_since_approval(activity),
    }


def _changes_since_approval(activity: ProcessingActivity) -> Sequence[ChangeLine] | None:
    """What differs from the version that was approved last; None when none ever was."""
    approved = find_version(activity.id, activity.approved_version) if activity.approved_version else None
    if approved is None:
        return None
    content = to_content(activity)
    names = load_names([approved.content, content])
    return change_lines(approved.content, content, names)


def life_panel(activity_id: int, viewer: Viewer) -> Markup:
    """The state of a record and the steps this person can take from it."""
    standing = find_standing(activity_id, scope=viewer.scope("activity", "read"))
    if standing is None:
        return Markup("")
    may_write = viewer.may("write", "activity", standing.unit_path)
    steps = [step for step in steps_from(standing.status) if step.needs == "write"] if may_write else []
    pages = current_slots().step_pages
    urls = {step.verb: pages[step.verb](activity_id) for step in steps if step.verb in pages}
    page = render_template(
        "register/life/_panel.html",
        urls=urls,
        activity_id=activity_id,
        standing=standing,
        status=STATUSES[standing.status],
        steps=steps,
        may_approve=standing.status == "ready" and viewer.may("approve", "activity", standing.unit_path),
    )
    return Markup(page)  # noqa: S704 - escaped there


def my_approvals(viewer: Viewer) -> Markup:
    """For those who approve: the records that wait for them."""
    if not viewer.may("approve", "activity"):
        return Markup("")
    waiting, total = list_waiting(scope=viewer.scope("activity", "approve"), limit=SHOWN)
    if not waiting:
        return Markup("")
    more = url_for("activity.list", status="ready") if total > len(waiting) else ""
    page = render_template("register/life/_work.html", waiting=waiting, total=total, more_url=more)
    return Markup(page)  # noqa: S704 - escaped there


def fill_slots(slots: Slots) -> None:
    """The panel on a record, and the front page's part."""
    slots.panels.setdefault("activity", []).insert(0, life_panel)
    slots.my_work.append(my_approvals)
