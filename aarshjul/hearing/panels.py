"""Hearings elsewhere: on the front page, beside a record and a template, in the menu, and what hangs on them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.hearing.access import HOST, sight_of
from aarshjul.hearing.handing_over import PERSON_LINK
from aarshjul.hearing.letters import why_not_send
from aarshjul.hearing.model import Hearing
from aarshjul.hearing.rules import KIND, OUTCOME_LOOKS, OUTCOME_WORDS
from aarshjul.hearing.showing import answered_words
from aarshjul.hearing.store import find_running, list_hearings, list_of_subject, subjects_of
from aarshjul.hearing.words import fill_words
from app.auth.viewer import Viewer
from app.core import clock
from app.core.slots import Hangs, MenuEntry, Slots
from app.core.text import N_
from app.leaving.slots import HISTORY
from register.template.store import find_path, get_template

SHOWN = 5
WAITS_SHOWN = 10

Menu = Callable[[Viewer], Sequence[MenuEntry]]


def fill(slots: Slots) -> None:
    """Put the hearings' own into the slots."""
    slots.my_work.insert(0, my_hearings)
    slots.subjects[KIND] = subjects_of
    slots.hosts[KIND] = HOST
    slots.mail_guards[KIND] = why_not_send
    fill_words(slots.trail)
    slots.step_pages["send_to_hearing"] = _start_page
    slots.step_pages["end_hearing"] = _running_page
    # Below the record's own life.
    slots.panels.setdefault("activity", []).insert(1, partial(about, "activity"))
    slots.panels.setdefault("template", []).append(partial(about, "template"))
    runs = Hangs(N_("høring, der er i gang"), N_("høringer, der er i gang"), lambda: Hearing.outcome == "")
    slots.hangs["hearing.unit_id"] = (runs,)
    slots.links["hearing_participant.person_id"] = PERSON_LINK
    columns = ("hearing.made_by_id", "hearing.ended_by_id", "hearing_comment.by_id", "hearing_comment.replied_by_id")
    slots.stays |= dict.fromkeys(columns, HISTORY)


def my_hearings(viewer: Viewer) -> Markup:
    """The hearings that wait for a person, and those of their area that run; one or two statements."""
    sight = sight_of(viewer)
    waiting = list_hearings(sight, "mine", limit=WAITS_SHOWN + 1)
    managed = []
    if viewer.may("write", KIND):
        managed = list_hearings(sight, "running", limit=SHOWN + 1, only=viewer.scope(KIND, "write"))
    if not waiting and not managed:
        return Markup("")
    html = render_template(
        "aarshjul/hearing/_work.html",
        waiting=waiting[:WAITS_SHOWN],
        managed=managed[:SHOWN],
        is_more=len(managed) > SHOWN or len(waiting) > WAITS_SHOWN,
        today=clock.today(),
        words=answered_words,
    )
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def about(kind: str, subject_id: int, viewer: Viewer) -> Markup:
    """The newest hearings of a record or a template, beside it, and the way to a new one."""
    found = list_of_subject(kind, subject_id, sight_of(viewer), limit=SHOWN)
    writes = viewer.scope(KIND, "write")
    may_start = writes.is_everything or (bool(writes.paths) and writes.holds(_path_of(kind, subject_id)))
    is_running = bool(found) and not found[0][0].outcome
    if not found and not may_start:
        return Markup("")
    start_url = (
        url_for("hearing_start.record", activity_id=subject_id)
        if kind == "activity"
        else url_for("hearing_start.template", template_id=subject_id)
    )
    html = render_template(
        "aarshjul/hearing/_panel.html",
        found=found,
        start_url=start_url if may_start and not is_running else "",
        today=clock.today(),
        outcome_words=OUTCOME_WORDS,
        outcome_looks=OUTCOME_LOOKS,
    )
    return Markup(html)  # noqa: S704 - as above


def with_hearings(menu: Menu) -> Menu:
    """A menu whose entry of reports is that of meetings and reports for those to whom hearings are work.

    The others find the hearings that wait for them under my work.
    """

    def entries(viewer: Viewer) -> Sequence[MenuEntry]:
        if not viewer.may("read", KIND):
            return menu(viewer)
        also, label = url_for("hearing.index"), _("Møder og rapporter")
        return [replace(entry, label=label, also=(*entry.also, also)) for entry in menu(viewer)]

    return entries


def _start_page(activity_id: int) -> str:
    return url_for("hearing_start.record", activity_id=activity_id)


def _running_page(activity_id: int) -> str:
    """The hearing that runs; "" where the record is in hearing without one."""
    hearing = find_running("activity", activity_id)
    return url_for("hearing.show", hearing_id=hearing.id) if hearing else ""


def _path_of(kind: str, subject_id: int) -> str:
    return find_path(subject_id if kind == "activity" else get_template(subject_id).source_id)
