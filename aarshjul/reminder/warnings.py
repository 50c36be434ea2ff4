"""What stands in the way of reminders, said to whoever sees to the mails, with the page that mends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from aarshjul.reminder.warning_store import (
    Leaderless,
    Silent,
    Standing,
    Unreminded,
    list_cut_off,
    list_leaderless,
    list_unreminded,
)
from aarshjul.task.responsible import holders_now
from app.auth.viewer import Viewer
from app.core import clock
from app.core.slots import Slots
from app.core.text import N_
from app.organisation.rules import FUNCTIONS, Holders

MOST = 5
"""So many of a kind are shown; the others are counted."""
IN_A_LEADERS_STEAD: Mapping[str, str] = {
    "director": N_("forvaltningsdirektøren"),
    "executive_board": N_("direktionen"),
    "coordinator": N_("GDPR-koordinatoren"),
    "isc": N_("informationssikkerhedskoordinatoren"),
}
"""Who hears of what is late where there is no leader: the first of these functions that anybody holds (looking.py)."""


@dataclass(frozen=True)
class Hurdle:
    """One line: words round a label, a link where there is a page that mends it and the viewer may go there."""

    label: str
    url: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Group:
    """Hurdles of one kind, the first of them; `left` is how many more there are."""

    title: str
    why: str
    lines: Sequence[Hurdle]
    left: int


def warnings_panel(viewer: Viewer) -> Markup:
    """For who sees to the mails: what stands in the way of reminders in their part of the organisation."""
    if not viewer.may("read", "mail"):
        return Markup("")
    groups = list_warnings(viewer)
    if not groups:
        return Markup("")
    html = render_template("aarshjul/reminder/_warnings.html", groups=groups)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def list_warnings(viewer: Viewer) -> Sequence[Group]:
    """The kinds of which there are any, in five statements at most."""
    scope, today, holders = viewer.scope("mail", "read"), clock.today(), holders_now()
    nobody, count, silent = list_unreminded(today=today, scope=scope, holders=holders, limit=MOST)
    cut_off = list_cut_off(scope=scope)
    here = _unmailed([one for one in cut_off if one.is_active], silent, viewer)
    gone = [_standing(one, viewer) for one in cut_off if not one.is_active]
    leaderless = list_leaderless(today=today, scope=scope, holders=holders)
    groups = (
        _group(_("Opgaver, som ingen bliver mindet om"), "", [_unreminded(one, viewer) for one in nobody], count),
        _group(_("Personer, der ikke kan få mail"), _("Deres mailadresse kan ikke bruges."), here),
        _group(_("Personer, der er stoppet"), _("De står stadig med noget, som nogen skal overtage."), gone),
        _group(
            _("Enheder uden leder"),
            _("Der er heller ingen leder over dem, som kan få besked, når en opgave er forsinket."),
            [_leaderless(one, viewer, holders) for one in leaderless],
        ),
    )
    return [group for group in groups if group.lines]


def fill(slots: Slots) -> None:
    """On the front page, above the tasks, and on the set-up page."""
    slots.my_work.insert(0, warnings_panel)
    slots.panels.setdefault("admin", []).append(lambda _id, viewer: warnings_panel(viewer))


def _group(title: str, why: str, lines: Sequence[Hurdle], count: int | None = None) -> Group:
    """`count` is how many there are in all, where they are not all among the lines."""
    return Group(title, why, lines[:MOST], (len(lines) if count is None else count) - len(lines[:MOST]))


def _unreminded(one: Unreminded, viewer: Viewer) -> Hurdle:
    function = _(FUNCTIONS.get(one.function, one.function))
    words = _("Ingen har funktionen «%(function)s» i %(unit)s, og der er ingen koordinator: ")
    return Hurdle(
        before=words % {"function": function, "unit": one.unit},
        label=one.title,
        url=url_for("task.show", task_id=one.task_id) if viewer.may("read", "task") else "",
        after=_(" og %(n)s til", n=one.tasks - 1) if one.tasks > 1 else "",
    )


def _unmailed(cut_off: Sequence[Standing], silent: Sequence[Silent], viewer: Viewer) -> list[Hurdle]:
    """Everybody who works here and cannot be mailed, those with the most to be reminded of now first."""
    now = {one.person_id: one.tasks for one in silent}
    known = {one.person_id for one in cut_off}
    others = [Standing(one.person_id, one.name, one.email, True, 0, 0, None) for one in silent]
    people = [*cut_off, *(one for one in others if one.person_id not in known)]
    people.sort(key=lambda one: -now.get(one.person_id, 0))
    return [_standing(one, viewer, now=now.get(one.person_id, 0)) for one in people]


def _standing(one: Standing, viewer: Viewer, *, now: int = 0) -> Hurdle:
    """The page that mends it: handing over what somebody has left, else the person, else the first of their tasks."""
    parts = (
        ngettext("%(num)s funktion", "%(num)s funktioner", one.functions) if one.functions else "",
        ngettext("%(num)s åben opgave i eget navn", "%(num)s åbne opgaver i eget navn", one.tasks) if one.tasks else "",
        ngettext("skal mindes om %(num)s opgave nu", "skal mindes om %(num)s opgaver nu", now) if now else "",
    )
    url = ""
    if not one.is_active and viewer.may("write", "handover"):
        url = url_for("leaving.show", person_id=one.person_id)
    elif viewer.may("read", "organisation"):
        url = url_for("user.show", person_id=one.person_id)
    elif one.task_id is not None and viewer.may("write", "task"):
        url = url_for("task.show", task_id=one.task_id)
    words = ", ".join(part for part in parts if part)
    return Hurdle(one.name, url, after=f" ({one.email}): {words}" if one.is_active else f": {words}")


def _leaderless(one: Leaderless, viewer: Viewer, holders: Holders) -> Hurdle:
    stead = next((name for name in IN_A_LEADERS_STEAD if next(holders.climb(name, one.unit_id), None)), None)
    if stead is None:
        told = _("Ingen får besked.")
    else:
        told = _("Beskeden går til %(whom)s i stedet.", whom=_(IN_A_LEADERS_STEAD[stead]))
    tasks = ngettext("%(num)s opgave inden for 90 dage", "%(num)s opgaver inden for 90 dage", one.tasks)
    url = url_for("organisation.edit", code=one.code) if viewer.may("read", "organisation") else ""
    return Hurdle(one.name, url, after=f": {tasks}. {told}")
