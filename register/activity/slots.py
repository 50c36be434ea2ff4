"""What processing activities put into the slots: menu, and their titles and addresses for those who refer to them."""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.slots import DraftKind, Hangs, MenuEntry, Slots, Subject
from app.core.text import N_
from register.activity.columns import ACTIVITY_LIST
from register.activity.listing import my_worklist
from register.activity.model import ProcessingActivity, in_use
from register.activity.searching import ACTIVITY_SEARCH
from register.activity.store import count_incomplete, get_activity

MANAGES_ALL = frozenset({"isc", "dpo", "coordinator", "auditor"})
"""Roles to which the register is the whole municipality's; to the others it is their own part of it."""


def activity_menu(viewer: Viewer) -> Sequence[MenuEntry]:
    """The register; for those who write in it with the number of own records that miss something."""
    if not viewer.may("read", "activity"):
        return ()
    area = viewer.scope("activity", "write")
    writes = viewer.may("write", "activity")
    label = _("Fortegnelse") if viewer.roles & MANAGES_ALL else _("Vores fortegnelse")
    count = count_incomplete(scope=area) if writes else None
    return (MenuEntry(label=label, url=url_for("activity.list"), order=20, count=count or None, icon="register"),)


def activity_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Title and address of these records. Mails ask too, where there is no request to make addresses from."""
    query = select(ProcessingActivity.id, ProcessingActivity.title).where(ProcessingActivity.id.in_(ids))
    return {
        row_id: Subject("activity", row_id, title, f"/fortegnelse/{row_id}")
        for row_id, title in db.session.execute(query)
    }


def my_register(viewer: Viewer) -> Markup:
    """For those who write: what their own part of the register misses, rule by rule, and reviews over their date."""
    if not viewer.may("write", "activity"):
        return Markup("")
    lead, items = my_worklist(viewer, clock.today())
    if not items:
        return Markup("")
    return Markup(render_template("register/activity/_work.html", lead=lead, items=items))  # noqa: S704 - escaped there


def _form_url(activity_id: int) -> str:
    return url_for("activity.edit", activity_id=activity_id) if activity_id else url_for("activity.new")


def _guard_form(viewer: Viewer, activity_id: int) -> None:
    if not activity_id:
        viewer.must("write", "activity")
        return
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")


def fill_slots(slots: Slots) -> None:
    """Menu entry, subjects, drafts, and the worklist on the front page."""
    slots.menu.append(activity_menu)
    slots.my_work.append(my_register)
    slots.subjects["activity"] = activity_subjects
    slots.drafts["activity"] = DraftKind(
        untitled=N_("Behandling uden titel"), title_field="title", url=_form_url, guard=_guard_form
    )
    slots.search.append(ACTIVITY_SEARCH)
    slots.lists[ACTIVITY_LIST.name] = ACTIVITY_LIST
    kept = (Hangs(N_("behandling"), N_("behandlinger"), in_use),)
    slots.hangs["processing_activity.unit_id"] = kept
