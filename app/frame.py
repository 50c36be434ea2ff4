"""What the frame round every page shows: the municipality's name, who is signed in, the menu."""

from dataclasses import replace
from typing import Any

from flask import g, has_request_context, request, url_for
from flask_babel import gettext as _

from app.absence.slots import fill_slots as fill_absence
from app.audit.notes import note_refusal
from app.audit.subjects import fill_subjects
from app.audit.words import fill_trail
from app.auth.viewer import Viewer
from app.auth.web import find_current_viewer
from app.core import clock
from app.core.slots import MenuEntry, Slots, current_slots
from app.draft.slots import fill_slots as fill_drafts
from app.job.slots import fill_slots as fill_jobs
from app.leaving.slots import fill_slots as fill_leaving
from app.listing.words import fill_slots as fill_listing
from app.mail.panels import failed_mails
from app.oidc.words import fill_trail as fill_oidc_trail
from app.organisation.hanging import fill_slots as fill_hangs
from app.organisation.store import get_municipality
from app.search.views import kinds_of
from app.second_factor.panels import account_panel
from app.token.actions import why_not_send
from app.token.rules import GOOD_FOR
from app.user.panels import history_panel


def frame_context() -> dict[str, Any]:
    """Context of every template, loaded once a request; an error page or a report stands without a user."""
    if not has_request_context():
        return _plain_frame()
    if "frame" not in g:
        g.frame = _plain_frame() if g.get("is_error") else _frame()
    frame: dict[str, Any] = g.frame
    return frame


def _plain_frame() -> dict[str, Any]:
    return {"municipality_name": "", "user": None, "viewer": None, "menu": [], "today": clock.today()}


def _frame() -> dict[str, Any]:
    viewer = find_current_viewer()
    return {
        "municipality_name": get_municipality().name,
        "user": viewer,
        "viewer": viewer,
        "menu": menu_of(viewer) if viewer else [],
        "shortcuts_off": viewer is not None and not viewer.has_shortcuts,
        "search_url": url_for("search.show") if viewer and kinds_of(viewer) else "",
        "search_text": request.args.get("q", "") if request.endpoint == "search.show" else "",
        "today": clock.today(),
    }


def menu_of(viewer: Viewer) -> list[MenuEntry]:
    """The side menu of a person, in its order, with the entry of the current page marked."""
    slots = current_slots()
    entries = sorted((entry for fill in slots.menu for entry in fill(viewer)), key=lambda entry: entry.order)
    below = [url for e in entries for url in (e.url, *e.also) if _is_below(request.path, url)]
    best = max(below, key=len, default="")
    return [replace(entry, is_current=best in (entry.url, *entry.also)) for entry in entries]


def _is_below(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def has_work(viewer: Viewer) -> bool:
    """Whether tasks can wait for this person: not for those who only read reports or only set up."""
    return bool(viewer.roles - {"dds", "admin"}) or not viewer.roles


def ground_menu(viewer: Viewer) -> list[MenuEntry]:
    """The ground floor's own entries: the front page for all but readers of reports, the set-up for those who may."""
    entries = []
    if has_work(viewer):
        entries.append(MenuEntry(label=_("Mit arbejde"), url=url_for("home.show"), order=10, icon="home"))
    if any(viewer.may("read", kind) for kind in ("organisation", "mail", "audit")):
        entries.append(MenuEntry(label=_("Opsætning"), url=url_for("admin.show"), order=90, icon="settings"))
    return entries


def fill_slots(slots: Slots) -> None:
    """Put the ground floor's entries into the slots."""
    slots.mail_guards.update(dict.fromkeys(GOOD_FOR, why_not_send))
    slots.menu.append(ground_menu)
    slots.panels.setdefault("account", []).append(account_panel)
    slots.on_refusal.append(note_refusal)
    fill_subjects(slots)
    fill_hangs(slots)
    fill_absence(slots)
    fill_jobs(slots)
    fill_drafts(slots)
    fill_leaving(slots)
    fill_listing(slots)
    slots.panels.setdefault("user", []).append(history_panel)
    slots.my_notes.append(failed_mails)
    # Who only sets up has no work, and begins at the set-up's front.
    slots.panels.setdefault("admin", []).append(lambda _row_id, viewer: failed_mails(viewer))
    fill_trail(slots.trail)
    fill_oidc_trail(slots.trail)
