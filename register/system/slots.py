"""What it systems put into the slots."""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.db import db
from app.core.slots import Hangs, MenuEntry, Slots, Subject
from app.core.text import N_
from register.catalogue.showing import around_tabs
from register.searching import search_in_units
from register.system.model import System
from register.system.store import list_of_supplier

WORKS_WITH_SYSTEMS = frozenset({"isc", "dpo", "coordinator", "auditor", "system_owner"})


def system_menu(viewer: Viewer) -> Sequence[MenuEntry]:
    """Systems, for those who work with them; others find a system on the records carried out in it."""
    if not viewer.roles & WORKS_WITH_SYSTEMS:
        return ()
    also = tuple(url for _label, url, _current in around_tabs(viewer, "system"))
    url = url_for("system.list")
    return (MenuEntry(label=_("Systemer og databehandlere"), url=url, also=also, order=30, icon="system"),)


def system_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Name and address of these systems. Mails ask too, where there is no request to make addresses from."""
    query = select(System.id, System.name).where(System.id.in_(ids))
    return {
        row_id: Subject("system", row_id, name, f"/systemer/{row_id}") for row_id, name in db.session.execute(query)
    }


def supplied_systems(processor_id: int, viewer: Viewer) -> Markup:
    """Beside a processor: the systems it supplies that this person may see."""
    systems = list_of_supplier(processor_id, scope=viewer.scope("system", "read"))
    if not systems:
        return Markup("")
    return Markup(render_template("register/system/_supplied.html", systems=systems))  # noqa: S704 - escaped there


def fill_slots(slots: Slots) -> None:
    """Menu entry, subjects, search, and the panel beside a processor."""
    slots.panels.setdefault("processor", []).append(supplied_systems)
    slots.menu.append(system_menu)
    slots.subjects["system"] = system_subjects
    slots.search.append(
        search_in_units(System, "system", title=N_("Systemer"), order=30, path="/systemer", notes=(System.supplier,))
    )
    slots.hangs["system.unit_id"] = (Hangs(N_("system"), N_("systemer"), lambda: System.is_retired.is_(False)),)
