"""What tasks show elsewhere: on the front page, under a record, in the menu."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import ColumnElement

from aarshjul.task.access import HOST, KIND
from aarshjul.task.counting import count_my_overdue
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import reach_of
from aarshjul.task.rules import ASK_WORDS
from aarshjul.task.store import list_about, list_open_of, list_to_approve
from app.auth.viewer import Viewer
from app.core import clock
from app.core.slots import Hangs, MenuEntry, Slots
from app.core.text import N_

MOST = 20
NEAR = timedelta(days=92)
"""My work shows what is due so soon; where nothing is, the FIRST tasks to come."""
FIRST = 3
NOTHING = {
    "activity": N_("Ingen opgaver endnu. De kommer lidt efter, at behandlingen har fået en dato for næste gennemgang."),
    "system": N_("Ingen opgaver endnu. De kommer fra femårsplanen, når den har opgaver om systemer."),
    "processor": N_("Ingen opgaver endnu. De kommer lidt efter, at databehandleren har fået en dato for næste tilsyn."),
}
"""What records have tasks beside them, and what is said where there are none."""


def my_tasks(viewer: Viewer) -> Markup:
    """My open tasks on the front page, the overdue first."""
    today = clock.today()
    lines, counts = list_open_of(reach_of(viewer), today=today, limit=MOST)
    if not lines:
        return Markup("")
    near = [line for line in lines if line.due_on <= today + NEAR]
    return _draw("_work", lines=near or lines[:FIRST], counts=counts, is_near=bool(near))


def to_approve(viewer: Viewer) -> Markup:
    """For who may approve: tasks that wait for it on the front page, the earliest due first."""
    if not viewer.may("approve", "task"):
        return Markup("")
    scope = viewer.scope("task", "approve")
    lines, total = list_to_approve(scope, person_id=viewer.person_id, limit=MOST)
    return _draw("_approvals", lines=lines, total=total, ask_words=ASK_WORDS) if lines else Markup("")


def about(kind: str, subject_id: int, viewer: Viewer) -> Markup:
    """The tasks about a record of this kind, beside it."""
    return _draw("_panel", lines=list_about(kind, subject_id, reach=reach_of(viewer)), nothing=_(NOTHING[kind]))


def cycle_menu(viewer: Viewer) -> Sequence[MenuEntry]:
    """The menu's entry: the wheel for those who work with it, the plan for a member of DDS."""
    if viewer.roles <= {"dds"} and viewer.may("read", "plan"):
        url, also = url_for("plan.show"), (url_for("wheel.show"), url_for("task.index"), url_for("catalogue.index"))
        return (MenuEntry(label=_("Femårsplan"), url=url, also=also, order=50, icon="plan"),)
    overdue = count_my_overdue(viewer.person_id, today=clock.today())
    if viewer.may("read", "plan"):
        url = url_for("wheel.show")
        pages = ("task.index", "plan.show", "capacity.show", "catalogue.index", "attestation.index")
        others = tuple(url_for(page) for page in pages)
        return (MenuEntry(label=_("Årshjul"), url=url, also=others, order=50, count=overdue or None, icon="wheel"),)
    if overdue:
        return (MenuEntry(label=_("Opgaver"), url=url_for("task.index"), order=50, count=overdue, icon="wheel"),)
    return ()


def fill(slots: Slots) -> None:
    """Put the tasks' own into the slots."""
    slots.menu.append(cycle_menu)
    slots.my_work.insert(0, my_tasks)
    slots.my_work.insert(0, to_approve)
    slots.hosts[KIND] = HOST
    for kind in NOTHING:
        slots.panels.setdefault(kind, []).append(partial(about, kind))
    begun = Hangs(N_("påbegyndt opgave"), N_("påbegyndte opgaver"), lambda: _is_open() & Task.is_touched)
    planned = Hangs(
        # Planning withdraws them by itself once their unit is closed.
        N_("planlagt opgave"), N_("planlagte opgaver"), lambda: _is_open() & ~Task.is_touched, blocks=False,
    )  # fmt: skip
    slots.hangs |= {
        "task.unit_id": (begun, planned),
        "plan_item_unit.unit_id": (Hangs(N_("post i femårsplanen"), N_("poster i femårsplanen"), blocks=False),),
        "plan_item_start.unit_id": (Hangs(N_("eget startår i planen"), N_("egne startår i planen"), blocks=False),),
        "kpi_month.unit_id": (),
        "status_comment.unit_id": (
            Hangs(N_("bemærkning til en statusrapport"), N_("bemærkninger til statusrapporter"), blocks=False),
        ),
        "task_handling.unit_id": (Hangs(N_("svar om en opgave"), N_("svar om opgaver"), blocks=False),),
        "calendar_feed.unit_id": (Hangs(N_("kalenderlink"), N_("kalenderlinks"), blocks=False),),
    }


def _is_open() -> ColumnElement[bool]:
    return Task.state.in_(OPEN_STATES)


def _draw(template: str, **context: object) -> Markup:
    html = render_template(f"aarshjul/task/{template}.html", **context)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote
